"""Which element a field is named after, where its names leave no doubt."""

from collections.abc import Iterable, Iterator, Mapping

from chengshu.data.elements import selectors
from chengshu.data.elements.contracts import Knowledge
from chengshu.data.elements.folding import fold

Field = tuple[str, str]
Meanings = Mapping[str, set[str]]


def suggest(fields: Iterable[Field], *, organisation_code: str) -> Mapping[Field, str]:
    """Return fields (Chinese name, column) with the code of their element; the unsure are left out.

    Habits taught by people come first, then names of elements, then aliases.
    """
    knowledge = selectors.read_knowledge(organisation_code=organisation_code, code_sets=())
    habits = _read_habits(knowledge)
    names, aliases = _read_names(knowledge)
    found: dict[Field, str] = {}
    for field in fields:
        label, column = (fold(text) for text in field)
        code = habits.get(column) or _only(names, label) or _only(aliases, label, column)
        if code:
            found[field] = code
    return found


def _read_habits(knowledge: Knowledge) -> Mapping[str, str]:
    """Return column to element as people taught it; the own department's habit stands first."""
    known = {element.code for element in knowledge.elements}
    found: dict[str, str] = {}
    for alias in knowledge.aliases:
        if alias.votes > alias.refusals and alias.element_code in known:
            found.setdefault(alias.column, alias.element_code)
    return found


def _read_names(knowledge: Knowledge) -> tuple[Meanings, Meanings]:
    names: dict[str, set[str]] = {}
    aliases: dict[str, set[str]] = {}
    for element in knowledge.elements:
        names.setdefault(fold(element.name_zh), set()).add(element.code)
        for alias in element.aliases:
            aliases.setdefault(fold(alias), set()).add(element.code)
    return names, aliases


def _only(meanings: Meanings, *words: str) -> str:
    """Return the code that all words with a meaning have in common, if it is one."""
    codes = list(_meant(meanings, words))
    common = set.intersection(*codes) if codes else set()
    return common.pop() if len(common) == 1 else ""


def _meant(meanings: Meanings, words: Iterable[str]) -> Iterator[set[str]]:
    for word in words:
        if word in meanings:
            yield set(meanings[word])
