"""What crosses the door of rules: specs, kinds, what they may ask, what they find."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol, TypeVar, runtime_checkable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chengshu.data.catalog.contracts import ResourceInfo
from chengshu.data.lake.contracts import Expression, LandedFile
from chengshu.data.lake.contracts.sets import Rows, SetQuestion

RAW: Final = "_raw"  # JSON of what could not be converted, null where everything was
POSITION: Final = "_position"  # of the row in its landed file, from 0
LINE_MARK: Final = "_line"  # the key in `_raw` that only misshapen rows have

Places = npt.NDArray[np.int64]
T = TypeVar("T")


class Characteristic(StrEnum):
    """What a rule measures, by GB/T 36344-2018."""

    NORMATIVITY = "normativity"  # 规范性
    COMPLETENESS = "completeness"  # 完整性
    ACCURACY = "accuracy"  # 准确性
    CONSISTENCY = "consistency"  # 一致性
    TIMELINESS = "timeliness"  # 时效性
    ACCESSIBILITY = "accessibility"  # 可访问性


class Severity(StrEnum):
    """What becomes of what fails."""

    REJECT = "reject"  # the row is quarantined
    WARN = "warn"  # the row is accepted, the fault is counted and shown
    STOP = "stop"  # the batch is not published


@dataclass(frozen=True)
class RuleSpec:
    """One rule of a resource: its kind, the lake column it judges, the kind's parameters.

    `item` is empty for rules over the whole row (shape, unique).
    """

    kind: str
    item: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Stable name of the rule inside its resource, e.g. `uscc:credit_code`.

        The parameter `name` tells several rules of one kind apart: `expression#closed`.
        """
        name = str(self.parameters.get("name") or "")
        return self.kind + (f":{self.item}" if self.item else "") + (f"#{name}" if name else "")

    @property
    def severity(self) -> "Severity":
        """What follows when the rule fails; the parameter `severity`, else the row is refused."""
        given = str(self.parameters.get("severity") or Severity.REJECT)
        return Severity(given) if given in set(Severity) else Severity.REJECT

    def to_document(self) -> dict[str, object]:
        """Return the rule as JSON keeps it."""
        return {"kind": self.kind, "item": self.item, "parameters": dict(self.parameters)}

    @classmethod
    def from_document(cls, document: Mapping[str, object]) -> "RuleSpec":
        """Return the rule JSON kept."""
        parameters = document.get("parameters")
        return cls(
            kind=str(document["kind"]),
            item=str(document.get("item", "")),
            parameters=dict(parameters) if isinstance(parameters, dict) else {},
        )


@dataclass(frozen=True)
class Finding:
    """The rows that fail one rule, by position in the landed file, ascending, each once."""

    spec: RuleSpec
    places: Places

    @property
    def severity(self) -> Severity:
        """What follows; the judge makes each rule say it."""
        return self.spec.severity


@dataclass(frozen=True)
class CodePeriod:
    """A code and the days it held from and to, both included; open ends are None."""

    code: str
    name: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


class RowRule(Protocol):
    """A rule bound to one batch: a function over Arrow batches, runnable on any engine.

    A record batch holds at least the columns the kind names, text that repeats as dictionaries,
    and `_raw` where something did not convert. In misshapen rows everything else is null; what a
    rule says about them does not count.
    """

    def __call__(self, batch: pa.RecordBatch) -> pa.BooleanArray:
        """Return one boolean per row, without nulls: True where the row fails."""
        ...


