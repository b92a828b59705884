"""What a person says on the page of a drafted table: each verb calls the door."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.data.survey import api
from chengshu.data.survey.contracts import Band
from chengshu.data.survey.errors import LineRefusedError
from chengshu.data.survey.forms import LineForm
from chengshu.data.survey.labels import label_field
from chengshu.data.survey.views.names import list_choices, read_names

SUBMIT = "submit"
_DIGITS = 9  # of a revision


@dataclass(frozen=True)
class Said:
    """One verb with its line (or band), and who says it of which table."""

    request: HttpRequest
    actor: Actor
    draft: int
    target: str

    @property
    def revision(self) -> int:
        """Which scan's proposals the person saw."""
        text = self.request.POST.get("revision", "")
        return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else 0

    @property
    def reason(self) -> str:
        """Why, in the person's words."""
        return self.request.POST.get("reason", "")


def _accept(said: Said) -> str:
    api.accept_line(said.actor, said.draft, said.target, revision=said.revision)
    return _("已确认 1 行。")


def _accept_above(said: Said) -> str:
    band = said.target
    if band not in {each.value for each in Band}:
        raise LineRefusedError(field=_("把握"), reason=band)
    count = api.accept_above(said.actor, said.draft, Band(band), revision=said.revision)
    return _("已确认 %(count)s 行。") % {"count": count}


def _correct(said: Said) -> str:
    info = api.get_draft(said.actor, said.draft)
    found = info.find_line(said.target)
    if found is None:
        raise LineRefusedError(field=said.target, reason=_("表中没有这一行"))
    form = LineForm(found, list_choices(found, read_names(said.actor)), said.request.POST)
    if not form.is_valid():
        name, faults = next(iter(form.errors.items()))
        raise LineRefusedError(field=label_field(name), reason=" ".join(map(str, faults)))
    values = form.to_values()
    api.correct_line(said.actor, said.draft, said.target, values=values, revision=said.revision)
    return _("已按修改确认 1 行。")


def _leave_out(said: Said) -> str:
    api.leave_out_line(said.actor, said.draft, said.target, revision=said.revision)
    return _("此字段不编入目录。")


def _reopen(said: Said) -> str:
    api.reopen_line(said.actor, said.draft, said.target, revision=said.revision)
    return _("已重新打开 1 行。")


def _join(said: Said) -> str:
    api.join_entry(said.actor, said.draft, said.target, revision=said.revision)
    return _("已并入目录，表级信息沿用该目录。")


def _undo(said: Said) -> str:
    lines = api.undo_step(said.actor, said.draft)
    return _("已撤销上一步（%(count)s 行）。") % {"count": len(lines)}


def _submit(said: Said) -> str:
    done = api.submit_draft(said.actor, said.draft, revision=said.revision)
    return _("已提交部门审核：确认 %(accepted)s 行，修改 %(corrected)s 行，未编入 %(out)s 行。") % {
        "accepted": done.accepted,
        "corrected": done.corrected,
        "out": done.left_out,
    }


def _set_aside(said: Said) -> str:
    api.set_aside(said.actor, said.draft, reason=said.reason)
    return _("此表已搁置，不编入目录。")


def _take_back(said: Said) -> str:
    api.take_back(said.actor, said.draft, reason=said.reason)
    return _("此表已恢复待确认。")


def _attach(said: Said) -> str:
    api.attach_table(said.actor, said.draft)
    return _("已挂接此表，数据可以入库。")


def _clear(said: Said) -> str:
    api.clear_secret(said.actor, said.draft, said.target, reason=said.reason)
    return _("已解除秘密标记，等待部门确认。")


VERBS: dict[str, Callable[[Said], str]] = {
    "accept": _accept,
    "above": _accept_above,
    "save": _correct,
    "out": _leave_out,
    "reopen": _reopen,
    "join": _join,
    "undo": _undo,
    SUBMIT: _submit,
    "aside": _set_aside,
    "back": _take_back,
    "attach": _attach,
    "clear": _clear,
}
