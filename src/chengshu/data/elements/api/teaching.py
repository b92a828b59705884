"""The door to what people teach about names of columns."""

from django.db import transaction

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.data.elements import selectors
from chengshu.data.elements.contracts import LearnedAlias, LearnedAliasInfo
from chengshu.data.elements.services import learning


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
    return _teach(actor, LearnedAlias(*words, organisation_code, votes=1))


def refuse_alias(
    actor: Actor,
    *,
    organisation_code: str,
    column: str,
    comment: str = "",
    element_code: str = "",
    name_zh: str = "",
) -> LearnedAliasInfo:
    """Remember that a person corrected a column of a department away from this meaning.

    Raises:
        ElementNotFoundError: There is no element of this code.
    """
    words = (column, comment, element_code, name_zh)
    return _teach(actor, LearnedAlias(*words, organisation_code, votes=0, refusals=1))


def list_learned(actor: Actor, element_code: str) -> tuple[LearnedAliasInfo, ...]:
    """Return what was learned of an element, forgotten ones too, latest first.

    A person sees the habits of the departments it reaches.
    """
    access.check(actor, "elements.read")
    reach = access.reach(actor, "elements.read_learned")
    organisations = None if reach.everything else reach.organisations
    return selectors.list_learned(element_code=element_code, organisations=organisations)


def forget_alias(actor: Actor, key: int, *, is_forgotten: bool = True) -> LearnedAliasInfo:
    """Set a learned alias aside, or take it back with the votes it had.

    Raises:
        AliasNotFoundError: There is none.
    """
    info = selectors.get_learned(key)
    organisation = info.alias.organisation_code
    access.check(actor, "elements.learn", organisation=organisation)
    with transaction.atomic():
        learning.forget_alias(key=key, is_forgotten=is_forgotten)
        detail = {"column": info.alias.column, "element": info.alias.element_code}
        action = "elements.forget" if is_forgotten else "elements.recall"
        audit.record(actor, action, subject=organisation, detail=detail)
    return selectors.get_learned(key)


def _teach(actor: Actor, alias: LearnedAlias) -> LearnedAliasInfo:
    access.check(actor, "elements.learn", organisation=alias.organisation_code)
    if alias.element_code:
        selectors.get_element(alias.element_code)
    with transaction.atomic():
        row = learning.learn_alias(alias=alias, by=actor.username, by_name=actor.name)
        detail = {
            "column": row.column,
            "element": row.element_code,
            "refused": bool(alias.refusals),
        }
        audit.record(actor, "elements.learn", subject=alias.organisation_code, detail=detail)
    return selectors.to_info(row)
