"""The way of one table: what its columns mean, and what is proposed of it and of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

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
from chengshu.data.survey.inference.codes import propose_codes
from chengshu.data.survey.inference.coordinates import named_axis, propose_coordinate
from chengshu.data.survey.inference.cycles import propose_times
from chengshu.data.survey.inference.describing import describe, kind_of, propose_code_table
from chengshu.data.survey.inference.identifiers import Finding
from chengshu.data.survey.inference.keys import References, Seen, propose_key
from chengshu.data.survey.inference.naming import name_column
from chengshu.data.survey.inference.observing import Observation
from chengshu.data.survey.inference.reading import Column, Ground, prepare_ground, read_table
from chengshu.data.survey.inference.rulebook import get_rulebook, section
from chengshu.data.survey.inference.shapes import SURE
from chengshu.data.survey.inference.sharing import propose_sharing
from chengshu.data.survey.inference.titles import Told, propose_entry

_LEAST_NAMED, _OWN_SHARE = 0.15, 0.9  # a guessed name still protects
_MOST_ALTERNATIVES = 4
_SURE_NAME = 0.8  # calibrated, from which the words of a column's name may stand in a title
_WRITTEN, _LONGEST_NAME = 10, 30  # characters on average: shorter are words, longer no names


_NO_ELEMENT = Proposal("", 0.95, (Evidence("secret_left_out", {}, 0.95),))


@dataclass(frozen=True)
class Read:
    """One table after reading: its columns, as meaning and as keys see them."""

    profile: TableProfile
    columns: tuple[Column, ...]
    seen: tuple[Seen, ...]


def infer_tables(
    profiles: Sequence[TableProfile], knowledge: Knowledge, context: SurveyContext
) -> tuple[TableDraft, ...]:
    """Return a draft of each table, in order, with evidence and calibrated confidence.

    References are found among the tables handed in together, so hand in a source as a whole.
    """
    ground = prepare_ground(profiles, knowledge, context)
    tables = tuple(_read(profile, ground) for profile in profiles)
    references = References()
    for table in tables:
        for seen in table.seen:
            references.add(seen)
    return tuple(_draft_table(table, ground, references) for table in tables)


def _read(profile: TableProfile, ground: Ground) -> Read:
    columns = read_table(profile, ground)
    seen = tuple(
        Seen(profile, column.observation, column.name, place)
        for place, column in enumerate(columns)
    )
    return Read(profile, columns, seen)


def _draft_table(table: Read, ground: Ground, references: References) -> TableDraft:
    columns, profile = table.columns, table.profile
    known = Known(
        profile,
        [column.observation for column in columns],
        [column.match for column in columns],
        ground.columns_of,
    )
    has_people = _is_about_people(columns)
    keys = propose_key(table.seen)
    drafts = tuple(
        _draft_column(
            column,
            has_people=has_people,
            links={
                "is_primary_key": keys[seen.observation.profile.name],
                "is_unique": _unique(seen),
                "reference": references.propose(seen),
            },
        )
        for column, seen in zip(columns, table.seen, strict=True)
    )
    return TableDraft(
        table=profile.name,
        proposals={
            "is_business": decide_business(known),
            **_propose_entry(table, ground, drafts),
        },
        columns=drafts,
        row_count=profile.row_count,
    )


def _propose_entry(
    table: Read, ground: Ground, drafts: Sequence[ColumnDraft]
) -> Mapping[str, Proposal]:
    told = Told(
        table.profile,
        [str(draft.proposals["name_zh"].value) for draft in drafts],
        [column.match.element.domain for column in table.columns if column.match],
        ground.lexicon,
        ground.context,
        [
            str(draft.proposals["name_zh"].value)
            for draft in drafts
            if draft.proposals["name_zh"].confidence >= _SURE_NAME
        ],
    )
    entry = dict(propose_entry(told))
    times = [(column.observation, column.name) for column in table.columns]
    found = [draft.proposals for draft in drafts]
    return {
        **entry,
        **dict(propose_sharing(str(entry["title"].value), found, _texts(table, drafts))),
        **dict(propose_times(times, table.profile)),
    }


def _texts(table: Read, drafts: Sequence[ColumnDraft]) -> list[float]:
    """Return how long the columns of running text are, on average."""
    return [
        column.observation.contents.mean_length
        for column, draft in zip(table.columns, drafts, strict=True)
        if draft.proposals["kind"].value == "text" or _is_written(column)
    ]


def _is_written(column: Column) -> bool:
    """Tell whether a column holds what somebody wrote, whatever it looks like to others."""
    seen = column.observation
    if column.match is not None and column.match.element.personal:
        return False
    length = seen.contents.mean_length
    is_chinese = seen.contents.chinese_share >= SURE and length >= _WRITTEN
    is_unit = seen.shape.unit_name >= SURE and length < _LONGEST_NAME
    is_named = seen.is_categorical or seen.is_people or is_unit
    return seen.is_text or (is_chinese and not is_named)


def _unique(seen: Seen) -> Proposal:
    is_declared = seen.observation.profile.is_unique or seen.observation.profile.is_primary_key
    words = {"rows": str(seen.observation.contents.filled)}
    evidence = Evidence("unique_declared" if is_declared else "unique_found", words, 0.8)
    if not seen.is_unique:
        return Proposal(value=False, confidence=0.95)
    return Proposal(value=True, confidence=0.99 if is_declared else 0.7, evidence=(evidence,))


def _is_about_people(columns: Sequence[Column]) -> bool:
    """Tell whether a table is about people: their numbers, or their names without a unit's."""
    if any(_is_unit(column) and _is_subject(column) for column in columns):
        return False
    return any(_is_person(column) or _links_person(column) for column in columns)


