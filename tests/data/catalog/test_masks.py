import pytest

from chengshu.data.catalog.masks import HIDDEN, MASKS, mask_kinds, mask_value

VECTORS = [
    ("name", "段正淳", "段**"),
    ("citizen_id", "51343620000320711X", "5***************1X"),
    ("mobile", "18049531999", "180****1999"),
    ("phone", "18049531999", "180****1999"),
    ("landline", "09157518479", "0915*****79"),
    ("phone", "09157518479", "0915*****79"),
    ("address", "北京市海淀区马连洼街道289号", "北京市海淀区马********"),
    ("email", "duandazhi@126.com", "d********@126.com"),
    ("password", "1234567890", "**********"),
    ("plate", "苏D40000", "苏D4***0"),
    ("plate", "陕A12345D", "陕A1****D"),
    ("plate", "京A123", "京A123"),
    ("bank_card", "11011111222233333256", "1101 **** **** **** 3256"),
    ("bank_card", "6227880100100105123", "6227 **** **** **** 123"),
    ("ip", "192.168.1.1", "192.*.*.*"),
    ("ip", "2001:0db8:86a3:08d3:1319:8a2e:0370:7344", "2001:*:*:*:*:*:*:*"),
    ("user_id", "100", "0"),
    ("uscc", "91310000MA1FL3L60X", "9131**********L60X"),
    ("passport", "E12345678", "E******78"),
    ("licence", "JY12345", "***2345"),
    ("birth_date", "1990-01-02", "1990"),
    ("coordinate", 118.79647, "118.80"),
    ("hide", "任何内容", HIDDEN),
]


@pytest.mark.parametrize(("kind", "value", "shown"), VECTORS)
def test_known_values_are_masked_as_the_standard_says(kind: str, value: object, shown: str) -> None:
    assert mask_value(kind, value) == shown


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("name", "王", "*"),
        ("citizen_id", "12", "**"),
        ("address", "短地址", "***"),
        ("email", "没有符号", HIDDEN),
        ("email", "@a.cn", HIDDEN),
        ("bank_card", "1234", "****"),
        ("ip", "localhost", HIDDEN),
        ("coordinate", "不详", HIDDEN),
    ],
)
def test_misshapen_values_show_less(kind: str, value: str, shown: str) -> None:
    assert mask_value(kind, value) == shown


def test_nothing_stays_nothing() -> None:
    assert mask_value("name", None) is None


@pytest.mark.parametrize("kind", ["", "nmae"])
def test_an_unknown_kind_hides_everything(kind: str) -> None:
    assert mask_value(kind, "段正淳") == HIDDEN


def test_kinds_are_listed() -> None:
    assert mask_kinds() == tuple(MASKS)
