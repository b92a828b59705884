"""The words of a rule: the items of one catalogue entry, and the language's own in two tongues."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from typing import Final

from chengshu.data.catalog.contracts import ItemDraft


class Kind(StrEnum):
    """What a value is; a condition holds or does not."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    TRUTH = "truth"
    CONDITION = "condition"


class Tongue(StrEnum):
    """A language in which rules are written."""

    CHINESE = "zh"
    ENGLISH = "en"


_KINDS: Final = {  # data types of the 2017 guide
    "I": Kind.WHOLE,
    "N": Kind.NUMBER,
    "Y": Kind.NUMBER,
    "B": Kind.NUMBER,
    "F": Kind.NUMBER,
    "D": Kind.DATE,
    "T": Kind.MOMENT,
    "L": Kind.TRUTH,
}

# What a person may write for each of the language's own words; the first of each tongue is
# what we print. Words of the second part are functions: they count as such before a bracket.
_WORDS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "if": (("如果", "若", "当"), ("if", "when")),
    "then": (("则", "那么"), ("then",)),
    "and": (("并且", "而且", "且", "同时"), ("and",)),
    "or": (("或者", "或"), ("or",)),
    "not": (("非", "不满足", "不是"), ("not",)),
    "in": (("属于", "在"), ("in",)),
    "not in": (("不属于", "不在"), ("not in",)),
    "between": (("介于",), ("between",)),
    "to": (("到", "至", "和", "与"), ("to",)),
    "is null": (("为空", "是空", "没有值"), ("is null", "is empty")),
    "is not null": (("不为空", "非空", "不能为空"), ("is not null", "is not empty")),
    "contains": (("包含",), ("contains",)),
    "starts_with": (("开头为", "开头是"), ("starts with",)),
    "true": (("真", "是"), ("true", "yes")),
    "false": (("假", "否"), ("false", "no")),
    "=": (("=", "==", "等于"), ("=", "equals")),
    "!=": (("!=", "<>", "≠", "不等于"), ("!=",)),
    "<=": (("<=", "≤", "小于等于", "不大于", "不超过", "不晚于"), ("<=",)),
    ">=": ((">=", "≥", "大于等于", "不小于", "不少于", "不早于"), (">=",)),
    "<": (("<", "小于", "少于", "早于"), ("<",)),
    ">": ((">", "大于", "多于", "晚于"), (">",)),
    "+": (("+", "加"), ("+",)),
    "-": (("-", "减"), ("-",)),
    "*": (("*", "×", "乘"), ("*",)),
    "/": (("/", "÷", "除以"), ("/",)),
    "(": (("(",), ("(",)),
    ")": ((")",), (")",)),
    ",": ((",", "、"), (",",)),
}
_FUNCTIONS: Final[Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "abs": (("绝对值",), ("abs",)),
    "length": (("长度",), ("length", "len")),
    "substring": (("截取",), ("substring",)),
    "year": (("年", "年份"), ("year",)),
    "month": (("月", "月份"), ("month",)),
    "day": (("日",), ("day",)),
    "today": (("今天", "今日"), ("today",)),
}
FUNCTIONS: Final = frozenset(_FUNCTIONS)


def _spelling(spelling: str, *, is_function: bool) -> str:
    """Return the pattern of one spelling: blanks may be wide, ASCII words end where they end."""
    pattern = r"\s+".join(re.escape(part) for part in spelling.split())
    if spelling[-1].isascii() and spelling[-1].isalpha():
        pattern += r"(?![A-Za-z0-9_])"
    return pattern + r"(?=\s*\()" if is_function else pattern


def _spellings() -> list[tuple[re.Pattern[str], str]]:
    found = [
        (spelling, word, table is _FUNCTIONS)
        for table in (_WORDS, _FUNCTIONS)
        for word, tongues in table.items()
        for spellings in tongues
        for spelling in spellings
    ]
    found.sort(key=lambda entry: -len(entry[0]))
    return [
        (re.compile(_spelling(spelling, is_function=is_function), re.IGNORECASE), word)
        for spelling, word, is_function in found
    ]


_SPELLINGS: Final = _spellings()


def match_word(text: str, at: int) -> tuple[str, int]:
    """Return the language's word that stands at a place, and its length; empty when none does."""
    for pattern, word in _SPELLINGS:
        found = pattern.match(text, at)
        if found:
            return word, len(found[0])
    return "", 0


def spell(word: str, tongue: Tongue) -> str:
    """Return how a word is written in a tongue."""
    chinese, english = (_WORDS.get(word) or _FUNCTIONS[word])[:2]
    return (chinese if tongue is Tongue.CHINESE else english)[0]


@dataclass(frozen=True)
class Name:
    """An item a rule may name."""

    column: str
    kind: Kind
    chinese: str
    english: str


_WIDE: Final = 0xFEE0  # how far the wide form of an ASCII sign lies behind it
_KEPT: Final = frozenset(map(ord, "\"'[]`"))  # quotes stay as they are written
_NARROW: Final = {code + _WIDE: code for code in range(0x21, 0x7F) if code not in _KEPT} | {
    0x3000: 0x20
}


def narrow(text: str) -> str:
    """Return a text with wide signs and digits made narrow, each in its place."""
    return text.translate(_NARROW)


def _fold(name: str) -> str:
    return narrow(name).casefold()


class Vocabulary:
    """The items of one catalogue entry by their Chinese and English names and their columns."""

    def __init__(self, items: Iterable[ItemDraft]) -> None:
        """Learn the names; of two items with one name, neither is meant by it."""
        self.names = {
            item.column: Name(
                item.column,
                _KINDS.get(str(item.data_type), Kind.TEXT),
                item.name_zh,
                item.name_en,
            )
            for item in items
        }
        self._columns: dict[str, str] = {}
        doubtful: set[str] = set()
        for name in self.names.values():
            for spelling in {_fold(name.chinese), _fold(name.english)} - {""}:
                if self._columns.setdefault(spelling, name.column) != name.column:
                    doubtful.add(spelling)
        for spelling in doubtful:
            del self._columns[spelling]
        self._columns.update({_fold(column): column for column in self.names})
        self._longest = max((len(spelling) for spelling in self._columns), default=0)

    def find(self, spelling: str) -> str | None:
        """Return the column an item's name stands for, or None."""
        return self._columns.get(_fold(spelling.strip()))

    def match(self, text: str, at: int) -> tuple[str, int]:
        """Return the column whose name stands at a place, and the name's length."""
        for length in range(min(self._longest, len(text) - at), 0, -1):
            column = self._columns.get(_fold(text[at : at + length]))
            if column is not None and _ends(text, at + length):
                return column, length
        return "", 0

    def nearest(self, spelling: str) -> str:
        """Return the name most like what was written, or nothing."""
        near = get_close_matches(_fold(spelling), self._columns, n=1, cutoff=0.5)
        return near[0] if near else ""

    def spell(self, column: str, tongue: Tongue) -> str:
        """Return how an item is written: plainly, or in 【】 where it would be misread."""
        name = self.names[column]
        wished = name.chinese if tongue is Tongue.CHINESE else name.column
        if self._columns.get(_fold(wished)) != column:
            wished = column
        if re.fullmatch(r"[^\W\d]\w*", wished) and not any(
            match_word(wished, at)[1] for at in range(len(wished))
        ):
            return wished
        return f"【{wished}】"


def _ends(text: str, at: int) -> bool:
    """Tell whether a name may end here: an ASCII word must not go on."""
    before, after = text[at - 1], text[at : at + 1]
    return not (_is_ascii_word(before) and bool(after) and _is_ascii_word(after))


def _is_ascii_word(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "_")
