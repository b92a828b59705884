"""The tree of organisations: look it up, and change it by form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Level, OrganisationInfo, OrganisationKind
from chengshu.base.console import words
from chengshu.base.console.forms import OrganisationForm
from chengshu.base.errors.api import RefusedError
from chengshu.base.look import api as look
from chengshu.base.look.contracts import (
    Column,
    Crumb,
    Filter,
    TablePage,
    TableRequest,
    TableView,
)
from chengshu.base.look.contracts import Tag as Pill

SAVE = "accounts.save_organisation"
Tree = Mapping[str | None, Sequence[OrganisationInfo]]
COLUMNS = (
    Column("name", _("名称"), sortable=True, link="url"),
    Column("code", _("代码"), "code", sortable=True),
    Column("kind", _("类别"), "tag"),
    Column("level", _("层级")),
    Column("parent", _("上级")),
    Column("area", _("区划代码"), "code", sortable=True),
    Column("uscc", _("统一社会信用代码"), "code"),
)


@dataclass(frozen=True)
class Node:
    """One line of the tree as the template prints it, depth first."""

    code: str
    name: str
    depth: int
    below: int
    is_open: bool
    is_here: bool


@require_GET
@look.page
def list_organisations(request: HttpRequest) -> HttpResponseBase:
    """Show the tree at the left, and at the right what lies below the chosen organisation."""
    actor = look.actor(request)
    access.check(actor, "console.read_organisations")
    known = accounts.list_organisations()
    chosen = next((one for one in known if one.code == request.GET.get("under")), None)
    within = accounts.list_subordinates(chosen.code) if chosen else {one.code for one in known}
    tree = _tree(known)
    context = {
        "nodes": _nodes(tree, chosen, {one.code: one for one in known}),
        "chosen": chosen,
        "kind": words.KIND_WORDS[chosen.kind] if chosen else "",
        "level": words.LEVEL_WORDS[chosen.level] if chosen else "",
        "may_add": access.may(actor, SAVE, organisation=chosen.code if chosen else None),
        "may_see_people": access.may(
            actor, "accounts.list_people", organisation=chosen.code if chosen else None
        ),
    }
    table = _view([one for one in known if one.code in within], known)
    return look.respond_table(
        request, table, template="console/organisations.html", context=context
    )


def _view(shown: Sequence[OrganisationInfo], known: Sequence[OrganisationInfo]) -> TableView:
    names = {one.code: one.name for one in known}

    def fetch(asked: TableRequest) -> TablePage:
        found = [_row(one, names) for one in shown if _matches(one, asked.filters)]
        if asked.sort:
            found.sort(key=lambda row: str(row[asked.sort]), reverse=asked.descending)
        return TablePage(found[asked.offset : asked.offset + asked.page_size], len(found))

    return TableView(
        title=_("组织机构"),
        columns=COLUMNS,
        filters=(
            Filter("q", _("名称或代码")),
            Filter(
                "kind", _("类别"), "choice", [(k.value, w) for k, w in words.KIND_WORDS.items()]
            ),
            Filter(
                "level",
                _("层级"),
                "choice",
                [(str(k.value), w) for k, w in words.LEVEL_WORDS.items()],
            ),
        ),
        fetch=fetch,
        export_name=gettext("组织机构"),
    )


def _matches(one: OrganisationInfo, filters: Mapping[str, str]) -> bool:
    text = filters.get("q", "")
    return (
        (text in one.name or text in one.code or text in one.uscc)
        and filters.get("kind", one.kind.value) == one.kind.value
        and filters.get("level", str(one.level.value)) == str(one.level.value)
    )


def _row(one: OrganisationInfo, names: Mapping[str, str]) -> dict[str, object]:
    return {
        "code": one.code,
        "name": one.name,
        "kind": Pill(words.KIND_WORDS[one.kind]),
        "level": words.LEVEL_WORDS[one.level],
        "parent": names.get(one.parent_code or "", ""),
        "area": one.area_code,
        "uscc": one.uscc,
        "url": f"{reverse('console:organisations')}?{urlencode({'under': one.code})}",
    }


def _tree(known: Sequence[OrganisationInfo]) -> Tree:
    tree: dict[str | None, list[OrganisationInfo]] = {}
    for one in sorted(known, key=lambda one: (one.kind is OrganisationKind.GOVERNMENT, one.code)):
        tree.setdefault(one.parent_code, []).append(one)
    return tree


def _nodes(
    tree: Tree, chosen: OrganisationInfo | None, known: Mapping[str, OrganisationInfo]
) -> list[Node]:
    """Return the roots, and what lies below each organisation on the way to the chosen one."""
    opened: set[str] = set()
    here = chosen
    while here is not None:
        opened.add(here.code)
        here = known.get(here.parent_code or "")
    if chosen is None:
        opened = {one.code for one in tree.get(None, ())}
    nodes: list[Node] = []
    stack = [(one, 0) for one in reversed(tree.get(None, ()))]
    while stack:
        one, depth = stack.pop()
        below = tree.get(one.code, ())
        is_open = bool(below) and one.code in opened
        nodes.append(Node(one.code, one.name, depth, len(below), is_open, one == chosen))
        if is_open:
            stack.extend((child, depth + 1) for child in reversed(below))
    return nodes


@require_http_methods(["GET", "POST"])
@look.page
def edit_organisation(request: HttpRequest, code: str = "") -> HttpResponse:
    """Show and take the form of a new or known organisation."""
    actor = look.actor(request)
    known = accounts.get_organisation(code) if code else None
    access.check(actor, SAVE, organisation=known.code if known else None)
    parents = [
        (one.code, one.name)
        for one in accounts.list_organisations()
        if access.may(actor, SAVE, organisation=one.code)
        or (known and one.code == known.parent_code)
    ]
    form = OrganisationForm(request.POST or None, initial=_initial(request, known))
    form.offer(parents=parents, code=code)
    if request.method == "POST" and form.is_valid():
        saved = _save(request, form)
        if saved:
            return redirect(f"{reverse('console:organisations')}?{urlencode({'under': saved})}")
    crumbs = (
        Crumb(_("组织机构"), reverse("console:organisations")),
        Crumb(known.name if known else _("新增单位")),
    )
    return render(
        request, "console/organisation.html", {"form": form, "known": known, "crumbs": crumbs}
    )


def _initial(request: HttpRequest, known: OrganisationInfo | None) -> dict[str, object]:
    if known is not None:
        return vars(known) | {"level": known.level.value, "parent_code": known.parent_code or ""}
    parent = accounts.find_organisation(request.GET.get("under", "").replace("\x00", ""))
    if parent is None:
        return {"level": Level.CITY.value}
    return {
        "parent_code": parent.code,
        "level": parent.level.value,
        "area_code": parent.area_code,
        "kind": OrganisationKind.DEPARTMENT.value,
    }


def _save(request: HttpRequest, form: OrganisationForm) -> str:
    """Save; return the code, or "" with the refusal on the form."""
    info = form.to_info()
    if form.is_new and accounts.find_organisation(info.code):
        form.add_error("code", gettext("这个代码已被使用，请换一个。"))
        return ""
    try:
        accounts.save_organisation(look.actor(request), info)
    except RefusedError as error:
        look.add_error(form, error)
        return ""
    messages.success(request, gettext("已保存“%(name)s”。") % {"name": info.name})
    return info.code
