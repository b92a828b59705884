"""The door to finding: entries, items, suggestions."""

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.data.catalog.contracts import ItemPage, ResourcePage, ResourceQuery, Suggestion
from chengshu.data.catalog.selectors.finding import entries, items, suggestions


def search_resources(actor: Actor, query: ResourceQuery | None = None) -> ResourcePage:
    """Return one page of entries with facets; drafts only where the actor may see them."""
    access.check(actor, "catalog.read")
    drafts = access.reach(actor, "catalog.read_draft")
    return entries.search_resources(query=query or ResourceQuery(), drafts=drafts)


def search_items(actor: Actor, query: ResourceQuery) -> ItemPage:
    """Return one page of information items, by name, column or data element."""
    access.check(actor, "catalog.read")
    drafts = access.reach(actor, "catalog.read_draft")
    return items.search_items(query=query, drafts=drafts)


def suggest(actor: Actor, text: str) -> tuple[Suggestion, ...]:
    """Return what a person who is typing `text` may mean."""
    access.check(actor, "catalog.read")
    drafts = access.reach(actor, "catalog.read_draft")
    return suggestions.suggest(text=text, drafts=drafts)


def suggest_near(actor: Actor, text: str) -> tuple[Suggestion, ...]:
    """Return titles that share a part of a text that found nothing."""
    access.check(actor, "catalog.read")
    drafts = access.reach(actor, "catalog.read_draft")
    return suggestions.suggest_near(text=text, drafts=drafts)
