"""Every way the name and comment of a column can be read as a data element."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chengshu.data.survey.inference.index import NameIndex, Reading
from chengshu.data.survey.inference.names import ColumnName, fold, has_chinese
from chengshu.data.survey.inference.rulebook import section
from chengshu.data.survey.inference.segments import Phrase
from chengshu.data.survey.inference.taught import TaughtName

_SHORTEST_HEAD = 2
_VAGUE = 5  # letters up to which initials mean many things


@dataclass(frozen=True)
class Spelling:
    """A column's name with the phrases its pieces can be read as, and what people called it."""

    name: ColumnName
    phrases: tuple[Phrase, ...] = ()
    taught: TaughtName | None = None

    @property
    def speaks(self) -> bool:
        """Whether the name says something, be it a thing no element stands for."""
        return has_chinese(self.name.text) or bool(self.phrases)


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


def _as(reading: Reading, form: str, factor: float = 1.0) -> Reading:
    return Reading(reading.element, form, reading.worth * factor, reading.word)


def read_text(text: str, index: NameIndex) -> Iterator[Reading]:
    """Yield readings of a Chinese name: as it is, without a tail, behind a qualifier."""
    found = index.find_text(text)
    yield from (_as(reading, f"text_{reading.form}") for reading in found)
    if found:
        return
    rules = section("matching")
    for trimmed in _without_tails(text):
        for reading in index.find_text(trimmed):
            yield _as(reading, "text_trimmed", rules["trimmed"])
    for start in range(1, len(text) - _SHORTEST_HEAD + 1):
        heads = index.find_text(text[start:])
        if heads:
            is_known = text[:start] in _qualifiers()
            factor = rules["qualified" if is_known else "qualified_unknown"]
            yield from (_as(reading, "text_qualified", factor) for reading in heads)
            return


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
            is_doubted = supported and reading.element.code not in supported and len(key) <= _VAGUE
            doubt = section("matching")["otherwise"] if is_doubted else 1.0
            yield _as(reading, f"name_{reading.form}", factor * doubt)
    if has_chinese(name.folded):
        return
    rules = section("matching")
    worths = rules["worth_of_length"]["composed"]
    worth = worths[min(len(name.folded), len(worths) - 1)]
    for phrase in spelling.phrases:
        factor = worth * phrase.known * rules["less_likely"] ** phrase.rank
        for reading in read_text(phrase.text, index):
            yield Reading(reading.element, "name_composed", reading.worth * factor, phrase.text)


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
