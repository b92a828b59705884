"""What a file says joined to what stands: nothing a file is silent about is lost by it."""

from collections.abc import Iterable, Mapping

Document = Mapping[str, object]
_EMPTY: tuple[object, ...] = (None, "", False)


def merge_news(current: Document, news: Document, base: Document) -> dict[str, object]:
    """Return what stands with the news of a file that tells only parts of it.

    Remarks are joined name by name: those the last file brought and this one drops go, all other
    ones stay. Items are joined by column or Chinese name, field by field; none is dropped.
    """
    merged = {**current, **news}
    if "extensions" in news:
        old, new = _mapping(current, "extensions"), _mapping(news, "extensions")
        dropped = _mapping(base, "extensions").keys() - new.keys()
        kept = {name: text for name, text in old.items() if name not in dropped}
        merged["extensions"] = {**kept, **new}
    if "items" in news:
        merged["items"] = _merge_items(_items(current), _items(news))
    return merged


def _mapping(document: Document, name: str) -> Mapping[str, object]:
    found = document.get(name)
    return found if isinstance(found, Mapping) else {}


def _items(document: Document) -> list[Document]:
    found = document.get("items")
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def _merge_items(current: list[Document], news: Iterable[Document]) -> list[Document]:
    merged = list(current)
    for item in news:
        place = _find(current, item)
        if place is None:
            merged.append(item)
            continue
        said = {name: value for name, value in item.items() if _says(name, value)}
        merged[place] = {**merged[place], **said}
    return merged


def _says(name: str, value: object) -> bool:
    """Tell whether a field of an item says something; its column is how it was found."""
    if name == "grade":
        return value != 1  # the value of an item that names none
    return name != "column" and value not in _EMPTY


def _find(items: list[Document], wanted: Document) -> int | None:
    for name in ("column", "name_zh"):
        for place, item in enumerate(items):
            if wanted.get(name) and item.get(name) == wanted.get(name):
                return place
    return None
