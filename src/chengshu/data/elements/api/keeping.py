"""The door to the pack, to elements of the city and its departments, and to added names."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, OrganisationInfo
from chengshu.base.audit import api as audit
from chengshu.data.elements import pack, selectors
from chengshu.data.elements.contracts import DataElement, ElementDraft, Level
from chengshu.data.elements.errors import BadElementError, NationalElementError
from chengshu.data.elements.services import keeping, loading


def load_elements(actor: Actor) -> int:
    """Load the national pack of data elements; doing it again changes nothing.

    Returns:
        How many elements changed. Elements and aliases that the city added stay.
    """
    access.check(actor, "elements.load")
    with transaction.atomic():
        changed = loading.load_elements(elements=pack.national_pack())
        if changed:
            audit.record(actor, "elements.load", subject="national", detail={"changed": changed})
    return changed


def list_owners(actor: Actor) -> tuple[OrganisationInfo | None, ...]:
    """Return for whom a person may add elements: departments, and None for the city itself."""
    reach = access.reach(actor, "elements.keep_extension")
    found = [one for one in accounts.list_organisations() if reach.covers(one.code)]
    return (None, *found) if access.may(actor, "elements.keep_local") else tuple(found)


def save_element(actor: Actor, draft: ElementDraft, *, code: str = "") -> DataElement:
    """Add an element of the city or a department, or change the one of `code`.

    Raises:
        NationalElementError: Elements of the state change only with their pack.
        BadElementError: A word is not of the vocabulary, or the element would change owners.
        NameTakenError: A standing element of the domain has the name.
    """
    _check_owner(actor, draft.organisation_code)
    if code:
        _check_own(actor, selectors.get_element(code), draft)
    with transaction.atomic():
        row = keeping.save_element(draft=draft, code=code)
        detail = {"name": draft.name_zh, "organisation": draft.organisation_code}
        audit.record(actor, "elements.save", subject=row.code, detail=detail)
    return selectors.get_element(row.code)


def end_element(actor: Actor, code: str, *, is_ended: bool = True) -> DataElement:
    """End an element of the city or a department, or let it stand again.

    Raises:
        NationalElementError: Elements of the state change only with their pack.
    """
    element = selectors.get_element(code)
    _check_own(actor, element)
    with transaction.atomic():
        keeping.end_element(row=keeping.find_row(code), is_ended=is_ended)
        action = "elements.end" if is_ended else "elements.reopen"
        audit.record(actor, action, subject=code, detail={"name": element.name_zh})
    return selectors.get_element(code)


def save_aliases(actor: Actor, code: str, texts: Iterable[str]) -> DataElement:
    """Make the names people added to an element be as given.

    The names of an extension element are its department's; all others the bureau's.

    Raises:
        BadElementError: There are too many names, or one is too long.
    """
    element = selectors.get_element(code)
    _check_owner(actor, element.organisation_code)
    names = tuple(dict.fromkeys(text.strip().lower() for text in texts if text.strip()))
    with transaction.atomic():
        keeping.save_aliases(row=keeping.find_row(code), texts=names)
        audit.record(actor, "elements.save_aliases", subject=code, detail={"names": list(names)})
    return selectors.get_element(code)


def _check_owner(actor: Actor, organisation_code: str) -> None:
    if organisation_code:
        access.check(actor, "elements.keep_extension", organisation=organisation_code)
    else:
        access.check(actor, "elements.keep_local")


def _check_own(actor: Actor, element: DataElement, draft: ElementDraft | None = None) -> None:
    _check_owner(actor, element.organisation_code)
    if element.level is Level.NATIONAL:
        raise NationalElementError(reason="", key=element.name_zh)
    if draft and draft.organisation_code != element.organisation_code:
        raise BadElementError(field="organisation_code", reason=_("不能改换所属单位"))
