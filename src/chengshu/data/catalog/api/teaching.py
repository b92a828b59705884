"""The door through which people who edit items teach what columns mean."""

from collections.abc import Iterator

from django.db import transaction

from chengshu.base.accounts.contracts import Actor
from chengshu.data.catalog.contracts import ItemDraft, ResourceDraft
from chengshu.data.elements import api as elements


def teach_elements(actor: Actor, before: ResourceDraft | None, after: ResourceDraft) -> int:
    """Remember the data elements a person chose or corrected in a draft; return how many.

    Only what differs from `before` is taught, so that saving twice teaches once. An element that
    was replaced counts as refused for its column.
    """
    known = elements.list_names(actor)
    with transaction.atomic():
        changed = list(_find_changes(before, after))
        for item, refused in changed:
            column = item.source_column or item.column
            words = {"organisation_code": after.provider_code, "column": column}
            if item.element in known:
                elements.learn_alias(
                    actor, **words, element_code=item.element, name_zh=item.name_zh
                )
            if refused in known:
                elements.refuse_alias(actor, **words, element_code=refused)
    return len(changed)


def _find_changes(
    before: ResourceDraft | None, after: ResourceDraft
) -> Iterator[tuple[ItemDraft, str]]:
    """Yield items whose element changed, with the element they had."""
    old = {item.column: item.element for item in before.items} if before else {}
    for item in after.items:
        had = old.get(item.column, "")
        if item.element != had:
            yield item, had
