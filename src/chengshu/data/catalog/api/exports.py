"""The door for exports: the guide's workbook and its empty template, DCAT, the printable book."""

from collections.abc import Callable, Iterator
from typing import IO, TYPE_CHECKING, Protocol

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.base.clock import api as clock
from chengshu.base.look import api as look
from chengshu.base.registry.api import defer
from chengshu.data.catalog.contracts import ExportFormat, ExportOrder, ResourceInfo
from chengshu.data.catalog.selectors import classes
from chengshu.data.catalog.selectors import exports as export_selectors

if TYPE_CHECKING:
    from chengshu.data.catalog.exports import book, dcat, graphs, pdf, word, workbook
else:
    _HOME = "chengshu.data.catalog.exports"
    book, dcat, graphs = defer(f"{_HOME}.book"), defer(f"{_HOME}.dcat"), defer(f"{_HOME}.graphs")
    pdf, word, workbook = defer(f"{_HOME}.pdf"), defer(f"{_HOME}.word"), defer(f"{_HOME}.workbook")

Advance = Callable[[int], None]
Entries = Iterator[ResourceInfo]
_NO_SITE = "urn:chengshu:"  # addresses of an export that no site asked for


def write_template(actor: Actor, target: IO[bytes]) -> None:
    """Write the guide's empty workbook with value lists for what the actor may draft."""
    access.check(actor, "catalog.read")
    workbook.write_workbook(target, (), choices=_choices(actor), template=True)


def write_export(
    actor: Actor, order: ExportOrder, target: IO[bytes], *, advance: Advance | None = None
) -> int:
    """Write the entries of `order` that the actor may see; return how many.

    A public export holds published entries open to society only, whoever asks. `advance` is
    told after each entry how many there are so far; it may raise to stop.
    """
    access.check(actor, "catalog.read")
    drafts = access.reach(actor, "catalog.read_draft")
    entries = _told(export_selectors.walk_entries(order=order, drafts=drafts), advance)
    count = _WRITERS[order.format](actor, order, target, entries=entries)
    detail = {"format": order.format.value, "entries": count, "public": order.is_public}
    audit.record(actor, "catalog.export", subject="", detail=detail)
    return count


def count_export(actor: Actor, order: ExportOrder) -> int:
    """Return how many entries an export would hold at most."""
    access.check(actor, "catalog.read")
    drafts = access.reach(actor, "catalog.read_draft")
    return export_selectors.count_entries(order=order, drafts=drafts)


def _told(entries: Iterator[ResourceInfo], advance: Advance | None) -> Iterator[ResourceInfo]:
    for number, entry in enumerate(entries, start=1):
        yield entry
        if advance is not None:
            advance(number)


def _choices(actor: Actor) -> "workbook.Choices":
    nodes = classes.list_classes()
    parents = {node.parent for node in nodes}
    leaves = [(node.code, node.name) for node in nodes if node.code not in parents]
    reach = access.reach(actor, "catalog.draft")
    names = [each.name for each in accounts.list_organisations() if reach.covers(each.code)]
    return workbook.Choices(leaves, names)


def _write_guide(actor: Actor, order: ExportOrder, target: IO[bytes], *, entries: Entries) -> int:
    hidden = graphs.internal_fields() if order.is_public else frozenset()
    return workbook.write_workbook(target, entries, choices=_choices(actor), hidden=hidden)


def _teller(order: ExportOrder) -> "graphs.Teller":
    return graphs.Teller(order.site or _NO_SITE, order.is_public, look.get_city().name)


def _write_turtle(actor: Actor, order: ExportOrder, target: IO[bytes], *, entries: Entries) -> int:
    return dcat.write_turtle(target, entries, _teller(order))


def _write_jsonld(actor: Actor, order: ExportOrder, target: IO[bytes], *, entries: Entries) -> int:
    return dcat.write_jsonld(target, entries, _teller(order))


def _book(actor: Actor, order: ExportOrder) -> "book.Book":
    drafts = access.reach(actor, "catalog.read_draft")
    names = {each.code: each.name for each in accounts.list_organisations()}  # as of today
    lines = tuple(
        book.Line(row.key, row.title, names.get(row.provider_code, row.provider_name))
        for row in export_selectors.outline_entries(order=order, drafts=drafts)
    )
    scope = "向社会开放的部分" if order.is_public else "内部资料"
    return book.Book(look.get_city().name, clock.today(), scope, lines)


def _write_pdf(actor: Actor, order: ExportOrder, target: IO[bytes], *, entries: Entries) -> int:
    return pdf.write_pdf(target, entries, _book(actor, order), is_public=order.is_public)


def _write_word(actor: Actor, order: ExportOrder, target: IO[bytes], *, entries: Entries) -> int:
    return word.write_word(target, entries, _book(actor, order), is_public=order.is_public)


class _Writer(Protocol):
    """Writes entries in one format and returns how many."""

    def __call__(
        self, actor: Actor, order: ExportOrder, target: IO[bytes], *, entries: Entries
    ) -> int:
        """Write them."""
        ...


_WRITERS: dict[ExportFormat, _Writer] = {
    ExportFormat.GUIDE: _write_guide,
    ExportFormat.TURTLE: _write_turtle,
    ExportFormat.JSONLD: _write_jsonld,
    ExportFormat.PDF: _write_pdf,
    ExportFormat.WORD: _write_word,
}
