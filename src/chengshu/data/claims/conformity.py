"""The conformity review's rules (规范性审核): what a machine can say before a person looks."""

from collections.abc import Callable

from chengshu.base.accounts.contracts import Actor
from chengshu.data.catalog import api as catalog
from chengshu.data.claims.contracts import ClaimRole, RuleResult
from chengshu.data.claims.models import Line
from chengshu.data.claims.naming import name_key
from chengshu.data.claims.rulebook import read_rules
from chengshu.data.elements import api as elements

Finding = tuple[bool, str, str]  # passed, expected, found


def examine(actor: Actor, line: Line) -> tuple[RuleResult, ...]:
    """Return what every rule of the rulebook says of a claimed line."""
    required = read_rules().required
    results = []
    for rule, check in RULES.items():
        passed, expected, found = check(actor, line)
        results.append(RuleResult(rule, passed, required[rule], expected, found))
    return tuple(results)


def _name(actor: Actor, line: Line) -> Finding:
    """The local name is the element's, or one it is known by (width and blanks do not count)."""
    expected, found = line.template.name_zh, line.local_name
    element = elements.find_element(actor, line.template.element_code)
    known = {name_key(expected), *map(name_key, element.aliases if element else ())}
    return name_key(found) in known, expected, found


def _type(_actor: Actor, line: Line) -> Finding:
    """The local type fits the template's, and the field is no longer than it allows."""
    template = line.template
    fits = line.data_type in read_rules().fitting_types[template.data_type]
    is_short = not template.length or not line.length or line.length <= template.length
    return (
        fits and is_short,
        _say_type(template.data_type, template.length),
        _say_type(line.data_type, line.length),
    )


def _say_type(data_type: str, length: int | None) -> str:
    return f"{data_type}({length})" if length else data_type


def _code_set(_actor: Actor, line: Line) -> Finding:
    """Where the template names a code table, the field uses it, or codes that mean the same."""
    expected, found = line.template.code_table, line.code_table
    if not expected or expected == found:
        return True, expected, found
    own = catalog.code_names(found) if found else {}
    wanted = catalog.code_names(expected)
    same = all(name_key(wanted.get(code, "")) == name_key(name) for code, name in own.items())
    return bool(own) and same, expected, found


def _duplicate(_actor: Actor, line: Line) -> Finding:
    """No other element is claimed for the same field."""
    place = f"{line.system}/{line.table}/{line.field}"
    others = Line.objects.filter(
        department_code=line.department_code,
        system=line.system,
        table=line.table,
        field=line.field,
        role=ClaimRole.AUTHORITY,
    ).exclude(pk=line.pk)
    codes = "、".join(others.order_by("id").values_list("template__code", flat=True)[:5])
    return not codes, place, codes or place


def _share(_actor: Actor, line: Line) -> Finding:
    """The declared share type is no tighter than the template's of today."""
    expected, found = line.template.share_type, line.share_type
    return found <= expected, expected, found


def _catalogue(actor: Actor, line: Line) -> Finding:
    """The item stands in an entry of the catalogue."""
    expected = f"{line.resource_key}.{line.column}"
    entry = catalog.find_resource(actor, line.resource_key, working=True)
    found = entry is not None and entry.find_item(line.column) is not None
    return found, expected, expected if found else ""


RULES: dict[str, Callable[[Actor, Line], Finding]] = {
    "name": _name,
    "type": _type,
    "code_set": _code_set,
    "duplicate": _duplicate,
    "share": _share,
    "catalogue": _catalogue,
}
