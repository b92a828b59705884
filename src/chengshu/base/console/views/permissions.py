"""The policy as a table: who may do what, how far."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from chengshu.base.access import api as access
from chengshu.base.access.contracts import Rule
from chengshu.base.accounts.contracts import Role
from chengshu.base.console import words
from chengshu.base.look import api as look
from chengshu.base.look.contracts import Column, Filter, TablePage, TableRequest, TableView
from chengshu.base.look.contracts import Tag as Pill

UNSEEN = frozenset({Role.SYSTEM, Role.CITIZEN})  # no person's post is judged by these


@require_GET
@look.page
def list_permissions(request: HttpRequest) -> HttpResponseBase:
    """Show every permission with the roles that hold it; nothing can be changed here."""
    access.check(look.actor(request), "console.read_policy")
    rules = access.list_rules()
    rooms = dict.fromkeys(rule.permission.partition(".")[0] for rule in rules)
    roles = [role for role in Role if role not in UNSEEN]

    def fetch(asked: TableRequest) -> TablePage:
        found = [_row(rule, roles) for rule in rules if _matches(rule, asked.filters)]
        if asked.sort:
            found.sort(key=lambda row: str(row[asked.sort]), reverse=asked.descending)
        return TablePage(found[asked.offset : asked.offset + asked.page_size], len(found))

    view = TableView(
        title=_("权限表"),
        columns=(
            Column("title", _("事项"), sortable=True),
            Column("room", _("模块"), sortable=True),
            *(Column(role.value, words.ROLE_WORDS[role], "tag") for role in roles),
            Column("code", _("代码"), "code", sortable=True),
        ),
        filters=(
            Filter("q", _("事项或代码")),
            Filter("room", _("模块"), "choice", [(one, words.name_room(one)) for one in rooms]),
            Filter("role", _("岗位"), "choice", [(r.value, words.ROLE_WORDS[r]) for r in roles]),
        ),
        fetch=fetch,
        export_name=gettext("权限表"),
        page_size=50,
    )
    return look.respond_table(request, view, template="console/permissions.html")


def _matches(rule: Rule, filters: Mapping[str, str]) -> bool:
    text, role = filters.get("q", ""), filters.get("role", "")
    return (
        (text in gettext(rule.title) or text in rule.permission)
        and rule.permission.startswith(f"{filters['room']}." if "room" in filters else "")
        and (not role or Role(role) in rule.roles)
    )


def _row(rule: Rule, roles: list[Role]) -> dict[str, object]:
    cells = {role.value: _cell(rule, role) for role in roles}
    return {
        "title": gettext(rule.title),
        "room": words.name_room(rule.permission.partition(".")[0]),
        "code": rule.permission,
        **cells,
    }


def _cell(rule: Rule, role: Role) -> Pill | None:
    scope = rule.roles.get(role)
    if scope is None:
        return None
    word, tone = words.SCOPE_WORDS[scope]
    grade = rule.grades.get(role)
    text = gettext("%(scope)s，%(grade)s 级以下") % {"scope": word, "grade": grade}
    return Pill(text if grade else word, tone)
