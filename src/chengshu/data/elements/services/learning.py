"""Learning: what people confirm or correct about names of columns."""

from django.db import transaction

from chengshu.base.clock import api as clock
from chengshu.data.elements.contracts import LearnedAlias
from chengshu.data.elements.folding import fold
from chengshu.data.elements.models import LearnedAliasRow

_LONGEST = 255  # a longer comment is told by its beginning


@transaction.atomic
def learn_alias(*, alias: LearnedAlias, by: str, by_name: str) -> LearnedAliasRow:
    """Add the votes and refusals of `alias` to what is remembered; return the row.

    `column` and `comment` are folded here. A habit that was forgotten begins anew.
    """
    row, _made = LearnedAliasRow.objects.select_for_update().get_or_create(
        column=fold(alias.column)[:_LONGEST],
        comment=fold(alias.comment)[:_LONGEST],
        element_code=alias.element_code,
        name_zh=alias.name_zh,
        organisation_code=alias.organisation_code,
        defaults={"by": by, "by_name": by_name, "at": clock.now()},
    )
    if row.is_forgotten:
        row.votes, row.refusals = 0, 0
    row.votes += alias.votes
    row.refusals += alias.refusals
    row.is_forgotten = False
    row.by, row.by_name, row.at = by, by_name, clock.now()
    row.save()
    return row


def forget_alias(*, key: int, is_forgotten: bool) -> None:
    """Set a learned alias aside, or take it back with the votes it had."""
    LearnedAliasRow.objects.filter(pk=key).update(is_forgotten=is_forgotten)
