"""What crosses the door of standardisation: steps, plans, what a run changed."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol, TypeAlias

import pyarrow as pa

Setting: TypeAlias = str | bool
CodeNames: TypeAlias = Callable[[str], Mapping[str, str]]

# One line for each cell a step changed. `_position` counts rows (of the batch handed in, from 0),
# `sequence` the steps that changed the same cell; a null `before` or `after` is an empty cell.
CHANGES: Final = pa.schema([
    pa.field("_position", pa.int64(), nullable=False),
    pa.field("column", pa.string(), nullable=False),
    pa.field("sequence", pa.int16(), nullable=False),
    pa.field("step", pa.string(), nullable=False),
    pa.field("before", pa.string()),
    pa.field("after", pa.string()),
])


class ParameterKind(StrEnum):
    """How a parameter is asked for: one of its choices, free text, yes or no, an item, a table."""

    CHOICE = "choice"
    TEXT = "text"
    FLAG = "flag"
    ITEM = "item"
    TABLE = "table"


@dataclass(frozen=True)
class Parameter:
    """One thing a step must be told; `title` and the labels of `choices` are for people."""

    name: str
    title: object
    kind: ParameterKind = ParameterKind.TEXT
    choices: tuple[tuple[str, object], ...] = ()
    default: Setting = ""


@dataclass(frozen=True)
class StepSpec:
    """One step on one item.

    `into` names, by part of the step (`currency`, `district`, …), the item that part is put into
    where that item is empty.
    """

    column: str
    step: str
    parameters: Mapping[str, Setting] = field(default_factory=dict)
    into: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Successor:
    """What became of a region: the code that took over, from which day on."""

    code: str
    since: dt.date


@dataclass(frozen=True)
class Unit:
    """A unit of measure: `factor` times the basic unit of its `dimension`, as decimal text."""

    dimension: str
    factor: str


@dataclass(frozen=True)
class Knowledge:
    """All that steps know beyond a cell: word lists, tables and codes, all of them data.

    `code_names` reads a code table (code → name). `synonyms` are further labels by table
    (label → code), `mappings` codes of an older edition by mapping (old → new), `currencies`
    words to ISO 4217 codes, `flags` words to true or false; `region_table` is the code table of
    regions, which may not be loaded.
    """

    today: dt.date
    null_words: tuple[str, ...] = ()
    code_names: CodeNames = field(default=lambda _table: {})
    synonyms: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mappings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    successors: Mapping[str, Successor] = field(default_factory=dict)
    units: Mapping[str, Unit] = field(default_factory=dict)
    currencies: Mapping[str, str] = field(default_factory=dict)
    flags: Mapping[str, bool] = field(default_factory=dict)
    region_table: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a step makes of texts: `values` in their order, `parts` (null: none) by name."""

    values: pa.Array
    parts: Mapping[str, pa.Array] = field(default_factory=dict)


class BoundStep(Protocol):
    """A step with its parameters: a pure function over Arrow arrays of text."""

    def candidates(self, values: pa.Array) -> pa.Array | None:
        """Tell cheaply which texts may change (Boolean, without nulls), None where none can."""
        ...

    def apply(self, values: pa.Array) -> Outcome:
        """Return the standard form of each text; what is not understood stays as it is."""
        ...


class BoundPair(Protocol):
    """A step over two items at once, such as longitude and latitude."""

    def apply(self, first: pa.Array, second: pa.Array) -> tuple[pa.Array, pa.Array]:
        """Return the standard forms; rows that are not understood stay as they are."""
        ...


@dataclass(frozen=True)
class ItemView:
    """What a step looks at when it is proposed: the item, its data element, some values."""

    column: str
    name: str
    data_type: str
    identifier: str = ""
    code_table: str = ""
    element: str = ""
    domain: str = ""
    unit: str = ""
    samples: Sequence[str] = ()


class Step(Protocol):
    """A named step; third parties add theirs by the entry point `chengshu.steps`."""

    @property
    def title(self) -> object:
        """Its name, for people."""
        ...

    @property
    def explains(self) -> object:
        """What it does and what it leaves alone, in one sentence."""
        ...

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What it must be told."""
        ...

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of what it can put into other items."""
        ...

    @property
    def text_only(self) -> bool:
        """Whether it only has a meaning for texts, not for numbers of a database."""
        ...

    def suits(self, item: ItemView) -> str:
        """Return why the step is proposed for an item, empty where it is not."""
        ...

    def settings(self, item: ItemView) -> Mapping[str, Setting]:
        """Return the parameters it is proposed with."""
        ...

    def bind(self, spec: StepSpec, knowledge: Knowledge) -> "BoundStep | BoundPair":
        """Return the step ready to run.

        Raises:
            BadStepError: A parameter is missing or has no meaning.
        """
        ...
