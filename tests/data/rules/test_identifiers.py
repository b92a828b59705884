"""Every vector of the shared standards is a test."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pytest
import yaml

from chengshu.data.rules.kinds.identifiers import valid_citizen_ids, valid_usccs

NATIONAL = Path(__file__).resolve().parents[3] / "cities" / "national"
VECTORS = yaml.safe_load((NATIONAL / "identifiers.yaml").read_text(encoding="utf-8"))
CITIZEN, USCC = VECTORS["citizen_id_gb11643"], VECTORS["uscc_gb32100"]
TODAY = dt.date(2026, 11, 20)


def is_citizen_id(text: str) -> bool:
    return bool(valid_citizen_ids(pa.array([text]), TODAY)[0])


def is_uscc(text: str) -> bool:
    return bool(valid_usccs(pa.array([text]))[0])


@pytest.mark.parametrize("text", [text for group in CITIZEN["valid"].values() for text in group])
def test_valid_citizen_ids_pass(text: str) -> None:
    assert is_citizen_id(text)


@pytest.mark.parametrize("text", CITIZEN["invalid"])
def test_invalid_citizen_ids_fail(text: str) -> None:
    assert not is_citizen_id(text)


@pytest.mark.parametrize(("old", "new"), CITIZEN["upgrade"].items())
def test_both_forms_of_one_citizen_id_pass(old: str, new: str) -> None:
    assert is_citizen_id(old)
    assert is_citizen_id(new)


@pytest.mark.parametrize(
    "text",
    [
        "110105491332002",  # month 13
        "210502900229003",  # 29 February 1990
        "990105491231002",  # province 99
        "11010549123100X",  # letter
        "",
    ],
)
def test_invalid_old_citizen_ids_fail(text: str) -> None:
    assert not is_citizen_id(text)


def test_old_centenarians_are_born_before_1900() -> None:
    assert is_citizen_id("110105961231997")
    assert not is_citizen_id("110105000229997")  # 1800 was no leap year
    assert not is_citizen_id("110105000229001")  # nor was 1900


def test_lower_case_x_is_a_check_digit() -> None:
    assert is_citizen_id("11010519491231002x")


def test_birth_dates_after_today_fail() -> None:
    text = "210381201503150110"
    assert valid_citizen_ids(pa.array([text]), dt.date(2015, 3, 15))[0]
    assert not valid_citizen_ids(pa.array([text]), dt.date(2015, 3, 14))[0]


@pytest.mark.parametrize("text", USCC["valid"])
def test_valid_usccs_pass(text: str) -> None:
    assert is_uscc(text)


@pytest.mark.parametrize("text", USCC["invalid"])
def test_invalid_usccs_fail(text: str) -> None:
    assert not is_uscc(text)


def test_many_are_judged_at_once_in_their_places() -> None:
    texts = ["91350100M000100Y43", "九", "320000000000000", "91350100M000100Y44", ""]
    assert valid_usccs(pa.array(texts)).tolist() == [True, False, False, False, False]


def test_nothing_is_judged_without_complaint() -> None:
    empty = pa.array([], pa.string())
    assert valid_usccs(empty).tolist() == []
    assert valid_citizen_ids(empty, TODAY).tolist() == []
