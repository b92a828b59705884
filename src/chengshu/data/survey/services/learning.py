"""Teaching the vocabulary what people say, so that the next scan knows it."""

from collections.abc import Iterable

from chengshu.base.accounts.contracts import Actor
from chengshu.data.elements import api as elements
from chengshu.data.survey.contracts import Line, Value
from chengshu.data.survey.lines import Sheet


def learn_lines(actor: Actor, organisation: str, *, sheet: Sheet, columns: Iterable[Line]) -> None:
    """Teach the vocabulary what was said of each column since it was last confirmed."""
    for line in columns:
        decision = line.decision
        is_news = decision is not None and decision != sheet.former.get(line.id)
        if is_news and not line.is_out and not line.is_gone:
            _learn_line(actor, organisation, line)


def _learn_line(actor: Actor, organisation: str, line: Line) -> None:
    meaning = _known(actor, line.values["element"])
    elements.learn_alias(
        actor,
        organisation_code=organisation,
        column=line.column,
        comment=line.comment,
        element_code=meaning,
        name_zh=str(line.values["name_zh"]),
    )
    proposal = line.proposals.get("element")
    refused = _known(actor, proposal.value) if proposal else ""
    if refused and refused != meaning:
        elements.refuse_alias(
            actor,
            organisation_code=organisation,
            column=line.column,
            comment=line.comment,
            element_code=refused,
        )


def _known(actor: Actor, value: Value) -> str:
    """Return the code of an element, or nothing where the vocabulary has none (any more)."""
    code = str(value or "")
    return code if code and elements.find_element(actor, code) else ""
