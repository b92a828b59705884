"""Files of exports that were made as jobs: written aside, shown when whole, gone after a week."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from chengshu.base.settings import api as settings_api


def folder() -> Path:
    """Return where the files of exports lie."""
    return settings_api.home_folder("catalog_exports")


@contextmanager
def writing(name: str) -> Iterator[IO[bytes]]:
    """Give a file to write; it appears under `name` when all went well, else not at all."""
    draft = folder() / f".{name}.part"
    try:
        with draft.open("wb") as target:
            yield target
        draft.replace(folder() / name)
    finally:
        draft.unlink(missing_ok=True)


def find(name: str) -> Path | None:
    """Return the file of a name, or None."""
    path = folder() / name
    return path if path.is_file() else None


def forget_old(*, before: dt.datetime) -> int:
    """Remove files older than a moment; return how many."""
    old = [path for path in folder().iterdir() if path.stat().st_mtime < before.timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
