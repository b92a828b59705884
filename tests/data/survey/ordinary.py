"""A source with one table of twenty ordinary columns, scanned and drafted by no hand."""

import datetime as dt
import sqlite3
from pathlib import Path

from chengshu.base.clock import api as clock
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import NewSource, SourceKind
from chengshu.data.survey import api as survey
from chengshu.data.survey.models import DraftedTable
from tests.data.survey.drafted import OWNER, SYSTEM

CODE, TABLE = "ordinary", "jz_yanglao_bt"
_ROWS = 240
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999
_FAMILY, _GIVEN = (
    "王李张刘陈杨赵黄周吴",
    ("伟", "芳", "秀英", "敏", "静", "建国", "丽", "强", "磊", "军"),
)
_COLUMNS = (
    *("id", "xm", "sfzh", "xb", "csrq", "mz", "lxdh", "hjdz", "xzqhdm", "jdmc"),
    *("btlb", "btje", "ffrq", "khyh", "yhzh", "sqrq", "shzt", "jbr", "bz", "gxsj"),
)
WIDTH = len(_COLUMNS)


def scan(folder: Path) -> int:
    """Make the source, scan it, and return the number of the drafted table."""
    session = sqlite3.connect(folder / "ordinary.db", isolation_level=None)
    session.execute(f"CREATE TABLE {TABLE} (id INTEGER PRIMARY KEY, {', '.join(_COLUMNS[1:])})")
    marks = ", ".join("?" * WIDTH)
    session.executemany(f"INSERT INTO {TABLE} VALUES ({marks})", map(_row, range(_ROWS)))  # noqa: S608 - names of this file
    session.close()
    new = NewSource(
        CODE,
        "养老补贴库",
        "mz_help",
        OWNER,
        SourceKind.SQLITE,
        database="ordinary.db",
        folder=str(folder),
    )
    sources.save_source(SYSTEM, new)
    survey.run_scan(SYSTEM, survey.start_scan(SYSTEM, CODE).id)
    return int(DraftedTable.objects.get(source_code=CODE, table=TABLE).pk)


def _row(number: int) -> tuple[object, ...]:
    born = dt.date(1938, 1, 5) + dt.timedelta(days=number * 31 % 7000)
    paid = clock.today() - dt.timedelta(days=number % 3)
    is_male = number % 2
    return (
        number + 1,
        _FAMILY[number % 10] + _GIVEN[number // 10 % 10],
        _citizen_id(born, is_male + 2 * (number % 400)),
        "1" if is_male else "2",
        born.isoformat(),
        "01" if number % 9 else "03",
        f"138{10_000_000 + number * 7919 % 90_000_000}",
        f"云枢市和平区解放路{number % 90 + 1}号{number % 6 + 1}单元{number % 12 + 1}01室",
        f"21990{number % 5 + 1}",
        ("和平街道", "新兴街道", "南湖街道")[number % 3],
        f"0{number % 4 + 1}",
        f"{100 + number % 7 * 50}.00",
        paid.isoformat(),
        ("工商银行", "农业银行", "建设银行")[number % 3],
        _card(number),
        (paid - dt.timedelta(days=30)).isoformat(),
        str(number % 3),
        _FAMILY[number % 7] + "经理",
        "" if number % 4 else "补发上月",
        f"{paid.isoformat()} 09:{number % 60:02d}:00",
    )


def _citizen_id(born: dt.date, order: int) -> str:
    body = f"210102{born:%Y%m%d}{order % 1000:03d}"
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return body + "10X98765432"[total % 11]


def _card(number: int) -> str:
    body = f"622202{1_000_000_000_00 + number * 97_003:012d}"
    digits = [int(digit) for digit in reversed(body)]
    total = sum(
        sum(divmod(digit * 2, 10)) if place % 2 == 0 else digit
        for place, digit in enumerate(digits)
    )
    return f"{body}{-total % 10}"
