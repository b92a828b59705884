"""The door to the class tree, the code tables and the national pack."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.base.clock import api as clock
from chengshu.data.catalog import pack
from chengshu.data.catalog.contracts import ClassNode, CodeEntry, CodeTable, ItemNames
from chengshu.data.catalog.selectors import classes as class_selectors
from chengshu.data.catalog.selectors import codes as code_selectors
from chengshu.data.catalog.services import classes, codes
from chengshu.data.catalog.standard import get_standard
from chengshu.data.elements import api as elements
from chengshu.data.elements.contracts import CodeSet

_MASKS = "mask_rule"


def save_code_table(actor: Actor, table: CodeTable, entries: Iterable[CodeEntry]) -> int:
    """Load one edition of a code table; return how many entries changed."""
    access.check(actor, "catalog.save_code_table")
    with transaction.atomic():
        changed = codes.save_code_table(table=table, entries=entries)
        if changed:
            detail = {"version": table.version, "changed": changed}
            audit.record(actor, "catalog.save_code_table", subject=table.code, detail=detail)
    return changed


def code_values(code: str, on: dt.date | None = None) -> frozenset[str]:
    """Return the codes of a table that hold on a day (today if None)."""
    return code_selectors.list_values(code=code, on=on or clock.today())


def code_names(code: str, on: dt.date | None = None) -> Mapping[str, str]:
    """Return code to name of a table on a day (today if None)."""
    return code_selectors.list_names(code=code, on=on or clock.today())


def get_item_names(actor: Actor) -> ItemNames:
    """Return what items refer to in words, for showing and choosing."""
    tables = {table.code: table.name for table, _size in list_code_tables(actor)}
    masks = code_names(_MASKS) if _MASKS in tables else {}
    return ItemNames(masks=masks, tables=tables, elements=elements.list_names(actor))


def list_code_tables(actor: Actor) -> tuple[tuple[CodeTable, int], ...]:
    """Return every code table with its number of entries."""
    access.check(actor, "catalog.read")
    return code_selectors.list_tables()


def list_code_sets(actor: Actor) -> tuple[CodeSet, ...]:
    """Return every code table as it holds today, for `elements.read_knowledge`."""
    access.check(actor, "catalog.read")
    return code_selectors.list_sets(on=clock.today())


def get_code_table(actor: Actor, code: str) -> tuple[CodeTable, tuple[CodeEntry, ...]]:
    """Return one code table with all its entries, ended ones too."""
    access.check(actor, "catalog.read")
    return code_selectors.get_table(code=code), code_selectors.list_entries(code=code)


def domain_names(domain: str) -> Mapping[str, str]:
    """Return code to name of a value domain of the guide.

    `domain` is `share_types`, `share_modes`, `update_cycles`, `formats` or `item_types`.
    """
    standard = get_standard()
    if domain == "formats":
        return {code: each.name for code, each in standard.formats.items()}
    names: Mapping[str, str] = getattr(standard, domain)
    return names


def save_classes(actor: Actor, nodes: Iterable[ClassNode]) -> int:
    """Add or rename nodes of the class tree; return how many changed."""
    access.check(actor, "catalog.save_classes")
    with transaction.atomic():
        changed = classes.save_classes(nodes=nodes)
        if changed:
            audit.record(actor, "catalog.save_classes", subject="", detail={"changed": changed})
    return changed


def list_classes(actor: Actor) -> tuple[ClassNode, ...]:
    """Return the class tree in order of code."""
    access.check(actor, "catalog.read")
    return class_selectors.list_classes()


def load_national_pack(actor: Actor) -> int:
    """Load the national class tree and code tables; doing it again changes nothing."""
    changed = save_classes(actor, pack.list_classes())
    return changed + sum(
        save_code_table(actor, table, entries) for table, entries in pack.list_code_tables()
    )
