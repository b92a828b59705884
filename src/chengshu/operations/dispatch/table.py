"""The transition table: read from cities/national/dispatch.yaml, overridden key by key by the city.

Nothing here decides by itself; who may do what from where is data.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import cast

import yaml
from django.utils.translation import get_language

from chengshu.base.settings import api as settings_api
from chengshu.operations.dispatch.contracts import CaseAction, CaseState
from chengshu.operations.dispatch.errors import BrokenTableError


class Clock(StrEnum):
    """Which clock runs in a state."""

    OWN = "own"
    CLASS = "class"
    PAUSED = "paused"
    NONE = "none"


class Scope(StrEnum):
    """On which cases a role may act."""

    ANY = "any"
    LEAD = "lead"
    AREA = "area"


@dataclass(frozen=True)
class Word:
    """A title in Chinese with English beside it."""

    zh: str
    en: str

    def __str__(self) -> str:
        """Return the title in the active language."""
        return self.en if (get_language() or "").startswith("en") else self.zh


@dataclass(frozen=True)
class Limit:
    """An amount of time in a unit of the clock."""

    amount: Decimal
    unit: str


@dataclass(frozen=True)
class StateRow:
    """One state with its clock."""

    title: Word
    clock: Clock
    limit: Limit | None


@dataclass(frozen=True)
class ActionRow:
    """One line of the transition table."""

    action: CaseAction
    title: Word
    origins: frozenset[CaseState]
    target: CaseState
    roles: Mapping[str, Scope]
    note_required: bool
    needs_unit: bool
    makes_task: bool
    resets_handling: bool
    style: str


@dataclass(frozen=True)
class FileLimits:
    """What may be attached."""

    max_bytes: int
    max_count: int
    types: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Everything the file says."""

    states: Mapping[CaseState, StateRow]
    actions: Mapping[CaseAction, ActionRow]
    sources: Mapping[str, Word]
    report: Word
    files: FileLimits
    default_code_system: str
    default_limit: Limit
    yellow_share: Decimal

    def action_title(self, action: str) -> Word:
        """Return the title of an action, "report" included."""
        return self.report if action == "report" else self.actions[CaseAction(action)].title


Document = Mapping[str, object]


@cache
def get_table() -> Table:
    """Return the table of this installation, read once."""
    document: dict[str, object] = {}
    for folder in (settings_api.national_folder(), settings_api.city_folder()):
        path = folder / "dispatch.yaml"
        if path.exists():
            document |= yaml.safe_load(path.read_text(encoding="utf-8"))
    return parse_table(document)


def parse_table(document: Document) -> Table:
    """Return the table written in `document`; every state and action must be there."""
    states = _rows(document, "states")
    actions = [_parse_action(row) for row in cast("list[Document]", document["actions"])]
    files = cast("Mapping[str, int | list[str]]", document["files"])
    table = Table(
        states={CaseState(key): _parse_state(row) for key, row in states.items()},
        actions={row.action: row for row in actions},
        sources={key: _word(row) for key, row in _rows(document, "sources").items()},
        report=_word(cast("Document", document["report"])),
        files=FileLimits(
            max_bytes=cast("int", files["max_bytes"]),
            max_count=cast("int", files["max_count"]),
            types=tuple(cast("list[str]", files["types"])),
        ),
        default_code_system=str(document["default_code_system"]),
        default_limit=_limit(cast("Document", document["default_limit"]), "amount"),
        yellow_share=Decimal(str(document["yellow_share"])),
    )
    _check_complete(table)
    return table


def _check_complete(table: Table) -> None:
    missing: set[str] = (set(CaseState) - set(table.states)) | (
        set(CaseAction) - set(table.actions)
    )
    if missing:
        raise BrokenTableError(missing=", ".join(sorted(missing)))


def _rows(document: Document, key: str) -> Mapping[str, Document]:
    return cast("Mapping[str, Document]", document[key])


def _word(row: Document) -> Word:
    return Word(zh=str(row["title"]), en=str(row["title_en"]))


def _limit(row: Document, key: str) -> Limit:
    return Limit(amount=Decimal(str(row[key])), unit=str(row["unit"]))


def _parse_state(row: Document) -> StateRow:
    clock = Clock(str(row["clock"]))
    limit = _limit(row, "limit") if clock is Clock.OWN else None
    return StateRow(title=_word(row), clock=clock, limit=limit)


def _parse_action(row: Document) -> ActionRow:
    return ActionRow(
        action=CaseAction(str(row["action"])),
        title=_word(row),
        origins=frozenset(CaseState(key) for key in cast("list[str]", row["from"])),
        target=CaseState(str(row["to"])),
        roles={
            role: Scope(scope) for role, scope in cast("Mapping[str, str]", row["roles"]).items()
        },
        note_required=bool(row.get("note")),
        needs_unit=bool(row.get("unit")),
        makes_task=bool(row.get("task")),
        resets_handling=row.get("handling") == "reset",
        style=str(row.get("style", "plain")),
    )
