"""The door of elements: load the pack, search, and read, teach and correct the knowledge."""

from collections.abc import Iterable

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.data.elements import pack, selectors, services
from chengshu.data.elements.contracts import (
    CodeSet,
    DataElement,
    ElementPage,
    ElementQuery,
    Knowledge,
    LearnedAlias,
    LearnedAliasInfo,
    Vocabulary,
)
from chengshu.data.elements.folding import fold

__all__ = [
    "find_element",
    "fold",
    "get_element",
    "learn_alias",
    "load_elements",
    "pack_knowledge",
    "read_knowledge",
    "refuse_alias",
    "search_elements",
    "vocabulary",
]

_EVERYTHING = ElementQuery()


def load_elements(actor: Actor) -> int:
    """Load the national pack of data elements; doing it again changes nothing.

    Returns:
        How many elements changed. Elements and aliases that the city added stay.
    """
    access.check(actor, "elements.load")
    with transaction.atomic():
        changed = services.load_elements(elements=pack.national_pack())
        if changed:
            audit.record(actor, "elements.load", subject="national", detail={"changed": changed})
    return changed


def vocabulary() -> Vocabulary:
    """Return domains, classes of personal data and kinds of identifier."""
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


def learn_alias(
    actor: Actor,
    *,
    organisation_code: str,
    column: str,
    comment: str = "",
    element_code: str = "",
    name_zh: str = "",
) -> LearnedAliasInfo:
    """Remember that a person confirmed what a column of a department means.

    `element_code` is empty where no element covers it and only a Chinese name was given.

    Raises:
        ElementNotFoundError: There is no element of this code.
    """
    words = (column, comment, element_code, name_zh)
    alias = LearnedAlias(*words, organisation_code, votes=1)
    return _teach(actor, alias)


def refuse_alias(
    actor: Actor,
    *,
    organisation_code: str,
    column: str,
    comment: str = "",
    element_code: str = "",
    name_zh: str = "",
) -> LearnedAliasInfo:
    """Remember that a person corrected a column of a department away from this meaning."""
    words = (column, comment, element_code, name_zh)
    alias = LearnedAlias(*words, organisation_code, votes=0, refusals=1)
    return _teach(actor, alias)


def _teach(actor: Actor, alias: LearnedAlias) -> LearnedAliasInfo:
    access.check(actor, "elements.learn", organisation=alias.organisation_code)
    if alias.element_code:
        selectors.get_element(alias.element_code)
    with transaction.atomic():
        row = services.learn_alias(alias=alias, by=actor.username, by_name=actor.name)
        detail = {
            "column": row.column,
            "element": row.element_code,
            "refused": bool(alias.refusals),
        }
        audit.record(actor, "elements.learn", subject=alias.organisation_code, detail=detail)
    return selectors.to_info(row)
