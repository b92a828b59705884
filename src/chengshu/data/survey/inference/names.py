"""Names of columns and tables: folded, split into pieces, and the name inside a comment."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from chengshu.base.registry.api import defer

if TYPE_CHECKING:
    import pypinyin
else:
    pypinyin = defer("pypinyin")


CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
_NOT_WORD = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[\u3400-\u9fff]+")
_HEAD_ENDS = re.compile(
    r"[:：（(\[【{<《,，;；。|!！?？=\n\t\"“]| (?=[\w（(])|—|\s-|(?<=[\u3400-\u9fff])[-–]?(?=\d)"
)
_MARKS = re.compile(r"^[*★※#\d.、)）\s]+(?=[\u3400-\u9fff])")
_LISTED = re.compile(r"[/、,，;；|\s]+")
_SPACED = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")  # `备  注` of a form
_LONGEST_SPACED = 8
_UNIT = re.compile(
    r"(?<=[\u3400-\u9fff])(?:[munk]?m[23]?|hm2|k?g|t|kw|kwh|mpa|mg/l|%)$", re.IGNORECASE
)
_BROKEN = re.compile(r"(?<=[\u3400-\u9fff])[ \t]*[\r\n]+[ \t]*(?=[\u3400-\u9fff])")
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]?")
_PATH = re.compile(r"[/\\>.·_|\-—\n]+")


def fold(text: str) -> str:
    """Return a name in lower case without separators and punctuation, width folded."""
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text)).lower()


def has_chinese(text: str) -> bool:
    """Tell whether a text holds a Chinese character."""
    return CHINESE.search(text) is not None


def split_name(name: str) -> tuple[str, ...]:
    """Return the pieces of a snake or camel case name in lower case; numbers are pieces too."""
    return tuple(piece.lower() for piece in _CAMEL.findall(unicodedata.normalize("NFKC", name)))


def comment_head(comment: str) -> str:
    """Return the name at the head of a comment: `性别（1男 2女）` gives 性别."""
    text = _MARKS.sub("", unicodedata.normalize("NFKC", comment).strip())
    if len(text) <= _LONGEST_SPACED:
        text = _SPACED.sub("", text)
    head = _UNIT.sub("", _HEAD_ENDS.split(text, maxsplit=1)[0].strip())
    return fold(head) or fold(text)


def display_head(comment: str) -> str:
    """Return the name at the head of a comment as it is written, capitals and all."""
    text = unicodedata.normalize("NFKC", comment)
    wanted = comment_head(comment)
    compact = _NOT_WORD.sub("", text)
    start = compact.lower().find(wanted)
    return compact[start : start + len(wanted)] if start >= 0 else wanted


def join_lines(header: str) -> str:
    """Return a header of a sheet on one line: a name broken for its narrow column is one name."""
    return _BROKEN.sub("", header)


def last_part(path: str) -> str:
    """Return the last part of a merged header such as `联系人/电话`, brackets left out."""
    path = _BRACKETS.sub("", path)
    parts = [part for part in _PATH.split(path) if part.strip()]
    return fold(parts[-1]) if parts else ""


@lru_cache(maxsize=65536)
def pinyin_of(text: str) -> tuple[str, str]:
    """Return full pinyin and initials of a Chinese text; other characters stay, folded."""
    syllables = [fold(syllable) for syllable in pypinyin.lazy_pinyin(text)]
    initials = "".join(s if not s.isalpha() else s[:1] for s in syllables)
    return "".join(syllables), initials


@dataclass(frozen=True)
class ColumnName:
    """The name of a column in the forms that matching needs.

    `text` is the Chinese name at the head of the comment (or the column's own Chinese name),
    `tail` the last part of it, `note` the whole comment; `folded` and `pieces` are the Latin name.
    """

    raw: str
    text: str
    tail: str
    note: str
    folded: str
    pieces: tuple[str, ...]
    is_borrowed: bool = False


def read_name(
    name: str, comment: str, *, borrowed: str = "", values: frozenset[str] = frozenset()
) -> ColumnName:
    """Return the forms of a column's name and comment; `borrowed` is a namesake's comment.

    A comment that only lists values of the column (`在读/休学/毕业`) is not its name.
    """
    if sum(part.strip() in values for part in _LISTED.split(comment)) > 1:
        comment = ""
    is_borrowed = not comment.strip() and bool(borrowed)
    comment = borrowed if is_borrowed else comment
    header = join_lines(name)
    source = comment if comment.strip() and fold(comment) != fold(name) else header
    text = comment_head(source)
    if not has_chinese(text) and has_chinese(name):
        source, text = header, comment_head(header)
    return ColumnName(
        raw=name,
        text=text if has_chinese(text) or source is comment else "",
        tail=last_part(source if source is header else text),
        note=comment,
        folded=fold(name),
        pieces=split_name(name),
        is_borrowed=is_borrowed,
    )
