"""Running kernels: interpreted for a few values, compiled by numba and cached for many.

Numba takes a second to import and each kernel some seconds to compile the first time; neither
happens before a batch is big enough to earn it back. Compiled code is kept below `cache_in`,
in a folder named by the sources, so that an upgrade never runs old code.
"""

import hashlib
import importlib
import importlib.util
import inspect
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
FEW: Final = 2000  # values that are interpreted: some tens of milliseconds
_HERE: Final = Path(__file__).parent
_lock = threading.Lock()
_folders: list[Path] = []


def cache_in(folder: Path) -> None:
    """Keep compiled kernels below `folder`; to be called before the first is compiled."""
    if not _folders:
        _folders.append(folder)


def run(kernel: Callable[..., None], values: pa.Array, *more: object) -> None:
    """Call `kernel((offsets, bytes), *more)` for texts; its answers go where `more` says."""
    offsets, data = text_buffers(values)
    if len(values) <= FEW:
        kernel((offsets.tolist(), data.tobytes()), *more)
    else:
        compiled(kernel)((offsets, data), *more)


def judge(kernel: Callable[..., None], values: pa.Array, *more: object) -> Mask:
    """Return for each text what `kernel` answers: True where it is good."""
    good = np.zeros(len(values), dtype=np.bool_)
    run(kernel, values, *more, good)
    return good


def text_buffers(values: pa.Array) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint8]]:
    """Return offsets (one more than there are texts) and bytes of a string array, not copied."""
    if not pa.types.is_string(values.type):
        values = values.cast(pa.string())
    _validity, places, content = values.buffers()
    if not len(values) or places is None:
        return np.zeros(len(values) + 1, dtype=np.int32), np.zeros(1, dtype=np.uint8)
    offsets = np.frombuffer(places, dtype=np.int32)[values.offset : values.offset + len(values) + 1]
    if content is None or not content.size:
        return offsets, np.zeros(1, dtype=np.uint8)
    return offsets, np.frombuffer(content, dtype=np.uint8)


def compiled(kernel: Callable[..., None]) -> Callable[..., None]:
    """Return the compiled form of a function of a kernel module."""
    with _lock:
        module = _compiled_module(kernel.__module__)
    chosen: Callable[..., None] = getattr(module, kernel.__name__)
    return chosen


@cache
def _compiled_module(name: str) -> ModuleType:
    """Load a second copy of a kernel module in which every function is numba's."""
    numba = importlib.import_module("numba")
    if _folders:
        numba.config.CACHE_DIR = str(_folders[0] / _digest())
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:  # pragma: no cover - the module was just imported
        raise ModuleNotFoundError(name)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for key, function in list(vars(module).items()):
        if inspect.isfunction(function):
            own = function.__module__ == name
            setattr(
                module,
                key,
                numba.njit(nogil=True, cache=True)(function)
                if own
                else getattr(_compiled_module(function.__module__), key),
            )
    return module


def _digest() -> str:
    sources = sorted(_HERE.glob("*.py"))
    text = b"".join(path.read_bytes() for path in sources)
    return hashlib.sha256(text).hexdigest()[:16]
