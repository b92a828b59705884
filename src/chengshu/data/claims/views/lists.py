"""Lists: lines of departments, disputes, the city's list of elements."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.look import api as look
from chengshu.base.look.contracts import (
    Column,
    Crumb,
    Filter,
    TablePage,
    TableRequest,
    TableView,
)
from chengshu.data.claims import api
from chengshu.data.claims.contracts import (
    ClaimInfo,
    ClaimQuery,
    ClaimState,
    DisputeInfo,
    ListedElement,
    Stage,
)
from chengshu.data.claims.labels import (
    DISPUTE_KINDS,
    LEVEL_LABELS,
    LEVEL_WORDS,
    STAGE_LABELS,
    STATE_LABELS,
)
from chengshu.data.claims.views.tones import (
    clock_of,
    dispute_tag,
    name_areas,
    name_organisations,
    role_tag,
    say_type,
    share_tag,
    state_tag,
)
from chengshu.data.elements.contracts import Level

Row = Mapping[str, object]


def page_of(rows: Sequence[Row], asked: TableRequest) -> TablePage:
    """Return one page of a short list: searched in every text by `q`, sorted."""
    text = asked.filters.get("q", "").lower()
    found = [row for row in rows if not text or text in " ".join(map(str, row.values())).lower()]
    if asked.sort:
        found.sort(key=lambda row: _order(row[asked.sort]), reverse=asked.descending)
    return TablePage(found[asked.offset : asked.offset + asked.page_size], len(found))


def _order(value: object) -> tuple[float, str]:
    return (float(value), "") if isinstance(value, int | float) else (0.0, str(value))


@look.page
def list_lines(request: HttpRequest) -> HttpResponseBase:
    """Show the lines of the departments a person may see, those due first at the top."""
    actor = look.actor(request)
    sees_all = access.reach(actor, "claims.read_lines").everything
    context = {
        "may_issue": access.may(actor, "claims.issue"),
        "may_extend": access.may(actor, "claims.save_extension"),
    }
    view = _lines_view(actor, sees_all=sees_all)
    return look.respond_table(request, view, template="claims/lines.html", context=context)


def _lines_view(actor: Actor, *, sees_all: bool) -> TableView:
    names = name_organisations()

    def fetch(asked: TableRequest) -> TablePage:
        page = api.list_claims(actor, _query(asked))
        return TablePage([_line_row(line, names) for line in page.rows], page.total)

    return TableView(
        title=_("要素认领"),
        columns=(
            Column("name", _("要素名称"), sortable=True, link="url"),
            Column("code", _("要素编码"), "code", sortable=True),
            Column("level", _("层级")),
            Column("department", _("单位"), sortable=True),
            Column("state", _("状态"), "tag", sortable=True),
            Column("role", _("一数一源"), "tag"),
            Column("place", _("表与字段")),
            Column("due_at", _("办理期限"), "datetime", sortable=True),
            Column("light", _("时限"), "level"),
        ),
        filters=_line_filters(names if sees_all else {}),
        fetch=fetch,
        export_name="claims",
        empty_title=_("没有符合条件的要素"),
        empty_hint=_("数据局下发要素后，会按办理期限列在这里。"),
    )


def _line_filters(names: Mapping[str, str]) -> tuple[Filter, ...]:
    departments = (Filter("department", _("单位"), "choice", tuple(names.items())),)
    return (
        Filter("q", _("名称、编码或数据表")),
        *(departments if names else ()),
        Filter("state", _("状态"), "choice", tuple(STATE_LABELS.items())),
        Filter("stage", _("阶段"), "choice", tuple(STAGE_LABELS.items())),
        Filter("level", _("层级"), "choice", tuple(LEVEL_LABELS.items())),
    )


def _query(asked: TableRequest) -> ClaimQuery:
    chosen = asked.filters
    return ClaimQuery(
        text=chosen.get("q", ""),
        department=chosen.get("department", ""),
        state=ClaimState(chosen["state"]) if "state" in chosen else None,
        stage=Stage(chosen["stage"]) if "stage" in chosen else None,
        level=Level(chosen["level"]) if "level" in chosen else None,
        order=("-" if asked.descending else "") + asked.sort,
        page=asked.page,
        page_size=asked.page_size,
    )


def _line_row(line: ClaimInfo, names: Mapping[str, str]) -> Row:
    held = line.holding
    return {
        "url": reverse("claims:line", args=[line.id]),
        "name": line.template.name_zh,
        "code": line.template.code,
        "level": LEVEL_WORDS[line.template.level],
        "department": names[line.department_code],
        "state": state_tag(line.state),
        "role": role_tag(line.role),
        "place": f"{held.table} / {held.field}" if held else "",
        "due_at": line.due_at,
        "light": clock_of(line),
    }


@look.page
def list_disputes(request: HttpRequest) -> HttpResponseBase:
    """Show the disputes a person's department is party to; for the bureau all of them."""
    names, areas = name_organisations(), name_areas()
    disputes = api.list_disputes(look.actor(request))
    rows = [_dispute_row(dispute, names, areas) for dispute in disputes]
    view = TableView(
        title=_("要素争议"),
        columns=(
            Column("number", _("争议编号"), "code", link="url"),
            Column("name", _("要素名称"), sortable=True, link="url"),
            Column("area", _("区域")),
            Column("kind", _("事由")),
            Column("parties", _("涉及单位")),
            Column("opened_at", _("提出时间"), "datetime", sortable=True),
            Column("due_at", _("裁定期限"), "datetime", sortable=True),
            Column("light", _("时限"), "level"),
            Column("state", _("状态"), "tag"),
        ),
        filters=(Filter("q", _("要素、单位或编号")),),
        fetch=lambda asked: page_of(rows, asked),
        export_name="claim-disputes",
        empty_title=_("没有争议"),
        empty_hint=_("两个单位认领同一要素，或单位提出异议时，会列在这里由数据局裁定。"),
    )
    crumbs = [Crumb(_("要素认领"), reverse("claims:list")), Crumb(_("要素争议"))]
    return look.respond_table(request, view, context={"crumbs": crumbs})


