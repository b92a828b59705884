"""The column mapping that is proposed for a table: by headings first, then by content."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from chengshu.data.catalog.contracts import ImportColumn, ImportKind, ImportProposal
from chengshu.data.catalog.guide.cells import CellError, read_cell
from chengshu.data.catalog.guide.layout import ITEM, GuideColumn, get_layout
from chengshu.data.catalog.imports.grids import Grid
from chengshu.data.catalog.imports.headings import (
    SURE,
    Head,
    clean,
    contact_words,
    find_head,
    match_heading,
)

ITEM_NAMES = "items"  # one cell that lists the names of all items
KEPT = "extensions"  # kept beside the fields under the column's own heading
_GUESSED, _DOUBTED = 0.8, 0.5
_FITS, _FITS_NOT = 0.8, 0.5
_SAMPLES = 3
_LOOKED = 200  # rows the content is judged by
_PREVIEW = 8
_SHOWN = 60
_ITEM_HEARTS = frozenset({"item.name_zh", "item.column", "item.source_column"})
_MANY = frozenset({KEPT, ""})


def propose(grid: Grid, sheets: Sequence[str], head: Head | None = None) -> ImportProposal:
    """Return how a grid could be read; the headings are looked for unless `head` gives them."""
    head = head or find_head(grid)
    body = grid.rows[head.row + head.depth :]
    columns = [_propose(grid, head, place, body=body) for place in range(len(head.names))]
    columns = _settle(columns)
    is_guide = _is_guide(head)
    note = _("编制指南的模板") if is_guide else _("一般表格，请核对列的对应关系")
    return ImportProposal(
        kind=ImportKind.TABLE,
        note=note,
        sheets=tuple(sheets),
        sheet=grid.name,
        head_row=grid.lines[head.row],
        head_depth=head.depth,
        is_guide=is_guide,
        rows=len(body),
        columns=tuple(columns),
        preview=tuple(_preview(row, len(columns)) for row in body[:_PREVIEW]),
    )


def score(grid: Grid) -> float:
    """Return how much of a grid can be mapped, to choose among sheets."""
    matches = [match_heading(name) for name in find_head(grid).names]
    return sum({m.field: m.confidence for m in matches if m}.values())


def is_complete(fields: set[str]) -> bool:
    """Tell whether the mapped fields say enough for a draft: what it is."""
    return "title" in fields


def _is_guide(head: Head) -> bool:
    found = [match for name in head.names if (match := match_heading(name))]
    fields = {match.field for match in found if match.is_guide}
    return {"title", "provider_code", "share_type", "item.name_zh"} <= fields


def _propose(grid: Grid, head: Head, place: int, *, body: Sequence[Sequence[str]]) -> ImportColumn:
    values = [row[place] for row in body[:_LOOKED] if place < len(row) and row[place]]
    heading = head.names[place]
    plain = ImportColumn(
        index=place,
        name=grid.column_name(place),
        heading=heading.replace("*", ""),
        samples=tuple(value[:_SHOWN] for value in dict.fromkeys(values))[:_SAMPLES],
        target="",
        confidence=0.0,
        evidence=_("没有内容"),
    )
    match = match_heading(heading) if heading else None
    if match is not None:
        evidence = _("编制指南的列名") if match.confidence == SURE else _("列名同义")
        found = replace(plain, target=match.field, confidence=match.confidence, evidence=evidence)
        return _judge_content(found, values)
    if not values:
        return plain
    if clean(heading.rpartition("/")[2]) in contact_words():
        return replace(plain, evidence=_("个人联系方式，默认不导入"))
    return _guess_by_content(replace(plain, target=KEPT, evidence=_("没有对应的字段")), values)


def _judge_content(column: ImportColumn, values: Sequence[str]) -> ImportColumn:
    """Doubt a heading whose values do not fit its field; another field may fit them."""
    known = _coded().get(column.target)
    if known is None or not values or _share(known, values) >= _FITS_NOT:
        return column
    guess = _guess_by_content(column, values)
    if guess is not column:
        return guess
    return replace(column, confidence=_DOUBTED, evidence=_("列名同义，但多数内容不是本字段的取值"))


def _guess_by_content(column: ImportColumn, values: Sequence[str]) -> ImportColumn:
    for field, known in _coded().items():
        if not field.startswith(ITEM) and _says(values) and _share(known, values) >= _FITS:
            evidence = _("内容符合“%(name)s”的取值") % {"name": known.name or known.group}
            return replace(column, target=field, confidence=_GUESSED, evidence=evidence)
    return column


def _says(values: Sequence[str]) -> bool:
    """Tell whether values are words: bare numbers and letters fit too many code sets."""
    return all(len(value) > 1 and not value.isascii() for value in values)


def _share(column: GuideColumn, values: Sequence[str]) -> float:
    """Return the share of values that the column can read."""
    return sum(_reads(column, value) for value in values) / len(values)


def _reads(column: GuideColumn, value: str) -> bool:
    try:
        read_cell(column, value)
    except CellError:
        return False
    return True


def _coded() -> Mapping[str, GuideColumn]:
    return {each.field: each for each in get_layout().columns if each.kind == "code"}


def _settle(columns: list[ImportColumn]) -> list[ImportColumn]:
    """Give each field to the surest column; items only where something names them."""
    if not _ITEM_HEARTS & {column.target for column in columns}:
        columns = [_without_item(column) for column in columns]
    taken: Counter[str] = Counter()
    best: dict[str, ImportColumn] = {}
    for column in sorted(columns, key=lambda each: (-each.confidence, each.index)):
        taken[column.target] += 1
        if taken[column.target] == 1 or column.target in _MANY:
            best[str(column.index)] = column
        else:
            evidence = _("另一列更像此字段")
            best[str(column.index)] = replace(
                column, target=KEPT, confidence=_DOUBTED, evidence=evidence
            )
    return [best[str(column.index)] for column in columns]


def _without_item(column: ImportColumn) -> ImportColumn:
    if not column.target.startswith(ITEM):
        return column
    return replace(column, target=KEPT, confidence=0.0, evidence=_("表中没有信息项名称"))


def _preview(row: Sequence[str], width: int) -> tuple[str, ...]:
    return tuple(row[place][:_SHOWN] if place < len(row) else "" for place in range(width))
