"""A generated city: 60 departments, 812 tables, 10,000 columns, half of it in MariaDB.

Rows are copied inside each server from one pool of made people and companies, so that their
identifiers have right check digits and building costs minutes, not hours. Same seed, same city.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

import numpy as np

from cities.demo.generate.identifiers import make_citizen_ids, make_usccs

DEPARTMENTS, TABLES, COLUMNS, POOL = 60, 812, 10_000, 5000
HABITS = ("initials", "pinyin", "english", "commented", "half", "cryptic")
_SIZES = ((500, 60), (3000, 30), (20_000, 9), (100_000, 1))  # rows, share of the tables in %
_SUBJECTS = (
    *("ryxx", "jbxx", "djxx", "sqxx", "spjl", "jcjl", "cfxx", "bzff", "zzxx", "fwxx", "htxx"),
    *("application", "permit", "inspection", "penalty", "payment", "person", "enterprise"),
    *("renyuan", "shenqing", "xuke", "jiancha", "chufa", "zijin", "xiangmu", "shebei"),
)
_ASIDE = ("sys_log", "tmp_{}", "{}_bak2025", "django_session", "sys_oper_log", "{}_copy1")
_ASIDE_SHARE = 0.08
_NAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"


@dataclass(frozen=True)
class Word:
    """One line of the vocabulary: a column of the pool and how hands call it."""

    pool: str
    type: str
    initials: str
    pinyin: str
    english: str
    chinese: str


@dataclass(frozen=True)
class Column:
    """One column to make; `comment` is empty where nobody wrote one."""

    name: str
    comment: str
    word: Word


@dataclass(frozen=True)
class Table:
    """One table to make, its key `id` not among `columns`."""

    name: str
    comment: str
    rows: int
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Department:
    """One department's database and what kind of server it lies on."""

    code: str
    name: str
    server: str
    tables: tuple[Table, ...]


def vocabulary() -> tuple[Word, ...]:
    """Read the words beside this file."""
    path = Path(__file__).with_name("vocabulary.txt")
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(
        Word(*(cell.strip() for cell in line.split(" | ")))
        for line in lines
        if line and not line.startswith("#")
    )


def _widths(rng: Random, tables: int, columns: int) -> list[int]:
    """Return how many columns each table has, keys included, summing to `columns`."""
    widths = [min(max(round(rng.lognormvariate(2.4, 0.45)), 4), 30) for _ in range(tables)]
    while sum(widths) != columns:
        place = rng.randrange(tables)
        step = 1 if sum(widths) < columns else -1
        widths[place] = min(max(widths[place] + step, 4), 30)
    return widths


def _name(word: Word, habit: str, place: int) -> str:
    if habit == "cryptic":
        return f"f{place + 1}"
    if habit in {"english", "pinyin"}:
        return str(getattr(word, habit))
    return word.initials


def _comment(word: Word, habit: str, place: int) -> str:
    return word.chinese if habit == "commented" or (habit == "half" and place % 2) else ""


def _table(rng: Random, habit: str, *, width: int, number: int) -> Table:
    words = rng.sample(vocabulary(), width - 1)
    columns = tuple(
        Column(_name(word, habit, place), _comment(word, habit, place), word)
        for place, word in enumerate(words)
    )
    subject = rng.choice(_SUBJECTS)
    name = f"t{number:04d}" if habit == "cryptic" else f"{subject}_{number:03d}"
    if rng.random() < _ASIDE_SHARE:
        name = rng.choice(_ASIDE).format(name) + f"_{number:03d}"
    rows = rng.choices([rows for rows, _ in _SIZES], [share for _, share in _SIZES])[0]
    return Table(name, f"业务表{number}" if habit == "commented" else "", rows, columns)


