"""Pages of warning: the list of alerts, one alert with its evidence, the rules."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import NotFoundError, RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import (
    Column,
    Crumb,
    Filter,
    TablePage,
    TableRequest,
    TableView,
    Tag,
    TimelineItem,
)
from chengshu.operations.vitals import api as vitals
from chengshu.operations.warning import api
from chengshu.operations.warning.contracts import (
    AlertInfo,
    AlertQuery,
    AlertRuleSpec,
    AlertState,
    AlertStep,
)
from chengshu.operations.warning.forms import NoteForm, RuleForm, initial_of

_TONES = {AlertState.RAISED: "bad", AlertState.ACKNOWLEDGED: "caution", AlertState.CLEARED: "good"}
_STEP_TONES = {"raise": "bad", "rise": "bad", "fall": "caution", "clear": "good", "case": "info"}
_SORTS = {"level": "severity"}


@require_GET
@look.page
def list_alerts(request: HttpRequest) -> HttpResponseBase:
    """Show the alerts with filters and exports."""
    actor = look.actor(request)
    return look.respond_table(request, alert_table(actor), template="warning/list.html")


def alert_table(actor: Actor) -> TableView:
    """Return the table of alerts."""
    names = accounts.area_names()
    districts = [(code, name) for code, name in names.items() if len(code) == len("219900")]
    return TableView(
        title=gettext_lazy("预警"),
        columns=(
            Column("level", gettext_lazy("级别"), "level", sortable=True),
            Column("title", gettext_lazy("预警"), link="url"),
            Column("area", gettext_lazy("区域")),
            Column("value", gettext_lazy("指标值"), link="evidence"),
            Column("period", gettext_lazy("周期"), sortable=True),
            Column("state", gettext_lazy("状态"), "tag", sortable=True),
            Column("case_no", gettext_lazy("案件"), link="case_url"),
            Column("raised_at", gettext_lazy("触发时间"), "datetime", sortable=True),
        ),
        filters=(
            Filter("q", gettext_lazy("规则、案件编号")),
            Filter("level", gettext_lazy("级别"), "choice", api.list_levels()),
            Filter("state", gettext_lazy("状态"), "choice", api.list_states()),
            Filter("area", gettext_lazy("区域"), "choice", districts),
        ),
        fetch=lambda asked: _fetch(actor, asked),
        export_name="alerts",
        default_sort="-raised_at",
        empty_title=gettext_lazy("没有符合条件的预警"),
        empty_hint=gettext_lazy("指标越过阈值时会出现在这里。"),
    )


def _fetch(actor: Actor, asked: TableRequest) -> TablePage:
    chosen = asked.filters
    key = _SORTS.get(asked.sort, asked.sort) or "raised_at"
    found = api.list_alerts(
        actor,
        AlertQuery(
            text=chosen.get("q", ""),
            levels=[chosen["level"]] if chosen.get("level") else (),
            states=[chosen["state"]] if chosen.get("state") else (),
            area_code=chosen.get("area", "").removesuffix("00"),
            sort=f"{'-' if asked.descending else ''}{key}",
            page=asked.page,
            page_size=asked.page_size,
        ),
    )
    return TablePage([_row(alert) for alert in found.rows], found.total)


def _row(alert: AlertInfo) -> Mapping[str, object]:
    return {
        "level": alert.level.value,
        "title": alert.title,
        "url": reverse("warning:alert", args=[alert.id]),
        "area": alert.area_name,
        "value": f"{alert.text}{alert.unit}",
        "evidence": reverse("vitals:explain", args=[alert.reading_id]),
        "period": alert.period,
        "state": state_tag(alert),
        "case_no": alert.case_no,
        "case_url": _case_url(alert),
        "raised_at": alert.raised_at,
    }


def state_tag(alert: AlertInfo) -> Tag:
    """Return the state as a coloured word."""
    return Tag(alert.state_title, _TONES[alert.state])


def _case_url(alert: AlertInfo) -> str:
    return reverse("dispatch:case", args=[alert.case_no]) if alert.case_no else ""


@require_GET
@look.page
def show_alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Show one alert: facts, evidence, history, what this actor may do."""
    detail = api.get_alert(look.actor(request), alert_id)
    alert = detail.alert
    context = {
        "alert": alert,
        "detail": detail,
        "form": NoteForm(),
        "state": state_tag(alert),
        "case_url": _case_url(alert),
        "evidence": reverse("vitals:explain", args=[alert.reading_id]),
        "indicator": reverse("vitals:indicator", args=[alert.indicator_code]),
        "steps": [_step(step, alert) for step in reversed(detail.steps)],
        "crumbs": (Crumb(_("预警"), reverse("warning:list")), Crumb(alert.title)),
    }
    return render(request, "warning/alert.html", context)


