"""The searchable face of an entry: fields and items repeated from the version shown."""

from collections.abc import Iterable, Iterator

from chengshu.data.catalog.contracts import ItemDraft, ResourceDraft
from chengshu.data.catalog.models import ItemRow, Resource
from chengshu.data.catalog.words import normalise, search_vector, title_key, title_vector

_CHUNK = 1000
_SHOWN, _CODE, _TYPE = 255, 64, 8  # what the columns hold; the version keeps the whole


def project(resource: Resource, draft: ResourceDraft, *, provider_name: str) -> None:
    """Repeat in `resource` what lists and search need of `draft`; the caller saves."""
    resource.provider_name = provider_name
    resource.title = draft.title.strip()
    resource.title_key = title_key(draft.title)
    resource.abstract = draft.abstract
    resource.class_path = draft.class_path
    resource.format = draft.format
    resource.share_type = draft.share_type or ""
    resource.update_cycle = draft.update_cycle
    resource.grade = draft.grade
    resource.themes = list(draft.themes)
    resource.is_open = draft.is_open
    resource.item_count = len(draft.items)
    resource.has_guesses = bool(draft.guesses)
    _project_words(resource, draft)


def _project_words(resource: Resource, draft: ResourceDraft) -> None:
    codes = f"{resource.provider_name} {draft.key} {resource.national_code}"
    items = " ".join(_item_text(item) for item in draft.items)
    title = title_vector(draft.title)
    face = (("B", f"{codes} {' '.join(draft.themes)}"), ("C", items), ("D", draft.abstract))
    resource.title_search = title
    resource.item_search = search_vector((("C", items),))
    resource.search = f"{title} {search_vector(face)}"


def _item_text(item: ItemDraft) -> str:
    return f"{item.name_zh} {item.column} {item.name_en} {item.element}"


def index_items(shown: Iterable[tuple[Resource, ResourceDraft]]) -> None:
    """Write the searchable items of saved entries again, each from the draft it shows."""
    pairs = list(shown)
    ItemRow.objects.filter(resource__in=[resource.pk for resource, _draft in pairs]).delete()
    rows = (row for resource, draft in pairs for row in _item_rows(resource, draft))
    ItemRow.objects.bulk_create(rows, batch_size=_CHUNK)


def _item_rows(resource: Resource, draft: ResourceDraft) -> Iterator[ItemRow]:
    for position, item in enumerate(draft.items, start=1):
        others = f"{item.column} {item.source_column} {item.name_en} {item.element}"
        yield ItemRow(
            resource=resource,
            position=position,
            column=item.column,
            name_zh=item.name_zh[:_SHOWN],
            name_key=normalise(item.name_zh)[:_SHOWN],
            name_en=item.name_en[:_SHOWN],
            element=item.element[:_CODE],
            data_type=item.data_type[:_TYPE],
            is_sensitive=item.is_sensitive,
            search=search_vector((("A", item.name_zh), ("B", others))),
        )
