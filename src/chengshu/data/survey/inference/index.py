"""What names can mean: every writing of every data element, indexed once per knowledge."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from chengshu.data.elements.contracts import DataElement, Knowledge, LearnedAlias
from chengshu.data.survey.inference.likeness import alike
from chengshu.data.survey.inference.names import fold, has_chinese, pinyin_of
from chengshu.data.survey.inference.rulebook import section

_SHORTEST_TEXT = 2
_SHORTEST_PINYIN = 4
_LONGEST_WORD = 6


@dataclass(frozen=True)
class Reading:
    """One way a name can be read: which element, by which form, and what that alone is worth."""

    element: DataElement
    form: str
    worth: float
    word: str


@dataclass(frozen=True)
class NameIndex:
    """Readings by Chinese text and by Latin name, words of pieces, and the elements by code.

    `words` maps a Latin piece (English, abbreviation, pinyin, initials) to Chinese words, likeliest
    first. `heads` are Chinese names of elements by their last two characters.
    """

    elements: Mapping[str, DataElement]
    texts: Mapping[str, tuple[Reading, ...]]
    latin: Mapping[str, tuple[Reading, ...]]
    words: Mapping[str, tuple[str, ...]]
    by_identifier: Mapping[str, tuple[DataElement, ...]]
    by_code_table: Mapping[str, tuple[DataElement, ...]]
    known_text: str = ""
    similar: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)

    def find_similar(self, text: str) -> tuple[Reading, ...]:
        """Return the elements whose name differs only by another word for its head."""
        return self.similar.get(alike(text), ())

    def find_text(self, text: str) -> tuple[Reading, ...]:
        """Return the elements a Chinese name stands for."""
        return self.texts.get(text, ())

    def find_latin(self, name: str) -> tuple[Reading, ...]:
        """Return the elements a folded Latin name stands for."""
        return self.latin.get(name, ())


def get_index(knowledge: Knowledge) -> NameIndex:
    """Return the index of a knowledge; built once for the same elements and words."""
    return _build(knowledge.elements, tuple(sorted(knowledge.words.items())))


@lru_cache(maxsize=4)
def _build(elements: tuple[DataElement, ...], words: tuple[tuple[str, str], ...]) -> NameIndex:
    texts: dict[str, dict[str, Reading]] = defaultdict(dict)
    latin: dict[str, dict[str, Reading]] = defaultdict(dict)
    for element in elements:
        _add(texts, fold(element.name_zh), Reading(element, "name", 0.98, element.name_zh))
        _add(latin, fold(element.name_en), Reading(element, "english", 0.93, element.name_en))
        for alias in element.aliases:
            _add_alias(element, alias, texts=texts, latin=latin)
        for name in _chinese_names(element):
            _add_pinyin(element, name, latin)
    return NameIndex(
        elements={element.code: element for element in elements},
        texts={key: tuple(found.values()) for key, found in texts.items()},
        latin={key: tuple(found.values()) for key, found in latin.items()},
        words=_list_words(words, elements),
        known_text="|".join(name for element in elements for name in _chinese_names(element))
        + "|"
        + section("chinese_words"),
        by_identifier=_group(elements, "identifier"),
        by_code_table=_group(elements, "code_table"),
        similar=_list_similar(elements),
    )


def _list_similar(elements: Iterable[DataElement]) -> Mapping[str, tuple[Reading, ...]]:
    """Return readings by what is alike in names; an element's own name before its aliases."""
    worths = section("matching")["similar"]
    found: dict[str, dict[str, Reading]] = defaultdict(dict)
    for element in elements:
        for name in _chinese_names(element):
            worth = worths["name" if name == element.name_zh else "alias"]
            _add(found, alike(fold(name)), Reading(element, "similar", worth, name))
    return {key: tuple(readings.values()) for key, readings in found.items()}


def _add(table: dict[str, dict[str, Reading]], key: str, reading: Reading) -> None:
    """Keep the reading of an element under a key that is worth most."""
    known = table[key].get(reading.element.code) if key else None
    if key and (known is None or known.worth < reading.worth):
        table[key][reading.element.code] = reading


