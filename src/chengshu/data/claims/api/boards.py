"""The door to the boards: progress per department, and the city's list of elements."""

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.claims.contracts import DepartmentProgress, ListedElement
from chengshu.data.claims.selectors import boards


def claim_progress(actor: Actor) -> tuple[DepartmentProgress, ...]:
    """Return counts per department, those that answered least first."""
    access.check(actor, "claims.read_progress")
    return boards.list_progress(
        reach=access.reach(actor, "claims.read_progress"),
        opens=access.reach(actor, "claims.read_lines"),
        now=clock.now(),
    )


def list_listed(actor: Actor) -> tuple[ListedElement, ...]:
    """Return the city's list: which department answers for which element, and who uses it."""
    access.check(actor, "claims.read")
    return boards.list_listed()
