"""Templates: the list, one of them, drawing one up, issuing."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import ConflictError, RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import (
    Column,
    Crumb,
    Filter,
    TablePage,
    TableRequest,
    TableView,
    Tag,
)
from chengshu.data.catalog import api as catalog
from chengshu.data.claims import api
from chengshu.data.claims.contracts import (
    ClaimQuery,
    Template,
    TemplateQuery,
    TemplateStanding,
)
from chengshu.data.claims.forms import IssueForm, ReasonForm, TemplateForm
from chengshu.data.claims.labels import LEVEL_LABELS, LEVEL_WORDS
from chengshu.data.claims.rulebook import read_rules
from chengshu.data.claims.views.tones import (
    name_areas,
    name_organisations,
    role_tag,
    say_type,
    share_tag,
    state_tag,
)
from chengshu.data.elements.contracts import Level

_ALL = 2_000  # templates offered for an issue at once
_LINES = 500


@look.page
def list_templates(request: HttpRequest) -> HttpResponseBase:
    """Show every element template with how departments answered it."""
    actor = look.actor(request)

    def fetch(asked: TableRequest) -> TablePage:
        page = api.list_templates(actor, _query(asked))
        return TablePage([_row(standing) for standing in page.rows], page.total)

    duties = [(duty, duty) for duty in api.list_duty_lines(actor)]
    view = TableView(
        title=_("要素模板"),
        columns=(
            Column("code", _("要素编码"), "code", sortable=True, link="url"),
            Column("name_zh", _("要素名称"), sortable=True, link="url"),
            Column("level", _("层级")),
            Column("duty_line", _("职责条线"), sortable=True),
            Column("type", _("数据类型")),
            Column("share", _("共享类型"), "tag"),
            Column("standing", _("状态"), "tag"),
            Column("issued", _("下发单位"), "number", sortable=True, link="lines"),
            Column("waiting", _("待认领"), "number", sortable=True, link="lines"),
            Column("authorities", _("数源单位"), "number", sortable=True),
            Column("disputed", _("有争议"), "number", sortable=True, link="lines"),
        ),
        filters=(
            Filter("q", _("名称、编码或定义")),
            Filter("level", _("层级"), "choice", tuple(LEVEL_LABELS.items())),
            Filter("duty_line", _("职责条线"), "choice", duties),
            Filter(
                "standing", _("状态"), "choice", (("in_use", _("在用")), ("retired", _("已停用")))
            ),
        ),
        fetch=fetch,
        export_name="claim-templates",
        empty_title=_("没有符合条件的要素模板"),
        empty_hint=_("国家基本要素随平台提供；地方要素由数据局编制。"),
    )
    crumbs = [Crumb(_("要素认领"), reverse("claims:list")), Crumb(_("要素模板"))]
    context = {**_powers(actor), "crumbs": crumbs}
    return look.respond_table(request, view, template="claims/templates.html", context=context)


def _powers(actor: Actor) -> dict[str, object]:
    return {
        "may_issue": access.may(actor, "claims.issue"),
        "may_save": bool(_levels(actor)),
        "sees_lines": access.may(actor, "claims.read_lines"),
    }


def _query(asked: TableRequest) -> TemplateQuery:
    chosen = asked.filters
    return TemplateQuery(
        text=chosen.get("q", ""),
        level=Level(chosen["level"]) if "level" in chosen else None,
        duty_line=chosen.get("duty_line", ""),
        is_retired={"in_use": False, "retired": True}.get(chosen.get("standing", "")),
        order=("-" if asked.descending else "") + asked.sort,
        page=asked.page,
        page_size=asked.page_size,
    )


def _row(standing: TemplateStanding) -> Mapping[str, object]:
    template = standing.template
    return {
        "code": template.code,
        "url": reverse("claims:template", args=[template.code]),
        "lines": f"{reverse('claims:list')}?q={template.code}",
        "name_zh": template.name_zh,
        "level": LEVEL_WORDS[template.level],
        "duty_line": template.duty_line,
        "type": say_type(template.data_type, template.length),
        "share": share_tag(template.share_type),
        "standing": Tag(_("已停用"), "neutral") if standing.is_retired else Tag(_("在用"), "good"),
        "issued": standing.issued,
        "waiting": standing.waiting,
        "authorities": standing.authorities,
        "disputed": standing.disputed,
    }


@look.page
def show_template(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show one template and which departments answered it how."""
    actor = look.actor(request)
    template = api.get_template(actor, code)
    names, areas = name_organisations(), name_areas()
    sees_lines = access.may(actor, "claims.read_lines")
    query = ClaimQuery(template=code, page_size=_LINES, order="department")
    lines = api.list_claims(actor, query).rows if sees_lines else ()
    retired = api.find_retirement(actor, code)
    may_change = retired is None and template.level in _levels(actor)
    context = {
        "template": template,
        "retired": retired,
        "retire": ReasonForm(label=_("停用原因"), prefix="retire"),
        "may_retire": retired is None and api.may_retire(actor, template),
        "level": LEVEL_LABELS[template.level],
        "type": say_type(template.data_type, template.length),
        "floor": share_tag(template.share_type),
        "owner": names[template.organisation_code] if template.organisation_code else "",
        "lines": [
            {
                "url": reverse("claims:line", args=[line.id]),
                "department": names[line.department_code],
                "area": areas[line.area_code],
                "state": state_tag(line.state),
                "role": role_tag(line.role),
                "coverage": line.holding.coverage if line.holding else "",
            }
            for line in lines
        ],
        "may_change": may_change,
        "crumbs": [Crumb(_("要素模板"), reverse("claims:templates")), Crumb(template.name_zh)],
    }
    return render(request, "claims/template.html", context)