def _chinese_names(element: DataElement) -> tuple[str, ...]:
    return (element.name_zh, *(alias for alias in element.aliases if has_chinese(alias)))


def _add_alias(
    element: DataElement,
    alias: str,
    *,
    texts: dict[str, dict[str, Reading]],
    latin: dict[str, dict[str, Reading]],
) -> None:
    if has_chinese(alias):
        _add(texts, fold(alias), Reading(element, "alias", 0.96, alias))
    else:
        key = fold(alias)
        _add(latin, key, Reading(element, "alias", _worth_of_length(len(key), "alias"), alias))


def _add_pinyin(element: DataElement, name: str, latin: dict[str, dict[str, Reading]]) -> None:
    full, initials = pinyin_of(name)
    if len(full) >= _SHORTEST_PINYIN:
        _add(latin, full, Reading(element, "pinyin", 0.94, name))
    if len(initials) >= _SHORTEST_TEXT:
        worth = _worth_of_length(len(initials), "initials")
        _add(latin, initials, Reading(element, "initials", worth, name))


def _worth_of_length(length: int, form: str) -> float:
    """Return what a short name is worth: the shorter, the more it can mean."""
    table: list[float] = section("matching")["worth_of_length"][form]
    return table[min(length, len(table) - 1)]


def _list_words(
    words: Iterable[tuple[str, str]], elements: Iterable[DataElement]
) -> Mapping[str, tuple[str, ...]]:
    """Return the Chinese words of Latin pieces: taught ones first, then pinyin of known words."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    chinese: dict[str, None] = {}
    for piece, word in (*words, *section("words").items()):
        for each in word if isinstance(word, list) else str(word).split("/"):
            found[fold(piece)][each] = None
            chinese[each] = None
    names = [name for element in elements for name in _chinese_names(element)]
    spoken = dict.fromkeys((*section("chinese_words").split(), *chinese, *names))
    for word in (*spoken, *dict.fromkeys(filter(None, map(qualifier_of, names)))):
        if _SHORTEST_TEXT <= len(word) <= _LONGEST_WORD and has_chinese(word):
            add_word(word, found)
    return {piece: tuple(meanings) for piece, meanings in found.items() if len(piece) > 1}


def qualifier_of(name: str) -> str:
    """Return what a name says before its head (走访日期: 走访), or "" where it has none."""
    heads: tuple[str, ...] = tuple(section("name_heads"))
    head = next((head for head in heads if name.endswith(head)), "")
    return name.removesuffix(head) if head and len(name) >= len(head) + _SHORTEST_TEXT else ""


def add_word(word: str, words: dict[str, dict[str, None]]) -> None:
    """Add a Chinese word under its full pinyin and its initials."""
    full, initials = pinyin_of(word)
    words[full][word] = None
    words[initials][word] = None


def _group(
    elements: Iterable[DataElement], attribute: str
) -> Mapping[str, tuple[DataElement, ...]]:
    groups: dict[str, list[DataElement]] = defaultdict(list)
    for element in elements:
        if value := getattr(element, attribute):
            groups[value].append(element)
    return {value: tuple(found) for value, found in groups.items()}


def learned_readings(knowledge: Knowledge, index: NameIndex) -> Mapping[str, tuple[Reading, ...]]:
    """Return what people taught, by folded column name or comment, the department's own first."""
    found: dict[str, list[Reading]] = defaultdict(list)
    for alias in knowledge.aliases:
        element = index.elements.get(alias.element_code)
        if element is None:
            continue
        for key in {alias.column, alias.comment} - {""}:
            found[key].append(Reading(element, "learned", _taught_worth(alias), alias.name_zh))
    return {key: tuple(readings) for key, readings in found.items()}


def _taught_worth(alias: LearnedAlias) -> float:
    """Return what a taught name is worth: confirmations against corrections, never certain."""
    return (alias.votes + 1) / (alias.votes + alias.refusals + 1.1) * 0.99
