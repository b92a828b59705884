"""Reads of templates."""

from django.db.models import Count, Q, QuerySet

from chengshu.data.catalog.contracts import ShareType
from chengshu.data.claims.contracts import (
    ClaimRole,
    ClaimState,
    Retirement,
    Template,
    TemplatePage,
    TemplateQuery,
    TemplateStanding,
)
from chengshu.data.claims.errors import TemplateNotFoundError
from chengshu.data.claims.models import TemplateRow
from chengshu.data.elements.contracts import Level

_ORDERS = {"code", "name_zh", "duty_line", "issued", "waiting", "authorities", "disputed"}


def to_template(row: TemplateRow) -> Template:
    """Return a row as others may see it."""
    return Template(
        code=row.code,
        level=Level(row.level),
        name_zh=row.name_zh,
        definition=row.definition,
        data_type=row.data_type,
        duty_line=row.duty_line,
        share_type=ShareType(row.share_type),
        length=row.length,
        scale=row.scale,
        code_table=row.code_table,
        value_domain=row.value_domain,
        source=row.source,
        element_code=row.element_code,
        organisation_code=row.organisation_code,
        edition=row.edition,
    )


def get_template(*, code: str) -> Template:
    """Return one template.

    Raises:
        TemplateNotFoundError: There is none.
    """
    row = TemplateRow.objects.filter(code=code).first()
    if row is None:
        raise TemplateNotFoundError(kind="", key=code)
    return to_template(row)


def find_retirement(*, code: str) -> Retirement | None:
    """Return when, by whom and why a template was retired; None while it stands."""
    row = TemplateRow.objects.filter(code=code).exclude(retired_at=None).first()
    if row is None or row.retired_at is None:
        return None
    return Retirement(row.retired_at, row.retired_by_name or row.retired_by, row.retired_reason)


def list_duty_lines() -> tuple[str, ...]:
    """Return every line of duty once."""
    rows = TemplateRow.objects.order_by("duty_line").values_list("duty_line", flat=True)
    return tuple(rows.distinct())


def list_templates(*, query: TemplateQuery) -> TemplatePage:
    """Return one page of templates with how departments answered them."""
    rows = _narrow(TemplateRow.objects.all(), query)
    counted = rows.annotate(
        issued=Count("lines"),
        waiting=Count("lines", filter=Q(lines__state=ClaimState.ISSUED)),
        authorities=Count("lines", filter=Q(lines__role=ClaimRole.AUTHORITY)),
        disputed=Count("lines", filter=Q(lines__state=ClaimState.DISPUTED)),
    )
    order = query.order if query.order.removeprefix("-") in _ORDERS else "code"
    first = max(query.page - 1, 0) * query.page_size
    page = counted.order_by(order, "code")[first : first + query.page_size]
    return TemplatePage(
        rows=tuple(
            TemplateStanding(
                *(to_template(row), row.issued, row.waiting, row.authorities, row.disputed),
                is_retired=row.retired_at is not None,
            )
            for row in page
        ),
        total=rows.count(),
    )


def _narrow(rows: QuerySet[TemplateRow], query: TemplateQuery) -> QuerySet[TemplateRow]:
    exact = {
        "level": query.level or "",
        "duty_line": query.duty_line,
        "organisation_code": query.organisation_code,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if query.is_retired is not None:
        rows = rows.filter(retired_at__isnull=not query.is_retired)
    if query.text:
        rows = rows.filter(
            Q(name_zh__icontains=query.text)
            | Q(code__icontains=query.text)
            | Q(definition__icontains=query.text)
        )
    return rows
