"""Each step alone: what it brings to its form, and what it leaves as it is."""

import datetime as dt
from collections.abc import Mapping

import pyarrow as pa
import pytest

from chengshu.data.standardisation import pack
from chengshu.data.standardisation.api import steps
from chengshu.data.standardisation.contracts import Knowledge, Outcome, Setting, StepSpec, Successor
from chengshu.data.standardisation.errors import BadStepError

SEXES = {"0": "未知的性别", "1": "男性", "2": "女性", "9": "未说明的性别"}
KNOWN = Knowledge(
    today=dt.date(2026, 11, 20),
    null_words=pack.words().null_words,
    code_names=lambda table: SEXES if table == "gbt2261_1_sex" else {},
    synonyms={"gbt2261_1_sex": {"男": "1", "女": "2"}},
    mappings={"marital": {"1": "10", "2": "20"}},
    successors={
        "320705": Successor("320706", dt.date(2014, 5, 9)),
        "110228": Successor("110118", dt.date(2023, 12, 31)),
    },
    units=pack.units(),
    currencies={word: code for code, known in pack.words().currencies.items() for word in known},
    flags={word: means for means, known in pack.words().flags.items() for word in known},
)


def run(
    key: str,
    text: str | None,
    parameters: Mapping[str, Setting] | None = None,
    into: Mapping[str, str] | None = None,
) -> Outcome:
    bound = steps.get(key).bind(StepSpec("x", key, parameters or {}, into or {}), KNOWN)
    values = pa.array([text], pa.string())
    if bound.candidates(values) is None:  # type: ignore[union-attr] # no step over two columns here
        return Outcome(values)
    return bound.apply(values)  # type: ignore[call-arg, return-value] # as above


def one(key: str, text: str | None, **parameters: Setting) -> str | None:
    result: str | None = run(key, text, parameters).values[0].as_py()
    return result


@pytest.mark.parametrize(
    ("text", "plain"),
    [(" a ", "a"), ("\u3000张三\ufeff\n", "张三"), ("a b", "a b"), ("　", ""), (None, None)],
)
def test_blanks_at_the_edges_go(text: str | None, plain: str | None) -> None:
    assert one("trim", text) == plain


@pytest.mark.parametrize(
    ("text", "remove", "plain"),
    [
        ("a  b", "runs", "a b"),
        ("a b", "runs", "a b"),
        ("张　三", "runs", "张　三"),
        ("张　三", "chinese", "张三"),
        ("Li Lei 李 雷", "chinese", "Li Lei 李雷"),
        ("1381 234\u200b5678", "all", "13812345678"),
    ],
)
def test_inner_blanks_go_as_far_as_asked(text: str, remove: str, plain: str) -> None:
    assert one("blanks", text, remove=remove) == plain


@pytest.mark.parametrize(
    ("text", "scope", "plain"),
    [
        ("ＡＢ１２", "words", "AB12"),
        ("上海（集团）公司，Ａ座", "words", "上海（集团）公司，A座"),
        ("（０１０）１", "all", "(010)1"),
        ("①㎡", "words", "①㎡"),
        ("①㎡", "nfkc", "1m2"),
    ],
)
def test_width_keeps_the_punctuation_of_names(text: str, scope: str, plain: str) -> None:
    assert one("width", text, scope=scope) == plain


def test_case_changes_letters_only() -> None:
    assert one("case", "91ab甲x", to="upper") == "91AB甲X"
    assert one("case", "91ABX", to="lower") == "91abx"


@pytest.mark.parametrize("text", ["N/A", " n/a", "－－".replace("－", "-"), "暂无", "", "　"])
def test_words_for_nothing_make_a_cell_empty(text: str) -> None:
    assert one("null_words", text) is None


def test_words_may_be_added() -> None:
    assert one("null_words", "查无此人", words="无记录, 查无此人") is None
    assert one("null_words", "查无此人") == "查无此人"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("2021年3月5日", "2021-03-05"),
        ("20210305", "2021-03-05"),
        ("2021/3/5", "2021-03-05"),
        ("2021.3.5", "2021-03-05"),
        ("２０２１年３月５日", "2021-03-05"),
        ("二〇二一年三月五日", "2021-03-05"),
        ("二○二一年十二月三十一日", "2021-12-31"),
        ("民國110年3月5日", "2021-03-05"),
        ("中华民国110年03月05日", "2021-03-05"),
        ("2021-03-05T08:30:00Z", "2021-03-05 16:30:00"),
        ("2021-03-05 23:30:00-05:00", "2021-03-06 12:30:00"),
        ("2021-03-05 8:30", "2021-03-05 08:30:00"),
        ("2021年3月5日 下午3时05分", "2021-03-05 15:05:00"),
        ("2021-03-05", "2021-03-05"),
        ("20210305083000", "2021-03-05 08:30:00"),
    ],
)
def test_dates_are_read_in_all_ways(text: str, plain: str) -> None:
    assert one("dates", text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2021",
        "25/12/2021",
        "21-3-5",
        "21.03.05",
        "2021-02-30",
        "2021年13月1日",
        "44260",
        "去年",
        "110/03/05",
    ],
)
def test_dates_are_not_guessed(text: str) -> None:
    assert one("dates", text) == text


