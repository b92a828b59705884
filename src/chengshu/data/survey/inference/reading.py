"""The columns of a table seen, read and weighed: first alone, then beside each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chengshu.data.elements.contracts import Knowledge
from chengshu.data.sources.contracts.profiles import ColumnProfile, TableProfile
from chengshu.data.survey.contracts.drafts import SurveyContext
from chengshu.data.survey.inference.codes import KnownCodes, prepare_codes
from chengshu.data.survey.inference.dates import is_bare
from chengshu.data.survey.inference.elements import Match, Surroundings, match_elements
from chengshu.data.survey.inference.identifiers import OTHER_CODE, are_consecutive
from chengshu.data.survey.inference.index import (
    NameIndex,
    Reading,
    get_index,
    learned_readings,
)
from chengshu.data.survey.inference.lexicon import Lexicon, build_lexicon, near_parts
from chengshu.data.survey.inference.names import ColumnName, fold, read_name
from chengshu.data.survey.inference.observing import Observation, observe, settle_identifier
from chengshu.data.survey.inference.pairing import pair_columns
from chengshu.data.survey.inference.phrasing import sort_phrases
from chengshu.data.survey.inference.readings import Spelling, is_generic, read_column
from chengshu.data.survey.inference.rulebook import get_rulebook, section
from chengshu.data.survey.inference.segments import read_pieces
from chengshu.data.survey.inference.taught import TaughtName, taught_names

_SURE_MATCH, _GENERAL = 0.85, frozenset({"general", "audit"})
_LEAST_NAMED = 0.4
_WIDE = frozenset({"content", "name_qualified"})


@dataclass(frozen=True)
class Ground:
    """What all tables of a survey share: names, habits, code sets, and who owns the source."""

    index: NameIndex
    lexicon: Lexicon
    learned: Mapping[str, tuple[Reading, ...]]
    taught: Mapping[tuple[str, str], TaughtName]
    codes: tuple[KnownCodes, ...]
    context: SurveyContext
    columns_of: dict[str, frozenset[str]]


@dataclass(frozen=True)
class Column:
    """A column on its way: seen, read, and weighed."""

    observation: Observation
    spelling: Spelling
    readings: tuple[Reading, ...]
    matches: tuple[Match, ...] = ()

    @property
    def name(self) -> ColumnName:
        """Its name in the forms that matching needs."""
        return self.spelling.name

    @property
    def match(self) -> Match | None:
        """The element that is proposed: likely enough, and likelier enough than the next."""
        rules = section("matching")
        if not self.matches or self.matches[0].probability < rules["least_confidence"]:
            return None
        first, *others = self.matches
        rivals = [match for match in others if match.form != "content" or first.form == "content"]
        is_vague = first.form in {"name_initials", "name_alias", "name_composed"}
        if rivals and is_vague and first.odds - rivals[0].odds < rules["least_margin"]:
            return self._wider(others, rules["least_confidence"])
        return first

    def _wider(self, matches: Sequence[Match], least: float) -> Match | None:
        """Return the likeliest element that contents or the end of the name speak of, or None.

        Where initials may be 男方姓名 or 女方姓名, both are at least 姓名.
        """
        wide = [m for m in matches if m.form in _WIDE and m.probability >= least]
        return wide[0] if wide else None


def prepare_ground(
    profiles: Sequence[TableProfile], knowledge: Knowledge, context: SurveyContext
) -> Ground:
    """Return what all tables share, from a knowledge and the source as a whole."""
    index = get_index(knowledge)
    return Ground(
        index=index,
        lexicon=build_lexicon(
            profiles, index, system=context.system_name, owner=context.organisation_name
        ),
        learned=learned_readings(knowledge, index),
        taught=taught_names(knowledge),
        codes=prepare_codes(knowledge),
        context=context,
        columns_of={
            profile.name.lower(): frozenset(fold(column.name) for column in profile.columns)
            for profile in profiles
        },
    )


def read_table(profile: TableProfile, ground: Ground) -> tuple[Column, ...]:
    """Return the columns of a table seen, read and weighed, first alone, then beside each other."""
    near = near_parts(profile)
    columns = [_read_column(each, ground, near) for each in profile.columns]
    paired = pair_columns([column.observation for column in columns])
    columns = [
        replace(column, observation=seen) for column, seen in zip(columns, paired, strict=True)
    ]
    first = Surroundings(_weigh_domains((), ground.lexicon.domains))
    alone = [_weigh(column, ground, first) for column in columns]
    around = Surroundings(_weigh_domains(alone, ground.lexicon.domains))
    return tuple(_weigh(column, ground, around) for column in alone)


def _read_column(profile: ColumnProfile, ground: Ground, near: frozenset[str]) -> Column:
    borrowed = ground.lexicon.comments.get(fold(profile.name), "")
    seen = observe(profile, ground.codes)
    values = frozenset(seen.contents.values) if seen.is_categorical else frozenset()
    name = read_name(profile.name, profile.comment, borrowed=borrowed, values=values)
    phrases = sort_phrases(read_pieces(name.pieces, ground.lexicon, near), seen)
    taught = ground.taught.get((fold(profile.name), fold(profile.comment)))
    spelling = Spelling(name, phrases, taught)
    readings = read_column(spelling, ground.index, ground.learned)
    seen = settle_identifier(seen, _named_kind(name, readings))
    return Column(_settle_dates(seen, spelling), spelling, readings)


def _settle_dates(seen: Observation, spelling: Spelling) -> Observation:
    """Return the observation without days where bare digits are numbers of things by their name."""
    if seen.dates is None or not seen.dates.form or not is_bare(seen.dates):
        return seen
    label = spelling.label
    says_day = label.endswith(tuple(section("date_ends")))
    says_number = label.endswith(tuple(section("keys")["texts"]))
    is_running = are_consecutive(seen.contents.values) or _is_key_like(seen)
    if says_number or (is_running and not says_day):
        return replace(seen, dates=None)
    return seen


def _is_key_like(seen: Observation) -> bool:
    """Tell whether bare digits never repeat in many rows: days would."""
    is_long = seen.dates is not None and seen.dates.form not in {"%Y%m%d", "%Y%m"}
    return is_long and (seen.profile.is_primary_key or seen.profile.is_unique)


def _weigh(column: Column, ground: Ground, around: Surroundings) -> Column:
    matches = match_elements(
        column.observation,
        column.readings,
        index=ground.index,
        surroundings=around,
        label=column.spelling.label,
    )
    return replace(column, matches=matches)


def _named_kind(name: ColumnName, readings: Sequence[Reading]) -> str:
    """Return the identifier kind a name speaks of: that of its best reading."""
    for kind, words in section("identifier_names").items():
        if name.folded in words or name.text in words:
            return str(kind)
    known = get_rulebook().identifier_kinds
    named = [r for r in readings if r.element.identifier in known and r.worth >= _LEAST_NAMED]
    if named:
        return max(named, key=lambda r: r.worth).element.identifier
    return OTHER_CODE if any(map(_is_other_code, readings)) else ""


def _is_other_code(reading: Reading) -> bool:
    """Tell whether a comment names a code of something that is no place."""
    element = reading.element
    is_said = reading.form in {"text_name", "text_alias", "text_similar"} and not is_generic(
        element
    )
    is_code = element.name_zh.endswith(tuple(section("keys")["texts"]))
    return is_said and is_code and element.domain != "address" and not element.identifier


def _weigh_domains(columns: Sequence[Column], source: Sequence[str]) -> Mapping[str, float]:
    """Return the share of each domain among the columns whose element is sure.

    The domains of the source's fields of work count beside them.
    """
    counts: dict[str, int] = {}
    for column in columns:
        match = column.match
        if match and match.probability >= _SURE_MATCH and match.element.domain not in _GENERAL:
            counts[match.element.domain] = counts.get(match.element.domain, 0) + 1
    total = sum(counts.values())
    weight = section("matching")["source_domain"]
    shares = {domain: count / total for domain, count in counts.items()}
    return shares | {name: min(1.0, shares.get(name, 0.0) + weight) for name in source}
