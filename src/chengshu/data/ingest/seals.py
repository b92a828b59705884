"""Seals of a long landing: where a load that was killed goes on, and how fast it goes."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from chengshu.data.ingest.load import Load
from chengshu.data.ingest.selectors import null_words_of
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import Seal
from chengshu.data.standardisation import api as standardisation

SEAL_ROWS = 1_000_000  # of a part; killed, a load reads at most so many rows again
_PACE_AFTER = 2.0  # seconds; before, a pace says nothing


@dataclass(frozen=True)
class Sealed:
    """What an earlier run of the same batch sealed last: its mark, the source's, rows read."""

    mark: str
    source: str
    read: int


def find_sealed(load: Load) -> Sealed | None:
    """Return where the batch may go on, or None: nothing sealed, or sealed under other steps."""
    part = lake.find_sealed(resource_code=load.resource.key, batch_id=load.batch.pk)
    if part is None:
        return None
    mark = json.loads(part.mark)
    _runner, version = standardisation.runner_of(load.resource.key, null_words=())
    if mark["made"] != _made(load, version):
        return None
    return Sealed(part.mark, mark["source"], mark["read"])


class Sealer:
    """Counts the rows read, and seals parts where the source can be read on from."""

    def __init__(self, load: Load, version: int, begun: Sealed | None) -> None:
        """Begin behind what was sealed before, or with no rows."""
        self._made = _made(load, version)
        self._read = self._sealed = begun.read if begun else 0
        self._first = self._read
        self._started = time.monotonic()

    def count(self, rows: int) -> int:
        """Take rows in; return how many were read in all."""
        self._read += rows
        return self._read

    def pace(self) -> str:
        """Return rows per second in words, once that can be told."""
        seconds = time.monotonic() - self._started
        if seconds < _PACE_AFTER:
            return ""
        return _("每秒 %(rows)s 行") % {"rows": f"{(self._read - self._first) / seconds:,.0f}"}

    def seal(self, reached: list[str]) -> Iterator[Seal]:
        """Yield a seal where the source reached a mark and the part is large enough."""
        if not reached:
            return
        source = reached[-1]
        reached.clear()
        if self._read - self._sealed >= SEAL_ROWS:
            self._sealed = self._read
            mark = {"source": source, "read": self._read, "made": self._made}
            yield Seal(json.dumps(mark))


def _made(load: Load, version: int) -> list[str]:
    """Return what sealed rows were made under; under anything else they are made anew."""
    key = load.resource.key
    words = "".join(f"{word};" for word in null_words_of(key))
    source = (load.batch.source_code, load.batch.table)
    return [str(version), *source, words, str(lake.table_schema(key))]
