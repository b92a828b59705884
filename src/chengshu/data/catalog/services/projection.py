"""The searchable face of an entry: fields repeated from the version shown."""

from chengshu.data.catalog.contracts import ResourceDraft
from chengshu.data.catalog.models import Resource
from chengshu.data.catalog.words import search_vector, title_key


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
    resource.is_open = draft.is_open
    resource.item_count = len(draft.items)
    resource.has_guesses = bool(draft.guesses)
    resource.search = _vector(draft, provider_name, resource.national_code)


def _vector(draft: ResourceDraft, provider_name: str, national_code: str) -> str:
    items = " ".join(f"{item.name_zh} {item.column} {item.name_en}" for item in draft.items)
    return search_vector((
        ("A", draft.title),
        ("B", f"{provider_name} {draft.key} {national_code} {' '.join(draft.themes)}"),
        ("C", items),
        ("D", draft.abstract),
    ))