def _is_subject(column: Column) -> bool:
    """Tell whether nearly every row has a value of its own: what the table is about."""
    contents = column.observation.contents
    return contents.distinct >= _OWN_SHARE * max(contents.filled, 1)


def _is_unit(column: Column) -> bool:
    """Tell whether a column names or numbers enterprises and offices."""
    found = column.observation.identifier
    return (found is not None and found.kind in {"uscc", "org_code"}) or (
        column.observation.shape.unit_name >= SURE
    )


def _links_person(column: Column) -> bool:
    """Tell whether a column's name links rows to people: 病人编号, 学籍号."""
    return any(word in column.spelling.label for word in section("people_words"))


def _is_person(column: Column) -> bool:
    """Tell whether a column names the people a table is about, not those who handled a row."""
    match, found = column.match, column.observation.identifier
    if found is not None and found.kind == "citizen_id":
        return True
    if match is not None:
        return match.element.personal == "identity" or (
            column.observation.is_people and match.element.personal == "basic"
        )
    return column.observation.is_people and not column.name.text


def _draft_column(
    column: Column, *, has_people: bool, links: Mapping[str, Proposal]
) -> ColumnDraft:
    seen, match = column.observation, column.match
    element = match.element if match else None
    name_zh = name_column(column.spelling, seen, match)
    sure = min([name_zh.confidence, *(each.weight for each in name_zh.evidence)])
    label = str(name_zh.value) if sure >= _LEAST_NAMED else column.name.text
    confidence = match.probability if match else 0.0
    protection = classify(Subject(seen, column.name, label, element, confidence, has_people))
    is_linked = bool(links["is_primary_key"].value or links["reference"].value)
    kind = kind_of(seen, column.name, element, label=label, is_linked=is_linked)
    axis = (
        seen.axis
        if seen.is_paired
        else named_axis(seen.contents, element.name_zh if element else "")
    )
    kind = "coordinate" if axis is not None else kind
    kind = "secret" if protection["is_secret"].value else kind
    proposals: dict[str, Proposal] = {
        "name_zh": name_zh,
        "kind": Proposal(kind, 0.9),
        **dict(describe(seen, element, kind)),
        **protection,
        **links,
        "element": _NO_ELEMENT if kind == "secret" else _propose_element(column),
        "identifier": _propose_identifier(seen),
        **propose_coordinate(axis),
        **propose_code_table(seen, element, kind),
    }
    if element is not None:
        evidence = (Evidence("label_element", {"element": element.name_zh}, confidence),)
        proposals["name_en"] = Proposal(element.name_en, calibrate("element", confidence), evidence)
        if element.unit:
            proposals["unit"] = Proposal(element.unit, 0.7, evidence)
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
