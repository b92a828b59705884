"""What crosses the door of look: tables, charts, maps, navigation, tasks and their parts."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol, TypeAlias

from chengshu.base.accounts.contracts import Actor

Text: TypeAlias = object  # a string, or a lazy translation that becomes one when printed
ChartOptions: TypeAlias = Mapping[str, object]

COLUMN_KINDS = frozenset({
    "text",
    "number",
    "percent",
    "date",
    "datetime",
    "tag",
    "level",
    "bool",
    "code",
    "progress",
})
FILTER_KINDS = frozenset({"search", "choice", "date"})


class Floor(IntEnum):
    """A group of the left navigation, top down: the way of the data, then the system."""

    HOME = 0
    DATA = 1
    EXCHANGE = 2
    OPERATIONS = 3
    SCREENS = 4
    BASE = 5


@dataclass(frozen=True)
class Tag:
    """A word in a coloured pill; tone: neutral, info, good, caution, bad."""

    text: Text
    tone: str = "neutral"


@dataclass(frozen=True)
class Column:
    """One column of a table; `link` names the row key that holds the address of the cell."""

    key: str
    label: Text
    kind: str = "text"
    sortable: bool = False
    link: str = ""


@dataclass(frozen=True)
class Filter:
    """One filter above a table; `choices` are (value, label) of kind `choice`."""

    key: str
    label: Text
    kind: str = "search"
    choices: Sequence[tuple[str, Text]] = ()


@dataclass(frozen=True)
class TableRequest:
    """What a table asks its rows by: page from 1, a sortable column's key or "", set filters."""

    page: int = 1
    page_size: int = 20
    sort: str = ""
    descending: bool = False
    filters: Mapping[str, str] = field(default_factory=dict)

    @property
    def offset(self) -> int:
        """Rows before the page."""
        return (self.page - 1) * self.page_size


@dataclass(frozen=True)
class TablePage:
    """One page of rows, and how many there are in all."""

    rows: Sequence[Mapping[str, object]]
    total: int


@dataclass(frozen=True)
class TableView:
    """A table as a room describes it; `name` keeps two tables of one page apart."""

    title: Text
    columns: Sequence[Column]
    filters: Sequence[Filter]
    fetch: Callable[[TableRequest], TablePage]
    export_name: str = ""
    name: str = ""
    default_sort: str = ""  # a column's key, with "-" before it for descending
    page_size: int = 20
    empty_title: Text = ""
    empty_hint: Text = ""
    exports: bool = True  # False where rows may leave only under a grant


@dataclass(frozen=True)
class TaskCard:
    """One thing a person has to do; `light` is green, yellow, red or empty (no clock)."""

    title: Text
    kind: Text
    url: str
    due_at: dt.datetime | None = None
    light: str = ""
    organisation: Text = ""
    note: Text = ""


TaskList: TypeAlias = Callable[[Actor], tuple[TaskCard, ...]]


@dataclass(frozen=True)
class NavItem:
    """One entry of the left navigation; shown to whom `permission` is given ("" to everyone)."""

    floor: Floor | str
    label: Text
    url_name: str
    permission: str = ""
    order: int = 100
    icon: str = ""


@dataclass(frozen=True)
class TimelineItem:
    """One step of a flow; tone: neutral, info, good, caution, bad."""

    at: dt.datetime | None
    title: Text
    by: Text = ""
    note: Text = ""
    tone: str = "neutral"
    url: str = ""


@dataclass(frozen=True)
class Crumb:
    """One step of the path above a page's title; the last one has no address."""

    label: Text
    url: str = ""


@dataclass(frozen=True)
class Series:
    """One series of a chart; None is a gap, not a zero.

    `urls` holds, where a point is explained somewhere, the address a click on it opens.
    """

    name: Text
    values: Sequence[float | int | None]
    colour: str = ""
    urls: Sequence[str] = ()


@dataclass(frozen=True)
class MapLayer:
    """One layer of our own GeoJSON, inline or by address.

    `kind` is fill, line or point. `value_key` with `steps` ((from value, colour), ascending)
    colours by a property; `label_key` names the property written on the map; `url_key` the one
    that holds the address opened by a click; `popup` lists (property, label).
    """

    id: str
    title: Text
    data: Mapping[str, object] | str
    kind: str = "fill"
    value_key: str = ""
    steps: Sequence[tuple[float, str]] = ()
    label_key: str = ""
    url_key: str = ""
    popup: Sequence[tuple[str, Text]] = ()
    colour: str = ""


class Progress(Protocol):
    """What the progress component reads of a job; base/jobs' JobInfo has these."""

    @property
    def id(self) -> int:
        """Stable number of the job."""
        ...

    @property
    def state(self) -> str:
        """One of queued, running, done, failed, cancelled."""
        ...

    @property
    def done(self) -> int:
        """Units of work finished."""
        ...

    @property
    def total(self) -> int:
        """Units of work in all; 0 when not known."""
        ...

    @property
    def note(self) -> str:
        """What it is doing, in words."""
        ...

    @property
    def title(self) -> str:
        """What the work is, in words."""
        ...

    @property
    def error(self) -> str:
        """Why it failed, or nothing."""
        ...


class JobLine(Progress, Protocol):
    """What the page of a job reads of it; base/jobs' JobInfo has these."""

    @property
    def subject(self) -> str:
        """What the work is about."""
        ...

    @property
    def by(self) -> str:
        """Who ordered it."""
        ...

    @property
    def attempts(self) -> int:
        """How often it was started."""
        ...

    @property
    def queued_at(self) -> dt.datetime:
        """When it was ordered."""
        ...

    @property
    def started_at(self) -> dt.datetime | None:
        """When it was started last, if it was."""
        ...

    @property
    def ended_at(self) -> dt.datetime | None:
        """When it ended, if it has."""
        ...


@dataclass(frozen=True)
class CityLook:
    """What the shell shows of the city pack."""

    name: str
    demo: bool
    area_code: str
