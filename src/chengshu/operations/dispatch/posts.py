"""Which cases an actor's posts reach: to see, to act on, to have as a task."""

from django.db.models import Q

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Role
from chengshu.operations.dispatch.contracts import CaseState
from chengshu.operations.dispatch.models import Case
from chengshu.operations.dispatch.table import ActionRow, Scope, Table


def holds_post(actor: Actor, row: ActionRow, case: Case) -> bool:
    """Return whether a post of `actor` carries `row` on `case`."""
    return actor.is_system or any(
        _reaches(actor, role, scope=scope, case=case) for role, scope in row.roles.items()
    )


def _reaches(actor: Actor, role: str, *, scope: Scope, case: Case) -> bool:
    places = _places(actor, role)
    if scope is Scope.LEAD:
        return case.lead_unit in _units(places)
    if scope is Scope.AREA:
        return any(case.area_code.startswith(prefix) for prefix in _prefixes(places))
    return bool(places)


def visible_to(actor: Actor) -> Q:
    """Return the filter of the cases `actor` may see."""
    reach = access.reach(actor, "dispatch.view")
    if reach.everything:
        return Q()
    own = Q(reported_by=actor.username) | Q(lead_unit__in=reach.organisations)
    return own | _in_areas(_prefixes(_places(actor, Role.GRID_WORKER)))


def waiting_for(actor: Actor, table: Table) -> Q:
    """Return the filter of the cases that wait for `actor` to do something."""
    condition = Q(pk__in=())
    for row in table.actions.values():
        if row.makes_task:
            condition |= Q(state__in=row.origins) & _reached_by(actor, row)
    return condition


def _reached_by(actor: Actor, row: ActionRow) -> Q:
    condition = Q(pk__in=())
    for role, scope in row.roles.items():
        places = _places(actor, role)
        if scope is Scope.LEAD:
            condition |= Q(lead_unit__in=_units(places))
        elif scope is Scope.AREA:
            condition |= _in_areas(_prefixes(places))
        elif places:
            condition |= ~Q(pk__in=())
    return condition


def permitted_rows(actor: Actor, case: Case, table: Table) -> tuple[ActionRow, ...]:
    """Return the actions `actor` may do to `case` now, in the order of the table."""
    state = CaseState(case.state)
    return tuple(
        row
        for row in table.actions.values()
        if state in row.origins and holds_post(actor, row, case)
    )


def _places(actor: Actor, role: str) -> frozenset[str]:
    return frozenset(post.organisation_code for post in actor.posts if role in post.roles)


def _units(places: frozenset[str]) -> frozenset[str]:
    return frozenset(unit for place in places for unit in accounts.list_subordinates(place))


def _prefixes(places: frozenset[str]) -> frozenset[str]:
    found = (accounts.find_organisation(place) for place in places)
    return frozenset(area_prefix(one.area_code) for one in found if one is not None)


def _in_areas(prefixes: frozenset[str]) -> Q:
    condition = Q(pk__in=())
    for prefix in prefixes:
        condition |= Q(area_code__startswith=prefix)
    return condition


def area_prefix(area_code: str) -> str:
    """Return what the codes of all areas inside begin with: 219900 → 2199, 219901 → 219901."""
    prefix = area_code
    while prefix.endswith("00") and len(prefix) % 2 == 0:
        prefix = prefix[:-2]
    return prefix
