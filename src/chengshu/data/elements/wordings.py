"""Words and tones in which elements are shown."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from chengshu.base.look.contracts import Tag
from chengshu.data.elements.contracts import AliasKind, DataElement, Level, Term

LEVELS: Final = {
    Level.NATIONAL: _("国家"),
    Level.LOCAL: _("本市"),
    Level.EXTENSION: _("部门扩展"),
}
KINDS: Final = {
    AliasKind.CHINESE: _("中文"),
    AliasKind.ENGLISH: _("英文和缩写"),
    AliasKind.PINYIN: _("全拼"),
    AliasKind.INITIALS: _("首字母"),
}
GRADES: Final = {1: _("一级"), 2: _("二级"), 3: _("三级"), 4: _("四级")}
_LEVEL_TONES: Final = {Level.NATIONAL: "info", Level.LOCAL: "good", Level.EXTENSION: "neutral"}
_GRADE_TONES: Final = {1: "neutral", 2: "neutral", 3: "caution", 4: "bad"}


def name_of(terms: Mapping[str, Term], code: str) -> str:
    """Return a word of the vocabulary in the reader's language, or the code itself."""
    term = terms.get(code)
    if term is None:
        return code
    return term.name_zh if (get_language() or "zh").startswith("zh") else term.name_en


def choices_of(terms: Mapping[str, Term]) -> list[tuple[str, str]]:
    """Return the words of one part of the vocabulary, to choose from."""
    return [(code, name_of(terms, code)) for code in terms]


def level_tag(level: Level, owner: str = "") -> Tag:
    """Return who defines an element as a tag; `owner` names the department."""
    text = f"{LEVELS[level]} · {owner}" if owner else LEVELS[level]
    return Tag(text, _LEVEL_TONES[level])


def grade_tag(grade: int) -> Tag:
    """Return the data grade as a tag."""
    return Tag(GRADES.get(grade, str(grade)), _GRADE_TONES.get(grade, "bad"))


def shape_of(types: Mapping[str, Term], element: DataElement) -> str:
    """Return data type with length and scale, kept on one line: 数值型 18.2."""
    name = name_of(types, element.data_type)
    sizes = [str(size) for size in (element.length, element.scale) if size is not None]
    return f"{name}\N{NO-BREAK SPACE}{'.'.join(sizes)}" if sizes else name