def _dispute_row(dispute: DisputeInfo, names: Mapping[str, str], areas: Mapping[str, str]) -> Row:
    return {
        "url": reverse("claims:dispute", args=[dispute.id]),
        "number": dispute.number,
        "name": dispute.template.name_zh,
        "area": areas[dispute.area_code],
        "kind": DISPUTE_KINDS[dispute.kind],
        "parties": "、".join(names[party.department_code] for party in dispute.parties),
        "opened_at": dispute.opened_at,
        "due_at": dispute.due_at,
        "light": dispute.light,
        "state": dispute_tag(dispute.state),
    }


@look.page
def list_listed(request: HttpRequest) -> HttpResponseBase:
    """Show the city's list: which department answers for which element."""
    names, areas = name_organisations(), name_areas()
    listed = api.list_listed(look.actor(request))
    rows = [_listed_row(element, names, areas) for element in listed]
    view = TableView(
        title=_("数据要素清单"),
        columns=(
            Column("code", _("要素编码"), "code", sortable=True, link="url"),
            Column("name", _("要素名称"), sortable=True, link="url"),
            Column("level", _("层级"), sortable=True),
            Column("type", _("数据类型")),
            Column("authority", _("数源单位"), sortable=True),
            Column("area", _("区域"), sortable=True),
            Column("users", _("使用单位")),
            Column("share", _("共享类型"), "tag"),
            Column("coverage", _("覆盖范围")),
            Column("entry", _("目录信息项"), "code", link="entry_url"),
            Column("listed_at", _("列入时间"), "date", sortable=True),
        ),
        filters=(Filter("q", _("要素、单位或编码")),),
        fetch=lambda asked: page_of(rows, asked),
        export_name="element-list",
        empty_title=_("清单还是空的"),
        empty_hint=_("要素经单位认领、规范性审核通过并列入后，会在这里公布数源单位。"),
    )
    return look.respond_table(request, view)


def _listed_row(element: ListedElement, names: Mapping[str, str], areas: Mapping[str, str]) -> Row:
    return {
        "code": element.code,
        "url": reverse("claims:template", args=[element.code]),
        "name": element.name_zh,
        "level": LEVEL_WORDS[element.level],
        "type": say_type(element.data_type, element.length),
        "authority": names[element.authority_code],
        "area": areas[element.area_code],
        "users": "、".join(names[code] for code in element.users),
        "share": share_tag(element.share_type),
        "coverage": element.coverage,
        "entry": f"{element.resource_key}.{element.column}",
        "entry_url": reverse("catalog:entry", args=[element.resource_key]),
        "listed_at": element.listed_at,
    }
