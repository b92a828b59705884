"""Automatic checks before a person looks, and who reviews in whose place."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class CheckLevel(StrEnum):
    """What an automatic check found."""

    PASSED = "passed"
    ADVICE = "advice"
    FAULT = "fault"


@dataclass(frozen=True)
class CheckInfo:
    """One automatic check of an entry: what it looked at and what it found."""

    code: str
    label: str
    level: CheckLevel
    sentence: str = ""


@dataclass(frozen=True)
class DelegationInfo:
    """One delegation: who reviews in whose place, on which days (both included)."""

    id: int
    organisation_code: str
    by: str
    by_name: str
    to: str
    to_name: str
    starts_on: dt.date
    ends_on: dt.date
    reason: str
    is_active: bool
    is_over: bool


@dataclass(frozen=True)
class ChiefInfo:
    """The chief data officer of a department, who alone passes its review; "" for none."""

    organisation_code: str
    organisation_name: str
    username: str
    name: str
