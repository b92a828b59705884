"""Writes file drops: CSV in UTF-8 and GBK, Excel, JSON lines; broken rows where planted."""

import json
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from cities.demo.generate.cells import to_arrow, to_csv
from cities.demo.generate.faults import Fault
from cities.demo.generate.frame import Made

_LOST_FIELDS = 3


def _csv_lines(made: Made, planted: Sequence[Fault]) -> list[str]:
    """Return header and rows; every other broken row is too long, the others too short."""
    lines = to_csv(to_arrow(made), header=True).decode().splitlines()
    broken = [fault.position + 1 for fault in planted if fault.kind == "shape"]
    for number, line in enumerate(broken):
        fields = lines[line].split(",")
        longer = [*fields, '"串行内容"', "1"]
        lines[line] = ",".join(longer if number % 2 else fields[:-_LOST_FIELDS])
    return lines


def _write_csv(folder: Path, made: Made, planted: Sequence[Fault], *, encoding: str) -> None:
    header, *rows = _csv_lines(made, planted)
    parts = 2 if "*" in made.plan.table else 1
    size = -(-len(rows) // parts)
    for number in range(parts):
        lines = [header, *rows[number * size : (number + 1) * size], ""]
        name = made.plan.table.replace("*", f"{number + 1}")
        _replace(folder / name, "\n".join(lines).encode(encoding))


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_bytes(content)
    temporary.replace(path)


def _write_xlsx(folder: Path, made: Made) -> None:
    temporary = folder / f".{made.plan.table}.part"
    book = xlsxwriter.Workbook(str(temporary), {"strings_to_numbers": False})
    sheet = book.add_worksheet("台账")
    for place, item in enumerate(made.plan.items):
        sheet.write_string(0, place, item.source_column)
        for row, cell in enumerate(made.columns[item.column], 1):
            if cell is not None:
                sheet.write_string(row, place, cell)
    book.close()
    temporary.replace(folder / made.plan.table)


def _write_jsonl(folder: Path, made: Made) -> None:
    names = [item.source_column for item in made.plan.items]
    cells = zip(*(made.columns[item.column] for item in made.plan.items), strict=True)
    lines = [json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in cells]
    _replace(folder / made.plan.table, ("\n".join(lines) + "\n").encode())


def write_drop(folder: Path, made: Made, planted: Sequence[Fault]) -> None:
    """Write the file or files of one table into `folder`, each whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    store = made.plan.store
    if store == "xlsx":
        _write_xlsx(folder, made)
    elif store == "jsonl":
        _write_jsonl(folder, made)
    else:
        encoding = "gbk" if store == "csv_gbk" else "utf-8"
        _write_csv(folder, made, planted, encoding=encoding)
