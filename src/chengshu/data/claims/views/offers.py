"""What the form of a claim offers: systems, own entries, code tables, and a first filling."""

from collections.abc import Mapping
from dataclasses import asdict

from django.http import HttpRequest

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import RefusedError
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceQuery, ShareType
from chengshu.data.claims import api
from chengshu.data.claims.contracts import ClaimInfo, Suggestion, Template
from chengshu.data.claims.forms import ClaimForm
from chengshu.data.claims.naming import name_key
from chengshu.data.sources import api as sources

_ENTRIES = 200


def claim_form(
    request: HttpRequest, actor: Actor, info: ClaimInfo, *, is_sent: bool
) -> tuple[ClaimForm, str]:
    """Return the form of a claim and the title of the entry it was first filled from.

    What was claimed before stands in it; else the item that was chosen (`?use=0`), else one of
    the element's very name, else system and table of the claim made just before (`?after=`).
    """
    initial, used = _first_filling(request, actor, info)
    form = ClaimForm(request.POST if is_sent else None, initial=dict(initial))
    form.offer(
        template=info.template,
        tables=[(table.code, table.name) for table, _size in catalog.list_code_tables(actor)],
        entries=_entries(actor, info.department_code),
    )
    return form, used


def _first_filling(
    request: HttpRequest, actor: Actor, info: ClaimInfo
) -> tuple[Mapping[str, object], str]:
    if info.holding is not None and "use" not in request.GET:
        return asdict(info.holding), ""
    blank = _from_template(info.template)
    found = _suggestion(request, api.suggest_holdings(actor, info.id), info.template)
    if found is not None:
        return blank | _from_suggestion(found, info.template), found.resource_title
    return blank | _from_neighbour(request, actor, info), ""


def _from_template(template: Template) -> dict[str, object]:
    return {
        "local_name": template.name_zh,
        "data_type": template.data_type,
        "length": template.length,
        "code_table": template.code_table,
        "share_type": template.share_type.value,
    }


def _suggestion(
    request: HttpRequest, found: tuple[Suggestion, ...], template: Template
) -> Suggestion | None:
    number = request.GET.get("use", "")
    if number.isascii() and number.isdigit() and int(number[:3]) < len(found):
        return found[int(number[:3])]
    first = found[0] if found else None
    is_exact = first is not None and name_key(first.local_name) == name_key(template.name_zh)
    return first if is_exact else None


def _from_suggestion(found: Suggestion, template: Template) -> dict[str, object]:
    share = found.share_type or template.share_type
    return {
        "resource_key": found.resource_key,
        "system": found.system,
        "table": found.table,
        "field": found.field,
        "local_name": found.local_name,
        "data_type": found.data_type,
        "length": found.length,
        "code_table": found.code_table,
        "share_type": min(share, template.share_type).value,
    }


def _from_neighbour(request: HttpRequest, actor: Actor, info: ClaimInfo) -> dict[str, object]:
    """Return system, table and coverage of the line answered just before, if it is the own one."""
    number = request.GET.get("after", "")
    if not (number.isascii() and number.isdigit()):
        return {}
    try:
        before = api.get_claim(actor, int(number[:18]))
    except RefusedError:
        return {}
    held = before.holding
    if held is None or before.department_code != info.department_code:
        return {}
    values: dict[str, object] = {
        "system": held.system,
        "table": held.table,
        "coverage": held.coverage,
    }
    if info.template.share_type >= ShareType.CONDITIONAL:
        values["share_condition"] = held.share_condition
    return values


def _entries(actor: Actor, department: str) -> list[tuple[str, str]]:
    query = ResourceQuery(provider=department, page_size=_ENTRIES)
    rows = catalog.search_resources(actor, query).rows
    return sorted(((row.key, row.title) for row in rows), key=lambda pair: pair[1])


def list_system_choices(actor: Actor, department: str) -> tuple[tuple[str, str], ...]:
    """Return the business systems of a department the person may see."""
    if not access.may(actor, "sources.read_source", organisation=department):
        return ()
    found = sources.list_systems(actor, organisation_code=department)
    return tuple((info.code, info.name) for info in found)
