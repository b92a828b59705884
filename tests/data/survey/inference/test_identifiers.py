"""Identifier kinds are decided by check digits on contents, whatever the name says."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengshu.data.survey.inference import checks, forms
from tests.data.survey.inference.making import CITIZENS, COMPANIES, column, draft, said

DIGITS = st.text("0123456789", min_size=17, max_size=17)


@pytest.mark.parametrize("value", CITIZENS)
def test_printed_citizen_ids_pass(value: str) -> None:
    assert checks.is_citizen_id(value)


@given(st.sampled_from(CITIZENS), st.integers(0, 17), st.sampled_from("0123456789"))
def test_one_changed_digit_never_passes_the_citizen_check(
    value: str, place: int, digit: str
) -> None:
    changed = value[:place] + digit + value[place + 1 :]
    assert changed == value or not checks.is_citizen_id(changed)


@given(st.sampled_from(COMPANIES), st.integers(2, 17), st.sampled_from("0123456789"))
def test_one_changed_digit_never_passes_the_credit_code_check(
    value: str, place: int, digit: str
) -> None:
    changed = value[:place] + digit + value[place + 1 :]
    assert changed == value or not checks.is_uscc(changed)


@given(DIGITS)
def test_exactly_one_last_digit_passes_luhn(digits: str) -> None:
    assert sum(checks.passes_luhn(digits + last) for last in "0123456789") == 1


@pytest.mark.parametrize(
    ("check", "right", "wrong"),
    [
        (checks.is_organisation_code, "D2143569-X", "D21435690"),
        (checks.is_vin, "1HGCM82633A004352", "1M8GDM9A1KP042788"),
        (checks.is_bank_card, "6222020000000000018", "6222020000000000019"),
        (checks.is_region_code, "210302002", "990000"),
        (checks.is_old_citizen_id, "210302800101001", "210302801301001"),
        (forms.is_plate, "辽CD12345", "辽CL12345"),
        (forms.is_mobile, "+86 138-0013-8000", "12800138000"),
        (forms.is_landline, "0412-5512345", "5512345"),
        (forms.is_email, "a.b@gov.cn", "a.b@gov"),
        (forms.is_ip, "192.168.1.20", "192.168.1.256"),
        (forms.is_passport, "EA1234567", "EI1234567"),
        (forms.is_mac, "00:1A:2B:3C:4D:5E", "00:1A:2B:3C:4D"),
    ],
)
def test_forms_and_checks(check: object, right: str, wrong: str) -> None:
    assert callable(check)
    assert check(right)
    assert not check(wrong)


def test_contents_alone_prove_a_kind() -> None:
    found = draft(column("f7", CITIZENS), column("f8", COMPANIES))
    assert said(found["f7"], "identifier") == "citizen_id"
    assert said(found["f8"], "identifier") == "uscc"


def test_a_name_alone_never_proves_a_kind() -> None:
    wrong = [f"{value[:17]}{'0' if value[17] != '0' else '1'}" for value in CITIZENS]
    found = draft(column("sfzh", wrong), column("sfzh_empty", comment="身份证号"))
    assert said(found["sfzh"], "identifier") == ""
    assert said(found["sfzh_empty"], "identifier") == ""


def test_dirt_is_tolerated_and_told() -> None:
    found = draft(column("f1", [*CITIZENS, "无", "2103021980", "  "]))
    proposal = found["f1"].proposals["identifier"]
    assert proposal.value == "citizen_id"
    words = next(each.words for each in proposal.evidence if each.kind == "identifier_wrong")
    assert words["wrong"] == "1"


def test_snowflakes_are_no_bank_cards() -> None:
    rng = random.Random(7)  # noqa: S311 - test data
    serials = [str(1_500_000_000_000_000_000 + rng.randrange(10**17)) for _ in range(100)]
    assert said(draft(column("id", serials))["id"], "identifier") == ""


def test_running_numbers_that_look_like_mobiles_are_none() -> None:
    serials = [str(13_000_000_000 + number) for number in range(100)]
    dated = [
        f"19{month:02d}{day:02d}{number:05d}"
        for month in (1, 2)
        for day in (3, 9)
        for number in range(9)
    ]
    found = draft(column("bh", serials), column("dh", dated))
    assert said(found["bh"], "identifier") == ""
    assert said(found["dh"], "identifier") == ""


def test_serials_that_begin_with_region_and_year_are_no_regions() -> None:
    serials = [f"2103022024{number:02d}" for number in range(40)]
    assert said(draft(column("slbh", serials))["slbh"], "identifier") == ""


def test_postal_codes_need_a_name() -> None:
    values = [f"1140{number:02d}" for number in range(20)]
    found = draft(column("yb", values), column("f3", values))
    assert said(found["yb"], "identifier") == "postal_code"
    assert said(found["f3"], "identifier") == ""
