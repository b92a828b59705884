"""What rooms above offer to do with a source; `config/wiring.py` hands it over."""

from dataclasses import dataclass

from chengshu.base.access import api as access
from chengshu.base.accounts.contracts import Actor
from chengshu.base.look.contracts import Text
from chengshu.data.sources.contracts import SourceInfo


@dataclass(frozen=True)
class SourceAction:
    """A button on the page of a source; its page takes `?source=` and the code."""

    label: Text
    url_name: str
    permission: str


_actions: dict[str, SourceAction] = {}


def register_action(action: SourceAction) -> None:
    """Show a button on the page of each source; the last one of a page counts."""
    _actions[action.url_name] = action


def list_actions(actor: Actor, info: SourceInfo) -> list[SourceAction]:
    """Return what the actor may do with a source."""
    return [
        action
        for action in _actions.values()
        if access.may(actor, action.permission, organisation=info.organisation_code)
    ]
