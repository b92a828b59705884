"""The page of one entry, its versions, and the steps people take on it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import InvalidInputError, RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Crumb
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import ItemNames, Purpose, ResourceInfo, ResourceState, Step
from chengshu.data.catalog.forms import AttachForm, ReasonForm
from chengshu.data.catalog.labels import FIELD_LABELS, MODE_LABELS, WAY_LABELS
from chengshu.data.catalog.standard import get_standard
from chengshu.data.catalog.views.comments import (
    list_commentable,
    name_comments,
    read_comments,
)
from chengshu.data.catalog.views.tones import event_line, share_tag, state_tag

_WAY = (
    ResourceState.DRAFT,
    ResourceState.DEPARTMENT_REVIEW,
    ResourceState.BUREAU_REVIEW,
    ResourceState.PUBLISHED,
)
_DONE = {
    Step.SUBMIT: gettext_lazy("已提交部门审核。"),
    Step.APPROVE: gettext_lazy("审核已通过。"),
    Step.RETURN: gettext_lazy("已退回提供单位修改。"),
    Step.WITHDRAW: gettext_lazy("目录已撤销。"),
}


@look.page
def show_entry(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show one entry as a person reads it: what, who, how shared, how fresh, its items, its life.

    `?draft=1` shows the version being worked on.
    """
    actor = look.actor(request)
    info = api.get_resource(actor, key, working=request.GET.get("draft") == "1")
    steps = api.list_steps(actor, key)
    works = info.change_state is not None or info.state is ResourceState.DRAFT
    faults = api.list_faults(actor, info.key) if works and Step.SUBMIT in steps else ()
    checks = api.list_checks(actor, info.key) if works or Step.APPROVE in steps else ()
    context = {
        "info": info,
        "words": _words(info, api.get_item_names(actor)),
        "steps": {step.value for step in steps},
        "way": _way(info),
        "faults": faults,
        **_panels(actor, info.key),
        "checks": checks,
        "is_sound": all(check.level == "passed" for check in checks),
        "commentable": list_commentable(info) if Step.RETURN in steps else (),
        "comments": name_comments(info.comments, info.items),
        "is_offline": info.change_purpose is Purpose.OFFLINE,
        "reason_form": ReasonForm(),
        "timeline": [event_line(event) for event in api.list_events(actor, info.key)],
        "guesses": [(FIELD_LABELS.get(g.field, g.field), g) for g in info.guesses],
        "is_draft_shown": request.GET.get("draft") == "1",
        "crumbs": [Crumb(_("信息资源目录"), reverse("catalog:list")), Crumb(info.title)],
    }
    return render(request, "catalog/entry.html", context)


def _panels(actor: Actor, key: str) -> dict[str, object]:
    """Return what other rooms know of the entry: tables for the middle, facts for the side."""
    panels = api.list_panels(actor, key)
    return {
        "wide_panels": [panel for panel in panels if panel.is_wide],
        "side_panels": [panel for panel in panels if not panel.is_wide],
    }


def _words(info: ResourceInfo, names: ItemNames) -> dict[str, object]:
    standard = get_standard()
    platform = info.share_mode_category == "platform"
    category = standard.share_mode_categories[info.share_mode_category]
    return {
        "share": share_tag(info.share_type),
        "state": state_tag(info.state),
        "change": state_tag(info.change_state) if info.change_state else None,
        "system": api.name_system(info.system_code),
        "cycle": standard.update_cycles.get(info.update_cycle, ""),
        "format": standard.label("formats", info.format) if info.format else "",
        "mode": standard.share_modes.get(info.share_mode, "") if platform else category,
        "attach_mode": MODE_LABELS[info.attachment.mode] if info.attachment else "",
        "items": [
            {
                "item": item,
                "type": standard.label("item_types", item.data_type),
                "element": names.elements.get(item.element, ""),
                "mask": names.masks.get(item.mask, item.mask),
                "table": names.tables.get(item.code_table, item.code_table),
            }
            for item in info.items
        ],
    }


