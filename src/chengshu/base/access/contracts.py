"""What crosses the door of access: scopes, rules and reach."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from chengshu.base.accounts.contracts import Role


class Scope(StrEnum):
    """How far a role reaches with a permission."""

    ANY = "any"  # every organisation
    BELOW = "below"  # the own organisation and its subordinates
    OWN = "own"  # the own organisation only


@dataclass(frozen=True)
class Rule:
    """One permission of the policy: who holds it, how far, up to which data grade."""

    permission: str
    title: str
    roles: Mapping[Role, Scope]
    grades: Mapping[Role, int] = field(default_factory=dict)
    needs_purpose: bool = False


@dataclass(frozen=True)
class Reach:
    """The organisations an actor reaches with a permission, for the filters of lists."""

    everything: bool
    organisations: frozenset[str] = frozenset()

    def covers(self, organisation: str) -> bool:
        """Whether `organisation` lies within."""
        return self.everything or organisation in self.organisations
