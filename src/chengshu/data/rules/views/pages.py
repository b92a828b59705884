"""The rule studio of a resource: rules in force, what is proposed, try-out, decisions, history."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import (
    Column,
    Crumb,
    TablePage,
    TableRequest,
    TableView,
    Tag,
    TimelineItem,
)
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.rules import api
from chengshu.data.rules.contracts import (
    ProposedRule,
    ReadRule,
    RuleInfo,
    RuleSpec,
    TriedRule,
    VersionInfo,
)
from chengshu.data.rules.forms import ConditionForm, OffForm
from chengshu.data.rules.views.words import characteristic_word, severity_tag

OFF = "off"


@dataclass
class Desk:
    """What the page holds beside the rules in force; a form that was sent carries its errors."""

    condition: ConditionForm
    off: OffForm
    read: ReadRule | None = None
    tried: TriedRule | None = None


@look.page
def show_rules(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show what every row of a resource is judged by, and take a step where one is sent."""
    actor = look.actor(request)
    rules = api.list_rules(actor, key)
    resource = catalog.get_resource(actor, key)
    step = request.POST.get("step", "")
    desk = _desk(request, rules, step=step)
    if step in _STEPS:
        try:
            done = _STEPS[step](request, actor, resource, desk)
        except RefusedError as error:
            messages.error(request, str(error))
        else:
            if done:
                messages.success(request, done)
                return redirect("rules:rules", key)
    context = _describe(actor, resource, desk)
    return look.respond_table(
        request, _table(key, rules), template="rules/studio.html", context=context
    )


def _desk(request: HttpRequest, rules: tuple[RuleInfo, ...], *, step: str) -> Desk:
    is_condition = step in {"read", "try", "propose"}
    condition = ConditionForm(request.POST if is_condition else None, prefix="condition")
    off = OffForm(request.POST if step == OFF else None, prefix=OFF)
    off.offer([(rule.spec.code, f"{rule.title}：{rule.expects}") for rule in rules])
    return Desk(condition, off)


def _try(_request: HttpRequest, actor: Actor, resource: ResourceInfo, desk: Desk) -> str:
    if desk.condition.is_valid():
        spec = desk.condition.to_spec()
        desk.read = api.read_condition(actor, resource.key, str(spec.parameters["text"]))
        desk.tried = api.try_rule(actor, resource.key, spec)
    return ""


def _read(_request: HttpRequest, actor: Actor, resource: ResourceInfo, desk: Desk) -> str:
    text = str(desk.condition.data.get("condition-text", ""))
    desk.read = api.read_condition(actor, resource.key, text)
    return ""


def _propose(_request: HttpRequest, actor: Actor, resource: ResourceInfo, desk: Desk) -> str:
    if not desk.condition.is_valid():
        return ""
    reason = desk.condition.cleaned_data["reason"]
    api.propose_change(actor, resource.key, desk.condition.to_spec(), reason=reason)
    return _("已提出，待另一人或数据局确认后生效。")


def _off(_request: HttpRequest, actor: Actor, resource: ResourceInfo, desk: Desk) -> str:
    if not desk.off.is_valid():
        return ""
    values = desk.off.cleaned_data
    spec = api.find_spec(actor, resource.key, values["code"])
    if spec is None:
        return ""
    kept = {name: spec.parameters[name] for name in ("name",) if name in spec.parameters}
    change = replace(spec, parameters={**kept, OFF: True})
    api.propose_change(actor, resource.key, change, reason=values["reason"])
    return _("已提出停用，待另一人或数据局确认后生效。")


def _decide(request: HttpRequest, actor: Actor, resource: ResourceInfo, _desk: Desk) -> str:
    ids = [int(one) for one in request.POST.getlist("change") if one.isascii() and one.isdigit()]
    if request.POST.get("decision") == "decline":
        api.decline_changes(actor, resource.key, ids, note=request.POST.get("note", ""))
        return _("已标记为不采纳。")
    version = api.confirm_changes(actor, resource.key, ids)
    return _("已确认，第 %(n)s 版规则自即刻起生效。") % {"n": version}