def departments(scale: float = 1.0) -> tuple[Department, ...]:
    """Return the city; `scale` below 1 makes fewer departments and tables of the same mixture."""
    rng = Random(20_261_120)  # noqa: S311 - a generated city is no secret
    count, tables = round(DEPARTMENTS * scale), round(TABLES * scale)
    widths = iter(_widths(rng, tables, round(COLUMNS * scale)))
    shares = [tables // count + (place < tables % count) for place in range(count)]
    made, number = [], 0
    for place, share in enumerate(shares):
        habit = HABITS[place % len(HABITS)]
        mine = [
            _table(rng, habit, width=width, number=number + step)
            for step, width in enumerate(islice(widths, share))
        ]
        number += share
        server = "postgresql" if place % 2 == (place // 6) % 2 else "mariadb"
        made.append(Department(f"bench{place + 1:02d}", f"第{place + 1}局", server, tuple(mine)))
    return tuple(made)


def _days(rng: np.random.Generator, low: str, high: str) -> list[str]:
    start = np.datetime64(low)
    span = int((np.datetime64(high) - start).astype(int))
    return [str(start + int(day)) for day in rng.integers(span, size=POOL)]


def _texts(rng: np.random.Generator, choices: Sequence[str]) -> list[str]:
    return [choices[place] for place in rng.integers(len(choices), size=POOL)]


def _people(rng: np.random.Generator) -> dict[str, list[str]]:
    regions = rng.choice([210302, 210303, 210304, 210381, 370114, 320706], size=POOL)
    born = _days(rng, "1940-01-01", "2018-12-31")
    births = np.array([int(day.replace("-", "")) for day in born])
    sequences = rng.integers(1, 999, size=POOL)
    letters = np.array(list(_NAMES))
    given = rng.choice(letters, size=(POOL, 3))
    return {
        "name": ["".join(row) for row in given],
        "citizen": make_citizen_ids(regions, births, sequences),
        "sex": [str(2 - sequence % 2) for sequence in sequences],
        "born": born,
        "nation": _texts(rng, ("01", "01", "01", "11", "03")),
        "mobile": [f"13{number:09d}" for number in rng.integers(10**9, size=POOL)],
        "landline": [f"0412-{number:07d}" for number in rng.integers(2 * 10**6, 10**7, size=POOL)],
        "address": [f"铁东区人民路{number}号" for number in rng.integers(1, 900, size=POOL)],
        "card": [f"622202{number:013d}" for number in rng.integers(10**13, size=POOL)],
        "email": [f"user{number}@163.com" for number in rng.integers(10**6, size=POOL)],
        "education": _texts(rng, ("本科", "大专", "高中", "初中", "硕士")),
        "marital": _texts(rng, ("10", "20", "30", "40")),
    }


def _companies(rng: np.random.Generator) -> dict[str, list[str]]:
    regions = rng.choice([210302, 210303, 210304, 210381], size=POOL)
    bodies = rng.permutation(10**7)[:POOL] + 10**7
    return {
        "uscc": make_usccs("91", regions, bodies),
        "company": [f"鞍山市第{number}商贸有限公司" for number in range(POOL)],
        "legal": _texts(rng, [f"{first}建国" for first in _NAMES]),
        "capital": [f"{number}.00" for number in rng.integers(10, 9000, size=POOL)],
        "founded": _days(rng, "1990-01-01", "2026-10-31"),
        "trade": _texts(rng, ("F51", "E47", "H62", "I65", "C34", "G54")),
        "caddress": [f"铁西区建国路{number}号" for number in rng.integers(1, 900, size=POOL)],
        "scope": _texts(rng, ("日用百货销售", "软件开发", "餐饮服务", "道路货物运输")),
        "region": [str(region) for region in regions],
        "postcode": _texts(rng, ("114000", "114001", "114200")),
        "lng": [f"{value:.6f}" for value in rng.normal(122.98, 0.08, POOL)],
        "lat": [f"{value:.6f}" for value in rng.normal(41.11, 0.05, POOL)],
        "plate": [f"辽C{number:05d}" for number in rng.integers(10**5, size=POOL)],
    }


def _matters(rng: np.random.Generator) -> dict[str, list[str]]:
    moments = [f"{day} 09:30:00" for day in _days(rng, "2025-01-01", "2026-10-31")]
    return {
        "amount": [f"{value:.2f}" for value in rng.lognormal(7, 1.5, POOL)],
        "fee": [f"{value:.2f}" for value in rng.lognormal(4, 1, POOL)],
        "count": [str(number) for number in rng.integers(1, 500, size=POOL)],
        "area": [f"{value:.2f}" for value in rng.uniform(20, 9000, POOL)],
        "licence": [f"JY1210300{number:07d}" for number in range(POOL)],
        "issued": _days(rng, "2018-01-01", "2026-10-31"),
        "expires": _days(rng, "2026-11-01", "2031-12-31"),
        "accepted": moments,
        "finished": list(reversed(moments)),
        "officer": _texts(rng, [f"{first}志强" for first in _NAMES]),
        "unit": _texts(rng, ("审批科", "执法大队", "综合科", "信息中心")),
        "state": _texts(rng, ("01", "02", "03", "09")),
        "kind": _texts(rng, ("新办", "变更", "延续", "注销")),
        "flag": _texts(rng, ("1", "1", "1", "0")),
        "remark": _texts(rng, ("材料齐全，予以受理", "现场核实情况属实", "需补充材料", "无")),
        "updated": moments,
        "password": [f"{number:064x}" for number in rng.integers(10**15, size=POOL)],
    }


def pool() -> dict[str, list[str]]:
    """Return the pool's columns, `POOL` cells each."""
    rng = np.random.default_rng(20_261_120)
    return _people(rng) | _companies(rng) | _matters(rng)


def pool_rows() -> Iterator[tuple[str, ...]]:
    """Yield the pool's rows, its columns in the order of the vocabulary, numbered first."""
    columns = pool()
    ordered = [columns[word.pool] for word in vocabulary()]
    for number, cells in enumerate(zip(*ordered, strict=True)):
        yield (str(number), *cells)
