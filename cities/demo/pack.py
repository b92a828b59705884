"""Reads the pack's YAML into frozen plans: the one place where the demo's tables are defined."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

import yaml

FOLDER = Path(__file__).resolve().parent
Document = Mapping[str, object]


@dataclass(frozen=True)
class ItemPlan:
    """One column: what the catalogue says of it and how the demo fills it."""

    source_column: str
    column: str
    name_zh: str
    type: str = "C"
    length: int | None = None
    scale: int | None = None
    key: bool = False
    required: bool = False
    cursor: bool = False
    sensitive: bool = False
    grade: int = 1
    mask: str = ""
    code: str = ""
    identifier: str = ""
    pattern: str = ""
    min: str | float | None = None
    max: str | float | None = None
    ref: str = ""
    nulls: float = 0.0
    make: str = "code"

    @property
    def is_number(self) -> bool:
        """Whether the cells are numbers."""
        return self.type in {"N", "Y", "I", "B", "F"}

    @property
    def is_time(self) -> bool:
        """Whether the cells are dates or moments."""
        return self.type in {"D", "T"}


@dataclass(frozen=True)
class TablePlan:
    """One source table and the resource it becomes."""

    key: str
    title: str
    table: str
    department: str
    rows: int
    class_path: str
    cycle: str
    share: str
    abstract: str
    items: tuple[ItemPlan, ...]
    store: str = "postgresql"
    stored: str = "text"
    comments: str = "none"
    of: str = ""
    many: bool = False
    within: str = ""
    mode: str = "full"
    condition: str = ""
    basis: str = ""
    open: bool = False

    @property
    def is_file(self) -> bool:
        """Whether the rows come as files and not from a database."""
        return self.store not in {"postgresql", "mariadb"}

    @property
    def is_text(self) -> bool:
        """Whether every cell is stored as text, whatever the catalogue says it is."""
        return self.is_file or self.stored == "text"

    @property
    def keys(self) -> tuple[ItemPlan, ...]:
        """The items of the primary key."""
        return tuple(item for item in self.items if item.key)

    @property
    def cursor(self) -> ItemPlan | None:
        """The item an incremental load follows."""
        return next((item for item in self.items if item.cursor), None)

    def needs(self) -> frozenset[str]:
        """Return the keys of the tables that must be made, and loaded, before this one."""
        named = {self.within} | {item.ref.partition(".")[0] for item in self.items}
        return frozenset(named - {"", self.key})


@cache
def read_yaml(name: str) -> dict[str, object]:
    """Return the document of `name` below the pack, read once; callers never change it."""
    document = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
    return cast("dict[str, object]", document)


def _make_item(line: list[object], templates: Mapping[str, Document]) -> ItemPlan:
    source, column, name, template = (str(part) for part in line[:4])
    override = cast("Document", line[4]) if len(line) > len(("s", "c", "n", "t")) else {}
    settings = {**templates[template], **override}
    return ItemPlan(source, column, name, **settings)  # type: ignore[arg-type]  # - YAML keys are the field names


def make_table(document: Document, *, department: str, database: str) -> TablePlan:
    """Return the plan of one table of a resources file."""
    templates = cast("Mapping[str, Document]", read_yaml("resources/_items.yaml"))
    lines = cast("list[list[object]]", document["items"])
    items = tuple(_make_item(line, templates) for line in lines)
    settings = {"store": database, **document, "department": department, "items": items}
    return TablePlan(**settings)  # type: ignore[arg-type]  # - YAML keys are the field names


@cache
def list_tables() -> tuple[TablePlan, ...]:
    """Return all tables, each after the tables it needs."""
    waiting: list[TablePlan] = []
    for path in sorted((FOLDER / "resources").glob("[a-z]*.yaml")):
        document = read_yaml(f"resources/{path.name}")
        waiting += [
            make_table(
                table, department=str(document["department"]), database=str(document["database"])
            )
            for table in cast("list[Document]", document["tables"])
        ]
    done: dict[str, TablePlan] = {}
    while waiting:
        ready = [table for table in waiting if table.needs() <= done.keys()]
        if not ready:
            raise ValueError("circular needs", [table.key for table in waiting])
        done.update({table.key: table for table in ready})
        waiting = [table for table in waiting if table.key not in done]
    return tuple(done.values())


def get_table(key: str) -> TablePlan:
    """Return the table of `key`."""
    return next(table for table in list_tables() if table.key == key)


def definition_digest() -> str:
    """Return a digest of all that decides the generated rows: YAML and generator code."""
    digest = hashlib.sha256()
    for path in sorted([*FOLDER.rglob("*.yaml"), *(FOLDER / "generate").glob("*.py")]):
        if path.parent.name in {"demo", "resources", "generate"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()
