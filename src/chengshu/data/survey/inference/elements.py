"""Data elements of columns: readings of the name, weighed by what the column holds."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from chengshu.data.elements.contracts import DataElement
from chengshu.data.survey.contracts.drafts import Evidence
from chengshu.data.survey.inference.fitting import weigh_contents
from chengshu.data.survey.inference.index import NameIndex, Reading
from chengshu.data.survey.inference.names import fold
from chengshu.data.survey.inference.observing import Observation
from chengshu.data.survey.inference.rulebook import section

_LIMIT = 0.985
_VAGUE = frozenset({"name_initials", "name_alias", "name_composed"})
_EXPECTED = _VAGUE | {
    "text_qualified",
    "name_qualified",
}  # readings that end in what contents then confirm
_SHAPES = frozenset({"person_name", "unit_name", "address", "region_name"})
_EVERYWHERE = frozenset({"general", "audit", "contact", "population", "address", "organisation"})


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


def match_elements(
    observation: Observation,
    readings: Sequence[Reading],
    *,
    index: NameIndex,
    surroundings: Surroundings,
    label: str,
) -> tuple[Match, ...]:
    """Return the elements a column may be, likeliest first.

    Readings of comment and name join as independent evidence (noisy or); what several elements
    share is divided among them; contents then add or take away log odds.
    """
    meant = tuple(_content_matches(observation, index, surroundings, label=label))
    grouped: dict[str, list[Reading]] = {}
    for reading in readings:
        grouped.setdefault(reading.element.code, []).append(reading)
    matches = [
        _match(
            observation,
            found,
            surroundings=surroundings,
            rivals=_rivals(found, readings),
            meant={match.element.code: match.odds for match in meant},
        )
        for found in grouped.values()
    ]
    matches += [match for match in meant if match.element.code not in grouped]
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
    meant: Mapping[str, float],
) -> Match:
    element = found[0].element
    doubt = math.prod(1 - reading.worth for reading in found)
    probability = min(_LIMIT, 1 - doubt)
    odds = math.log(probability / (1 - probability)) - 0.5 * math.log1p(rivals)
    weighed, evidence = weigh_contents(observation, element)
    names = tuple(_name_evidence(reading) for reading in found)
    if found[0].form in _EXPECTED and any(each.kind == "date_fits" for each in evidence):
        weighed -= section("matching")["odds"]["date_expected"]
    total = odds + weighed + _domain_odds(element, surroundings, found[0].form)
    if element.code in meant:
        total = max(total, meant[element.code]) + section("matching")["odds"]["contents_agree"]
    return Match(element, total, (*names, *evidence), found[0].form)


def _domain_odds(element: DataElement, surroundings: Surroundings, form: str) -> float:
    """Return what the domains of the other columns add to an element; initials need them most."""
    rules = section("matching")["odds"]
    if not surroundings.domains:
        return 0.0
    share = surroundings.domains.get(element.domain, 0.0)
    same = rules["same_domain_vague" if form in _VAGUE else "same_domain"]
    if share or element.domain in _EVERYWHERE:
        return float(same * share)
    return float(rules["other_domain_vague" if form in _VAGUE else "other_domain"])


def _name_evidence(reading: Reading) -> Evidence:
    words = {"word": reading.word, "element": reading.element.name_zh}
    return Evidence(reading.form, words, round(reading.worth, 3))


def _content_matches(
    observation: Observation, index: NameIndex, surroundings: Surroundings, *, label: str
) -> Iterator[Match]:
    """Yield elements that the contents alone stand for.

    Where the name speaks of something else, contents are worth less: names of people stand in
    many columns that are not the name of the person a row is about.
    """
    rules = section("matching")
    for meaning, confidence in observation.meanings:
        rule = section("content_elements").get(meaning)
        element = find_named(rule["names"], index) if rule else None
        if rule and element is not None:
            is_otherwise = label and not label.endswith(tuple(rule.get("ends", ())))
            doubt = rules["spoken_shape" if meaning in _SHAPES else "spoken_kind"]
            worth = min(_LIMIT, rule["worth"] * confidence * (doubt if is_otherwise else 1.0))
            evidence = Evidence("content_element", {"element": element.name_zh}, round(worth, 3))
            odds = (
                math.log(worth / (1 - worth)) + _domain_odds(element, surroundings, "content") / 2
            )
            yield Match(element, odds, (evidence,), "content")


def find_named(names: Sequence[str], index: NameIndex) -> DataElement | None:
    """Return the element of the first name that is one; the name of an element before an alias."""
    readings = [reading for name in names for reading in index.find_text(fold(name))]
    own = [reading for reading in readings if reading.form == "name"]
    return next((reading.element for reading in (*own, *readings)), None)
