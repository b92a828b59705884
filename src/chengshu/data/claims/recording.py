"""Audit lines of steps: each names the element and the department."""

from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from chengshu.data.claims.models import Line


def record_step(actor: Actor, action: str, line: Line, **detail: object) -> None:
    """Write the audit line of a step just taken."""
    subject = f"{line.template.code}/{line.department_code}"
    audit.record(actor, action, subject=subject, detail={"state": line.state, **detail})
