"""Panels on the page of an entry that other rooms fill."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from chengshu.base.accounts.contracts import Actor

Text: TypeAlias = object  # a string, or a lazy translation


@dataclass(frozen=True)
class PanelFact:
    """One line of a panel: a label, what holds, and where it is explained."""

    label: Text
    value: Text
    url: str = ""
    tone: str = ""  # of a tag: good, caution, bad; "" is plain text


@dataclass(frozen=True)
class EntryPanel:
    """What one room knows of an entry.

    `facts` are lines; `columns` with `rows` a small table, whose cells may be empty; `empty` says
    why there is nothing, `url` with `action` leads on.
    """

    title: Text
    facts: Sequence[PanelFact] = ()
    columns: Sequence[Text] = ()
    rows: Sequence[Sequence[Text]] = ()
    note: Text = ""
    empty: Text = ""
    url: str = ""
    action: Text = ""
    is_wide: bool = False


PanelSource: TypeAlias = Callable[[Actor, str], EntryPanel | None]
