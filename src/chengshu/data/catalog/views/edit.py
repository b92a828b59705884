"""Drafting by form: metadata above, items below; saved as a draft, then submitted."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Crumb
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import ResourceDraft
from chengshu.data.catalog.forms import (
    ItemForm,
    ItemFormSet,
    ResourceForm,
    items_initial,
    resource_initial,
)
from chengshu.data.catalog.keys import make_key
from chengshu.data.catalog.views.comments import name_comments
from chengshu.data.catalog.views.suggestions import fill_elements

_GROUPS = (
    (
        *("title", "key", "provider_code", "class_path", "abstract", "format", "format_name"),
        *("update_cycle", "system_code", "source_duty", "related_codes"),
    ),
    (
        *("share_type", "share_mode_category", "share_mode", "share_condition"),
        *("no_share_basis", "no_share_until", "grade", "open_condition", "is_open"),
    ),
)
_WIDE = {"abstract"}

if TYPE_CHECKING:
    from django.forms.formsets import BaseFormSet

    Items = BaseFormSet[ItemForm]


_ASKS = {"more", "suggest"}  # buttons that change the form and keep nothing


@look.page
def edit_entry(request: HttpRequest, key: str = "") -> HttpResponseBase:
    """Show and take the form of a new or kept entry."""
    actor = look.actor(request)
    before = api.get_draft(actor, key) if key else None
    form, items = _forms(request, actor, before)
    is_sent = request.method == "POST" and not _ASKS & request.POST.keys()
    if is_sent and all([form.is_valid(), items.is_valid()]):
        saved = _save(request, actor, form, items=items, before=before)
        if saved:
            return redirect("catalog:entry", saved)
    comments = api.get_resource(actor, key, working=True).comments if before else {}
    return _render(request, form, items, before=before, comments=comments)


def _forms(
    request: HttpRequest, actor: Actor, before: ResourceDraft | None
) -> tuple[ResourceForm, "Items"]:
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and "more" in data:
        data["items-TOTAL_FORMS"] = str(int(data.get("items-TOTAL_FORMS") or 0) + 5)
    if data is not None and "suggest" in data:
        fill_elements(actor, data, before.provider_code if before else "")
    initial = resource_initial(before) if before else {"share_mode_category": "platform"}
    form = ResourceForm(data, initial=initial)
    form.offer(
        providers=api.list_providers(actor), classes=api.list_classes(actor), is_new=before is None
    )
    items = ItemFormSet(data, initial=items_initial(before) if before else [], prefix="items")
    names = api.get_item_names(actor)
    for row in items.forms:
        row.offer(names)
    return form, items


def _save(
    request: HttpRequest,
    actor: Actor,
    form: ResourceForm,
    *,
    items: "Items",
    before: ResourceDraft | None,
) -> str:
    """Save, and submit where asked; return the key, or "" with the refusal on the form."""
    provider, title = form.cleaned_data["provider_code"], form.cleaned_data["title"]
    key = form.cleaned_data["key"] or make_key("r", provider, title)
    known = {item.column: item for item in before.items} if before else {}
    rows = tuple(row.to_item(known) for row in items.forms if row.is_item)
    draft = replace(form.to_draft(before=before, key=key), items=rows)
    try:
        api.draft_resource(actor, draft)
    except RefusedError as error:
        look.add_error(form, error)
        return ""
    api.teach_elements(actor, before, draft)
    _submit(request, actor, key)
    return key


def _submit(request: HttpRequest, actor: Actor, key: str) -> None:
    if "submit" not in request.POST:
        messages.success(request, _("草稿已保存。"))
        return
    try:
        api.submit_resource(actor, key)
    except RefusedError as error:
        messages.warning(request, _("草稿已保存，但未能提交。%(why)s") % {"why": error})
    else:
        messages.success(request, _("已提交部门审核。"))


def _render(
    request: HttpRequest,
    form: ResourceForm,
    items: "Items",
    *,
    before: ResourceDraft | None,
    comments: Mapping[str, str],
) -> HttpResponse:
    crumbs = [Crumb(_("信息资源目录"), reverse("catalog:list"))]
    if before:
        crumbs.append(Crumb(before.title, reverse("catalog:entry", args=[before.key])))
    crumbs.append(Crumb(_("修改") if before else _("新建目录")))
    known = before.items if before else ()
    context = {
        "form": form,
        "fields": [[_field(form, name, comments) for name in names] for names in _GROUPS],
        "items": items,
        "rows": [_row(row, comments) for row in items.forms],
        "comments": name_comments(comments, known),
        "before": before,
        "crumbs": crumbs,
    }
    return render(request, "catalog/edit.html", context)


def _field(form: ResourceForm, name: str, comments: Mapping[str, str]) -> dict[str, object]:
    """Return a field with the reviewer's comment about it."""
    return {"bound": form[name], "comment": comments.get(name, ""), "is_wide": name in _WIDE}


def _row(row: ItemForm, comments: Mapping[str, str]) -> dict[str, object]:
    column = row.initial.get("before", "")
    return {"form": row, "comment": comments.get(f"items.{column}", "") if column else ""}
