"""Measures drafts against the labels of the families: confusion, calibration and every mistake."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chengshu.data.survey.contracts import ColumnDraft, Proposal, TableDraft
from tests.data.survey.families.reading import Family, FamilyTable, Label

SURE = 0.9
BANDS = ((0.9, 1.01), (0.8, 0.9), (0.65, 0.8), (0.5, 0.65), (0.0, 0.5))
_NOTHING = Proposal(None, 0.0)


@dataclass(frozen=True)
class Judgement:
    """One question answered: `expected` and `proposed` say whether something is and was said.

    `right` tells of what was proposed whether it is true; of nothing proposed, whether that was.
    """

    measure: str
    family: str
    place: str
    expected: bool
    proposed: bool
    right: bool
    confidence: float
    words: str


@dataclass(frozen=True)
class Score:
    """Counts of one measure. Without anything to find or said, a share is 1."""

    expected: int
    found: int
    proposed: int
    false: int
    judged: int
    right: int

    @property
    def precision(self) -> float:
        return 1 - self.false / self.proposed if self.proposed else 1.0

    @property
    def recall(self) -> float:
        return self.found / self.expected if self.expected else 1.0

    @property
    def share_right(self) -> float:
        return self.right / self.judged if self.judged else 1.0


def score(judgements: Iterable[Judgement]) -> Score:
    listed = list(judgements)
    return Score(
        expected=sum(one.expected for one in listed),
        found=sum(one.expected and one.proposed and one.right for one in listed),
        proposed=sum(one.proposed for one in listed),
        false=sum(one.proposed and not one.right for one in listed),
        judged=len(listed),
        right=sum(one.right for one in listed),
    )


@dataclass(frozen=True)
class _Place:
    family: str
    place: str

    def judge(
        self, measure: str, proposal: Proposal, *, expected: bool, proposed: bool, right: bool,
        words: str = "",
    ) -> Judgement:  # fmt: skip
        return Judgement(
            measure, self.family, self.place, expected, proposed, right, proposal.confidence,
            f"{words} ← {proposal.value!r} {proposal.confidence:.2f}",
        )  # fmt: skip


def _identifier(place: _Place, label: Label, proposal: Proposal) -> Iterator[Judgement]:
    value = str(proposal.value or "")
    if value in label.may_identify and value not in label.identifiers:
        return
    yield place.judge(
        "identifier", proposal, expected=bool(label.identifiers), proposed=bool(value),
        right=value in label.identifiers if value else not label.identifiers,
        words="/".join(sorted(label.identifiers)) or "none",
    )  # fmt: skip


def _element(
    place: _Place, label: Label, proposal: Proposal, names: Mapping[str, str]
) -> Iterator[Judgement]:
    code = str(proposal.value or "")
    name = names.get(code, code)
    if label.element == "optional" and (not code or not label.names):
        return
    patterns = [label.names, *filter(None, [label.general])]
    fits = label.element != "none" and any(re.fullmatch(one, name) for one in patterns)
    yield place.judge(
        "element", proposal, expected=label.element == "required", proposed=bool(code),
        right=fits if code else label.element != "required",
        words=f"{label.element} {label.names} ({name})",
    )  # fmt: skip


def _name(place: _Place, label: Label, proposal: Proposal) -> Iterator[Judgement]:
    value = str(proposal.value or "")
    if not label.names:
        return
    fits = re.fullmatch(label.names, value) is not None
    yield place.judge(
        "name_zh", proposal, expected=True, proposed=bool(value), right=fits, words=label.names
    )


def _personal(place: _Place, label: Label, proposal: Proposal) -> Iterator[Judgement]:
    if "?" in label.personal:
        return
    expected, said = label.personal != "-", bool(proposal.value)
    yield place.judge(
        "personal", proposal, expected=expected, proposed=said, right=expected == said,
        words=label.personal,
    )  # fmt: skip
    if expected and said:
        fits = str(proposal.value) in label.personal.split(",")
        yield place.judge(
            "personal class", proposal, expected=True, proposed=True, right=fits,
            words=label.personal,
        )  # fmt: skip


def _flag(
    place: _Place, measure: str, proposal: Proposal, *, expected: bool
) -> Iterator[Judgement]:
    said = bool(proposal.value)
    yield place.judge(
        measure, proposal, expected=expected, proposed=said, right=said == expected,
        words=str(expected),
    )  # fmt: skip


def _reference(place: _Place, label: Label, proposal: Proposal) -> Iterator[Judgement]:
    value = str(proposal.value or "")
    if label.reference == "?":
        return
    yield place.judge(
        "reference", proposal, expected=bool(label.reference), proposed=bool(value),
        right=value == label.reference, words=label.reference or "none",
    )  # fmt: skip


def _kind(place: _Place, label: Label, proposal: Proposal) -> Iterator[Judgement]:
    value = str(proposal.value or "unknown")
    if label.kinds:
        yield place.judge(
            "kind", proposal, expected=True, proposed=value != "unknown",
            right=value in label.kinds, words="/".join(sorted(label.kinds)),
        )  # fmt: skip


def judge_column(
    place: _Place, label: Label, draft: ColumnDraft, names: Mapping[str, str]
) -> Iterator[Judgement]:
    found = draft.proposals
    yield from _identifier(place, label, found.get("identifier", _NOTHING))
    yield from _element(place, label, found.get("element", _NOTHING), names)
    yield from _name(place, label, found.get("name_zh", _NOTHING))
    yield from _personal(place, label, found.get("personal", _NOTHING))
    secret, key = found.get("is_secret", _NOTHING), found.get("is_primary_key", _NOTHING)
    yield from _flag(place, "secret", secret, expected=label.is_secret)
    if label.is_key is not None:
        yield from _flag(place, "key", key, expected=label.is_key)
    yield from _reference(place, label, found.get("reference", _NOTHING))
    yield from _kind(place, label, found.get("kind", _NOTHING))


def judge_table(
    family: str, table: FamilyTable, draft: TableDraft, names: Mapping[str, str]
) -> Iterator[Judgement]:
    place = _Place(family, table.profile.name)
    business = draft.proposals.get("is_business", Proposal(value=True, confidence=0.0))
    if table.business is not None:
        yield place.judge(
            "business", business, expected=table.business, proposed=bool(business.value),
            right=bool(business.value) == table.business, words=str(table.business),
        )  # fmt: skip
    cycle = draft.proposals.get("update_cycle", _NOTHING)
    if table.cycle:
        yield place.judge(
            "cycle", cycle, expected=True, proposed=bool(cycle.value),
            right=str(cycle.value) in table.cycle.split(","), words=table.cycle,
        )  # fmt: skip
    drafts = {column.column: column for column in draft.columns}
    for name, label in table.labels.items():
        here = _Place(family, f"{table.profile.name}.{name}")
        yield from judge_column(here, label, drafts[name], names)


def judge_family(
    family: Family, drafts: Sequence[TableDraft], names: Mapping[str, str]
) -> list[Judgement]:
    """Judge what was drafted of a family; `names` are the Chinese names of elements by code."""
    found = {draft.table: draft for draft in drafts}
    return [
        one
        for table in family.tables
        for one in judge_table(family.code, table, found[table.profile.name], names)
    ]


def of(judgements: Iterable[Judgement], measure: str) -> list[Judgement]:
    return [one for one in judgements if one.measure == measure]


def calibration(judgements: Iterable[Judgement]) -> list[tuple[float, int, float]]:
    """Return (lower border of the band, how many were said, share of them right)."""
    said = [one for one in judgements if one.proposed and one.measure != "personal class"]
    rows = []
    for low, high in BANDS:
        band = [one for one in said if low <= one.confidence < high]
        rows.append((low, len(band), score(band).share_right))
    return rows


def report(judgements: Sequence[Judgement]) -> str:
    """The confusion by family and in total, the calibration, and each mistake in one line."""
    lines: list[str] = []
    measures = sorted({one.measure for one in judgements})
    for family in [*sorted({one.family for one in judgements}), "TOTAL"]:
        lines.append(f"\n{family:<16}  expected found said false  precision recall  right/judged")
        mine = [one for one in judgements if family in {one.family, "TOTAL"}]
        for measure in measures:
            s = score(of(mine, measure))
            lines.append(
                f"  {measure:<14} {s.expected:>9} {s.found:>5} {s.proposed:>4} {s.false:>5}"
                f"  {s.precision:>9.4f} {s.recall:>6.4f}  {s.right}/{s.judged} {s.share_right:.4f}"
            )
    lines.append("\ncalibration (band from, said, share right)")
    for measure in ["all", *measures]:
        rows = calibration(judgements if measure == "all" else of(judgements, measure))
        cells = "  ".join(f"{low:.2f}: {count:>4} {share:.3f}" for low, count, share in rows)
        lines.append(f"  {measure:<14} {cells}")
    lines.append("\nmistakes (measure, family, place, expected ← proposed confidence)")
    wrong = [one for one in judgements if not one.right]
    lines += [f"  {one.measure:<11} {one.family} {one.place}: {one.words}" for one in wrong]
    return "\n".join(lines)
