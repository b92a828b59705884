"""Names with another word for the same head are alike; those that say another thing are not."""

import pytest

from chengshu.data.survey.inference.abbreviations import spell_out
from chengshu.data.survey.inference.likeness import alike
from chengshu.data.survey.inference.names import last_part, read_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("检查类别", "检查类型"),
        ("安装时间", "安装日期"),
        ("有效期起", "有效期自"),
        ("有效期止", "有效期至"),
        ("隐患等级", "隐患级别"),
        ("设备编码", "设备编号"),
        ("家长手机号", "家长电话"),
    ],
)
def test_another_word_for_the_same_head(one: str, other: str) -> None:
    assert alike(one) == alike(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("有效期起", "有效期止"),
        ("建设单位", "施工单位"),
        ("创建时间", "采集时间"),
        ("处罚机关", "处罚内容"),
        ("街道编码", "街道名称"),
        ("走访时间", "删除时间"),
    ],
)
def test_another_thing_is_not_alike(one: str, other: str) -> None:
    assert alike(one) != alike(other)


def test_a_head_alone_says_nothing() -> None:
    assert alike("时间") == ""
    assert alike("备注") == ""


@pytest.mark.parametrize(
    ("piece", "word"),
    [("rslt", "result"), ("insp", "inspect"), ("bttry", "battery"), ("gndr", "gender")],
)
def test_english_words_behind_abbreviations(piece: str, word: str) -> None:
    assert spell_out(piece) == word


@pytest.mark.parametrize("piece", ["zfsj", "x", "身份", "cjsj", "tyshxydm"])
def test_initials_are_no_abbreviations(piece: str) -> None:
    assert spell_out(piece, is_sure=True) == ""


def test_a_header_broken_for_its_column_is_one_name() -> None:
    name = read_name("企业统一社会\n信用代码", "")
    assert name.text == "企业统一社会信用代码"
    assert read_name("建筑面积㎡", "").text == "建筑面积"


def test_brackets_name_no_part_of_a_path() -> None:
    assert last_part("平均租金（元/㎡·月）") == "平均租金"