def _way(info: ResourceInfo) -> list[dict[str, object]]:
    """Return the steps of the way with where the version being worked on stands."""
    state = info.change_state or info.state
    place = _WAY.index(state) if state in _WAY else -1
    steps: list[dict[str, object]] = [
        {
            "label": WAY_LABELS[step],
            "is_done": index < place or state is ResourceState.PUBLISHED,
            "is_here": index == place and state is not ResourceState.PUBLISHED,
        }
        for index, step in enumerate(_WAY)
    ]
    is_attached = info.attachment is not None
    return [*steps, {"label": _("挂接"), "is_done": is_attached, "is_here": False}]


@look.page
def show_versions(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show what each version changed."""
    actor = look.actor(request)
    info = api.get_resource(actor, key)
    context = {
        "info": info,
        "versions": [
            {"version": version, "state": state_tag(version.state)}
            for version in api.list_versions(actor, info.key)
        ],
        "crumbs": [
            Crumb(_("信息资源目录"), reverse("catalog:list")),
            Crumb(info.title, reverse("catalog:entry", args=[info.key])),
            Crumb(_("版本历史")),
        ],
    }
    return render(request, "catalog/versions.html", context)


def _submit(actor: Actor, key: str, values: QueryDict) -> ResourceInfo:
    return api.submit_resource(actor, key)


def _approve(actor: Actor, key: str, values: QueryDict) -> ResourceInfo:
    return api.approve_resource(actor, key)


def _return(actor: Actor, key: str, values: QueryDict) -> ResourceInfo:
    comments = read_comments(values)
    return api.return_resource(actor, key, reason=values.get("reason", ""), comments=comments)


def _withdraw(actor: Actor, key: str, values: QueryDict) -> ResourceInfo:
    return api.withdraw_resource(actor, key, reason=values.get("reason", ""))


_STEPS: dict[str, Callable[[Actor, str, QueryDict], ResourceInfo]] = {
    Step.SUBMIT: _submit,
    Step.APPROVE: _approve,
    Step.RETURN: _return,
    Step.WITHDRAW: _withdraw,
}


@require_POST
@look.page
def take_step(request: HttpRequest, key: str) -> HttpResponseBase:
    """Submit, approve, return or withdraw; a refusal comes back as a message on the entry."""
    name = request.POST.get("step", "")
    if name not in _STEPS:
        raise InvalidInputError(field=_("操作"), reason=name)
    try:
        info = _STEPS[name](look.actor(request), key, request.POST)
    except RefusedError as error:
        messages.error(request, str(error))
        return redirect("catalog:entry", key)
    messages.success(request, _done(Step(name), info))
    return redirect("catalog:entry", key)


def _done(step: Step, info: ResourceInfo) -> str:
    """Return what a step did, in words."""
    if step is Step.APPROVE and info.state is ResourceState.PUBLISHED and not info.change_state:
        return _("目录已发布。")
    if step is Step.APPROVE and info.state is ResourceState.WITHDRAWN:
        return _("目录已下线。")
    if step is Step.WITHDRAW and info.change_purpose is Purpose.OFFLINE:
        return _("已提交下线申请，须经部门和数据局审核。")
    return str(_DONE[step])


@look.page
def attach(request: HttpRequest, key: str) -> HttpResponseBase:
    """Bind an entry to a source table."""
    actor = look.actor(request)
    info = api.get_resource(actor, key)
    form = AttachForm(
        request.POST or None, initial=vars(info.attachment) if info.attachment else None
    )
    if request.method == "POST" and form.is_valid():
        try:
            api.attach_source(actor, info.key, form.to_attachment())
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("已挂接数据表。"))
            return redirect("catalog:entry", info.key)
    return _render_attach(request, info, form)


def _render_attach(request: HttpRequest, info: ResourceInfo, form: AttachForm) -> HttpResponse:
    crumbs = [
        Crumb(_("信息资源目录"), reverse("catalog:list")),
        Crumb(info.title, reverse("catalog:entry", args=[info.key])),
        Crumb(_("挂接数据表")),
    ]
    context = {"info": info, "form": form, "crumbs": crumbs}
    return render(request, "catalog/attach.html", context)
