"""The door of cockpit: which screens there are, and what one shows now."""

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.screens.cockpit import selectors, specs
from chengshu.screens.cockpit.contracts import Screen, ScreenSpec

__all__ = ["get_screen", "list_screens"]

_READER = system_actor("cockpit")


def list_screens(actor: Actor) -> tuple[ScreenSpec, ...]:
    """Return the screens of the city pack.

    Raises:
        NotAllowedError: The actor may not see screens.
    """
    access.check(actor, "cockpit.view")
    return specs.list_specs()


def get_screen(actor: Actor, code: str) -> Screen:
    """Return what screen `code` shows at this moment.

    A screen shows the whole city to whoever may see it, therefore the program itself reads below;
    the drawers behind its numbers ask again what the actor may see.

    Raises:
        NotAllowedError: The actor may not see screens.
        ScreenMissingError: There is no such screen.
    """
    access.check(actor, "cockpit.view")
    return selectors.get_screen(_READER, specs.get_spec(code))
