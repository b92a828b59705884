"""Data elements of columns: readings of the name, weighed by what the column holds."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from chengshu.data.elements.contracts import DataElement
from chengshu.data.survey.contracts.drafts import Evidence
from chengshu.data.survey.inference.fitting import weigh_contents
from chengshu.data.survey.inference.index import NameIndex, Reading
from chengshu.data.survey.inference.names import ColumnName, fold, has_chinese
from chengshu.data.survey.inference.observing import Observation
from chengshu.data.survey.inference.rulebook import section
from chengshu.data.survey.inference.segments import read_pieces

_SHORTEST_HEAD = 2
_LIMIT = 0.985


@dataclass(frozen=True)
class Match:
    """An element that a column may be: log odds, the evidence, and the name it was read by."""

    element: DataElement
    odds: float
    evidence: tuple[Evidence, ...]
    form: str

    @property
    def probability(self) -> float:
        """The log odds as a probability."""
        return 1 / (1 + math.exp(-self.odds))


@dataclass(frozen=True)
class Surroundings:
    """What the table says: how much each domain weighs in it, and the words it is about."""

    domains: Mapping[str, float]
    subjects: tuple[str, ...] = ()


def read_column(
    name: ColumnName, index: NameIndex, learned: Mapping[str, tuple[Reading, ...]]
) -> tuple[Reading, ...]:
    """Return every way the name and comment of a column can be read, the best of each element."""
    best: dict[tuple[str, str], Reading] = {}
    for reading in _all_readings(name, index, learned):
        source = "comment" if reading.form.startswith("text") else "name"
        key = (reading.element.code, source)
        if key not in best or best[key].worth < reading.worth:
            best[key] = reading
    return tuple(best.values())


def _all_readings(
    name: ColumnName, index: NameIndex, learned: Mapping[str, tuple[Reading, ...]]
) -> Iterator[Reading]:
    for key in {name.folded, name.text, fold(name.note)} - {""}:
        yield from learned.get(key, ())
    for text in dict.fromkeys((name.text, name.tail)):
        if text and has_chinese(text):
            yield from read_text(text, index)
    if name.text and not has_chinese(name.text):
        yield from (_as(reading, "text_latin") for reading in index.find_latin(name.text))
    yield from read_latin(name, index)


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


def read_latin(name: ColumnName, index: NameIndex) -> Iterator[Reading]:
    """Yield readings of a Latin name: whole, without a letter or number, and put together."""
    pieces = name.pieces
    for key, factor in _latin_keys(name.folded, pieces):
        for reading in index.find_latin(key):
            yield _as(reading, f"name_{reading.form}", factor)
    if has_chinese(name.folded):
        return
    rules = section("matching")
    worths = rules["worth_of_length"]["composed"]
    worth = worths[min(len(name.folded), len(worths) - 1)]
    for phrase in read_pieces(pieces, index):
        factor = worth * phrase.known * rules["less_likely"] ** phrase.rank
        for reading in read_text(phrase.text, index):
            yield Reading(reading.element, "name_composed", reading.worth * factor, phrase.text)


def _latin_keys(folded: str, pieces: Sequence[str]) -> Iterator[tuple[str, float]]:
    yield folded, 1.0
    if len(pieces) > 1:
        if len(pieces[0]) == 1 or pieces[0] in section("column_prefixes"):
            yield "".join(pieces[1:]), 0.95
        if pieces[-1].isdigit() and len(pieces[-1]) == 1:
            yield "".join(pieces[:-1]), 0.9


def match_elements(
    observation: Observation,
    readings: Sequence[Reading],
    *,
    index: NameIndex,
    surroundings: Surroundings,
) -> tuple[Match, ...]:
    """Return the elements a column may be, likeliest first.

    Readings of comment and name join as independent evidence (noisy or); what several elements
    share is divided among them; contents then add or take away log odds.
    """
    grouped: dict[str, list[Reading]] = {}
    for reading in readings:
        grouped.setdefault(reading.element.code, []).append(reading)
    matches = [
        _match(observation, found, surroundings=surroundings, rivals=_rivals(found, readings))
        for found in grouped.values()
    ]
    matches += [
        match
        for match in _content_matches(observation, index, surroundings)
        if match.element.code not in grouped
    ]
    return tuple(sorted(matches, key=lambda match: -match.odds))


def _rivals(found: Sequence[Reading], readings: Sequence[Reading]) -> int:
    """Return how many other elements a reading of at least the same worth stands for."""
    best = max(reading.worth for reading in found)
    codes = {reading.element.code for reading in readings if reading.worth >= best - 0.03}
    return max(0, len(codes) - 1)


def _match(
    observation: Observation,
    found: Sequence[Reading],
    *,
    surroundings: Surroundings,
    rivals: int,
) -> Match:
    element = found[0].element
    doubt = math.prod(1 - reading.worth for reading in found)
    probability = min(_LIMIT, 1 - doubt)
    odds = math.log(probability / (1 - probability)) - 0.5 * math.log1p(rivals)
    weighed, evidence = weigh_contents(observation, element)
    names = tuple(_name_evidence(reading) for reading in found)
    total = odds + weighed + _domain_odds(element, surroundings)
    return Match(element, total, (*names, *evidence), found[0].form)


def _domain_odds(element: DataElement, surroundings: Surroundings) -> float:
    """Return what the domains of the other columns add to an element."""
    rules = section("matching")["odds"]
    if not surroundings.domains:
        return 0.0
    share = surroundings.domains.get(element.domain, 0.0)
    return float(rules["same_domain"] * share if share else rules["other_domain"])


def _name_evidence(reading: Reading) -> Evidence:
    words = {"word": reading.word, "element": reading.element.name_zh}
    return Evidence(reading.form, words, round(reading.worth, 3))


def _content_matches(
    observation: Observation, index: NameIndex, surroundings: Surroundings
) -> Iterator[Match]:
    """Yield elements that the contents alone stand for."""
    for meaning, confidence in observation.meanings:
        rule = section("content_elements").get(meaning)
        element = find_named(rule["names"], index) if rule else None
        if rule and element is not None:
            worth = min(_LIMIT, rule["worth"] * confidence)
            evidence = Evidence("content_element", {"element": element.name_zh}, round(worth, 3))
            odds = math.log(worth / (1 - worth)) + _domain_odds(element, surroundings) / 2
            yield Match(element, odds, (evidence,), "content")


def find_named(names: Sequence[str], index: NameIndex) -> DataElement | None:
    """Return the element of the first name that is one; the name of an element before an alias."""
    for name in names:
        found = sorted(index.find_text(fold(name)), key=lambda reading: -reading.worth)
        if found:
            return found[0].element
    return None
