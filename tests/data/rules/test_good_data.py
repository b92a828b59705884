"""Good data that other tools refuse, and ours must not; bad data of the same kinds it must."""

import datetime as dt

import pyarrow as pa
import pytest

from chengshu.data.rules.contracts import CodePeriod, RuleSpec
from chengshu.data.rules.kernels import identifiers
from tests.data.rules.landings import failing, rows
from tests.data.rules.test_identifiers import CITIZEN, USCC, VECTORS

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def sealed(body: str) -> str:
    """Return 17 characters with the check of GB 32100."""
    total = sum(ALPHABET.index(one) * 3**place for place, one in enumerate(body))
    return body + ALPHABET[-total % 31]


def refused(kind: str, *texts: str | None, **parameters: object) -> list[str | None]:
    """Return the texts a rule refuses, judged as plain text and as a dictionary."""
    spec = RuleSpec(kind, "text", parameters)
    column = pa.array(texts, pa.string())
    plain = failing(spec, rows({"text": column}))
    assert failing(spec, rows({"text": column.dictionary_encode()})) == plain
    return [texts[place] for place in plain]


@pytest.mark.parametrize("department", ["A1", "N2", "Y1", "N3"])
def test_usccs_beginning_with_a_n_or_y_are_good(department: str) -> None:
    code = sealed(f"{department}210302MA0ABCDE1"[:17])
    assert refused("uscc", code) == []
    assert refused("uscc", code[:-1] + ("0" if code[-1] != "0" else "1"))


def test_citizen_ids_of_15_digits_are_good() -> None:
    assert refused("citizen_id", *CITIZEN["upgrade"]) == []


def test_citizen_ids_of_abolished_counties_are_good() -> None:
    assert refused("citizen_id", "120110198012010073", "120110199212010072") == []


PERIODS = (
    CodePeriod("120110", "东郊区", valid_to=dt.date(1992, 2, 29)),
    CodePeriod("120110", "东丽区", valid_from=dt.date(1992, 3, 1)),
    CodePeriod("210504", "明山区"),
    CodePeriod("370181", "章丘市", dt.date(1992, 8, 1), dt.date(2016, 11, 30)),
)


def test_codes_abolished_later_but_valid_when_issued_are_good() -> None:
    issued = [dt.date(2010, 5, 1), dt.date(2020, 5, 1), None, dt.date(1980, 1, 1), None]
    codes = ["370181", "370181", "370181", "120110", "999999"]
    spec = RuleSpec("code", "code", {"code_table": "regions", "at": "issued"})
    batch = rows({"code": codes, "issued": pa.array(issued, pa.date32())})
    assert failing(spec, batch, periods=PERIODS) == [1, 4]
    ever = RuleSpec("code", "code", {"code_table": "regions", "ever": True})
    assert failing(ever, batch, periods=PERIODS) == [4]


def test_missing_codes_are_left_to_required() -> None:
    spec = RuleSpec("code", "code", {"code_table": "regions", "at": "issued"})
    batch = rows({
        "code": pa.array([None, "210504"], pa.string()),
        "issued": pa.array([dt.date(2020, 1, 1)] * 2, pa.date32()),
    })
    assert failing(spec, batch, periods=PERIODS) == []


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (
            "org_code",
            [
                *VECTORS["org_code_gb11714"]["valid_repo"],
                *VECTORS["org_code_gb11714"]["valid_from_uscc"],
                "D2143569-X",
            ],
            [*VECTORS["org_code_gb11714"]["invalid"], ""],
        ),
        (
            "bank_card",
            [
                card
                for card in VECTORS["bank_card_luhn"]["valid"]
                + VECTORS["bank_card_luhn"]["valid_syn_unionpay"]
                if len(card) > 11
            ],
            [*VECTORS["bank_card_luhn"]["invalid"], ""],
        ),
        (
            "vin",
            VECTORS["vin_gb16735"]["valid"] + VECTORS["vin_gb16735"]["valid_syn"],
            [*VECTORS["vin_gb16735"]["invalid"], ""],
        ),
        (
            "licence_id",
            VECTORS["electronic_licence_id_gbt36904"]["valid_repo"],
            [
                *("1.2.156.3005.2", ""),
                "1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.G",
            ],
        ),
        (
            "plate",
            [text for text, form in VECTORS["plate_ga36"]["vectors"].items() if form != "invalid"],
            [text for text, form in VECTORS["plate_ga36"]["vectors"].items() if form == "invalid"],
        ),
        (
            "postal_code",
            [*VECTORS["postal_code_cn"]["vectors"], "999077"],
            VECTORS["postal_code_cn"]["invalid"],
        ),
        (
            "travel_document",
            [t for t, form in VECTORS["travel_documents"]["vectors"].items() if form != "invalid"],
            [t for t, form in VECTORS["travel_documents"]["vectors"].items() if form == "invalid"],
        ),
        (
            "phone",
            [
                *("13800138000", "19900000000", "024-23456789", "02423456789", "(024)23456789"),
                *("23456789", "0412-5512345", "400-810-5050", "12345", "12319", "110", "95588"),
                *("+8613800138000", "0086 13800138000", "0412-5512345-801"),
            ],
            ["12800000000", "138001380000", "1380013800x", "1", "", "电话", "0412-0512345"],
        ),
        ("uscc", USCC["valid"], list(USCC["invalid"])),
    ],
)  # fmt: skip
def test_every_vector_of_the_standards_is_judged_right(
    kind: str, good: list[str], bad: list[str]
) -> None:
    assert refused(kind, *good, None) == []
    assert refused(kind, *bad) == bad


