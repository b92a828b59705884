"""Packages of CKAN (`package_show`, `package_search`, or a list of packages) as entries."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from chengshu.data.catalog.contracts import CellFault
from chengshu.data.catalog.guide.cells import CellError, read_cell
from chengshu.data.catalog.guide.layout import get_layout
from chengshu.data.catalog.imports.dcat import tell_formats
from chengshu.data.catalog.imports.grids import list_records, read_text
from chengshu.data.catalog.imports.headings import match_heading
from chengshu.data.catalog.imports.said import Reading, Said

Package = Mapping[str, object]
_BESIDE = ("url", "license_title", "version", "metadata_modified", "issued", "modified")
_MOST_TITLE = 255


def is_ckan(text: str, name: str) -> bool:
    """Tell whether a JSON text is CKAN's: packages with names, and resources or notes."""
    first = next(_packages(text, name), None)
    return first is not None and "name" in first and bool({"resources", "notes"} & first.keys())


def read_ckan(path: Path, name: str) -> Reading:
    """Return what the packages of a file say."""
    said = tuple(_say(package, name) for package in _packages(read_text(path), name))
    return Reading(said, len(said))


def list_titles(path: Path, name: str) -> tuple[tuple[str, ...], ...]:
    """Return title and provider of every package."""
    return tuple((_title(each), _provider(each)) for each in _packages(read_text(path), name))


def _packages(text: str, name: str) -> Iterator[Package]:
    for record in list_records(text, name):
        result = record.get("result", record)
        results = result.get("results") if isinstance(result, Mapping) else result
        if isinstance(results, list):
            yield from (each for each in results if isinstance(each, Mapping))
        elif isinstance(result, Mapping):
            yield result


def _word(package: Package, *names: str) -> str:
    values = (package.get(name) for name in names)
    return next((v.strip().replace("\x00", "") for v in values if isinstance(v, str) and v), "")


def _title(package: Package) -> str:
    return _word(package, "title", "name")[:_MOST_TITLE]


def _provider(package: Package) -> str:
    organisation = package.get("organization")
    inner = _word(organisation, "title", "name") if isinstance(organisation, Mapping) else ""
    publisher = package.get("publisher")
    if not inner and isinstance(publisher, list | Mapping):
        first = publisher[0] if isinstance(publisher, list) and publisher else publisher
        inner = _word(first, "name") if isinstance(first, Mapping) else ""
    return inner or _word(package, "author", "maintainer")


def _records(package: Package, name: str) -> Iterator[Mapping[str, object]]:
    rows = package.get(name)
    if isinstance(rows, list):
        yield from (row for row in rows if isinstance(row, Mapping))


def _say(package: Package, name: str) -> Said:
    place = CellFault(name, 0, "", "", _title(package), "")
    kept = {field: _word(package, field) for field in _BESIDE if _word(package, field)}
    fields: dict[str, object] = {
        "abstract": _word(package, "notes", "description"),
        "themes": [word for row in _records(package, "tags") if (word := _word(row, "name"))],
    }
    extras = {_word(row, "key"): _word(row, "value") for row in _records(package, "extras")}
    for heading, text in {**_frequency(package), **extras}.items():
        _take(heading, text, fields, kept=kept)
    names = (_word(row, "format").upper() for row in _records(package, "resources"))
    fields |= tell_formats(names)
    fields["extensions"] = kept
    return Said(
        title=_title(package),
        provider=_provider(package),
        fields=fields,
        spoken=frozenset({"title", *(f for f, value in fields.items() if value)} - {"guesses"}),
        prefix="ck",
        identity=_word(package, "id", "name"),
        place=place,
        provider_place=place,
    )


def _frequency(package: Package) -> dict[str, str]:
    word = _word(package, "frequency", "accrual_periodicity")
    return {"frequency": word} if word else {}


def _take(heading: str, text: str, fields: dict[str, object], *, kept: dict[str, str]) -> None:
    """Take an extra into the field its name means, or keep it beside under its name."""
    match = match_heading(heading)
    columns = {column.field: column for column in get_layout().columns if column.kind == "code"}
    column = columns.get(match.field) if match else None
    try:
        value = read_cell(column, text) if column and not column.is_item else None
    except CellError:
        value = None
    if column is not None and value is not None and column.field not in fields:
        fields[column.field] = value
    elif heading and text:
        kept[heading] = text
