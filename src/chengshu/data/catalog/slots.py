"""Places that upper rooms fill: what they know of entries, handed in by config/wiring.py."""

from collections.abc import Iterator

from chengshu.base.accounts.contracts import Actor
from chengshu.base.registry.api import Registry
from chengshu.data.catalog.contracts import EntryPanel, Measure, MeasureSource, PanelSource

_measures: Registry[MeasureSource] = Registry("catalog_measures")
_panels: Registry[PanelSource] = Registry("catalog_panels")


def register_measures(name: str, source: MeasureSource) -> None:
    """Let a room report rows and times of entries."""
    _measures.register(name, source)


def list_measures(actor: Actor) -> Iterator[Measure]:
    """Yield what every room reports."""
    for _name, source in _measures:
        yield from source(actor)


def register_panel(name: str, source: PanelSource) -> None:
    """Let a room show what it knows on the page of an entry, in order of registration."""
    _panels.register(name, source)


def list_panels(actor: Actor, key: str) -> tuple[EntryPanel, ...]:
    """Return what every room has to show the actor of an entry."""
    found = (source(actor, key) for _name, source in _panels)
    return tuple(panel for panel in found if panel is not None)