def test_forms_of_a_text_may_be_narrowed() -> None:
    assert refused("phone", "13800138000", "12345", forms=["mobile"]) == ["12345"]
    assert refused("phone", "13800138000", "12345", forms=["short"]) == ["13800138000"]


def test_ids_agree_with_birth_sex_and_region() -> None:
    good = "210302198001010011"  # a man
    batch = rows({
        "id": [good, good, good, good, good, "210302800101001", "bad", None],
        "born": pa.array([
            dt.date(1980, 1, 1),
            dt.date(1980, 1, 2),
            None,
            *[dt.date(1980, 1, 1)] * 5,
        ]),
        "sex": ["1", "1", "男", "2", None, "男", "2", "2"],
        "region": ["210302", "210302001", "210303", "210302", "210302", None, "x", "110101"],
    })
    birth_and_sex = RuleSpec("citizen_agreement", "id", {"birth": "born", "sex": "sex"})
    assert failing(birth_and_sex, batch) == [1, 3]
    region = RuleSpec("citizen_agreement", "id", {"region": "region"})
    assert failing(region, batch) == [2]
    city = RuleSpec("citizen_agreement", "id", {"region": "region", "digits": 4})
    assert failing(city, batch) == []
    encoded = batch.set_column(0, "id", batch.column("id").dictionary_encode())
    assert failing(birth_and_sex, encoded) == [1, 3]


def test_two_dates_stand_in_their_order() -> None:
    batch = rows({
        "begin": pa.array([dt.date(2020, 1, 1), dt.date(2020, 1, 2), dt.date(2020, 1, 1), None]),
        "end": pa.array([dt.date(2020, 1, 2), dt.date(2020, 1, 1), dt.date(2020, 1, 1), None]),
    })
    assert failing(RuleSpec("date_order", "begin", {"until": "end"}), batch) == [1]


def test_days_after_today_are_in_the_future() -> None:
    days = pa.array([dt.date(2026, 11, 20), dt.date(2026, 11, 21), None])
    assert failing(RuleSpec("not_future", "day"), rows({"day": days})) == [1]


@pytest.mark.parametrize(
    ("numbers", "fails"),
    [
        (pa.array([1.5, 1.25, 1.255, None, 0.1 + 0.2, 123456789.12]), [2]),
        (pa.array([1, 2, None]), []),
    ],
)
def test_digits_after_the_point_are_counted(numbers: pa.Array, fails: list[int]) -> None:
    assert failing(RuleSpec("precision", "n", {"scale": 2}), rows({"n": numbers})) == fails


def test_digits_in_all_are_counted() -> None:
    spec = RuleSpec("precision", "n", {"scale": 1, "digits": 4})
    assert failing(spec, rows({"n": pa.array([999.9, 1000.0, -1000.5])})) == [1, 2]


@pytest.mark.parametrize("birth", ["19800229", "19000229", "20230231", "20261301", "00000000"])
def test_days_that_do_not_exist_are_no_birth_dates(birth: str) -> None:
    assert identifiers.is_day(int(birth)) is (birth == "19800229")
