"""What crosses the door of accounts: actors, organisations, posts and roles."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Protocol


class Level(IntEnum):
    """Administrative level of an organisation, top down."""

    CITY = 1
    DISTRICT = 2
    TOWN = 3
    COMMUNITY = 4


class OrganisationKind(StrEnum):
    """What an organisation is."""

    GOVERNMENT = "government"  # the government of an area; parent of its departments
    BUREAU = "bureau"  # the data bureau of that government
    DEPARTMENT = "department"
    UNIT = "unit"  # a handling unit or company under a department


class Role(StrEnum):
    """The people of DESIGN §1; `SYSTEM` is the program itself (jobs, command line)."""

    BUREAU_ADMINISTRATOR = "bureau_administrator"
    DATA_OFFICER = "data_officer"
    DEVELOPER = "developer"
    DUTY_OFFICER = "duty_officer"
    HANDLING_UNIT = "handling_unit"
    GRID_WORKER = "grid_worker"
    LEADER = "leader"
    CITIZEN = "citizen"
    AUDITOR = "auditor"
    OPERATOR = "operator"
    SYSTEM = "system"


# GB/T 22239-2019 8.1.5: roles that administer or audit; one is given by an operator only.
ADMINISTRATION = frozenset({Role.OPERATOR, Role.BUREAU_ADMINISTRATOR, Role.AUDITOR})


@dataclass(frozen=True)
class OrganisationInfo:
    """One organisation; `code` is its stable key, `uscc` its 18-character credit code."""

    code: str
    name: str
    uscc: str
    kind: OrganisationKind
    level: Level
    area_code: str
    parent_code: str | None


@dataclass(frozen=True)
class Post:
    """One post of a person: the roles held at one organisation."""

    organisation_code: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class Actor:
    """Who acts: passed as the first argument through every door."""

    username: str
    name: str
    posts: tuple[Post, ...] = field(default=())
    address: str = ""

    @property
    def roles(self) -> frozenset[Role]:
        """All roles held at any organisation."""
        return frozenset(role for post in self.posts for role in post.roles)

    @property
    def organisation_codes(self) -> frozenset[str]:
        """All organisations where a post is held."""
        return frozenset(post.organisation_code for post in self.posts)

    @property
    def organisation_code(self) -> str:
        """The organisation of the first post, or an empty string."""
        return self.posts[0].organisation_code if self.posts else ""

    @property
    def is_system(self) -> bool:
        """Whether the program itself acts."""
        return Role.SYSTEM in self.roles


@dataclass(frozen=True)
class PersonInfo:
    """One person as others may see them; never carries the password."""

    username: str
    name: str
    posts: tuple[Post, ...]
    phone: str = ""
    is_active: bool = True


@dataclass(frozen=True)
class Lockout:
    """Whether wrong passwords lock a person out just now, and how many there were."""

    is_locked: bool
    failures: int


class Guard(Protocol):
    """Permission and audit for the rooms that lie below `access`.

    `accounts` and `audit` cannot import the rooms that answer "may they?"; the installation hands
    them one object that does (setting `CHENGSHU_GUARD`).
    """

    def check(self, actor: Actor, permission: str, *, organisation: str | None = None) -> None:
        """Raise `NotAllowedError` unless `actor` holds `permission`."""
        ...

    def reach(self, actor: Actor, permission: str) -> frozenset[str] | None:
        """Return the organisations `actor` reaches with `permission`; None means every one."""
        ...

    def record(
        self, actor: Actor, action: str, *, subject: str, detail: Mapping[str, object]
    ) -> None:
        """Write one audit line."""
        ...


def system_actor(name: str) -> Actor:
    """Return the actor for work the program does by itself, e.g. `system_actor("ingest")`."""
    return Actor(
        username=f"system:{name}",
        name=name,
        posts=(Post(organisation_code="", roles=frozenset({Role.SYSTEM})),),
    )