def test_dates_are_read_as_the_source_is_said_to_write_them() -> None:
    assert one("dates", "110/03/05", republic=True) == "2021-03-05"
    assert one("dates", "1100305", republic=True) == "2021-03-05"
    assert one("dates", "0991231", republic=True) == "2010-12-31"
    assert one("dates", "44260", serials=True) == "2021-03-05"
    assert one("dates", "44260.5", serials=True) == "2021-03-05 12:00:00"
    assert one("dates", "2021", serials=True) == "2021"
    assert one("dates", "03/04/2021", order="dmy") == "2021-04-03"
    assert one("dates", "03/04/2021", order="mdy") == "2021-03-04"


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("500万元人民币", "5000000"),
        ("50(万元人民币)", "500000"),
        ("80(万)", "800000"),
        ("100万人民币", "1000000"),
        ("1,234.50元", "1234.5"),
        ("叁佰万元整", "3000000"),
        ("123元1角1分", "123.11"),
        ("六十四万零一百四十三元一角七分", "640143.17"),
        ("82，225.00元", "82225"),
        ("￥3,000", "3000"),
        ("-12.5万元", "-125000"),
        ("十块三毛", "10.3"),
        ("1234.50", "1234.50"),
    ],
)
def test_amounts_become_yuan(text: str, yuan: str) -> None:
    assert one("money", text) == yuan


@pytest.mark.parametrize(
    "text", ["30(万美元)", "约500万元", "3-5万元", "1,23元", "若干", "十百元", "30()"]
)
def test_amounts_that_are_not_sure_stay(text: str) -> None:
    assert one("money", text) == text


def test_foreign_money_is_read_where_its_currency_has_a_place() -> None:
    outcome = run("money", "30(万美元)", {"unit": "万元"}, {"currency": "currency"})
    assert outcome.values.to_pylist() == ["30"]
    assert {name: part.to_pylist() for name, part in outcome.parts.items()} == {
        "unit": ["万元"],
        "currency": ["USD"],
    }


def test_bare_amounts_are_in_the_unit_the_source_is_said_to_use() -> None:
    assert one("money", "500", unit="元", bare_unit="万元") == "5000000"
    assert one("money", "500", unit="元") == "500"


@pytest.mark.parametrize(
    ("text", "unit", "plain"),
    [
        ("1,200平方米", "平方米", "1200"),
        ("3公顷", "平方米", "30000"),
        ("12.5 km", "米", "12500"),
        ("3公斤", "米", "3公斤"),
        ("3光年", "米", "3光年"),
        ("7", "米", "7"),
    ],
)
def test_quantities_come_in_the_unit_of_the_item(text: str, unit: str, plain: str) -> None:
    assert one("quantities", text, unit=unit) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("110105491231002", "11010519491231002X"),
        ("11010519491231002x", "11010519491231002X"),
        ("440524800101001", "440524198001010013"),
        ("110105491331002", "110105491331002"),
        ("990105491231002", "990105491231002"),
        ("440524188001010014", "440524188001010014"),
    ],
)
def test_citizen_ids_get_eighteen_digits(text: str, plain: str) -> None:
    assert one("citizen_ids", text) == plain


def test_people_born_before_1900_keep_their_century() -> None:
    assert str(one("citizen_ids", "110105001231996")).startswith("11010518001231996")


def test_labels_become_codes() -> None:
    found = [one("labels", text, table="gbt2261_1_sex") for text in ("男", "女性", "1", "不明")]
    assert found == ["1", "2", "1", "不明"]
    with pytest.raises(BadStepError):
        one("labels", "男", table="none")


def test_codes_of_an_older_edition_are_replaced() -> None:
    assert one("code_editions", "1", mapping="marital") == "10"
    assert one("code_editions", "7", mapping="marital") == "7"


@pytest.mark.parametrize(
    ("code", "as_of", "now"),
    [
        ("320705", "", "320706"),
        ("320705", "2010-01-01", "320705"),
        ("320705001002", "", "320706001002"),
        ("320705X", "", "320705X"),
        ("110101", "", "110101"),
    ],
)
def test_ended_regions_get_their_successor_from_its_day_on(code: str, as_of: str, now: str) -> None:
    assert one("region_successors", code, as_of=as_of) == now


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("+86 138-1234-5678", "13812345678"),
        ("0086 13812345678", "13812345678"),
        ("(0413)52601234", "0413-52601234"),
        ("010-62345678转801", "010-62345678-801"),
        ("13812345678/0413-5260123", "13812345678;0413-5260123"),
        ("13812345678、13912345678 ", "13812345678;13912345678"),
        ("52601234", "52601234"),
        ("12345", "12345"),
    ],
)
def test_phones_are_told_apart_and_written_one_way(text: str, plain: str) -> None:
    assert one("phones", text) == plain


def test_further_phones_go_where_asked() -> None:
    outcome = run("phones", "13812345678 / 13912345678", {}, {"others": "more"})
    assert outcome.values.to_pylist() == ["13812345678"]
    assert outcome.parts["others"].to_pylist() == ["13912345678"]


@pytest.mark.parametrize(
    ("text", "form", "plain"),
    [
        ("是", "logical", "true"),
        ("N", "digits", "0"),
        ("√", "words", "是"),
        ("?", "words", "?"),
    ],
)
def test_words_for_yes_and_no(text: str, form: str, plain: str) -> None:
    assert one("flags", text, form=form) == plain


def test_a_parameter_without_meaning_is_refused() -> None:
    with pytest.raises(BadStepError):
        one("width", "x", scope="everything")
