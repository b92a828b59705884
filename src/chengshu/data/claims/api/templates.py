"""The door to templates: load, draw up, find, issue to departments."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, OrganisationInfo, OrganisationKind
from chengshu.base.audit import api as audit
from chengshu.data.claims import pack
from chengshu.data.claims.contracts import (
    IssueReport,
    Retirement,
    Template,
    TemplatePage,
    TemplateQuery,
)
from chengshu.data.claims.errors import BadTemplateError
from chengshu.data.claims.selectors import templates as selectors
from chengshu.data.claims.services import issuing, templates
from chengshu.data.elements import api as elements
from chengshu.data.elements.contracts import Level

_KINDS = {OrganisationKind.DEPARTMENT, OrganisationKind.BUREAU}


def load_templates(actor: Actor) -> int:
    """Load the national templates and the city's own; doing it again changes nothing."""
    access.check(actor, "claims.load_templates")
    with transaction.atomic():
        changed = templates.load_templates(actor=actor, templates=pack.list_templates())
        if changed:
            detail = {"changed": changed}
            audit.record(actor, "claims.load_templates", subject="", detail=detail)
    return changed


def save_template(actor: Actor, template: Template) -> Template:
    """Draw up a local element, or an extension element of one department, or change it.

    An extension element is issued to its department at once.
    """
    is_extension = template.level is Level.EXTENSION
    permission = _permission(template)
    access.check(actor, permission, organisation=template.organisation_code or None)
    with transaction.atomic():
        changed = templates.save_template(actor=actor, template=template)
        _check_element(actor, template.element_code)
        if changed:
            detail = {"name": template.name_zh, "level": template.level.value}
            if is_extension:
                owner = template.organisation_code
                issuing.issue(actor=actor, codes=[template.code], departments=[owner])
            audit.record(actor, permission, subject=template.code, detail=detail)
    return selectors.get_template(code=template.code)


def retire_template(actor: Actor, code: str, *, reason: str) -> None:
    """Retire a local or extension element: who draws one up may retire it. Its claims stay."""
    found = selectors.get_template(code=code)
    access.check(actor, _permission(found), organisation=found.organisation_code or None)
    with transaction.atomic():
        closed = templates.retire_template(actor=actor, code=code, reason=reason)
        detail = {"reason": reason.strip(), "closed": closed}
        audit.record(actor, "claims.retire_template", subject=code, detail=detail)


def find_retirement(actor: Actor, code: str) -> Retirement | None:
    """Return why a template was retired; None while it stands."""
    access.check(actor, "claims.read")
    return selectors.find_retirement(code=code)


def may_retire(actor: Actor, template: Template) -> bool:
    """Tell whether the actor may retire a template."""
    if template.level is Level.NATIONAL:
        return False
    return access.may(actor, _permission(template), organisation=template.organisation_code or None)


def get_template(actor: Actor, code: str) -> Template:
    """Return one template."""
    access.check(actor, "claims.read")
    return selectors.get_template(code=code)


def list_templates(actor: Actor, query: TemplateQuery | None = None) -> TemplatePage:
    """Return one page of templates with how departments answered them."""
    access.check(actor, "claims.read")
    return selectors.list_templates(query=query or TemplateQuery())


def list_duty_lines(actor: Actor) -> tuple[str, ...]:
    """Return the lines of duty that templates name."""
    access.check(actor, "claims.read")
    return selectors.list_duty_lines()


def list_departments(
    actor: Actor, permission: str = "claims.issue"
) -> tuple[OrganisationInfo, ...]:
    """Return the departments the actor reaches with a permission of this room, for choosing."""
    reach = access.reach(actor, permission)
    return tuple(
        info
        for info in accounts.list_organisations()
        if info.kind in _KINDS and reach.covers(info.code)
    )


def issue_templates(
    actor: Actor,
    *,
    codes: Collection[str],
    departments: Collection[str],
    days: int | None = None,
) -> IssueReport:
    """Hand templates to departments with a deadline in working days; again changes nothing."""
    access.check(actor, "claims.issue")
    for department in sorted(set(departments)):
        access.check(actor, "claims.issue", organisation=department)
    with transaction.atomic():
        report = issuing.issue(actor=actor, codes=codes, departments=departments, days=days)
        if report.issued:
            detail = {"templates": sorted(set(codes)), "departments": sorted(set(departments))}
            audit.record(
                actor,
                "claims.issue",
                subject=str(report.issued),
                detail=detail | {"issued": report.issued},
            )
    return report


def _permission(template: Template) -> str:
    """Return what drawing up, changing and retiring a template needs."""
    is_extension = template.level is Level.EXTENSION
    return "claims.save_extension" if is_extension else "claims.save_template"


def _check_element(actor: Actor, code: str) -> None:
    if code and elements.find_element(actor, code) is None:
        reason = _("没有编码为“%(code)s”的数据元") % {"code": code}
        raise BadTemplateError(field=_("数据元"), reason=reason)
