"""Code sets: known tables recognised by their values and names, others proposed with theirs."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from chengshu.data.elements.contracts import CodeSet, Knowledge
from chengshu.data.survey.inference.contents import Contents
from chengshu.data.survey.inference.names import fold
from chengshu.data.survey.inference.rulebook import section

_MOST_CODES, _LONGEST_CODE = 60, 24
_LEAST_REPEATS = 2.0
_SURE = 0.9
_PAIR = re.compile(
    r"([0-9A-Za-z]{1,6})\s*[-—:=、.)是为]?\s*([\u3400-\u9fff][\u3400-\u9fffA-Za-z()/]{0,14})"
)
_LEAST_PAIRS = 2
_KNOWN_SHARE = 0.8
_AMBIGUOUS: Final = frozenset("ABab")  # grades as well as blood groups
_FLAGS: Final = (
    frozenset({"0", "1"}),
    frozenset({"y", "n"}),
    frozenset({"t", "f"}),
    frozenset({"true", "false"}),
    frozenset({"是", "否"}),
    frozenset({"有", "无"}),
)
_NAME_TAIL = re.compile(r"(?<=[\u3400-\u9fff])[性族]$")


@dataclass(frozen=True)
class CodeMatch:
    """A known code set that the values of a column come from, by its codes or by its names."""

    code_set: CodeSet
    share: float
    is_by_name: bool

    @property
    def worth(self) -> float:
        """What the values alone say: names are telling, a few short codes are not."""
        if self.is_by_name:
            return 0.9 * self.share
        return min(0.6, 0.1 + 0.02 * len(self.code_set.entries)) * self.share


@dataclass(frozen=True)
class KnownCodes:
    """One code set ready for comparing: its codes, and its names folded."""

    code_set: CodeSet
    codes: frozenset[str]
    names: frozenset[str]


def is_categorical(contents: Contents) -> bool:
    """Tell whether a column holds few different short values, each of them often."""
    if not 0 < contents.distinct <= _MOST_CODES or not contents.values:
        return False
    return (
        contents.repeats >= _LEAST_REPEATS
        and max(contents.lengths) <= _LONGEST_CODE
        and contents.mean_length <= _LONGEST_CODE / 2
    )


def is_flag(contents: Contents) -> bool:
    """Tell whether a column holds only the two words of yes and no."""
    values = frozenset(value.lower() for value in contents.values)
    return bool(values) and any(values <= words for words in _FLAGS)


def prepare_codes(knowledge: Knowledge) -> tuple[KnownCodes, ...]:
    """Return the code sets of a knowledge ready for comparing."""
    return tuple(
        KnownCodes(each, frozenset(each.entries), frozenset(map(fold_name, each.entries.values())))
        for each in knowledge.code_sets
    )


def fold_name(name: str) -> str:
    """Return the name of a code folded, without 性 and 族 at its end (男性 is 男)."""
    return _NAME_TAIL.sub("", fold(name))


def match_codes(contents: Contents, known: Sequence[KnownCodes]) -> tuple[CodeMatch, ...]:
    """Return the code sets that the values come from, the most telling first."""
    if not contents.values or contents.distinct > 5 * _MOST_CODES:
        return ()
    values = frozenset(contents.values)
    folded = {value: fold_name(value) for value in values}
    found = []
    for each in known:
        by_code = contents.row_share(values & each.codes)
        named = [value for value in values if folded[value] in each.names]
        by_name = contents.row_share(named)
        share = max(by_code, by_name)
        if share >= _SURE:
            found.append(CodeMatch(each.code_set, share, by_name > by_code))
    return tuple(sorted(found, key=lambda match: (-match.worth, len(match.code_set.entries))))


@lru_cache(maxsize=1)
def _value_sets() -> tuple[tuple[str, frozenset[str]], ...]:
    return tuple((name, frozenset(words.split())) for name, words in section("value_sets").items())


def match_values(contents: Contents) -> tuple[str, float] | None:
    """Return what a column of well-known words is (marriage, education, …), and their share.

    At least two of the words must occur, and rows count rather than different values.
    """
    if not is_categorical(contents):
        return None
    best: tuple[str, float] | None = None
    for name, words in _value_sets():
        found = [value for value in contents.values if value.upper() in words]
        share = contents.row_share(found)
        if (
            len(found) > 1
            and not _AMBIGUOUS.issuperset(found)
            and share >= _KNOWN_SHARE
            and (best is None or share > best[1])
        ):
            best = (name, share)
    return best


def codes_in_comment(comment: str) -> Mapping[str, str]:
    """Return the codes a comment lists: `性别（1男 2女）` gives 1 男, 2 女."""
    text = unicodedata.normalize("NFKC", comment)
    pairs = {code: _close(name) for code, name in _PAIR.findall(text) if not _is_unit(name)}
    return pairs if len(pairs) >= _LEAST_PAIRS else {}


def _close(name: str) -> str:
    """Return a name without a bracket that the comment opened before it."""
    return name if "(" in name else name.rstrip(")")


@lru_cache(maxsize=1)
def _units() -> frozenset[str]:
    return frozenset(section("counted_units").split())


def _is_unit(name: str) -> bool:
    """Tell whether a word behind a number counts something (`18位`), so that it is no code."""
    return name[:1] in _units() or name[:2] in _units()


def propose_codes(contents: Contents, comment: str) -> Mapping[str, str]:
    """Return the values of a code set that no table knows, with the names of the comment."""
    listed = codes_in_comment(comment)
    if listed:
        return {**listed, **{value: "" for value in contents.values if value not in listed}}
    return dict.fromkeys(sorted(contents.values), "")
