"""The list of data elements, with its filters and export."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Column, Filter, TablePage, TableRequest, TableView
from chengshu.data.elements import api
from chengshu.data.elements.contracts import DataElement, ElementQuery, Level
from chengshu.data.elements.wordings import (
    GRADES,
    LEVELS,
    choices_of,
    grade_tag,
    level_tag,
    name_of,
    shape_of,
)

_ANY, _NO = "any", "no"
_ENDED = "ended"


@look.page
def list_elements(request: HttpRequest) -> HttpResponseBase:
    """Show the data elements of the state, the city and its departments."""
    actor = look.actor(request)
    view = TableView(
        title=_("数据元目录"),
        columns=(
            Column("name_zh", _("名称"), sortable=True, link="url"),
            Column("name_en", _("英文名称")),
            Column("code", _("编号"), "code", sortable=True),
            Column("domain", _("领域"), sortable=True),
            Column("shape", _("类型")),
            Column("code_table", _("代码表编号"), "code"),
            Column("personal", _("个人信息")),
            Column("grade", _("分级"), "tag", sortable=True),
            Column("level", _("层级"), "tag", sortable=True),
        ),
        filters=_filters(),
        fetch=lambda asked: _fetch(actor, asked),
        export_name="data-elements",
        empty_title=_("还没有数据元"),
        empty_hint=_("请运维人员或数据局管理员载入国家数据元。"),
    )
    context = {
        "may_add": bool(api.list_owners(actor)),
        "may_load": access.may(actor, "elements.load"),
    }
    return look.respond_table(request, view, template="elements/list.html", context=context)


@require_POST
@look.page
def load_elements(request: HttpRequest) -> HttpResponseBase:
    """Load the national pack, or what changed in it."""
    changed = api.load_elements(look.actor(request))
    messages.success(request, gettext("已载入国家数据元，变动 %(count)s 个。") % {"count": changed})
    return redirect("elements:list")


def _filters() -> tuple[Filter, ...]:
    words = api.vocabulary()
    levels = [*((level.value, LEVELS[level]) for level in Level), (_ENDED, _("已停用"))]
    personal = [(_ANY, _("是个人信息")), (_NO, _("不是个人信息")), *choices_of(words.personal)]
    return (
        Filter("q", _("名称、别名、拼音或编号")),
        Filter("domain", _("领域"), "choice", choices_of(words.domains)),
        Filter("level", _("层级"), "choice", levels),
        Filter("personal", _("个人信息"), "choice", personal),
        Filter("grade", _("分级"), "choice", [(str(key), word) for key, word in GRADES.items()]),
    )


def _fetch(actor: Actor, asked: TableRequest) -> TablePage:
    wanted = asked.filters
    level, personal = wanted.get("level"), wanted.get("personal", "")
    query = ElementQuery(
        text=wanted.get("q", ""),
        domain=wanted.get("domain", ""),
        level=Level(level) if level and level != _ENDED else None,
        personal=personal if personal not in {_ANY, _NO} else "",
        is_personal={_ANY: True, _NO: False}.get(personal),
        grade=int(wanted["grade"]) if "grade" in wanted else None,
        is_ended=level == _ENDED,
        order=f"-{asked.sort}" if asked.descending else asked.sort,
        page=asked.page,
        page_size=asked.page_size,
    )
    found = api.search_elements(actor, query)
    names = {one.code: one.name for one in accounts.list_organisations()}
    return TablePage([_row(element, names) for element in found.rows], found.total)


def _row(element: DataElement, names: dict[str, str]) -> dict[str, object]:
    words = api.vocabulary()
    owner = element.organisation_code
    return {
        "name_zh": element.name_zh,
        "url": reverse("elements:element", args=[element.code]),
        "name_en": element.name_en,
        "code": element.code,
        "domain": name_of(words.domains, element.domain),
        "shape": shape_of(words.types, element),
        "code_table": element.code_table,
        "personal": name_of(words.personal, element.personal),
        "grade": grade_tag(element.grade),
        "level": level_tag(element.level, names.get(owner, owner)),
    }
