"""The door of elements: read the knowledge, teach it, keep the city's own elements."""

from chengshu.data.elements.api.keeping import (
    end_element,
    list_owners,
    load_elements,
    save_aliases,
    save_element,
)
from chengshu.data.elements.api.reading import (
    find_element,
    get_element,
    list_aliases,
    list_names,
    pack_knowledge,
    read_knowledge,
    search_elements,
    suggest_elements,
    vocabulary,
)
from chengshu.data.elements.api.teaching import (
    forget_alias,
    learn_alias,
    list_learned,
    refuse_alias,
)
from chengshu.data.elements.folding import fold

__all__ = [
    "end_element",
    "find_element",
    "fold",
    "forget_alias",
    "get_element",
    "learn_alias",
    "list_aliases",
    "list_learned",
    "list_names",
    "list_owners",
    "load_elements",
    "pack_knowledge",
    "read_knowledge",
    "refuse_alias",
    "save_aliases",
    "save_element",
    "search_elements",
    "suggest_elements",
    "vocabulary",
]