def _adopt(request: HttpRequest, actor: Actor, resource: ResourceInfo, _desk: Desk) -> str:
    codes = request.POST.getlist("code")
    if request.POST.get("decision") == "decline":
        api.decline_proposals(actor, resource.key, codes, note=request.POST.get("note", ""))
        return _("已标记为不采纳。")
    version = api.adopt_proposals(actor, resource.key, codes)
    return _("已确认，第 %(n)s 版规则自即刻起生效。") % {"n": version}


_STEPS: Mapping[str, Callable[[HttpRequest, Actor, ResourceInfo, Desk], str]] = {
    "read": _read,
    "try": _try,
    "propose": _propose,
    "off": _off,
    "decide": _decide,
    "adopt": _adopt,
}


def _describe(actor: Actor, resource: ResourceInfo, desk: Desk) -> Mapping[str, object]:
    versions = api.list_versions(actor, resource.key)
    return {
        "resource": resource,
        "desk": desk,
        "may_propose": api.may_propose(actor, resource),
        "may_confirm": api.may_confirm(actor, resource),
        "changes": [_line(actor, resource, one) for one in api.list_changes(actor, resource.key)],
        "proposals": [
            _line(actor, resource, one) for one in api.list_proposals(actor, resource.key)
        ],
        "version": versions[0].version if versions else 0,
        "timeline": [_event(one) for one in versions],
        "tried_rows": _tried_rows(resource, desk.tried),
        "crumbs": [Crumb(_("质检规则"), reverse("rules:rules", args=[resource.key]))],
    }


def _line(actor: Actor, resource: ResourceInfo, one: ProposedRule) -> Mapping[str, object]:
    return {
        "one": one,
        "characteristic": characteristic_word(one.rule.characteristic),
        "severity": severity_tag(one.rule.severity),
        "may_confirm": api.may_confirm(actor, resource, one.proposed_by),
    }


def _event(one: VersionInfo) -> TimelineItem:
    note = "\n".join([*one.differences, *([one.reason] if one.reason else [])])
    title = _("第 %(n)s 版") % {"n": one.version}
    by = _("%(proposer)s 提出，%(confirmer)s 确认") % {
        "proposer": _("目录") if one.proposed_by == "catalogue" else one.proposed_by,
        "confirmer": one.confirmed_by,
    }
    return TimelineItem(one.valid_from, title, by, note, "good")


def _tried_rows(resource: ResourceInfo, tried: TriedRule | None) -> Mapping[str, object]:
    """Return heading and masked cells of the rows a trial shows."""
    if tried is None or not tried.rows:
        return {}
    items = [item for item in resource.items if item.column in tried.rows[0]]
    return {
        "heads": [item.name_zh for item in items],
        "rows": [[row.get(item.column) for item in items] for row in tried.rows],
    }


def _table(key: str, rules: tuple[RuleInfo, ...]) -> TableView:
    def fetch(asked: TableRequest) -> TablePage:
        page = rules[asked.offset : asked.offset + asked.page_size]
        return TablePage([_cells(rule) for rule in page], len(rules))

    return TableView(
        title=_("生效规则"),
        columns=(
            Column("title", _("规则")),
            Column("label", _("信息项")),
            Column("expects", _("要求")),
            Column("characteristic", _("质量特性")),
            Column("severity", _("不符合时"), "tag"),
            Column("origin", _("来源"), "tag"),
        ),
        filters=(),
        fetch=fetch,
        export_name=f"rules-{key}",
        page_size=50,
    )


def _cells(rule: RuleInfo) -> Mapping[str, object]:
    spec: RuleSpec = rule.spec
    return {
        "code": spec.code,
        "title": rule.title,
        "label": rule.label,
        "expects": rule.expects,
        "characteristic": characteristic_word(rule.characteristic),
        "severity": severity_tag(rule.severity),
        "origin": Tag(_("目录"), "neutral") if rule.is_default else Tag(_("自定"), "info"),
    }
