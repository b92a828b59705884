"""What a person who is typing may mean: titles, items, departments."""

from collections.abc import Iterator

from django.db.models import Count
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from chengshu.base.access.api import Reach
from chengshu.data.catalog.asked import read_words
from chengshu.data.catalog.contracts import Suggestion, SuggestionKind
from chengshu.data.catalog.models import ItemRow, Resource
from chengshu.data.catalog.selectors.finding.conditions import OF_ITEM, matches, visible
from chengshu.data.catalog.words import normalise

_TITLES, _ITEMS, _PROVIDERS = 6, 4, 2


def suggest(*, text: str, drafts: Reach) -> tuple[Suggestion, ...]:
    """Return what `text` may become; nothing for a text without words."""
    words = read_words(text).exact
    if not words:
        return ()
    return (*_titles(words, drafts), *_items(words, drafts), *_providers(text, drafts))


def suggest_near(*, text: str, drafts: Reach) -> tuple[Suggestion, ...]:
    """Return titles that share a part of a text that found nothing."""
    words = read_words(text).loose
    return tuple(_titles(words, drafts)) if words else ()


def _titles(words: str, drafts: Reach) -> Iterator[Suggestion]:
    rows = visible(Resource.objects.filter(matches("title_search", words)), drafts)
    found = rows.order_by(Length("title"), "-changed_at")
    for key, title, provider in found.values_list("key", "title", "provider_name")[:_TITLES]:
        yield Suggestion(SuggestionKind.TITLE, title, key, provider)


def _items(words: str, drafts: Reach) -> Iterator[Suggestion]:
    rows = visible(ItemRow.objects.filter(matches("search", words)), drafts, prefix=OF_ITEM)
    counted = rows.order_by().values("name_zh").annotate(entries=Count("resource", distinct=True))
    for row in counted.order_by("-entries", Length("name_zh"))[:_ITEMS]:
        note = _("%(count)s 条目录含有") % {"count": row["entries"]}
        yield Suggestion(SuggestionKind.ITEM, row["name_zh"], row["name_zh"], note)


def _providers(text: str, drafts: Reach) -> Iterator[Suggestion]:
    rows = visible(Resource.objects.filter(provider_name__icontains=normalise(text)), drafts)
    counted = rows.order_by().values("provider_code", "provider_name").annotate(entries=Count("pk"))
    for row in counted.order_by("-entries")[:_PROVIDERS]:
        note = _("%(count)s 条目录") % {"count": row["entries"]}
        name, code = row["provider_name"], row["provider_code"]
        yield Suggestion(SuggestionKind.PROVIDER, name, code, note)
