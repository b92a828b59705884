"""Elements are issued, claimed, disputed, reviewed and listed, so that the boards are alive."""

from collections.abc import Iterator, Mapping
from typing import cast

from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ResourceInfo, ShareType
from chengshu.data.claims import api as claims
from chengshu.data.claims.contracts import (
    POSITIVE,
    ClaimInfo,
    ClaimQuery,
    ClaimState,
    Holding,
    Template,
    TemplateQuery,
)
from cities.demo import pack
from cities.demo.journey.walk import Walk
from cities.demo.report import Check, at_least, count

_ALL = 2_000
_WAYS = {"claimed": (), "disputed": (), "format_review": ("submit",)} | {
    "returned": ("submit", "return"),
    "listed": ("submit", "approve", "list"),
}
Lines = Mapping[tuple[str, str], ClaimInfo]


def _plan(name: str) -> list[list[object]]:
    return cast("list[list[object]]", pack.read_yaml("claiming.yaml")[name])


def _issue(walk: Walk) -> set[tuple[str, str]]:
    """Issue what the plan says and return the pairs of element and department."""
    bureau = walk.person("guanli")
    pairs: set[tuple[str, str]] = set()
    issues = cast("list[Mapping[str, list[str]]]", pack.read_yaml("claiming.yaml")["issues"])
    for entry in issues:
        owners = {
            standing.template.code: standing.template.organisation_code
            for duty in entry["duties"]
            for standing in claims.list_templates(
                bureau, TemplateQuery(duty_line=duty, page_size=_ALL)
            ).rows
        }
        departments = entry["departments"]
        claims.issue_templates(bureau, codes=owners, departments=departments)
        pairs |= {
            (code, department)
            for code, owner in owners.items()
            for department in departments
            if owner in {"", department}
        }
    return pairs


def _lines(walk: Walk) -> Lines:
    found = claims.list_claims(walk.actor, ClaimQuery(page_size=_ALL)).rows
    return {(line.template.code, line.department_code): line for line in found}


def _hold(template: Template, entry: ResourceInfo, column: str) -> Holding:
    """Return where a published entry holds an element, said as its own people would."""
    item = next(item for item in entry.items if item.column == column)
    share = min(entry.share_type or template.share_type, template.share_type)
    return Holding(
        system=entry.system_code,
        table=entry.attachment.table if entry.attachment else entry.title,
        field=item.source_column,
        local_name=item.name_zh,
        data_type=item.data_type,
        coverage=f"全市，见“{entry.title}”",
        share_type=share,
        length=item.length,
        code_table=item.code_table,
        share_condition="限政务服务核验使用" if share is ShareType.CONDITIONAL else "",
        resource_key=entry.key,
    )


def _claim_all(walk: Walk, lines: Lines) -> None:
    entries = catalog.read_resources(walk.actor, {str(row[2]) for row in _plan("claims")})
    for code, department, key, column, state in _plan("claims"):
        line = lines[str(code), str(department)]
        if line.state is ClaimState.ISSUED:
            held = _hold(line.template, entries[str(key)], str(column))
            claims.claim_element(walk.officer(line.department_code), line.id, held)
            _go_on(walk, line, str(state))


def _go_on(walk: Walk, line: ClaimInfo, state: str) -> None:
    bureau = walk.person("guanli")
    for step in _WAYS[state]:
        if step == "submit":
            claims.submit_claim(walk.officer(line.department_code), line.id)
        elif step == "approve":
            claims.approve_claim(bureau, line.id)
        elif step == "list":
            claims.list_claim(bureau, line.id)
        else:
            reason = str(pack.read_yaml("claiming.yaml")["returns"])
            claims.return_claim(bureau, line.id, reason=reason)


def _answer_all(walk: Walk, lines: Lines) -> None:
    for code, department, reason, uses in _plan("declines"):
        line = lines[str(code), str(department)]
        if line.state is ClaimState.ISSUED:
            officer = walk.officer(line.department_code)
            claims.decline_element(officer, line.id, reason=str(reason), uses=bool(uses))
    for code, department, reason in _plan("objections"):
        line = lines[str(code), str(department)]
        if line.state is ClaimState.ISSUED:
            officer = walk.officer(line.department_code)
            claims.object_to_element(officer, line.id, reason=str(reason))


def _checks(lines: Lines, pairs: set[tuple[str, str]]) -> Iterator[Check]:
    states = [line.state for line in lines.values()]
    planned = [str(row[4]) for row in _plan("claims")]
    rivals = planned.count("disputed")
    yield count("要素下发", len(pairs), len(pairs & lines.keys()))
    yield at_least("要素认领", len(planned) - rivals, sum(state in POSITIVE for state in states))
    answered = sum(state is not ClaimState.ISSUED for state in states)
    yield at_least("要素答复", len(planned) + len(_plan("declines")), answered)


def claim_elements(walk: Walk) -> tuple[Check, ...]:
    """Load templates, issue them, and let departments answer; doing it again changes nothing."""
    claims.load_templates(walk.actor)
    pairs = _issue(walk)
    lines = _lines(walk)
    _claim_all(walk, lines)
    _answer_all(walk, lines)
    after = _lines(walk)
    authorities = {
        (line.template.code, line.area_code) for line in after.values() if line.role == "authority"
    }
    held = sum(line.role == "authority" for line in after.values())
    return (*_checks(after, pairs), count("一数一源", held, len(authorities)))
