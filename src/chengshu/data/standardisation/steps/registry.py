"""The registry of steps, and how most of them are written: a pattern and a reading of one text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from chengshu.base.registry.api import Registry
from chengshu.data.standardisation.contracts import (
    ItemView,
    Outcome,
    Parameter,
    ParameterKind,
    Setting,
    Step,
    StepSpec,
)
from chengshu.data.standardisation.errors import BadStepError

steps: Registry[Step] = Registry("steps")

Read: TypeAlias = Callable[[str], str | None]
ReadParts: TypeAlias = Callable[[str], tuple[str, Mapping[str, str]] | None]


class NamedStep:
    """Title, explanation and parameters; a step adds `suits` and `bind`."""

    title: ClassVar[str | Promise]
    explains: ClassVar[str | Promise]
    parameters: ClassVar[tuple[Parameter, ...]] = ()
    parts: ClassVar[tuple[str, ...]] = ()
    text_only: ClassVar[bool] = False

    def suits(self, item: ItemView) -> str:
        """Return nothing: a step is proposed only where it says so itself."""
        del item
        return ""

    def settings(self, item: ItemView) -> Mapping[str, Setting]:
        """Return the defaults of the parameters."""
        del item
        return {one.name: one.default for one in self.parameters if one.default}


@dataclass(frozen=True)
class Reading:
    """A step that reads one text at a time: None means that it is left as it is.

    Only texts that match `pattern` (RE2) are read, or those that do not where `clean` says that
    the pattern is the standard form. `needles` are byte sequences one of which every text to be
    read holds: a column without them is not even looked at text by text.
    """

    pattern: str
    read: Read
    clean: bool = False
    needles: tuple[bytes, ...] = ()

    def candidates(self, values: pa.Array) -> pa.Array | None:
        """Tell which texts match."""
        return matching(values, self.pattern, clean=self.clean, needles=self.needles)

    def apply(self, values: pa.Array) -> Outcome:
        """Read each text."""
        texts = values.to_pylist()
        read = [self.read(text) for text in texts]
        pairs = zip(texts, read, strict=True)
        return Outcome(pa.array([old if new is None else new for old, new in pairs], pa.string()))


@dataclass(frozen=True)
class PartReading:
    """As `Reading`, for steps that also take parts out of a text."""

    pattern: str
    read: ReadParts
    names: tuple[str, ...]
    clean: bool = False

    def candidates(self, values: pa.Array) -> pa.Array | None:
        """Tell which texts match."""
        return matching(values, self.pattern, clean=self.clean)

    def apply(self, values: pa.Array) -> Outcome:
        """Read each text."""
        texts = values.to_pylist()
        read = [self.read(text) or (text, {}) for text in texts]
        parts = {
            name: pa.array([found.get(name) for _text, found in read], pa.string())
            for name in self.names
        }
        return Outcome(pa.array([text for text, _parts in read], pa.string()), parts)


def matching(
    values: pa.Array, pattern: str, *, clean: bool = False, needles: tuple[bytes, ...] = ()
) -> pa.Array | None:
    """Tell which texts match `pattern` (do not match it where `clean`), None where none does."""
    if needles and not holds_any(values, needles):
        return None
    found = pc.match_substring_regex(values, pattern)
    mask = pc.fill_null(pc.invert(found) if clean else found, fill_value=False)
    return mask if mask.true_count else None


def holds_any(values: pa.Array, needles: tuple[bytes, ...]) -> bool:
    """Tell whether the bytes of a text column hold one of `needles`, by searching memory once."""
    data = text_bytes(values)
    return any(needle in data for needle in needles)


def text_bytes(values: pa.Array) -> bytes:
    """Return the bytes of all texts of a string column, one behind the other."""
    _validity, offsets, data = values.buffers()
    if data is None or not len(values):
        return b""
    places = memoryview(offsets).cast("i")
    start, end = places[values.offset], places[values.offset + len(values)]
    return bytes(memoryview(data)[start:end])


def text_setting(spec: StepSpec, name: str, default: str = "") -> str:
    """Return a parameter that is text, or refuse the step."""
    value = spec.parameters.get(name, default)
    if not isinstance(value, str):
        raise BadStepError(field=f"{spec.step}.{name}", reason=_("应为文字"))
    return value


def choice_setting(step: NamedStep, spec: StepSpec, name: str) -> str:
    """Return a parameter that is one of its choices, or refuse the step."""
    parameter = next(one for one in step.parameters if one.name == name)
    value = spec.parameters.get(name, parameter.default)
    if parameter.kind is ParameterKind.CHOICE and value not in {
        key for key, _ in parameter.choices
    }:
        raise BadStepError(field=f"{spec.step}.{name}", reason=_("不是可选的值"))
    return str(value)
