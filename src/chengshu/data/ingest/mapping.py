"""Items of the catalogue matched to the columns a source really has."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.ingest.errors import MappingFaultError


@dataclass(frozen=True)
class Mapping:
    """Lake column → name of the source column, for every item of a resource."""

    columns: tuple[tuple[str, str], ...]

    @property
    def source_columns(self) -> tuple[str, ...]:
        """The source columns to read, each once, in order of the items."""
        return tuple(dict.fromkeys(source for _, source in self.columns))


def map_items(
    resource: ResourceInfo,
    source_columns: Sequence[str],
    filled: frozenset[str] = frozenset(),
) -> Mapping:
    """Match each item's `source_column` by name, whatever its case, blanks and byte-order mark.

    Items of the columns `filled`, which standardisation fills, may have none.

    Raises:
        MappingFaultError: Items have no column; names all of them. Our fault, not the provider's.
    """
    present = {_plain(name): name for name in reversed(source_columns)}
    exact = set(source_columns)
    pairs, missing = [], []
    for item in resource.items:
        wanted = item.source_column or item.column
        found = wanted if wanted in exact else present.get(_plain(wanted))
        if found is None and item.column in filled:
            continue
        if found is None:
            missing.append(f"{item.name_zh}（{wanted}）")
        else:
            pairs.append((item.column, found))
    if missing:
        raise MappingFaultError(
            resource=resource.title,
            items="、".join(missing),
            columns="、".join(source_columns),
        )
    return Mapping(tuple(pairs))


def find_column(name: str, source_columns: Sequence[str]) -> str | None:
    """Return the source column of that name, written however."""
    if name in source_columns:
        return name
    return next((column for column in source_columns if _plain(column) == _plain(name)), None)


def _plain(name: str) -> str:
    """Return a name without byte-order mark, blanks, case and width."""
    folded = unicodedata.normalize("NFKC", name.replace("\ufeff", "")).casefold()
    return "".join(folded.split())
