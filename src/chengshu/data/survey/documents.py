"""Drafts and decisions as plain JSON documents and back: what the tables keep."""

from collections.abc import Mapping, Sequence

from pydantic import TypeAdapter

from chengshu.data.survey.contracts import Decision, Drift, TableDraft

_DRAFT = TypeAdapter(TableDraft)
_DECISION = TypeAdapter(Decision)
_DRIFTS = TypeAdapter(tuple[Drift, ...])


def draft_to_document(draft: TableDraft) -> dict[str, object]:
    """Return the document of a draft: its fields, plain values only."""
    document: dict[str, object] = _DRAFT.dump_python(draft, mode="json")
    return document


def draft_from_document(document: Mapping[str, object]) -> TableDraft:
    """Return the draft a document was made from; fields added since take their defaults."""
    return _DRAFT.validate_python(dict(document))


def decision_to_document(decision: Decision) -> dict[str, object]:
    """Return the document of a decision."""
    document: dict[str, object] = _DECISION.dump_python(decision, mode="json")
    return document


def decisions_from_document(document: Mapping[str, object]) -> dict[str, Decision]:
    """Return decisions by line."""
    return {line: _DECISION.validate_python(value) for line, value in document.items()}


def drifts_to_document(drifts: Sequence[Drift]) -> list[dict[str, object]]:
    """Return the document of differences."""
    document: list[dict[str, object]] = _DRIFTS.dump_python(tuple(drifts), mode="json")
    return document


def drifts_from_document(document: Sequence[object]) -> tuple[Drift, ...]:
    """Return the differences of a document."""
    return _DRIFTS.validate_python(list(document))
