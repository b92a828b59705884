"""What the printed catalogue says: its parts in order, and each entry in the guide's words."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from chengshu.data.catalog.contracts import ItemInfo, ResourceInfo
from chengshu.data.catalog.guide.cells import domain_names
from chengshu.data.catalog.standard import get_standard

NOTHING = "—"
ITEM_HEADS = ("序号", "信息项名称", "列名", "数据类型", "长度", "共享类型", "备注")
ITEM_WIDTHS = (0.07, 0.25, 0.2, 0.12, 0.08, 0.13, 0.15)
_MOST_CONTENTS = 400  # entries named in the contents; beyond, departments alone


@dataclass(frozen=True)
class Line:
    """One entry as the contents know it."""

    key: str
    title: str
    provider: str


@dataclass(frozen=True)
class Book:
    """The frame of a book: whose it is, of which day, which entries in which order."""

    city: str
    day: dt.date
    scope: str
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        """The name on the cover."""
        return f"{self.city}政务信息资源目录"

    @property
    def departments(self) -> tuple[tuple[str, int], ...]:
        """Departments in order with the number of their entries."""
        groups = groupby(self.lines, key=lambda line: line.provider)
        return tuple((provider, len(list(lines))) for provider, lines in groups)

    @property
    def lists_entries(self) -> bool:
        """Whether the contents name single entries."""
        return len(self.lines) <= _MOST_CONTENTS


def list_contents(book: Book) -> Iterator[tuple[int, str, str]]:
    """Yield level, mark and text of each line of the contents; marks lead to places."""
    for number, (provider, lines) in enumerate(
        groupby(book.lines, key=lambda line: line.provider), start=1
    ):
        kept = list(lines)
        text = f"{number}. {provider}（{len(kept)} 条）"
        yield 1, mark_of_department(provider), text
        if book.lists_entries:
            for place, line in enumerate(kept, start=1):
                yield 2, mark_of_entry(line.key), f"{number}.{place} {line.title}"


def mark_of_department(provider: str) -> str:
    """Return the name of the place where a department begins."""
    return f"d:{provider}"


def mark_of_entry(key: str) -> str:
    """Return the name of the place where an entry begins."""
    return f"e:{key}"


def list_facts(entry: ResourceInfo, *, is_public: bool) -> tuple[tuple[str, str], ...]:
    """Return the 13 core metadata of an entry, each with its name in the guide."""
    values = {
        1: _join(entry.class_path, entry.class_name),
        2: entry.title,
        3: entry.national_code or "（发布时赋码）",
        4: entry.provider_name,
        5: entry.provider_uscc,
        6: entry.abstract,
        7: _join(_word("formats", entry.format), entry.format_name, mark="："),
        8: f"共 {len(entry.items)} 项，见下表" if entry.items else "",
        9: _share(entry, is_public=is_public),
        10: _open(entry),
        11: _word("update_cycles", entry.update_cycle),
        12: entry.published_on.isoformat() if entry.published_on else "（尚未发布）",
        13: "、".join(entry.related_codes),
    }
    names = {number: name for number, _field, name in _metadata()}
    return tuple((names[number], values[number].strip() or NOTHING) for number in sorted(values))


def _metadata() -> Iterator[tuple[int, str, str]]:
    for number, name, field in get_standard().metadata:
        yield number, field, name


def _word(domain: str, code: str) -> str:
    return domain_names(domain).get(code, code)


def _join(*parts: str, mark: str = " ") -> str:
    return mark.join(part for part in parts if part)


def _share(entry: ResourceInfo, *, is_public: bool) -> str:
    parts = [_word("share_types", entry.share_type or "")]
    if entry.share_mode_category == "platform":
        parts.append(_word("share_modes", entry.share_mode))
    else:
        parts.append(_word("share_mode_categories", entry.share_mode_category))
    if not is_public:
        parts.append(f"条件：{entry.share_condition}" if entry.share_condition else "")
        parts.append(f"依据：{entry.no_share_basis}" if entry.no_share_basis else "")
    return _join(*parts, mark="；")


def _open(entry: ResourceInfo) -> str:
    word = "向社会开放" if entry.is_open else "不向社会开放"
    condition = f"条件：{entry.open_condition}" if entry.open_condition else ""
    return _join(word, condition, mark="；")


def list_items(entry: ResourceInfo) -> Iterator[Sequence[str]]:
    """Yield the cells of each item under `ITEM_HEADS`."""
    for number, item in enumerate(entry.items, start=1):
        yield _item(number, item, entry)


def _item(number: int, item: ItemInfo, entry: ResourceInfo) -> Sequence[str]:
    length = str(item.length or "")
    if item.length and item.scale:
        length = f"{item.length},{item.scale}"
    marks = [
        name for name, is_so in (("主键", item.is_primary_key), ("必填", item.is_required)) if is_so
    ]
    return (
        str(number),
        item.name_zh,
        item.column,
        _word("item_types", item.data_type),
        length,
        _word("share_types", item.share_type or entry.share_type or ""),
        "、".join([*marks, *([item.note] if item.note else [])]),
    )
