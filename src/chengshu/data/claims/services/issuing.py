"""Issuing: templates become lines of departments, each with its clock."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, OrganisationInfo
from chengshu.base.clock import api as clock
from chengshu.data.claims.contracts import ClaimState, IssueReport
from chengshu.data.claims.errors import BadIssueError, RetiredTemplateError
from chengshu.data.claims.models import Line, TemplateRow
from chengshu.data.claims.rulebook import read_rules
from chengshu.data.claims.services.events import add_issued

_LONGEST = 250  # working days: a year


@transaction.atomic
def issue(
    *, actor: Actor, codes: Collection[str], departments: Collection[str], days: int | None = None
) -> IssueReport:
    """Hand templates to departments; a pair that stands already keeps its line and its clock.

    An extension element goes to its own department only: other pairs are left out.

    Raises:
        RetiredTemplateError: A template is retired.
        BadIssueError: Nothing is chosen, a code is unknown, or the time makes no sense.
    """
    rules = read_rules()
    amount = rules.claim.amount if days is None else days
    templates, targets = _find(codes, departments, amount)
    now = clock.now()
    due = clock.deadline(now, amount, rules.claim.unit)
    pairs = [
        (template, target)
        for template in templates
        for target in targets
        if template.organisation_code in {"", target.code}
    ]
    known = set(
        Line.objects.filter(template__in=templates).values_list("template_id", "department_code")
    )
    lines = Line.objects.bulk_create(
        Line(
            template=template,
            department_code=target.code,
            area_code=target.area_code,
            state=ClaimState.ISSUED,
            issued_at=now,
            issued_by=actor.username,
            started_at=now,
            due_at=due,
        )
        for template, target in pairs
        if (template.pk, target.code) not in known
    )
    add_issued(actor, lines)
    return IssueReport(
        issued=len(lines),
        unchanged=len(pairs) - len(lines),
        skipped=len(templates) * len(targets) - len(pairs),
    )


def _find(
    codes: Collection[str], departments: Collection[str], amount: int
) -> tuple[list[TemplateRow], list[OrganisationInfo]]:
    if not codes or not departments:
        raise BadIssueError(field=_("下发范围"), reason=_("至少选择一个要素和一个单位"))
    if not 1 <= amount <= _LONGEST:
        raise BadIssueError(
            field=_("答复时限"),
            reason=_("必须在 1 到 %(limit)s 个工作日之间") % {"limit": _LONGEST},
        )
    rows = TemplateRow.objects.select_for_update().filter(code__in=codes).order_by("pk")
    templates = list(rows)  # locked: two people issuing at once do not double a line
    missing = set(codes) - {row.code for row in templates}
    if missing:
        raise BadIssueError(
            field=_("要素"), reason=_("未找到：%(codes)s") % {"codes": "、".join(sorted(missing))}
        )
    for row in templates:
        if row.retired_at is not None:
            raise RetiredTemplateError(key=row.code)
    return templates, [accounts.get_organisation(code) for code in sorted(set(departments))]
