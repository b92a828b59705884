"""Reads the families: `*.txt`, one a system, written and labelled by hand before any tuning.

    = 医院信息系统 | 市中心医院 | postgresql           the system, who owns it, where it lies
    # a word to the reader
    + BRJBXX | 病人基本信息 | rows=120 each=p business cycle=2
    BRID | bigint pk | comment | serial 10001 | n:病人编号 ; e:-

A column is: name, type (files: none), declarations (`pk`, `uk`, `fk=T.C`, `nn`), comment, recipe
(with `~0.3` a share of nulls), label. The label starts from that of the recipe's first word in
`concepts.txt` and is overridden piece by piece; `key` and `ref:TABLE.COLUMN` label what nobody
declared. `business`, `aside` or `opinion` labels the table.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from random import Random

from chengshu.data.sources.contracts import TableProfile
from tests.data.survey.families.makers import MAKERS, Cells, Row, spoil
from tests.data.survey.families.profiling import Declared, profile_table
from tests.data.survey.families.world import World

HERE = Path(__file__).parent
_DIRT = 0.02
_TEXT = re.compile(r"char|text|clob|string", re.IGNORECASE)


@dataclass(frozen=True)
class Label:
    """What is true of a column. Patterns are regular expressions; empty: not judged.

    `element` is "required" (a common data element exists), "optional" (one may), "none".
    `general` are wider elements that are right too (姓名 for the name of an operator).
    `identifiers` are the kinds that are right; `may_identify` those that are no mistake.
    `personal` is a class, "-" for none, "?" for a matter of opinion.
    """

    names: str = ""
    general: str = ""
    element: str = "optional"
    identifiers: frozenset[str] = frozenset()
    may_identify: frozenset[str] = frozenset()
    personal: str = "-"
    kinds: frozenset[str] = frozenset()
    is_secret: bool = False
    is_key: bool | None = False  # None: a matter of opinion
    reference: str = ""


@dataclass(frozen=True)
class FamilyTable:
    """One table: its profile, `business` (None: a matter of opinion), `cycle` and the labels."""

    profile: TableProfile
    business: bool | None
    cycle: str
    labels: dict[str, Label]
    cells: Cells


@dataclass(frozen=True)
class Family:
    code: str
    system: str
    owner: str
    kind: str
    tables: tuple[FamilyTable, ...]


@cache
def concepts() -> dict[str, Label]:
    lines = (HERE / "concepts.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(" | ", 1) for line in lines if line.strip() and not line.startswith("#"))
    return {word.strip(): _labelled(Label(), text) for word, text in pairs}


def _labelled(label: Label, text: str) -> Label:
    for piece in filter(None, (piece.strip() for piece in text.split(";"))):
        mark, _, words = piece.partition(":")
        label = _marked(label, mark.strip(), words.strip())
    return label


def _marked(label: Label, mark: str, words: str) -> Label:
    if mark == "i":
        kinds = [] if words == "-" else words.split(",")
        sure = frozenset(kind for kind in kinds if not kind.startswith("?"))
        maybe = frozenset(kind.removeprefix("?") for kind in kinds if kind.startswith("?"))
        return replace(label, identifiers=sure, may_identify=maybe)
    if mark == "e" and words in {"-", "?"}:
        return replace(label, element="none" if words == "-" else "optional")
    changes: dict[str, dict[str, object]] = {
        "n": {"names": words, "element": "optional"},
        "e": {"names": words, "element": "required"},
        "g": {"general": words},
        "p": {"personal": words},
        "k": {"kinds": frozenset(filter(None, words.split(",")))},
        "s": {"is_secret": True},
        "key": {"is_key": None if words == "?" else True},
        "ref": {"reference": words},
    }
    return replace(label, **changes[mark])  # type: ignore[arg-type]


def _options(text: str) -> dict[str, str]:
    return {word.partition("=")[0]: word.partition("=")[2] for word in text.split()}


def _fields(line: str, count: int) -> list[str]:
    fields = [field.strip() for field in re.split(r"(?<= )\|(?= |$)", line)]
    assert len(fields) <= count, line
    return fields + [""] * (count - len(fields))


@dataclass(frozen=True)
class _Column:
    name: str
    type: str
    declared: dict[str, str]
    comment: str
    recipe: list[str]
    nulls: float
    label: Label


def _column(line: str) -> _Column:
    name, typed, comment, recipe, text = _fields(line, 5)
    first, *marks = typed.split() or ["text"]
    words = recipe.split()
    nulls = float(words.pop()[1:]) if words[-1].startswith("~") else 0.0
    declared = _options(" ".join(marks))
    label = _labelled(concepts().get(words[0], Label()), text)
    label = replace(
        label,
        is_key=True if "pk" in declared else label.is_key,
        reference=label.reference or declared.get("fk", ""),
    )
    broken = name.replace("\\n", "\n")  # a header of two lines in one cell of a spreadsheet
    return _Column(broken, first, declared, comment, words, nulls, label)


def _cell(column: _Column, row: Row) -> object:
    value = MAKERS[column.recipe[0]](row, column.recipe[1:])
    row.cells[column.name] = value
    if row.rng.random() < column.nulls:
        return None
    is_kept = column.label.is_key or column.label.reference or column.declared
    if not is_kept and _TEXT.search(column.type) and row.rng.random() < _DIRT:
        return spoil(value, row.rng)
    return value


def _rows(columns: Sequence[_Column], options: dict[str, str], rows: Iterator[Row]) -> Cells:
    cells: Cells = {column.name: [] for column in columns}
    for row in rows:
        for column in columns:
            cells[column.name].append(_cell(column, row))
    return cells


def _table(block: list[str], world: World, made: dict[str, Cells], *, is_file: bool) -> FamilyTable:
    name, comment, words = _fields(block[0][2:], 3)
    options = _options(words)
    columns = [_column(line) for line in block[1:]]
    rng = Random(f"{name} {world.rng.random()}")  # noqa: S311 - rows that anybody may guess
    count = int(options["rows"])
    rows = (Row(world, rng, place, {}, made, options.get("each", "")) for place in range(count))
    cells = _rows(columns, options, rows)
    made[name] = cells
    declared = [Declared(one.name, one.type, one.comment, one.declared) for one in columns]
    profile = profile_table(name, comment, declared, cells, is_file=is_file)
    business = True if "business" in options else False if "aside" in options else None
    labels = {one.name: one.label for one in columns}
    return FamilyTable(profile, business, options.get("cycle", ""), labels, cells)


def read_family(path: Path) -> Family:
    """Read one family; the same file gives the same rows."""
    lines = [line.rstrip() for line in path.read_text(encoding="utf-8").splitlines()]
    lines = [line for line in lines if line and not line.startswith("#")]
    system, owner, kind = _fields(lines[0][2:], 3)
    starts = [place for place, line in enumerate(lines) if line.startswith("+ ")]
    world, made = World(path.stem), dict[str, Cells]()
    tables = [
        _table(lines[start:end], world, made, is_file=kind == "files")
        for start, end in zip(starts, [*starts[1:], len(lines)], strict=True)
    ]
    return Family(path.stem, system, owner, kind, tuple(tables))


def families(folder: Path = HERE) -> list[Path]:
    return sorted(path for path in folder.glob("*.txt") if path.name != "concepts.txt")
