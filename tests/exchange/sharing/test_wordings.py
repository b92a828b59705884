import pytest

from chengshu.exchange.sharing.models import Application, Grant
from chengshu.exchange.sharing.wordings import describe_filter, name_organisations

NAMES = {"area_code": "行政区划", "amount": "金额", "name": "姓名"}


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (None, "全部行"),
        ({"op": "=", "column": "area_code", "value": "2199"}, "行政区划 等于 2199"),
        ({"op": "<", "column": "amount", "other": "unnamed"}, "金额 小于 unnamed"),
        ({"op": "in", "column": "name", "values": ["甲", "乙"]}, "姓名 属于 甲、乙"),
        ({"op": "between", "column": "amount", "low": 1, "high": 9}, "金额 介于 1 和 9"),
        ({"op": "not", "arg": {"op": "is_null", "column": "name"}}, "不满足（姓名 为空）"),
        (
            {
                "op": "or",
                "args": [
                    {"op": "is_null", "column": "name"},
                    {"op": ">=", "column": "amount", "value": 1},
                ],
            },
            "（姓名 为空 或 金额 不小于 1）",
        ),
    ],
)
def test_a_filter_is_said_in_words(document: dict[str, object] | None, words: str) -> None:
    assert describe_filter(document, NAMES) == words


def test_an_unknown_organisation_is_named_by_its_code(city: None) -> None:
    names = name_organisations()
    assert (names["civil"], names["gone"]) == ("民政局", "gone")


def test_rows_name_themselves() -> None:
    assert str(Application(name="保障房")) == "保障房"
    assert str(Grant(number="GX1", version=2)) == "GX1 v2"
