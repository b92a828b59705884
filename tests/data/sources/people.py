"""Who acts in the sources' tests."""

from chengshu.base.accounts.contracts import Actor, Post, Role, system_actor

SYSTEM = system_actor("tests")


def person(organisation: str, role: Role) -> Actor:
    return Actor(f"{organisation}-{role}", "某人", (Post(organisation, frozenset({role})),))


OFFICER = person("market", Role.DATA_OFFICER)
FOREIGNER = person("housing", Role.DATA_OFFICER)
OPERATOR = person("market", Role.OPERATOR)
