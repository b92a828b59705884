"""The numbers of the house: file and function lengths, kept without exemptions."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = [ROOT / "src", ROOT / "config", ROOT / "cities", ROOT / "bench"]
FILE_LINES, TEST_FILE_LINES, DOOR_LINES, SCRIPT_LINES = 400, 600, 250, 300
FUNCTION_LINES = 40


def python_files(*folders: Path) -> Iterator[Path]:
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    body = function.body
    if ast.get_docstring(function) is not None:
        body = body[1:]
    if not body:
        return 0
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def functions_of(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_files_stay_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {line_count(path)}"
        for path in python_files(*PRODUCT)
        if line_count(path) > (DOOR_LINES if path.name == "api.py" else FILE_LINES)
    ]
    long += [
        f"{path.relative_to(ROOT)}: {line_count(path)}"
        for path in python_files(ROOT / "tests")
        if line_count(path) > TEST_FILE_LINES
    ]
    assert long == []


def test_functions_stay_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}: {body_lines(function)}"
        for path in python_files(*PRODUCT)
        for function in functions_of(path)
        if body_lines(function) > FUNCTION_LINES
    ]
    assert long == []


def test_scripts_stay_short() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {line_count(path)}"
        for path in (ROOT / "src").rglob("*.js")
        if line_count(path) > SCRIPT_LINES
    ]
    assert long == []


def test_every_silenced_warning_has_its_reason() -> None:
    bare = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in python_files(*PRODUCT)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if ("# noqa" in line or "# type: ignore" in line)
        and not any(mark in line.split("#", 1)[1] for mark in (" - ", " — "))
    ]
    assert bare == []
