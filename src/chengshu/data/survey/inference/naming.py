"""The Chinese name of a column: from comment, element, pieces of its name, contents."""

from collections.abc import Iterator
from dataclasses import dataclass

from chengshu.data.survey.contracts.drafts import Alternative, Evidence, Proposal
from chengshu.data.survey.inference.calibration import calibrate
from chengshu.data.survey.inference.elements import Match
from chengshu.data.survey.inference.names import display_head, has_chinese, join_lines
from chengshu.data.survey.inference.observing import Observation
from chengshu.data.survey.inference.readings import Spelling
from chengshu.data.survey.inference.rulebook import get_rulebook, section
from chengshu.data.survey.inference.segments import Phrase

_LONGEST_NAME = 30
_MOST_ALTERNATIVES = 3


@dataclass(frozen=True)
class _Option:
    name: str
    worth: float
    evidence: Evidence


def name_column(spelling: Spelling, observation: Observation, match: Match | None) -> Proposal:
    """Return the proposed Chinese name with the others that were considered."""
    name = spelling.name
    best: dict[str, _Option] = {}
    for option in _options(spelling, observation, match):
        if option.name not in best or best[option.name].worth < option.worth:
            best[option.name] = option
    ordered = sorted(best.values(), key=lambda option: -option.worth)
    if not ordered:
        return Proposal(name.raw, 0.05, (Evidence("name_unknown", {"column": name.raw}),))
    first, *rest = ordered
    return Proposal(
        first.name,
        calibrate("name_zh", first.worth),
        (first.evidence,),
        tuple(
            Alternative(option.name, option.name, calibrate("name_zh", option.worth))
            for option in rest[:_MOST_ALTERNATIVES]
        ),
    )


def _options(
    spelling: Spelling, observation: Observation, match: Match | None
) -> Iterator[_Option]:
    name, taught = spelling.name, spelling.taught
    if taught is not None:
        words = {"text": taught.text}
        yield _Option(taught.text, taught.worth, Evidence("label_taught", words, taught.worth))
    if has_chinese(name.text) and len(name.text) <= _LONGEST_NAME:
        kind = "label_comment" if has_chinese(name.note) else "label_name"
        if name.is_borrowed:
            kind = "label_borrowed"
        worth = 0.9 if name.is_borrowed else 0.97
        shown = (
            display_head(name.note)
            if has_chinese(name.note)
            else display_head(join_lines(name.raw))
        )
        yield _Option(
            shown or name.text, worth, Evidence(kind, {"text": name.note or name.raw}, worth)
        )
    if match is not None:
        words = {"element": match.element.name_zh}
        worth = min(0.95, match.probability)
        yield _Option(match.element.name_zh, worth, Evidence("label_element", words, worth))
    for phrase in spelling.phrases:
        worth = _phrase_worth(phrase)
        words = {"words": "、".join(phrase.words), "column": name.raw}
        yield _Option(phrase.text, worth, Evidence("label_pieces", words, round(worth, 3)))
    for meaning, confidence in observation.meanings:
        label = _meaning_label(meaning)
        if label:
            worth = 0.6 * confidence
            yield _Option(label, worth, Evidence("label_content", {"kind": label}, round(worth, 3)))


def _phrase_worth(phrase: Phrase) -> float:
    """Return what a name put together of pieces is worth: little where its words are guessed."""
    rules = section("phrases")
    sort = "joined" if len(phrase.words) > 1 else "single"
    sure: float = rules[sort]["worth"]
    lost: float = rules[sort]["guessed"]
    behind: float = 0.85**phrase.rank
    return sure * (1 - lost * phrase.guessed) * phrase.known * behind


def _meaning_label(meaning: str) -> str:
    kind = get_rulebook().identifier_kinds.get(meaning)
    if kind is not None:
        return kind.label
    rule = section("content_elements").get(meaning)
    return str(rule["names"][0]) if rule else ""
