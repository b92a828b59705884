"""Every way the name and comment of a column can be read as a data element."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chengshu.data.elements.contracts import DataElement
from chengshu.data.survey.inference.index import NameIndex, Reading
from chengshu.data.survey.inference.names import ColumnName, fold, has_chinese
from chengshu.data.survey.inference.rulebook import section
from chengshu.data.survey.inference.segments import Phrase
from chengshu.data.survey.inference.taught import TaughtName

_SHORTEST_HEAD = 2
_SPECIFIC = 4  # characters from which a name qualifies a generic word itself
_VAGUE = 5  # letters up to which initials mean many things


@dataclass(frozen=True)
class Spelling:
    """A column's name with the phrases its pieces can be read as, and what people called it."""

    name: ColumnName
    phrases: tuple[Phrase, ...] = ()
    taught: TaughtName | None = None

    @property
    def label(self) -> str:
        """What the name says, be it a thing no element stands for; "" where it says nothing."""
        if has_chinese(self.name.text):
            return self.name.text
        return self.phrases[0].text if self.phrases else ""


def read_column(
    spelling: Spelling, index: NameIndex, learned: Mapping[str, tuple[Reading, ...]]
) -> tuple[Reading, ...]:
    """Return every way a column can be read: the best of each element, by comment and by name."""
    best: dict[tuple[str, str], Reading] = {}
    for reading in _all_readings(spelling, index, learned):
        source = "comment" if reading.form.startswith("text") else "name"
        key = (reading.element.code, source)
        if key not in best or best[key].worth < reading.worth:
            best[key] = reading
    return tuple(best.values())


def _all_readings(
    spelling: Spelling, index: NameIndex, learned: Mapping[str, tuple[Reading, ...]]
) -> Iterator[Reading]:
    name = spelling.name
    for key in {name.folded, name.text, fold(name.note)} - {""}:
        yield from learned.get(key, ())
    for text in dict.fromkeys((name.text, name.tail)):
        if text and has_chinese(text):
            yield from read_text(text, index)
    if name.text and not has_chinese(name.text):
        yield from (_as(reading, "text_latin") for reading in index.find_latin(name.text))
    yield from read_latin(spelling, index)


def is_generic(element: DataElement) -> bool:
    """Tell whether an element stands for a field of every system, so that it is seldom meant."""
    rules = section("matching")
    if element.name_zh in rules["not_generic"]:
        return False
    return element.domain in rules["generic_domains"] or element.name_zh in rules["generic_names"]


def _is_fit_tail(tail: str, element: DataElement) -> bool:
    """Tell whether an element may lose a tail: the code of a name is another thing than it."""
    is_name = element.name_zh.endswith(("名称", "姓名"))
    if tail in {"名称", "文本", "汉字", "中文", "描述", "说明"}:
        return bool(element.code_table) or is_name
    if tail in {"代码", "编码", "码值", "码", "号"}:
        return not is_name
    return True


def _as(reading: Reading, form: str, factor: float = 1.0) -> Reading:
    return Reading(reading.element, form, reading.worth * factor, reading.word)


def read_text(text: str, index: NameIndex) -> Iterator[Reading]:
    """Yield readings of a Chinese name: as it is, without a tail, behind a qualifier."""
    rules = section("matching")
    found = index.find_text(text)
    for reading in found:
        is_vague = reading.form != "name" and len(text) < _SPECIFIC and is_generic(reading.element)
        yield _as(reading, f"text_{reading.form}", rules["generic"] if is_vague else 1.0)
    similar = () if found else index.find_similar(text)
    for reading in similar:
        yield _as(reading, "text_similar", rules["generic"] if is_generic(reading.element) else 1.0)
    if not found:
        yield from _read_trimmed(text, index)
    if not found and not similar:
        yield from _read_qualified(text, index)


