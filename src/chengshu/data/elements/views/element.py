"""One data element: what it means, what it is called, what departments taught; and its forms."""

from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, OrganisationInfo
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Crumb
from chengshu.data.elements import api
from chengshu.data.elements.contracts import AliasKind, DataElement, ElementAlias, Level
from chengshu.data.elements.forms import (
    AliasForm,
    ElementForm,
    TeachForm,
    element_initial,
    split_names,
)
from chengshu.data.elements.wordings import KINDS, grade_tag, level_tag, name_of, shape_of

_WRITTEN = {AliasKind.CHINESE, AliasKind.ENGLISH}


@look.page
def show_element(request: HttpRequest, code: str) -> HttpResponseBase:
    """Show one element with its names and with what was learned of it."""
    actor = look.actor(request)
    return _show(request, actor, api.get_element(actor, code))


@look.page
def edit_element(request: HttpRequest, code: str = "") -> HttpResponseBase:
    """Show and take the form of a new element, or of one of the city or a department."""
    actor = look.actor(request)
    before = api.get_element(actor, code) if code else None
    initial = element_initial(before, _added(actor, code)) if before else None
    form = ElementForm(request.POST or None, initial=initial)
    form.offer(api.vocabulary(), api.list_owners(actor), is_new=before is None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = api.save_element(actor, form.to_draft(), code=code)
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("数据元已保存。"))
            return redirect("elements:element", saved.code)
    crumbs = [Crumb(_("数据元目录"), reverse("elements:list"))]
    crumbs += [Crumb(before.name_zh, reverse("elements:element", args=[code]))] if before else []
    crumbs.append(Crumb(_("修改") if before else _("增加数据元")))
    context = {"form": form, "before": before, "crumbs": crumbs}
    return render(request, "elements/edit.html", context, status=422 if form.errors else 200)


@require_POST
@look.page
def save_aliases(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take the names the city adds to an element."""
    actor = look.actor(request)
    form = AliasForm(request.POST)
    if form.is_valid():
        try:
            api.save_aliases(actor, code, split_names(form.cleaned_data["names"]))
        except RefusedError as error:
            look.add_error(form, error)
        else:
            messages.success(request, _("别名已保存。"))
            return redirect("elements:element", code)
    return _show(request, actor, api.get_element(actor, code), alias_form=form)


@require_POST
@look.page
def teach(request: HttpRequest, code: str) -> HttpResponseBase:
    """Take what a department calls an element."""
    actor = look.actor(request)
    form = TeachForm(request.POST)
    form.offer(_taught_by(actor))
    if form.is_valid():
        info = api.learn_alias(actor, element_code=code, **form.cleaned_data)
        messages.success(request, _("已记住字段“%(name)s”。") % {"name": info.alias.column})
        return redirect("elements:element", code)
    return _show(request, actor, api.get_element(actor, code), teach_form=form)


@require_POST
@look.page
def forget(request: HttpRequest, code: str, key: int) -> HttpResponseBase:
    """Set a learned name aside, or take it back (`undo`)."""
    is_forgotten = "undo" not in request.POST
    info = api.forget_alias(look.actor(request), key, is_forgotten=is_forgotten)
    gone, back = _("已移除字段叫法“%(name)s”，可在下方恢复。"), _("已恢复“%(name)s”。")
    said = gone if is_forgotten else back
    messages.success(request, said % {"name": info.alias.column})
    return redirect("elements:element", code)


@require_POST
@look.page
def end(request: HttpRequest, code: str) -> HttpResponseBase:
    """End an element, or let it stand again (`undo`)."""
    is_ended = "undo" not in request.POST
    try:
        api.end_element(look.actor(request), code, is_ended=is_ended)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("数据元已停用。") if is_ended else _("数据元已恢复使用。"))
    return redirect("elements:element", code)


def _show(
    request: HttpRequest,
    actor: Actor,
    element: DataElement,
    *,
    alias_form: AliasForm | None = None,
    teach_form: TeachForm | None = None,
) -> HttpResponse:
    names = api.list_aliases(actor, element.code)
    added = "，".join(_added(actor, element.code))
    may_name = _may_keep(actor, element)
    is_bound = bool(alias_form or teach_form)
    context = {
        "element": element,
        "words": _words(element),
        "groups": _groups(names),
        "may_edit": may_name and element.level is not Level.NATIONAL,
        "alias_form": (alias_form or AliasForm(initial={"names": added})) if may_name else None,
        "teach_form": teach_form or _teach_form(actor),
        **_learned(actor, element),
        "crumbs": [Crumb(_("数据元目录"), reverse("elements:list")), Crumb(element.name_zh)],
    }
    return render(request, "elements/element.html", context, status=422 if is_bound else 200)


def _words(element: DataElement) -> dict[str, object]:
    words = api.vocabulary()
    owner = accounts.find_organisation(element.organisation_code)
    return {
        "domain": name_of(words.domains, element.domain),
        "level": level_tag(element.level),
        "owner": owner.name if owner else element.organisation_code,
        "shape": shape_of(words.types, element),
        "identifier": name_of(words.identifiers, element.identifier),
        "personal": name_of(words.personal, element.personal),
        "grade": grade_tag(element.grade),
        "mask": name_of(words.masks, element.mask),
    }


def _groups(names: tuple[ElementAlias, ...]) -> list[dict[str, object]]:
    order = list(AliasKind)
    ordered = sorted(names, key=lambda name: order.index(name.kind))
    return [
        {"kind": kind.value, "label": KINDS[kind], "names": list(found)}
        for kind, found in groupby(ordered, key=lambda name: name.kind)
    ]


def _learned(actor: Actor, element: DataElement) -> dict[str, object]:
    names = {one.code: one.name for one in accounts.list_organisations()}
    kept: list[dict[str, object]] = []
    forgotten: list[dict[str, object]] = []
    for info in api.list_learned(actor, element.code):
        owner = info.alias.organisation_code
        may_forget = access.may(actor, "elements.learn", organisation=owner)
        row = {
            "info": info,
            "organisation": names.get(owner, owner),
            "may_forget": may_forget,
        }
        (forgotten if info.is_forgotten else kept).append(row)
    return {"learned": kept, "forgotten": forgotten}


def _added(actor: Actor, code: str) -> list[str]:
    names = api.list_aliases(actor, code)
    return [name.text for name in names if name.is_added and name.kind in _WRITTEN]


def _may_keep(actor: Actor, element: DataElement) -> bool:
    owner = element.organisation_code
    if owner:
        return access.may(actor, "elements.keep_extension", organisation=owner)
    return access.may(actor, "elements.keep_local")


def _taught_by(actor: Actor) -> list[OrganisationInfo]:
    if not access.may(actor, "elements.learn"):
        return []
    reach = access.reach(actor, "elements.learn")
    return [one for one in accounts.list_organisations() if reach.covers(one.code)]


def _teach_form(actor: Actor) -> TeachForm | None:
    organisations = _taught_by(actor)
    if not organisations:
        return None
    form = TeachForm()
    form.offer(organisations)
    return form
