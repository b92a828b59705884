"""What the steps of standardisation do to real dirty and clean cells: `python -m bench.pairs`.

Reads the folder of real public data (`CHENGSHU_DATA`), prints the table of
`docs/standardisation.md`.
A case is a dirty cell with its clean form; a clean cell is one that must stay as it is.
"""

import csv
import datetime as dt
import gzip
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import cast

import click
import openpyxl
import pyarrow as pa
import yaml
from openpyxl.utils.datetime import to_excel

from bench.real_data import FOLDER
from chengshu.data.standardisation import pack
from chengshu.data.standardisation.api import steps
from chengshu.data.standardisation.contracts import (
    BoundStep,
    Knowledge,
    Runner,
    RunningStep,
    Setting,
    StepSpec,
)
from chengshu.data.standardisation.steps.addresses import Gazetteer, split_address

Cases = Iterable[tuple[str, str | None]]
Chain = tuple[tuple[str, Mapping[str, Setting]], ...]
_NATIONAL = Path(__file__).parents[1] / "cities" / "national"
_FORM: Chain = (("trim", {}), ("blanks", {"remove": "runs"}), ("width", {}), ("null_words", {}))
_MONEY: Chain = (("trim", {}), ("null_words", {}), ("money", {}))
_SHOWN = 5
_ANNOTATED = {"province": "prov", "city": "city", "district": "district", "street": "town"}


