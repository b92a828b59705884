"""What the steps of the journey share: who acts, where the sources lie."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor
from cities.demo import pack
from cities.demo.generate.build import Sources
from cities.demo.report import Check

Step = Callable[["Walk"], tuple[Check, ...]]


@dataclass
class Walk:
    """One journey: the program itself as `actor`, people by user name, the built sources."""

    actor: Actor
    sources: Sources
    data: Path | None = None
    people: dict[str, Actor] = field(default_factory=dict)

    def person(self, username: str) -> Actor:
        """Return the actor a demo account is."""
        if username not in self.people:
            info = accounts.find_person(username)
            if info is None:
                raise LookupError(username)
            self.people[username] = Actor(info.username, info.name, info.posts)
        return self.people[username]

    def officer(self, department: str) -> Actor:
        """Return the data officer of a department."""
        return self.person(username_of(department, "data_officer"))


def username_of(organisation: str, role: str) -> str:
    """Return the first account of people.yaml that holds a role at an organisation."""
    entries = cast("list[Mapping[str, object]]", pack.read_yaml("people.yaml")["people"])
    return next(
        str(entry["username"])
        for entry in entries
        if [organisation, role] in cast("list[list[str]]", entry["posts"])
    )