def _step(step: AlertStep, alert: AlertInfo) -> TimelineItem:
    words = dict(api.list_levels())
    note = "　".join(part for part in (f"{step.text}{alert.unit}", step.note) if part)
    return TimelineItem(
        at=step.at,
        title=f"{step.action_title} · {words[step.level]}",
        by=step.name,
        note=note,
        tone=_STEP_TONES.get(step.action, "neutral"),
    )


@require_POST
@look.page
def act_on_alert(request: HttpRequest, alert_id: int) -> HttpResponse:
    """Acknowledge the alert or open its case, by the button pressed."""
    actor = look.actor(request)
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    if request.POST.get("action") == "case":
        alert = api.open_case(actor, alert_id, note=note)
        messages.success(request, _("已转为案件 %(no)s。") % {"no": alert.case_no})
    else:
        api.acknowledge_alert(actor, alert_id, note=note)
        messages.success(request, _("预警已确认。"))
    return redirect("warning:alert", alert_id=alert_id)


@require_GET
@look.page
def list_rules(request: HttpRequest) -> HttpResponseBase:
    """Show the rules."""
    actor = look.actor(request)
    rules = api.list_rules(actor)
    indicators = {one.code: one.name for one in vitals.list_specs(actor)}
    view = TableView(
        title=gettext_lazy("预警规则"),
        columns=(
            Column("name", gettext_lazy("规则"), link="url"),
            Column("indicator", gettext_lazy("指标")),
            Column("thresholds", gettext_lazy("阈值")),
            Column("margin", gettext_lazy("回差"), "number"),
            Column("auto_case", gettext_lazy("自动转案件"), "bool"),
            Column("is_active", gettext_lazy("启用"), "bool"),
        ),
        filters=(Filter("q", gettext_lazy("名称、编码")),),
        fetch=lambda asked: _fetch_rules(rules, indicators, asked),
        export_name="alert-rules",
        empty_title=gettext_lazy("还没有预警规则"),
        empty_hint=gettext_lazy("在指标上设置阈值，越过时触发预警。"),
    )
    return look.respond_table(
        request, view, template="warning/rules.html", context={"may_define": api.may_define(actor)}
    )


def _fetch_rules(
    rules: tuple[AlertRuleSpec, ...], indicators: Mapping[str, str], asked: TableRequest
) -> TablePage:
    text = asked.filters.get("q", "")
    rows = [_rule_row(one, indicators) for one in rules if text in f"{one.name} {one.code}"]
    return TablePage(rows[asked.offset : asked.offset + asked.page_size], len(rows))


def _rule_row(rule: AlertRuleSpec, indicators: Mapping[str, str]) -> Mapping[str, object]:
    words = dict(api.list_levels())
    bounds = [
        f"{words[level]} {one.op} {one.value.normalize():f}"
        for level, one in rule.thresholds.items()
    ]
    return {
        "name": rule.name,
        "url": reverse("warning:rule", args=[rule.code]),
        "indicator": indicators.get(rule.indicator_code, rule.indicator_code),
        "thresholds": "；".join(bounds) or _("同指标"),
        "margin": rule.margin,
        "auto_case": rule.auto_case,
        "is_active": rule.is_active,
    }


@require_http_methods(["GET", "POST"])
@look.page
def edit_rule(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show the form of a rule, new or known, or save it."""
    actor = look.actor(request)
    initial = initial_of(_find_rule(actor, code)) if code else {}
    form = RuleForm(actor, request.POST or None, initial=initial)
    if code:
        form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            rule = api.save_rule(actor, form.to_spec())
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("预警规则“%(name)s”已保存。") % {"name": rule.name})
            return redirect("warning:rules")
    context = {"form": form, "code": code, "may_define": api.may_define(actor)}
    return render(request, "warning/rule.html", context, status=422 if form.errors else 200)


def _find_rule(actor: Actor, code: str) -> AlertRuleSpec:
    for rule in api.list_rules(actor):
        if rule.code == code:
            return rule
    raise NotFoundError(kind=_("预警规则"), key=code)