@dataclass
class Score:
    """What became of the cells of one collection."""

    name: str
    dirty: int = 0
    mended: int = 0
    left: int = 0
    misread: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    clean: int = 0
    spoiled: list[tuple[str, str | None]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def judge(self, cases: Cases, run: Callable[[list[str]], list[str | None]]) -> "Score":
        """Run over (given, wanted); both equal means that the cell is clean."""
        pairs = list(cases)
        found = run([given for given, _wanted in pairs])
        for (given, wanted), after in zip(pairs, found, strict=True):
            if given == wanted:
                self.clean += 1
                if after != given:
                    self.spoiled.append((given, after))
                continue
            self.dirty += 1
            if after == wanted:
                self.mended += 1
            elif after == given:
                self.left += 1
                self.unread.append(given)
            else:
                self.misread.append((given, wanted, after))
        return self


def knowledge() -> Knowledge:
    """Return what the national pack knows, without a database."""
    words = pack.words()
    return Knowledge(
        today=dt.date(2026, 1, 1),
        null_words=words.null_words,
        successors=pack.successors(),
        units=pack.units(),
        currencies={word: code for code, known in words.currencies.items() for word in known},
        flags={word: means for means, known in words.flags.items() for word in known},
    )


def running(
    chain: Chain, *, into: Mapping[str, str] | None = None
) -> Callable[..., list[str | None]]:
    """Return what runs a chain of steps over texts, as a load runs it."""
    known = knowledge()
    bound = []
    for key, parameters in chain:
        step = steps.get(key)
        spec = StepSpec("x", key, parameters, into or {})
        running_step = cast("BoundStep", step.bind(spec, known))
        bound.append(RunningStep(key, running_step, spec.into if step.parts else {}))
    runner = Runner({"x": bound})

    def run(texts: list[str]) -> list[str | None]:
        after, _log = runner.run({"x": pa.array(texts, pa.string())})
        found: list[str | None] = after["x"].to_pylist()
        return found

    return run


def judge_pairs(data: Path) -> Iterator[Score]:
    """Yield the scores of the dirty and clean pairs of tables, cell by cell."""
    folder = data / "dirty_clean_pairs"
    for name in ("hospital", "flights"):
        dirty, clean = (
            list(csv.reader((folder / f"{name}_{kind}.csv").read_text("utf-8").splitlines()))
            for kind in ("dirty", "clean")
        )
        rows = zip(dirty[1:], clean[1:], strict=True)
        cases = [pair for before, after in rows for pair in zip(before, after, strict=True)]
        yield Score(name).judge([case for case in cases if case[0]], running(_FORM))


def judge_money(data: Path) -> Iterator[Score]:
    """Yield amounts with their reading, and estimates and ranges, which must stay."""
    path = data / "text_normalisation" / "jionlp_money_parser_cases.json"
    cases = [case["case"] for case in json.loads(path.read_text(encoding="utf-8"))]
    sure = [(text, said) for text, said in cases if said["definition"] == "accurate"]
    run = running(_MONEY, into={"currency": "currency"})

    def rounded(texts: list[str]) -> list[str | None]:
        return [_cents(given, after) for given, after in zip(texts, run(texts), strict=True)]

    yield Score("money_sure").judge([(text, said["num"]) for text, said in sure], rounded)
    unsure = [text for text, said in cases if said["definition"] != "accurate"]
    yield Score("money_unsure").judge([(text, text) for text in unsure], run)


def judge_enterprises(data: Path) -> Iterator[Score]:
    """Yield the capital of real enterprises, and their dates, which are clean."""
    capital, dates = [], []
    for path in sorted((data / "enterprises").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                capital.append(row["注册资金"] or "")
                dates.append(row["注册日期"] or "")
    cases = [(text, _capital(text)) for text in capital if text]
    run = running(_MONEY, into={"currency": "currency"})

    def rounded(texts: list[str]) -> list[str | None]:
        return [_cents(given, after) for given, after in zip(texts, run(texts), strict=True)]

    yield Score("capital").judge(cases, rounded)
    chain: Chain = (("trim", {}), ("null_words", {}), ("dates", {"serials": True}))
    yield Score("register_dates").judge([(text, text) for text in dates if text], running(chain))


def judge_excel(data: Path) -> Score:
    """Return the serial numbers of real date cells against what openpyxl reads."""
    sheet = openpyxl.load_workbook(data / "excel_layouts" / "hutool_blank_and_date.xlsx").active
    cases = []
    for row in sheet.iter_rows(values_only=True) if sheet else ():
        for value in row:
            if isinstance(value, dt.datetime):
                written = value.isoformat(sep=" ").removesuffix(" 00:00:00")
                cases.append((str(to_excel(value)).removesuffix(".0"), written))
    return Score("excel_serials").judge(cases, running((("dates", {"serials": True}),)))


def judge_identifiers(data: Path) -> Iterator[Score]:
    """Yield citizen IDs of 15 digits with their 18, and valid ones of 18, which must stay."""
    vectors = yaml.safe_load((_NATIONAL / "identifiers.yaml").read_text(encoding="utf-8"))
    known = vectors["citizen_id_gb11643"]
    run = running((("citizen_ids", {}),))
    yield Score("id_15_to_18").judge(known["upgrade"].items(), run)
    valid = [number for numbers in known["valid"].values() for number in numbers]
    text = (data / "test_vectors" / "idnumbers" / "stdnum_cn_ric.doctest.txt").read_text("utf-8")
    valid += re.findall(r"\b\d{17}[\dX]\b", text)
    yield Score("id_18").judge([(number, number) for number in sorted(set(valid))], run)


def judge_regions(data: Path) -> Score:
    """Return ended region codes whose successor another list has in force, and codes of today."""
    path = data / "test_vectors" / "idnumbers" / "stdnum_cn_loc.dat"
    standing = _standing_regions(path.read_text(encoding="utf-8"))
    run = running((("region_successors", {}),))
    cases: list[tuple[str, str | None]] = []
    for code, found in zip(pack.successors(), run(list(pack.successors())), strict=True):
        wanted = found if found in standing and code not in standing else code + "?"
        cases.append((code, wanted))
    clean = [(code, code) for code in sorted(standing - set(pack.successors()))]
    return Score("regions").judge([*cases, *clean], run)


def judge_addresses(data: Path) -> Iterator[Score]:
    """Yield annotated addresses by the part told, without and with the list of region codes.

    A case is one part of one address: mended is told as annotated, left is not told although it is
    there, misread is told otherwise. A part that is not in the address is a clean case.
    """
    path = data / "addresses" / "chinese_address_parsing_dev.txt.gz"
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        addresses = list(_annotated(stream.read()))
    list_of_codes = data / "test_vectors" / "idnumbers" / "stdnum_cn_loc.dat"
    gazetteer = Gazetteer(_region_names(list_of_codes.read_text(encoding="utf-8")))
    for name, known in (("endings", None), ("region_list", gazetteer)):
        told = [split_address(text, known) for text, _wanted in addresses]
        for part, label in _ANNOTATED.items():
            score = Score(f"address_{part}_{name}")
            for (text, wanted), found in zip(addresses, told, strict=True):
                _score_part(score, text, (wanted.get(label), found.get(part)))
            yield score


def _score_part(score: Score, text: str, parts: tuple[str | None, str | None]) -> None:
    wanted, found = parts
    if wanted is None:
        score.clean += 1
        if found is not None and found not in text:
            return  # filled in from the region list: nothing of the address is split wrongly
        if found is not None:
            score.spoiled.append((text, found))
        return
    score.dirty += 1
    if found == wanted or (found and found not in text and found.startswith(wanted)):
        score.mended += 1
    elif found is None:
        score.left += 1
        score.unread.append(text)
    else:
        score.misread.append((text, wanted, found))


def _annotated(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each address with its annotated parts; one sign and its label stand on a line."""
    for block in text.split("\n\n"):
        pairs = [line.split(" ") for line in block.splitlines() if " " in line]
        parts: dict[str, str] = {}
        for sign, label in pairs:
            name = label.partition("-")[2]
            parts[name] = parts.get(name, "") + sign
        if pairs:
            yield "".join(sign for sign, _label in pairs), parts


def _region_names(text: str) -> dict[str, str]:
    """Return the codes in force of python-stdnum's list with their names."""
    standing, names, province = _standing_regions(text), {}, ""
    for line in text.splitlines():
        if head := re.match(r'(\d\d) province="(.*)"', line):
            province = head[1]
            names[province] = head[2]
        found = re.match(r'\s+(\d{4}) county="(.*)"', line)
        if found and province + found[1] in standing and found[1] != "0000":
            names[province + found[1]] = re.sub(r".*\]", "", found[2])
    return names


def _standing_regions(text: str) -> set[str]:
    """Return the codes that python-stdnum's list gives without an end."""
    province, standing = "", set()
    for line in text.splitlines():
        if line[:2].isdigit():
            province = line[:2]
        found = re.match(r'\s+(\d{4}) county="(.*)"', line)
        if found and province and not re.fullmatch(r"(\[\d*-\d+\][^\[]*)+", found[2]):
            standing.add(province + found[1])
    return standing


def _capital(text: str) -> str | None:
    """Return the amount by a reading of its own: number times 万, nothing else."""
    if text in {"N/A", "-"}:
        return None
    found = re.fullmatch(r"([\d.,]+)\(?万(元|人民币|元人民币|人民币元|美元|日元|欧元)?\)?", text)
    return f"{Decimal(found[1].replace(',', '')) * 10_000:.2f}" if found else text


def _cents(given: str, after: str | None) -> str | None:
    changed = after is not None and after != given and re.fullmatch(r"-?\d+(\.\d+)?", after)
    return f"{Decimal(str(after)):.2f}" if changed else after


def judge_all(data: Path) -> Iterator[Score]:
    """Yield every score."""
    yield from judge_pairs(data)
    yield from judge_money(data)
    yield from judge_enterprises(data)
    yield judge_excel(data)
    yield from judge_identifiers(data)
    yield judge_regions(data)


def main() -> None:
    """Print the table, then what was not brought to its form and what was changed wrongly."""
    scores = [*judge_all(FOLDER), *judge_addresses(FOLDER)]
    click.echo("| cells | dirty | to clean form | left as is | misread | clean | wrongly changed |")
    click.echo("|---|---:|---:|---:|---:|---:|---:|")
    for one in scores:
        numbers = (one.dirty, one.mended, one.left, len(one.misread), one.clean, len(one.spoiled))
        click.echo(f"| {one.name} | " + " | ".join(f"{number:,}" for number in numbers) + " |")
    for one in scores:
        for kind in ("misread", "spoiled", "unread"):
            examples = sorted(set(getattr(one, kind)), key=str)
            if examples:
                click.echo(f"{one.name} {kind}: {len(examples)} texts, {examples[:_SHOWN]}")


if __name__ == "__main__":
    main()