class Surroundings(Protocol):
    """What a rule may ask beside the rows it judges."""

    @property
    def resource_code(self) -> str:
        """The resource being judged."""
        ...

    @property
    def today(self) -> dt.date:
        """The day of the judgement."""
        ...

    def code_values(self, code_table: str, on: dt.date) -> frozenset[str]:
        """Return the codes of a code table that hold on a day."""
        ...

    def code_periods(self, code_table: str) -> Sequence[CodePeriod]:
        """Return every code a code table ever had, with the days it held."""
        ...

    def reference_values(self, resource_code: str, column: str) -> pa.Array:
        """Return the distinct values of a column in another resource's latest snapshot."""
        ...

    def batch_columns(self, columns: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
        """Walk over some columns of the whole batch, misshapen rows left out."""
        ...

    def scan(
        self, columns: tuple[str, ...], look: Callable[[pa.RecordBatch, int], T]
    ) -> Iterator[T]:
        """Walk, in order, over what `look` makes of pieces of the batch and their first position.

        `look` runs in threads and asks no database; misshapen rows are there, as nulls.
        """
        ...

    def refused_positions(self) -> pa.Array:
        """Return the positions the rules judged so far refuse (set rules are judged last)."""
        ...

    def rows(self, *, where: Expression | None = None, accepted: bool = False) -> Rows:
        """Return the rows of the batch, or those not refused, to ask the lake about."""
        ...

    def ask(self, question: SetQuestion) -> pa.Table:
        """Return the lake's answer to a question over rows together."""
        ...

    def replaced_by(self) -> tuple[str, ...] | None:
        """Return the key by which rows replace published ones; None where a batch replaces all."""
        ...

    def earlier_batches(self, most: int) -> tuple[LandedFile, ...]:
        """Return the landed files of the newest batches published before this one."""
        ...

    def last_published_at(self) -> dt.datetime | None:
        """Return when rows of this resource were published last before this batch."""
        ...


class RuleKind(Protocol):
    """What all kinds of rules tell about themselves.

    A kind is a `RowKind` or a `SetKind`; plugins register theirs under the entry point group
    `chengshu.rule_kinds`.
    """

    @property
    def title(self) -> object:
        """Its `str` is the name in the reader's language, e.g. 统一社会信用代码."""
        ...

    @property
    def characteristic(self) -> Characteristic:
        """What it measures."""
        ...

    @property
    def severity(self) -> Severity:
        """What becomes of what fails, where a rule's parameter `severity` does not say."""
        ...

    def check(self, spec: RuleSpec) -> None:
        """Refuse parameters that cannot work, with a sentence that says why."""
        ...

    def columns(self, spec: RuleSpec) -> tuple[str, ...]:
        """Return the items the rule looks at; all of them must have landed."""
        ...

    def expects(self, spec: RuleSpec, label: str) -> str:
        """Return one sentence saying what is expected of the item called `label`."""
        ...


@runtime_checkable
class RowKind(RuleKind, Protocol):
    """A kind that judges each row by itself, in the one pass over the landed file."""

    def bind(self, spec: RuleSpec, surroundings: Surroundings) -> RowRule:
        """Return the function that judges the rows of one batch."""
        ...


@runtime_checkable
class SetKind(RuleKind, Protocol):
    """A kind that looks at rows together: judged after the row rules, in the order of the specs."""

    def find(self, spec: RuleSpec, surroundings: Surroundings) -> Places:
        """Return the positions of the rows that fail, in any order, each once."""
        ...


@dataclass(frozen=True)
class Observation:
    """What a batch rule saw: plain values, so that a verdict can keep them.

    `total` counts the answers, `examples` holds the first of them, `figures` what is to be told.
    """

    fails: bool
    total: int = 0
    examples: tuple[Mapping[str, object], ...] = ()
    figures: Mapping[str, object] = field(default_factory=dict)


@runtime_checkable
class BatchKind(SetKind, Protocol):
    """A kind that judges the batch as a whole and refuses no row: it warns, or stops the batch."""

    def examine(self, spec: RuleSpec, surroundings: Surroundings) -> Observation:
        """Look at the accepted rows of the batch."""
        ...

    def tells(self, spec: RuleSpec, observation: Observation) -> str:
        """Return one sentence saying what was seen, with its figures."""
        ...


@runtime_checkable
class CatalogueKind(RuleKind, Protocol):
    """A kind whose parameters are read by the entry's items when a person saves them."""

    def settle(self, spec: RuleSpec, resource: ResourceInfo) -> RuleSpec:
        """Return the rule with what its words mean, or refuse it."""
        ...


@dataclass(frozen=True)
class RuleInfo:
    """A rule in force: `expects` is its sentence, `is_default` tells rules from the catalogue."""

    spec: RuleSpec
    title: str
    label: str
    expects: str
    is_default: bool
    characteristic: Characteristic = Characteristic.NORMATIVITY
    severity: Severity = Severity.REJECT


@dataclass(frozen=True)
class TriedBatch:
    """What a rule would have done to one batch; `told` is what a rule over the batch saw."""

    batch_id: int
    rows: int
    failed: int
    told: str = ""


@dataclass(frozen=True)
class TriedRule:
    """A rule tried on landed batches, newest first, with the first rows that fail, masked."""

    spec: RuleSpec
    batches: tuple[TriedBatch, ...]
    rows: tuple[Mapping[str, str | None], ...]

    @property
    def failed(self) -> int:
        """How many rows of all batches would have failed."""
        return sum(batch.failed for batch in self.batches)


@dataclass(frozen=True)
class ReadRule:
    """A condition as it was understood: in its regular form, in both tongues."""

    chinese: str
    english: str
    columns: tuple[str, ...]


class ChangeState(StrEnum):
    """Where a proposed change stands."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    REPLACED = "replaced"  # by a later proposal for the same rule


@dataclass(frozen=True)
class RuleBook:
    """The rules of a resource now; version 0 where nobody changed what the catalogue implies."""

    version: int
    specs: tuple[RuleSpec, ...]


@dataclass(frozen=True)
class VersionInfo:
    """One version; `differences` say in words what it changed of the one before."""

    version: int
    valid_from: dt.datetime
    proposed_by: str
    confirmed_by: str
    reason: str
    differences: tuple[str, ...]


@dataclass(frozen=True)
class ProposedRule:
    """A rule somebody, or the catalogue (then `id` is 0), wants in force, changed or off.

    `before` is the sentence of the rule in force under its code, empty where there is none.
    """

    id: int
    code: str
    rule: RuleInfo
    is_off: bool
    before: str
    reason: str
    proposed_by: str = ""
    proposed_at: dt.datetime | None = None
