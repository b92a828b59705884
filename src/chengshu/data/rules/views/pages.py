"""The page of a resource's rules."""

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from chengshu.base.look import api as look
from chengshu.base.look.contracts import Column, TablePage, TableRequest, TableView, Tag
from chengshu.data.rules import api


@look.page
def show_rules(request: HttpRequest, key: str) -> HttpResponseBase:
    """Show what every row of a resource is judged by."""
    rules = api.list_rules(look.actor(request), key)

    def fetch(asked: TableRequest) -> TablePage:
        page = rules[asked.offset : asked.offset + asked.page_size]
        cells = [
            {
                "code": rule.spec.code,
                "title": rule.title,
                "label": rule.label,
                "expects": rule.expects,
                "origin": Tag(_("目录"), "neutral") if rule.is_default else Tag(_("自定"), "info"),
            }
            for rule in page
        ]
        return TablePage(cells, len(rules))

    view = TableView(
        title=_("质检规则：%(key)s") % {"key": key},
        columns=(
            Column("title", _("规则")),
            Column("label", _("信息项")),
            Column("expects", _("要求")),
            Column("origin", _("来源"), "tag"),
            Column("code", _("规则代码"), "code"),
        ),
        filters=(),
        fetch=fetch,
        export_name=f"rules-{key}",
        page_size=50,
    )
    return look.respond_table(request, view)
