"""What a scan proposes: every value with its evidence and how sure the machine is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

Value: TypeAlias = "str | int | float | bool | None"


@dataclass(frozen=True)
class Evidence:
    """Why something is proposed: a kind known to the wordings, and the words of its sentence.

    `weight` (0 to 1) is what this piece alone would make the proposal worth.
    """

    kind: str
    words: Mapping[str, str] = field(default_factory=dict)
    weight: float = 0.0


@dataclass(frozen=True)
class Alternative:
    """Another value that was considered, for the person to choose instead."""

    value: Value
    label: str
    confidence: float


@dataclass(frozen=True)
class Proposal:
    """One proposed value. `confidence` is calibrated: 0.9 is right nine times in ten."""

    value: Value
    confidence: float
    evidence: tuple[Evidence, ...] = ()
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True)
class ColumnDraft:
    """What is proposed for one column of the source.

    `proposals` by field. Fields of an item of the catalogue keep their names there: `name_zh`,
    `name_en`, `data_type`, `length`, `scale`, `is_primary_key`, `is_required`, `identifier`,
    `code_table`, `mask`, `grade`, `is_sensitive`, `reference` (`table.column` of the same
    source), `minimum`, `maximum`, `note`. Beside them: `element` (code of the data element),
    `is_unique`, `personal` (class of personal information, "" for none), `is_secret` (must never
    leave), `date_format` (strptime, or `epoch_s`, `epoch_ms`), `unit`, `coordinate` (`longitude`
    or `latitude`), `coordinate_system`, `kind` (`identifier`, `code`, `name`, `date`, `time`,
    `money`, `quantity`, `coordinate`, `address`, `text`, `flag`, `link`, `secret`, `audit`,
    `unknown`). `codes` are the values of a code set that no table knows. `source_type`, `comment`
    and `is_declared_key` are what the source itself says (drift is measured on them); `samples`
    are a few values, masked. They are filled from the profile when drafts are kept.
    """

    column: str
    proposals: Mapping[str, Proposal]
    codes: Mapping[str, str] = field(default_factory=dict)
    source_type: str = ""
    comment: str = ""
    is_declared_key: bool = False
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class NearDuplicate:
    """An entry that exists and looks like this table; `likeness` 0 to 1."""

    key: str
    title: str
    likeness: float


@dataclass(frozen=True)
class TableDraft:
    """What is proposed for one table of the source.

    `proposals` by field: `is_business` (False: set aside; the evidence says why), `title`,
    `abstract`, `class_path`, `theme`, `format`, `format_name`, `share_mode`, `share_type`,
    `share_condition`, `no_share_basis`, `update_cycle` (measured), `time_column`, `growth` (rows a
    day), `is_open`, `grade`.
    """

    table: str
    proposals: Mapping[str, Proposal]
    columns: tuple[ColumnDraft, ...]
    row_count: int | None = None
    duplicates: tuple[NearDuplicate, ...] = ()
    comment: str = ""


@dataclass(frozen=True)
class SurveyContext:
    """Who owns the source and what its system is called, for words and habits.

    `providers` are the owner's name and those of the units it is part of, nearest first;
    `classes` the nodes of the city's class tree as (code, name).
    """

    organisation_code: str
    organisation_name: str
    system_code: str
    system_name: str
    source_code: str
    source_kind: str
    providers: tuple[str, ...] = ()
    classes: tuple[tuple[str, str], ...] = ()
