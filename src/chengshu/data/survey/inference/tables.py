"""The way of one table: observe columns, read names, weigh both, and draft what is proposed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chengshu.data.elements.contracts import Knowledge
from chengshu.data.sources.contracts.profiles import TableProfile
from chengshu.data.survey.contracts.drafts import (
    Alternative,
    ColumnDraft,
    Evidence,
    Proposal,
    SurveyContext,
    TableDraft,
)
from chengshu.data.survey.inference.business import Known, decide_business
from chengshu.data.survey.inference.calibration import calibrate
from chengshu.data.survey.inference.classification import Subject, classify
from chengshu.data.survey.inference.codes import KnownCodes, prepare_codes, propose_codes
from chengshu.data.survey.inference.describing import describe, kind_of, propose_code_table
from chengshu.data.survey.inference.elements import (
    Match,
    Surroundings,
    match_elements,
    read_column,
)
from chengshu.data.survey.inference.identifiers import Finding
from chengshu.data.survey.inference.index import (
    NameIndex,
    Reading,
    get_index,
    learned_readings,
)
from chengshu.data.survey.inference.names import ColumnName, fold, read_name
from chengshu.data.survey.inference.naming import name_column
from chengshu.data.survey.inference.observing import Observation, observe, settle_identifier
from chengshu.data.survey.inference.pairing import pair_columns
from chengshu.data.survey.inference.rulebook import get_rulebook, section

_SURE_MATCH, _GENERAL = 0.85, frozenset({"general", "audit"})
_LEAST_NAMED = 0.4
_MOST_ALTERNATIVES = 4


@dataclass(frozen=True)
class Ground:
    """What all tables of a survey share: names, habits, code sets, and who owns the source."""

    index: NameIndex
    learned: Mapping[str, tuple[Reading, ...]]
    codes: tuple[KnownCodes, ...]
    context: SurveyContext
    columns_of: dict[str, frozenset[str]]


@dataclass(frozen=True)
class Column:
    """A column on its way: seen, read, and weighed."""

    observation: Observation
    name: ColumnName
    readings: tuple[Reading, ...]
    matches: tuple[Match, ...] = ()

    @property
    def match(self) -> Match | None:
        """The element that is proposed: likely enough, and likelier enough than the next."""
        rules = section("matching")
        if not self.matches or self.matches[0].probability < rules["least_confidence"]:
            return None
        if len(self.matches) > 1:
            margin = self.matches[0].odds - self.matches[1].odds
            if margin < rules["least_margin"]:
                return None
        return self.matches[0]


def infer_tables(
    profiles: Sequence[TableProfile], knowledge: Knowledge, context: SurveyContext
) -> tuple[TableDraft, ...]:
    """Return a draft of each table, in order, with evidence and calibrated confidence."""
    index = get_index(knowledge)
    ground = Ground(
        index=index,
        learned=learned_readings(knowledge, index),
        codes=prepare_codes(knowledge),
        context=context,
        columns_of={
            profile.name.lower(): frozenset(fold(column.name) for column in profile.columns)
            for profile in profiles
        },
    )
    return tuple(_draft_table(profile, ground) for profile in profiles)


def read_table(profile: TableProfile, ground: Ground) -> tuple[Column, ...]:
    """Return the columns of a table seen, read and weighed, first alone, then beside each other."""
    columns = []
    for each in profile.columns:
        name = read_name(each.name, each.comment)
        readings = read_column(name, ground.index, ground.learned)
        seen = settle_identifier(observe(each, ground.codes), _named_kind(name, readings))
        columns.append(Column(seen, name, readings))
    paired = pair_columns([column.observation for column in columns])
    columns = [
        replace(column, observation=seen) for column, seen in zip(columns, paired, strict=True)
    ]
    alone = [_weigh(column, ground, Surroundings({})) for column in columns]
    around = Surroundings(_weigh_domains(alone))
    return tuple(_weigh(column, ground, around) for column in alone)


def _weigh(column: Column, ground: Ground, around: Surroundings) -> Column:
    matches = match_elements(
        column.observation, column.readings, index=ground.index, surroundings=around
    )
    return replace(column, matches=matches)


def _named_kind(name: ColumnName, readings: Sequence[Reading]) -> str:
    """Return the identifier kind a name speaks of: that of its best reading."""
    for kind, words in section("identifier_names").items():
        if name.folded in words or name.text in words:
            return str(kind)
    known = get_rulebook().identifier_kinds
    named = [r for r in readings if r.element.identifier in known and r.worth >= _LEAST_NAMED]
    return max(named, key=lambda r: r.worth).element.identifier if named else ""


def _weigh_domains(columns: Sequence[Column]) -> Mapping[str, float]:
    """Return the share of each domain among the columns whose element is sure."""
    counts: dict[str, int] = {}
    for column in columns:
        match = column.match
        if match and match.probability >= _SURE_MATCH and match.element.domain not in _GENERAL:
            counts[match.element.domain] = counts.get(match.element.domain, 0) + 1
    total = sum(counts.values())
    return {domain: count / total for domain, count in counts.items()}


def _draft_table(profile: TableProfile, ground: Ground) -> TableDraft:
    columns = read_table(profile, ground)
    known = Known(
        profile,
        [column.observation for column in columns],
        [column.match for column in columns],
        ground.columns_of,
    )
    has_people = any(_is_person(column) for column in columns)
    return TableDraft(
        table=profile.name,
        proposals={"is_business": decide_business(known)},
        columns=tuple(_draft_column(column, ground, has_people=has_people) for column in columns),
        row_count=profile.row_count,
    )


def _is_person(column: Column) -> bool:
    seen, match = column.observation, column.match
    if seen.identifier is not None and seen.identifier.kind == "citizen_id":
        return True
    return seen.is_people or (
        match is not None and match.element.personal == "identity" and not seen.contents.values
    )


def _draft_column(column: Column, ground: Ground, *, has_people: bool) -> ColumnDraft:
    seen, match = column.observation, column.match
    element = match.element if match else None
    confidence = match.probability if match else 0.0
    name_zh = name_column(column.name, seen, match=match, index=ground.index)
    label = f"{name_zh.value}" if name_zh.confidence >= _LEAST_NAMED else column.name.text
    subject = Subject(seen, column.name, label, element, confidence, has_people)
    protection = classify(subject)
    kind = "secret" if protection["is_secret"].value else kind_of(seen, column.name, element)
    proposals: dict[str, Proposal] = {
        "name_zh": name_zh,
        "kind": Proposal(kind, 0.9),
        **dict(describe(seen, element, kind)),
        **protection,
        "element": _propose_element(column),
        "identifier": _propose_identifier(seen),
        **propose_code_table(seen, element, kind),
    }
    is_new_set = kind == "code" and not proposals["code_table"].value
    codes = propose_codes(seen.contents, column.name.note) if is_new_set else {}
    return ColumnDraft(seen.profile.name, proposals, codes)


def _propose_element(column: Column) -> Proposal:
    """Return the element, or none where it is not sure, with what else was considered."""
    match = column.match
    others = [each for each in column.matches if each is not match][:_MOST_ALTERNATIVES]
    alternatives = tuple(
        Alternative(each.element.code, each.element.name_zh, calibrate("element", each.probability))
        for each in others
    )
    if match is None:
        best = column.matches[0].probability if column.matches else 0.0
        return Proposal("", calibrate("element", 1 - best), (), alternatives)
    confidence = calibrate("element", match.probability)
    return Proposal(match.element.code, confidence, match.evidence, alternatives)


def _propose_identifier(seen: Observation) -> Proposal:
    found = seen.identifier
    if found is None:
        return Proposal("", 0.97)
    confidence = calibrate("identifier", seen.identifier_confidence)
    return Proposal(found.kind, confidence, _identifier_evidence(found, confidence))


def _identifier_evidence(found: Finding, confidence: float) -> tuple[Evidence, ...]:
    words = {
        "kind": get_rulebook().identifier_kinds[found.kind].label,
        "passed": str(found.passed),
        "total": str(found.total),
    }
    evidence = [Evidence("identifier_passed", words, round(confidence, 3))]
    if found.wrong:
        dirt = {"wrong": str(found.wrong), "share": f"{1 - found.share:.1%}"}
        evidence.append(Evidence("identifier_wrong", dirt))
    if found.is_masked:
        evidence.append(Evidence("identifier_masked"))
    return tuple(evidence)
