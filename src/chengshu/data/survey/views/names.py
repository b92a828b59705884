"""Codes of lines in words, and the choices of their fields; read once per page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chengshu.base.accounts.contracts import Actor
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ClassNode
from chengshu.data.elements import api as elements
from chengshu.data.elements.contracts import Term
from chengshu.data.survey.contracts import Line, Value
from chengshu.data.survey.labels import KIND_LABELS

Choice = tuple[str, str]
_NOTHING: Choice = ("", "—")
_FREE = frozenset({"element"})  # named where known, but any code may be written
_GRADES = range(1, 5)
_LEAF_DIGITS = 6


@dataclass(frozen=True)
class Names:
    """Code to name by field; a field that is not here prints its value as it is."""

    fields: Mapping[str, Mapping[str, str]]

    def word(self, field: str, value: Value) -> str:
        """Return a value as a person reads it; empty for nothing."""
        if isinstance(value, bool):
            return _("是") if value else _("否")
        text = "" if value is None else str(value)
        return self.fields.get(field, {}).get(text, text)

    def choices(self, field: str) -> Sequence[Choice]:
        """Return what may be chosen for a field, nothing first; empty where any text may stand."""
        if field in _FREE or field not in self.fields:
            return ()
        return (_NOTHING, *self.fields[field].items())


def read_names(actor: Actor, lines: Iterable[Line] = ()) -> Names:
    """Return all names that `lines` need, and the choices of their fields."""
    words = elements.vocabulary()
    items = catalog.get_item_names(actor)
    grades = {str(grade): _("%(grade)s 级") % {"grade": grade} for grade in _GRADES}
    return Names({
        "class_path": _leaves(catalog.list_classes(actor)),
        "format": catalog.domain_names("formats"),
        "share_mode": catalog.domain_names("share_modes"),
        "share_type": catalog.domain_names("share_types"),
        "update_cycle": catalog.domain_names("update_cycles"),
        "data_type": catalog.domain_names("item_types"),
        "grade": grades,
        "mask": items.masks,
        "code_table": items.tables,
        "identifier": _terms(words.identifiers),
        "personal": _terms(words.personal),
        "element": _elements(actor, lines),
        "kind": {kind: str(label) for kind, label in KIND_LABELS.items()},
    })


def _terms(terms: Mapping[str, Term]) -> dict[str, str]:
    is_chinese = (get_language() or "zh").startswith("zh")
    return {code: term.name_zh if is_chinese else term.name_en for code, term in terms.items()}


def _elements(actor: Actor, lines: Iterable[Line]) -> dict[str, str]:
    """Return the names of the elements that lines mention, proposed or considered."""
    mentioned = [line for line in lines if line.column]
    codes = {str(line.values["element"] or "") for line in mentioned}
    codes |= {
        code
        for line in mentioned
        for drift in line.drifts
        if drift.field == "element"
        for code in (drift.before, drift.after)
    }
    found = (elements.find_element(actor, code) for code in codes if code)
    return {each.code: each.name_zh for each in found if each is not None}


def _leaves(nodes: Sequence[ClassNode]) -> dict[str, str]:
    """Return the leaves of the class tree, each with the name of its item."""
    names = {node.code: node.name for node in nodes}
    parents = {node.parent for node in nodes}
    return {
        node.code: f"{node.code} {names.get(node.parent, '')} / {node.name}"
        for node in nodes
        if len(node.code) >= _LEAF_DIGITS and node.code not in parents
    }


def list_choices(line: Line, names: Names) -> dict[str, object]:
    """Return the choices of each field of a line."""
    return {name: tuple(names.choices(name)) for name in line.fields}