@require_POST
@look.page
def retire_template(request: HttpRequest, code: str) -> HttpResponseBase:
    """Retire a template with its reason; a refusal is told on its page."""
    form = ReasonForm(request.POST, label=_("停用原因"), prefix="retire")
    if not form.is_valid():
        messages.error(request, _("停用要素必须写明原因，不超过 1000 字。"))
        return redirect("claims:template", code)
    try:
        api.retire_template(look.actor(request), code, reason=form.cleaned_data["reason"])
    except ConflictError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("要素已停用，已有的认领保留。"))
    return redirect("claims:template", code)


@look.page
def edit_template(request: HttpRequest, code: str = "") -> HttpResponseBase:
    """Draw up a local or extension element, or change one nobody has answered."""
    actor = look.actor(request)
    before = api.get_template(actor, code) if code else None
    form = TemplateForm(
        request.POST if request.method == "POST" else None, initial=_initial(before)
    )
    _offer(actor, form)
    if before is not None:
        form.fields["code"].disabled = form.fields["level"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            saved = api.save_template(actor, form.to_template())
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("要素已保存。"))
            return redirect("claims:template", saved.code)
    crumbs = [Crumb(_("要素模板"), reverse("claims:templates")), Crumb(_("编制要素"))]
    context = {
        "form": form,
        "before": before,
        "duties": api.list_duty_lines(actor),
        "crumbs": crumbs,
    }
    status = 422 if form.errors else 200
    return render(request, "claims/edit_template.html", context, status=status)


def _initial(before: Template | None) -> dict[str, object]:
    return dict(vars(before)) if before else {"share_type": "1", "data_type": "C"}


def _levels(actor: Actor) -> tuple[Level, ...]:
    permissions = {
        Level.LOCAL: "claims.save_template",
        Level.EXTENSION: "claims.save_extension",
    }
    return tuple(level for level, name in permissions.items() if access.may(actor, name))


def _offer(actor: Actor, form: TemplateForm) -> None:
    form.offer(
        levels=_levels(actor),
        departments=[
            (info.code, info.name) for info in api.list_departments(actor, "claims.save_extension")
        ],
        tables=[(table.code, table.name) for table, _size in catalog.list_code_tables(actor)],
    )


@look.page
def issue_templates(request: HttpRequest) -> HttpResponseBase:
    """Hand elements to departments.

    `?duty_line=` narrows the elements offered, `all_codes` and `all_departments` tick them all.
    """
    actor = look.actor(request)
    access.check(actor, "claims.issue")
    duty = request.GET.get("duty_line", "").replace("\x00", "")
    query = TemplateQuery(duty_line=duty, is_retired=False, page_size=_ALL)
    shared = [
        standing.template
        for standing in api.list_templates(actor, query).rows
        if not standing.template.organisation_code
    ]
    targets = api.list_departments(actor)
    form = IssueForm(
        request.POST if request.method == "POST" else None,
        initial={
            "days": read_rules().claim.amount,
            "codes": [each.code for each in shared if "all_codes" in request.GET],
            "departments": [info.code for info in targets if "all_departments" in request.GET],
        },
    )
    form.offer(
        templates=[(each.code, f"{each.code} {each.name_zh}") for each in shared],
        departments=[(info.code, info.name) for info in targets],
    )
    if request.method == "POST" and form.is_valid() and _issue(request, actor, form):
        return redirect("claims:progress")
    crumbs = [Crumb(_("要素认领"), reverse("claims:list")), Crumb(_("下发要素"))]
    context = {
        "form": form,
        "duty": duty,
        "duties": api.list_duty_lines(actor),
        "crumbs": crumbs,
    }
    return render(request, "claims/issue.html", context, status=422 if form.errors else 200)


def _issue(request: HttpRequest, actor: Actor, form: IssueForm) -> bool:
    """Issue, and tell what became of it; False with the refusal on the form."""
    try:
        report = api.issue_templates(actor, **form.cleaned_data)
    except RefusedError as error:
        look.add_error(form, error)
        return False
    words = {"issued": report.issued, "unchanged": report.unchanged}
    messages.success(request, _("新下发 %(issued)s 项，另有 %(unchanged)s 项此前已下发。") % words)
    return True
