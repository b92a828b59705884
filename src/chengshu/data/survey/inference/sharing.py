"""How an entry may be shared: type, condition or clause, open or not, and its grade."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chengshu.data.survey.contracts.drafts import Evidence, Proposal
from chengshu.data.survey.inference.rulebook import section

_OPEN_GRADE = 1


def propose_sharing(
    title: str, columns: Sequence[Mapping[str, Proposal]], texts: Sequence[float] = ()
) -> Iterator[tuple[str, Proposal]]:
    """Yield share type with condition or clause, openness and grade from the columns' protection.

    The grade of a set is the highest of its columns (standards/classification.md, rule a).
    `texts` are the mean lengths of the columns of running text: what people write may name them.
    """
    grade = max((int(found["grade"].value or 1) for found in columns), default=1)
    rule = _rule(_Seen(title, grade, columns, texts))
    words = {"reason": rule["label"], "clause": rule.get("clause", "")}
    evidence = (Evidence(f"share_{rule['code']}", words, rule["worth"]),)
    yield "share_type", Proposal(str(rule["type"]), rule["worth"], evidence)
    if rule.get("condition"):
        yield "share_condition", Proposal(rule["condition"], rule["worth"], evidence)
    if str(rule["type"]) == "3":
        yield "no_share_basis", Proposal(rule["clause"], rule["worth"], evidence)
    highest = (Evidence("grade_highest", {"grade": str(grade)}, 0.85),)
    yield "grade", Proposal(grade, 0.85, highest)
    is_open = grade <= _OPEN_GRADE and str(rule["type"]) == "1"
    yield "is_open", Proposal(is_open, 0.6 if is_open else 0.9, highest)


@dataclass(frozen=True)
class _Seen:
    """What the rules look at."""

    title: str
    grade: int
    columns: Sequence[Mapping[str, Proposal]]
    texts: Sequence[float]

    @property
    def names(self) -> str:
        """Title and names of columns in one text."""
        return "".join([self.title, *(str(found["name_zh"].value) for found in self.columns)])

    @property
    def personal(self) -> set[str]:
        """Classes of personal data found."""
        return {str(each["personal"].value) for each in self.columns if each["personal"].value}


def _rule(seen: _Seen) -> dict[str, Any]:
    """Return the first rule of the pack that a table meets."""
    for rule in section("sharing"):
        if _is_wordy(rule, seen.texts) and _is_met(rule, seen):
            return dict(rule)
    raise LookupError(seen.title)


def _is_met(rule: Mapping[str, Any], seen: _Seen) -> bool:
    """Tell whether words or classes of a rule are found; one without them asks for a grade."""
    words, classes = rule.get("words", ()), rule.get("personal", ())
    if not words and not classes:
        return bool(seen.grade >= rule.get("grade", 0))
    return any(word in seen.names for word in words) or bool(seen.personal & set(classes))


def _is_wordy(rule: Mapping[str, Any], texts: Sequence[float]) -> bool:
    """Tell whether a table has the running text a rule asks for: how many columns, how long."""
    count, length = rule.get("texts", (0, 0))
    return bool(sum(text >= length for text in texts) >= count)
