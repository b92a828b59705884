"""What the journey found: one row per check, and an aligned table of them."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Check:
    """One thing that must hold: what was expected, what was found."""

    title: str
    expected: str
    found: str
    ok: bool


@dataclass(frozen=True)
class Row:
    """One check of one step; `seconds` is the time of the whole step, on its first row."""

    step: str
    check: Check
    seconds: float | None = None


def count(title: str, expected: int, found: int) -> Check:
    """Return a check that two counts are equal."""
    return Check(title, f"{expected:,}", f"{found:,}", ok=expected == found)


def at_least(title: str, expected: int, found: int) -> Check:
    """Return a check that a count reaches a bound."""
    return Check(title, f"≥ {expected:,}", f"{found:,}", ok=found >= expected)


def holds(title: str, *, ok: bool, found: str = "") -> Check:
    """Return a check of a plain truth."""
    return Check(title, "是", found or ("是" if ok else "否"), ok=ok)


def note(title: str, found: str) -> Check:
    """Return a row that tells something and always holds."""
    return Check(title, "—", found, ok=True)


@dataclass(frozen=True)
class Account:
    """One demo account to sign in with."""

    username: str
    name: str
    role: str
    organisation: str


@dataclass(frozen=True)
class Report:
    """All rows of a journey and the accounts of the demo city."""

    rows: tuple[Row, ...]
    accounts: tuple[Account, ...]
    password: str
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether every check held."""
        return bool(self.rows) and all(row.check.ok for row in self.rows)

    def lines(self) -> Iterator[str]:
        """Yield the report as aligned text in Chinese."""
        table: list[tuple[str, ...]] = [("步骤", "检查", "应为", "实为", "结果", "秒")]
        table += [_cells(row) for row in self.rows]
        yield from _align(table)
        wrong = sum(not row.check.ok for row in self.rows)
        yield ""
        verdict = "全部成立" if self.holds else f"{wrong} 项不成立"
        yield f"共 {len(self.rows)} 项检查，{verdict}，用时 {self.seconds:.1f} 秒。"
        yield ""
        yield f"演示账号（口令均为 {self.password}）："
        yield from _align([
            (account.username, account.name, account.role, account.organisation)
            for account in self.accounts
        ])


def _cells(row: Row) -> tuple[str, ...]:
    seconds = "" if row.seconds is None else f"{row.seconds:.1f}"
    result = "✓" if row.check.ok else "✗"
    return row.step, row.check.title, row.check.expected, row.check.found, result, seconds


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _align(table: Sequence[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(_width(row[place]) for row in table) for place in range(len(table[0]))]
    for row in table:
        cells = [
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ]
        yield "  ".join(cells).rstrip()
