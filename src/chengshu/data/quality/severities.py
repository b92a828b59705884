"""How grave it is when a row fails a rule."""

from typing import Final

from chengshu.data.rules.contracts import RuleSpec

REJECT: Final = "reject"  # the row is quarantined
WARN: Final = "warn"  # the row is accepted, the warning counted and listed
STOP: Final = "stop"  # the row is quarantined and its batch not published


def severity_of(spec: RuleSpec) -> str:
    """Return the severity of a rule; a rule that does not say refuses the row."""
    return str(getattr(spec, "severity", "") or spec.parameters.get("severity") or REJECT)
