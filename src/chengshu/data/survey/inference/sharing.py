"""How an entry may be shared: type, condition or clause, open or not, and its grade."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chengshu.data.survey.contracts.drafts import Evidence, Proposal
from chengshu.data.survey.inference.rulebook import section

_OPEN_GRADE = 1


def propose_sharing(
    title: str, columns: Sequence[Mapping[str, Proposal]]
) -> Iterator[tuple[str, Proposal]]:
    """Yield share type with condition or clause, openness and grade from the columns' protection.

    The grade of a set is the highest of its columns (standards/classification.md, rule a).
    """
    grade = max((int(found["grade"].value or 1) for found in columns), default=1)
    rule = _rule(title, grade, columns)
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


def _rule(title: str, grade: int, columns: Sequence[Mapping[str, Proposal]]) -> dict[str, Any]:
    """Return the first rule of the pack that a table meets."""
    personal = {str(found["personal"].value) for found in columns if found["personal"].value}
    names = "".join([title, *(str(found["name_zh"].value) for found in columns)])
    for rule in section("sharing"):
        words, classes = rule.get("words", ()), rule.get("personal", ())
        if any(word in names for word in words) or personal & set(classes):
            return dict(rule)
        if not words and not classes and grade >= rule.get("grade", 0):
            return dict(rule)
    raise LookupError(title)
