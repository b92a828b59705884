"""Joins accounts and audit, which lie below access, to the policy and the chain above them."""

from collections.abc import Mapping

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit


class PolicyGuard:
    """Answers by the one policy and records in the one chain."""

    def check(self, actor: Actor, permission: str, *, organisation: str | None = None) -> None:
        """Raise `NotAllowedError` unless `actor` holds `permission`."""
        access.check(actor, permission, organisation=organisation)

    def reach(self, actor: Actor, permission: str) -> frozenset[str] | None:
        """Return the organisations `actor` reaches with `permission`; None means every one."""
        reach = access.reach(actor, permission)
        return None if reach.everything else reach.organisations

    def record(
        self, actor: Actor, action: str, *, subject: str, detail: Mapping[str, object]
    ) -> None:
        """Write one audit line."""
        audit.record(actor, action, subject=subject, detail=detail)