def _read_trimmed(text: str, index: NameIndex) -> Iterator[Reading]:
    rules = section("matching")
    for trimmed in _without_tails(text):
        for reading in index.find_text(trimmed):
            if _is_fit_tail(text[len(trimmed) :], reading.element):
                factor = rules["trimmed"] * (rules["generic"] if is_generic(reading.element) else 1)
                yield _as(reading, "text_trimmed", factor)


def _read_qualified(text: str, index: NameIndex) -> Iterator[Reading]:
    """Yield readings of the longest known end of a name; generic ones mean nothing there."""
    rules = section("matching")
    starts = range(1, len(text) - _SHORTEST_HEAD + 1)
    start = next((start for start in starts if index.find_text(text[start:])), 0)
    if not start:
        return
    factor = rules["qualified" if text[:start] in _qualifiers() else "qualified_unknown"]
    for reading in index.find_text(text[start:]):
        if not is_generic(reading.element):
            whole = 1.0 if reading.form == "name" else rules["qualified_alias"]
            yield _as(reading, "text_qualified", factor * whole)


def _without_tails(text: str) -> Iterator[str]:
    for tail in section("tails"):
        if text.endswith(tail) and len(text) - len(tail) >= _SHORTEST_HEAD:
            yield text[: -len(tail)]


@lru_cache(maxsize=1)
def _qualifiers() -> frozenset[str]:
    return frozenset(section("qualifiers").split())


def read_latin(spelling: Spelling, index: NameIndex) -> Iterator[Reading]:
    """Yield readings of a Latin name: whole, without a letter or number, and put together."""
    name = spelling.name
    supported = _supported(spelling, index)
    for key, factor in _latin_keys(name.folded, name.pieces):
        for reading in index.find_latin(key):
            yield _beside(reading, supported, factor=factor, is_short=len(key) <= _VAGUE)
    if has_chinese(name.folded):
        return
    rules = section("matching")
    worths = rules["worth_of_length"]["composed"]
    worth = worths[min(len(name.folded), len(worths) - 1)]
    for phrase in spelling.phrases:
        sure = worths[-1] if phrase.is_spelled else worth
        factor = sure * phrase.known * rules["less_likely"] ** phrase.rank
        for reading in read_text(phrase.text, index):
            if _says_nothing(reading, phrase.text):
                continue
            form = "name_qualified" if reading.form == "text_qualified" else "name_composed"
            yield Reading(reading.element, form, reading.worth * factor, phrase.text)


def _says_nothing(reading: Reading, text: str) -> bool:
    """Tell whether a composed name only means a field of every system, by a word for it."""
    is_own = reading.form == "text_name" or (
        reading.form == "text_alias" and len(text) >= _SPECIFIC
    )
    return is_generic(reading.element) and not is_own


def _beside(
    reading: Reading, supported: frozenset[str], *, factor: float, is_short: bool
) -> Reading:
    """Return a reading of a Latin name beside what its likeliest phrase stands for."""
    rules = section("matching")
    worth = reading.worth
    if reading.element.code in supported:
        worth = 1 - (1 - worth) * rules["likewise"]
    elif supported and is_short:
        worth *= rules["otherwise"]
    if is_generic(reading.element) and reading.form == "alias":
        worth *= rules["generic"] if supported else 1.0
    return Reading(reading.element, f"name_{reading.form}", worth * factor, reading.word)


def _supported(spelling: Spelling, index: NameIndex) -> frozenset[str]:
    """Return the elements that the likeliest phrases stand for; "" where they stand for none."""
    first = [phrase for phrase in spelling.phrases if phrase.rank == 0]
    codes = {r.element.code for phrase in first for r in index.find_text(phrase.text)}
    return frozenset(codes or ({""} if first else ()))


def _latin_keys(folded: str, pieces: Sequence[str]) -> Iterator[tuple[str, float]]:
    yield folded, 1.0
    if len(pieces) > 1:
        if len(pieces[0]) == 1 or pieces[0] in section("column_prefixes"):
            yield "".join(pieces[1:]), 0.95
        if pieces[-1].isdigit() and len(pieces[-1]) == 1:
            yield "".join(pieces[:-1]), 0.9
