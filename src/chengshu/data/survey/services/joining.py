"""Joining: a table that is the source of an entry which exists already becomes its change."""

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceDraft
from chengshu.data.survey.contracts import Decision, Line, StepKind, Value
from chengshu.data.survey.documents import decision_to_document
from chengshu.data.survey.errors import LineRefusedError
from chengshu.data.survey.lines import proposed_values, table_lines
from chengshu.data.survey.models import DraftedTable
from chengshu.data.survey.services.steps import change_words, lock_open, wrong_state
from chengshu.data.survey.sheets import read_sheet


@transaction.atomic
def join_entry(*, actor: Actor, draft: int, key: str, revision: int) -> None:
    """Make the table the source of an entry of the same department.

    What the entry says of the table stands, as reviewed; the columns are confirmed as ever.

    Raises:
        LineRefusedError: No such entry of the department, or another table is its source.
        DraftStateError: The table has an entry.
    """
    row = lock_open(actor=actor, draft=draft, revision=revision)
    if row.resource_key:
        raise wrong_state(row)
    found = catalog.find_resource(actor, key, working=True)
    if found is None or found.provider_code != row.organisation_code:
        raise LineRefusedError(field=_("已有目录"), reason=_("本单位没有此目录"))
    if DraftedTable.objects.filter(resource_key=found.key).exists():
        raise LineRefusedError(field=_("已有目录"), reason=_("已有另一张表作为此目录的来源"))
    entry = catalog.get_draft(actor, found.key)
    row.resource_key = found.key
    lines = table_lines(read_sheet(row))
    words = {line.id: _word(actor, line, entry) for line in lines}
    change_words(actor, row, words, kind=StepKind.JOINED)


def _word(actor: Actor, line: Line, entry: ResourceDraft) -> dict[str, object]:
    values = {name: _value(entry, name) for name in line.fields}
    proposed = proposed_values(line.fields, line.proposals)
    decision = Decision(
        values=values,
        by=actor.username,
        by_name=actor.name,
        at=clock.now(),
        corrected=tuple(name for name in line.fields if values[name] != proposed[name]),
    )
    return decision_to_document(decision)


def _value(entry: ResourceDraft, name: str) -> Value:
    if name == "theme":
        return "、".join(entry.themes)
    if name == "share_type":
        return entry.share_type.value if entry.share_type else ""
    value: Value = getattr(entry, name)
    return value
