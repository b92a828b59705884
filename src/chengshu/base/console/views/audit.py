"""The auditor's pages: the record, one line of it with its proof, and the check of the chain."""

import datetime as dt
import json
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.audit import api as audit
from chengshu.base.audit.contracts import EntryFilter, EntryInfo, FaultKind
from chengshu.base.console import words
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Column, Crumb, Filter, TablePage, TableRequest, TableView
from chengshu.base.look.contracts import Tag as Pill

DAY = dt.timedelta(days=1)
SHOWN_FAULTS = 200
COLUMNS = (
    Column("number", _("序号"), "code", sortable=True, link="url"),
    Column("at", _("时间"), "datetime"),
    Column("who", _("操作人")),
    Column("organisation", _("单位")),
    Column("action", _("操作")),
    Column("subject", _("对象"), "code"),
    Column("outcome", _("结果"), "tag"),
    Column("address", _("地址"), "code"),
)
EXPORTED = (Column("code", _("操作代码"), "code"), Column("detail", _("明细")))
FAULT_WORDS = {
    FaultKind.CHANGED: _("内容与摘要不符：这一条写入后被改动过。"),
    FaultKind.REMOVED: _("从这一序号起缺少记录：有记录被删除。"),
    FaultKind.INSERTED: _("与前一条不衔接，或超出链尾：这一条是插入的。"),
    FaultKind.FORGED_HEAD: _("链尾的签章不是本系统所签：链尾被伪造或密钥被更换。"),
}


@require_GET
@look.page
def list_entries(request: HttpRequest) -> HttpResponseBase:
    """List who did what, newest first; looking is recorded too."""
    actor = look.actor(request)
    head = audit.get_head(actor)
    up_to = _hold_still(request, head.number)
    names = {one.code: one.name for one in accounts.list_organisations()}

    def fetch(asked: TableRequest) -> TablePage:
        found = audit.list_entries(
            actor,
            read_filter(asked.filters, up_to),
            page=asked.page,
            page_size=asked.page_size,
            oldest_first=asked.sort == "number" and not asked.descending,
        )
        return TablePage([_row(entry, names) for entry in found.entries], found.total)

    view = TableView(
        title=_("审计记录"),
        columns=(*COLUMNS, *(EXPORTED if "export" in request.GET else ())),
        filters=(
            Filter("who", _("姓名或用户名")),
            Filter("action", _("操作"), "choice", words.list_actions()),
            Filter("subject", _("对象")),
            Filter(
                "outcome", _("结果"), "choice", [(k, w) for k, (w, _t) in words.OUTCOMES.items()]
            ),
            Filter("since", _("自"), "date"),
            Filter("until", _("至"), "date"),
        ),
        fetch=fetch,
        export_name=gettext("审计记录"),
        default_sort="-number",
    )
    return look.respond_table(request, view, template="console/audit.html", context={"head": head})


def _hold_still(request: HttpRequest, newest: int) -> int:
    """Return the highest line of this reading, and hand it on to the table's other pages.

    Each page that is read adds a line; without this, page 2 would repeat the end of page 1.
    """
    asked = request.GET.get("upto", "")
    is_first = request.GET.get("page", "") in {"", "1"}
    up_to = newest if is_first or not asked.isdecimal() else min(int(asked[:18]), newest)
    query = request.GET.copy()
    query["upto"] = str(up_to)
    request.GET = QueryDict(query.urlencode())
    return up_to


def read_filter(filters: Mapping[str, str], up_to: int) -> EntryFilter:
    """Return the filter of the chain for the filters of the table."""
    until = _start_of(filters.get("until", ""))
    return EntryFilter(
        who=filters.get("who", ""),
        action=filters.get("action", ""),
        subject=filters.get("subject", ""),
        outcome=filters.get("outcome", ""),
        since=_start_of(filters.get("since", "")),
        until=until + DAY if until else None,
        up_to=up_to,
    )


def _start_of(text: str) -> dt.datetime | None:
    day = parse_date(text) if text else None
    if day is None or not dt.MINYEAR < day.year < dt.MAXYEAR:
        return None
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _row(entry: EntryInfo, names: Mapping[str, str]) -> Mapping[str, object]:
    return {
        "number": entry.number,
        "url": reverse("console:entry", args=[entry.number]),
        "at": entry.at,
        "who": name_who(entry),
        "organisation": names.get(entry.organisation_code, entry.organisation_code),
        "action": words.name_action(entry.action),
        "subject": entry.subject,
        "outcome": outcome_of(entry),
        "address": entry.address,
        "code": entry.action,
        "detail": json.dumps(entry.detail, ensure_ascii=False) if entry.detail else "",
    }


def name_who(entry: EntryInfo) -> str:
    """Return the full name with the user name behind it; the program itself by its task."""
    if entry.username.startswith("system:"):
        return words.name_program(entry.username)
    return f"{entry.name} {entry.username}".strip()


def outcome_of(entry: EntryInfo) -> Pill:
    """Return the outcome of a line as a pill."""
    word, tone = words.OUTCOMES.get(entry.outcome, (entry.outcome, "neutral"))
    return Pill(word, tone)


@require_GET
@look.page
def show_entry(request: HttpRequest, number: int) -> HttpResponse:
    """Show one line: what it says, the text that was digested, and whether the digests agree."""
    actor = look.actor(request)
    head = audit.get_head(actor)
    proof = audit.get_entry(actor, min(number, 2**62))
    entry = proof.entry
    organisation = accounts.find_organisation(entry.organisation_code)
    context = {
        "proof": proof,
        "entry": entry,
        "action": words.name_action(entry.action),
        "room": words.name_room(entry.action.partition(".")[0]),
        "outcome": outcome_of(entry),
        "organisation": organisation.name if organisation else entry.organisation_code,
        "detail": [(key, _plain(value)) for key, value in entry.detail.items()],
        "content": _readable(proof.content),
        "earlier": entry.number - 1,
        "later": entry.number + 1 if entry.number < head.number else 0,
        "crumbs": (Crumb(_("审计记录"), reverse("console:audit")), Crumb(f"№ {entry.number}")),
    }
    return render(request, "console/entry.html", context)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _readable(content: str) -> str:
    """Return the digested text unfolded: its escapes, and the JSON within the detail."""
    said = json.loads(content)
    said["detail"] = json.loads(said["detail"])
    return json.dumps(said, ensure_ascii=False, indent=2, sort_keys=True)


@require_http_methods(["GET", "POST"])
@look.page
def verify_chain(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain on a click, and say what was found and what to do about it."""
    actor = look.actor(request)
    access.check(actor, "audit.verify")
    may_list = access.may(actor, "audit.list_entries")
    crumbs = [Crumb(_("审计记录"), reverse("console:audit") if may_list else "")]
    context: dict[str, object] = {
        "crumbs": [*crumbs, Crumb(_("核验链条"))],
        "may_list": may_list,
    }
    if request.method == "POST":
        report = audit.verify_chain(actor)
        faults = [(one.number, FAULT_WORDS[one.kind]) for one in report.faults[:SHOWN_FAULTS]]
        context |= {"report": report, "faults": faults, "hidden": len(report.faults) - len(faults)}
    return render(request, "console/verify.html", context)
