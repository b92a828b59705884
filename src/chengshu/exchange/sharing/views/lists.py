"""The lists of sharing: what can be asked for, requests, grants."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from chengshu.base.look import api as look
from chengshu.base.look.contracts import Column, Filter, TablePage, TableRequest, TableView, Tag
from chengshu.exchange.sharing import api
from chengshu.exchange.sharing.contracts import GrantInfo, Offer, OfferQuery, RequestInfo
from chengshu.exchange.sharing.wordings import (
    GRANT_STANDINGS,
    REQUEST_STATES,
    SHARE_TYPES,
    name_organisations,
)

Row = Mapping[str, object]


@look.page
def list_offers(request: HttpRequest) -> HttpResponseBase:
    """Show what can be asked for, read from the catalogue."""
    actor = look.actor(request)

    def fetch(asked: TableRequest) -> TablePage:
        query = OfferQuery(
            text=asked.filters.get("q", ""),
            share_type=asked.filters.get("share_type", ""),
            page=asked.page,
            page_size=asked.page_size,
        )
        offers, total = api.list_offers(actor, query)
        return TablePage([_offer_row(offer) for offer in offers], total)

    view = TableView(
        title=_("可申请的数据"),
        columns=(
            Column("title", _("信息资源"), link="url"),
            Column("provider", _("提供单位")),
            Column("share_type", _("共享类型"), "tag"),
            Column("days", _("答复时限（工作日）"), "number"),
            Column("abstract", _("摘要")),
        ),
        filters=(
            Filter("q", _("关键词")),
            Filter("share_type", _("共享类型"), "choice", _choices(SHARE_TYPES)),
        ),
        fetch=fetch,
        export_name="offers",
        empty_title=_("目录中没有符合条件的资源"),
        empty_hint=_("换一个关键词，或请数据局协调提供单位编目。"),
    )
    return look.respond_table(request, view)


@look.page
def list_requests(request: HttpRequest) -> HttpResponseBase:
    """Show the requests of and to one's organisation."""
    names = name_organisations()
    rows = [_request_row(info, names) for info in api.list_requests(look.actor(request))]
    view = TableView(
        title=_("共享申请"),
        columns=(
            Column("number", _("申请编号"), "code", link="url"),
            Column("title", _("信息资源")),
            Column("applicant", _("申请单位")),
            Column("provider", _("提供单位")),
            Column("asked_at", _("申请时间"), "datetime", sortable=True),
            Column("due_at", _("办理期限"), "datetime", sortable=True),
            Column("light", _("时限"), "level"),
            Column("state", _("状态"), "tag"),
        ),
        filters=(
            Filter("q", _("关键词")),
            Filter("state", _("状态"), "choice", _choices(REQUEST_STATES)),
        ),
        fetch=lambda asked: page_of(rows, asked),
        export_name="share-requests",
        default_sort="-asked_at",
        empty_title=_("还没有共享申请"),
        empty_hint=_("在“可申请的数据”中选择资源并提交申请。"),
    )
    return look.respond_table(request, view)


@look.page
def list_grants(request: HttpRequest) -> HttpResponseBase:
    """Show the grants by and to one's organisation, each in its last version."""
    names = name_organisations()
    rows = [_grant_row(grant, names) for grant in api.list_grants(look.actor(request))]
    view = TableView(
        title=_("共享授权"),
        columns=(
            Column("number", _("授权编号"), "code", link="url"),
            Column("title", _("信息资源")),
            Column("application", _("应用"), "code"),
            Column("applicant", _("使用单位")),
            Column("provider", _("提供单位")),
            Column("valid_until", _("有效期至"), "date", sortable=True),
            Column("quota", _("每日上限"), "number"),
            Column("state", _("状态"), "tag"),
        ),
        filters=(
            Filter("q", _("关键词")),
            Filter("state", _("状态"), "choice", _choices(GRANT_STANDINGS)),
        ),
        fetch=lambda asked: page_of(rows, asked),
        export_name="grants",
        empty_title=_("还没有授权"),
        empty_hint=_("申请办结后，授权会出现在这里。"),
    )
    return look.respond_table(request, view)


def page_of(rows: Sequence[Row], asked: TableRequest) -> TablePage:
    """Return one page of `rows`: searched by `q`, narrowed by `state`, sorted."""
    text, state = asked.filters.get("q", "").lower(), asked.filters.get("state", "")
    found = [
        row
        for row in rows
        if (not state or row["standing"] == state)
        and (not text or any(text in str(value).lower() for value in row.values()))
    ]
    if asked.sort:
        found.sort(key=lambda row: str(row[asked.sort]), reverse=asked.descending)
    return TablePage(found[asked.offset : asked.offset + asked.page_size], len(found))


def _choices(tags: Mapping[str, Tag]) -> list[tuple[str, object]]:
    return [(key, tag.text) for key, tag in tags.items()]


def _offer_row(offer: Offer) -> Row:
    return {
        "title": offer.title,
        "url": reverse("sharing:ask", args=[offer.resource_code]),
        "provider": offer.provider_name,
        "share_type": SHARE_TYPES.get(offer.share_type, ""),
        "days": offer.days or None,
        "abstract": offer.abstract,
    }


def _request_row(info: RequestInfo, names: Mapping[str, str]) -> Row:
    return {
        "number": info.number,
        "url": reverse("sharing:request", args=[info.id]),
        "title": info.resource_title,
        "applicant": names[info.organisation_code],
        "provider": names[info.provider_code],
        "asked_at": info.asked_at,
        "due_at": info.due_at,
        "light": info.light,
        "state": REQUEST_STATES[info.state],
        "standing": info.state.value,
    }


def _grant_row(grant: GrantInfo, names: Mapping[str, str]) -> Row:
    standing = api.grant_standing(grant)
    return {
        "number": grant.number,
        "url": reverse("sharing:grant", args=[grant.number]),
        "title": grant.resource_title,
        "application": grant.application_code,
        "applicant": names[grant.organisation_code],
        "provider": names[grant.provider_code],
        "valid_until": grant.valid_until,
        "quota": grant.daily_quota,
        "state": GRANT_STANDINGS[standing],
        "standing": standing,
    }
