"""The door to elements and to the knowledge that drafts are made from."""

from collections.abc import Iterable, Mapping

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.data.elements import pack, selectors, suggesting
from chengshu.data.elements.contracts import (
    CodeSet,
    DataElement,
    ElementAlias,
    ElementPage,
    ElementQuery,
    Knowledge,
    Vocabulary,
)

Field = tuple[str, str]
_EVERYTHING = ElementQuery()


def vocabulary() -> Vocabulary:
    """Return the words elements are described with: domains, types, classes, identifiers, masks."""
    return pack.read_vocabulary()


def read_knowledge(
    actor: Actor, organisation_code: str, *, code_sets: Iterable[CodeSet] = ()
) -> Knowledge:
    """Return all that drafts of one department are inferred from.

    Code tables belong to the catalogue, which lies above: the caller reads them there
    (`catalog.list_code_sets`) and hands them in as `code_sets`.
    """
    access.check(actor, "elements.read")
    return selectors.read_knowledge(organisation_code=organisation_code, code_sets=code_sets)


def pack_knowledge(*, code_sets: Iterable[CodeSet] = ()) -> Knowledge:
    """Return the knowledge of the national pack alone: nothing learned, no database read."""
    return Knowledge(pack.national_pack(), (), tuple(code_sets), pack.read_words())


def search_elements(actor: Actor, query: ElementQuery = _EVERYTHING) -> ElementPage:
    """Return one page of the elements that match."""
    access.check(actor, "elements.read")
    return selectors.search_elements(query)


def get_element(actor: Actor, code: str) -> DataElement:
    """Return one element with its aliases.

    Raises:
        ElementNotFoundError: There is none.
    """
    access.check(actor, "elements.read")
    return selectors.get_element(code)


def find_element(actor: Actor, code: str) -> DataElement | None:
    """Return one element with its aliases, or None."""
    access.check(actor, "elements.read")
    return selectors.find_element(code)


def list_aliases(actor: Actor, code: str) -> tuple[ElementAlias, ...]:
    """Return every name of an element with its writing and whether people added it."""
    access.check(actor, "elements.read")
    return selectors.list_aliases(code)


def list_names(actor: Actor) -> Mapping[str, str]:
    """Return code to Chinese name of every element that stands, for showing and choosing."""
    access.check(actor, "elements.read")
    return selectors.list_names()


def suggest_elements(
    actor: Actor, organisation_code: str, fields: Iterable[Field]
) -> Mapping[Field, str]:
    """Return for fields (Chinese name, column) the element each is named after, where one is sure.

    What the department taught about the column comes first, then a name of an element itself,
    then an alias; a name that several elements have suggests none.
    """
    access.check(actor, "elements.read")
    return suggesting.suggest(fields, organisation_code=organisation_code)
