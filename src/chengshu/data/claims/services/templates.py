"""Writes of templates: national ones from the pack, local and extension ones by people."""

from collections.abc import Iterable
from dataclasses import fields

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.claims.checks import check_reason, check_template
from chengshu.data.claims.contracts import ClaimState, EventKind, Template
from chengshu.data.claims.errors import (
    BadTemplateError,
    DecidedTemplateError,
    NationalTemplateError,
    RetiredTemplateError,
    TemplateNotFoundError,
)
from chengshu.data.claims.models import Line, TemplateRow
from chengshu.data.claims.naming import name_key
from chengshu.data.claims.services.events import add_event
from chengshu.data.claims.services.steps import demand_person, move
from chengshu.data.elements.contracts import Level

_FIELDS = tuple(field.name for field in fields(Template))


@transaction.atomic
def load_templates(*, actor: Actor, templates: Iterable[Template]) -> int:
    """Keep the templates of a pack; return how many changed. Those that stand cost no query."""
    known = {row.code: row for row in TemplateRow.objects.all()}
    return sum(
        save_template(actor=actor, template=template, from_pack=True)
        for template in templates
        if template.code not in known or not _same(known[template.code], template)
    )


@transaction.atomic
def save_template(*, actor: Actor, template: Template, from_pack: bool = False) -> bool:
    """Keep a template; return whether anything changed.

    Cities only add: a national template comes from the pack alone, and a template that some
    department has answered keeps its definition. The same template again changes nothing.

    Raises:
        NationalTemplateError: A person would write a national template.
        DecidedTemplateError: Departments have answered it.
        BadTemplateError: It breaks a rule, or takes the place of another one.
    """
    check_template(template)
    known = TemplateRow.objects.select_for_update().filter(code=template.code).first()
    if known is not None and _same(known, template):
        return False
    if not from_pack:
        _refuse_changes(template, known)
    _refuse_doubles(template)
    row = known or TemplateRow(code=template.code)
    for name in _FIELDS:
        setattr(row, name, getattr(template, name))
    row.name_key = name_key(template.name_zh)
    row.saved_at, row.saved_by = clock.now(), actor.username
    _save(row)
    return True


@transaction.atomic
def retire_template(*, actor: Actor, code: str, reason: str) -> int:
    """Retire a template; return how many departments no longer need to answer it.

    What departments claimed stays and goes on; lines nobody answered are closed with the reason.
    The name and the data element are free for a new template.

    Raises:
        ClaimReasonNeededError: No reason is given.
        NationalTemplateError: It comes from the pack.
        RetiredTemplateError: It is retired already.
        TemplateNotFoundError: There is none.
    """
    demand_person(actor)
    text = check_reason(reason, _("停用原因"))
    row = TemplateRow.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise TemplateNotFoundError(kind="", key=code)
    if row.level == Level.NATIONAL:
        raise NationalTemplateError(key=code)
    if row.retired_at is not None:
        raise RetiredTemplateError(key=code)
    row.retired_at, row.retired_reason = clock.now(), text
    row.retired_by, row.retired_by_name = actor.username, actor.name
    row.save()
    waiting = list(row.lines.select_for_update().filter(state=ClaimState.ISSUED))
    for line in waiting:
        line.reason = text
        move(line, ClaimState.NOT_APPLICABLE)
        line.save()
        add_event(actor, line, EventKind.RETIRED, reason=text)
    return len(waiting)


def _same(row: TemplateRow, template: Template) -> bool:
    return all(getattr(row, name) == getattr(template, name) for name in _FIELDS)


def _refuse_changes(template: Template, known: TemplateRow | None) -> None:
    if template.level is Level.NATIONAL or (known and known.level == Level.NATIONAL):
        raise NationalTemplateError(key=template.code)
    if known is None:
        return
    if known.retired_at is not None:
        raise RetiredTemplateError(key=template.code)
    if known.organisation_code != template.organisation_code or known.level != template.level:
        raise BadTemplateError(
            field=_("要素编码"),
            reason=_("“%(code)s”已被另一要素使用") % {"code": template.code},
        )
    if Line.objects.filter(template=known).exclude(state=ClaimState.ISSUED).exists():
        raise DecidedTemplateError(key=template.code)


def _refuse_doubles(template: Template) -> None:
    """Local elements only add: what another template means already is not drawn up again."""
    others = TemplateRow.objects.filter(retired_at=None).exclude(code=template.code)
    shared = others.filter(organisation_code="")
    own = others.filter(organisation_code=template.organisation_code)
    same_name = (shared | own).filter(name_key=name_key(template.name_zh)).first()
    if same_name is not None:
        raise BadTemplateError(
            field=_("要素名称"),
            reason=_("与“%(code)s %(name)s”重名，只能补充尚未列入的要素")
            % {"code": same_name.code, "name": same_name.name_zh},
        )
    same_element = (
        template.element_code and shared.filter(element_code=template.element_code).first()
    )
    if same_element:
        raise BadTemplateError(
            field=_("数据元"),
            reason=_("数据元“%(element)s”已由“%(code)s %(name)s”使用")
            % {
                "element": template.element_code,
                "code": same_element.code,
                "name": same_element.name_zh,
            },
        )


def _save(row: TemplateRow) -> None:
    """Save; two people adding the same element at once are told apart by the database."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise BadTemplateError(
            field=_("要素名称"), reason=_("同名或同一数据元的要素刚刚由他人新增")
        ) from error
