"""What a data officer may write, and how the language says what is wrong."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from chengshu.data.lake.contracts import (
    And,
    Call,
    Column,
    Compare,
    Comparison,
    Function,
    Implies,
    In,
    IsNull,
    Literal,
    Not,
    Or,
    Relation,
)
from chengshu.data.rules.language import RuleTextError, Tongue, read, write
from tests.data.rules.language.words import VOCABULARY

YES, NO = Literal(value=True), Literal(value=False)
CLOSED = Implies(
    Compare(Comparison.EQUAL, Column("status"), Literal("注销")), Not(IsNull(Column("closed_on")))
)
SUM = Relation(
    Comparison.EQUAL, Column("due"), Call(Function.ADD, (Column("paid"), Column("owed")))
)
ORDER = Compare(Comparison.GREATER_OR_EQUAL, Column("ended_on"), Column("started_on"))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('如果 状态 = "注销" 则 注销日期 不为空', CLOSED),
        ("如果状态等于“注销”，则注销日期不为空。", CLOSED),
        ("if status = '注销' then closed_on is not null", CLOSED),
        ("IF Status equals '注销' THEN 注销日期 IS NOT NULL", CLOSED),
        ("应缴 = 实缴 + 欠缴", SUM),
        ("应缴\uff1d实缴\uff0b欠缴", SUM),
        ("due = paid + owed", SUM),
        ("结束日期 >= 开始日期", ORDER),
        ("结束日期不早于开始日期", ORDER),
        ("编号 在 (1, 2，3)", In(Column("id"), (Literal(1), Literal(2), Literal(3)))),
        ('状态 不属于 ("a")', Not(In(Column("status"), (Literal("a"),)))),
        ("是否营业", Compare(Comparison.EQUAL, Column("is_open"), YES)),
        ("是否营业 = 否", Compare(Comparison.EQUAL, Column("is_open"), NO)),
        ("0 < 编号", Compare(Comparison.GREATER, Column("id"), Literal(0))),
        ("编号 > -5", Compare(Comparison.GREATER, Column("id"), Literal(-5))),
        (
            "金额(万元) > 1.50",
            Relation(Comparison.GREATER, Column("sum_total"), Literal(Decimal("1.5"))),
        ),
        (
            "【金额（万元）】 > 1.5",
            Relation(Comparison.GREATER, Column("sum_total"), Literal(Decimal("1.5"))),
        ),
        (
            "结束日期 - 开始日期 <= 30",
            Relation(
                Comparison.LESS_OR_EQUAL,
                Call(Function.DAYS, (Column("ended_on"), Column("started_on"))),
                Literal(30),
            ),
        ),
        (
            "登记时间 >= 2024-01-05",
            Relation(Comparison.GREATER_OR_EQUAL, Column("seen_at"), Literal(dt.date(2024, 1, 5))),
        ),
        (
            "长度(状态) 在 (15, 18)",
            Or((
                Relation(Comparison.EQUAL, Call(Function.LENGTH, (Column("status"),)), Literal(15)),
                Relation(Comparison.EQUAL, Call(Function.LENGTH, (Column("status"),)), Literal(18)),
            )),
        ),
        (
            "编号 介于 1 和 9 并且 状态 为空",
            And((
                And((
                    Compare(Comparison.GREATER_OR_EQUAL, Column("id"), Literal(1)),
                    Compare(Comparison.LESS_OR_EQUAL, Column("id"), Literal(9)),
                )),
                IsNull(Column("status")),
            )),
        ),
        (
            '截取(所在地区划, 1, 4) = "2105"',
            Relation(
                Comparison.EQUAL,
                Call(Function.SUBSTRING, (Column("area_code"), Literal(1), Literal(4))),
                Literal("2105"),
            ),
        ),
    ],
)
def test_rules_are_understood_in_both_tongues(text: str, tree: object) -> None:
    assert read(text, VOCABULARY) == tree


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", 1, "这里应是信息项"),
        ("注消日期 不为空", 1, "是否为“注销日期”"),
        ("状态 = 注销", 6, "目录中没有这个信息项"),
        ("所在地区划 = 210500", 9, '取值请加引号："210500"'),
        ('编号 = "a"', 6, "一个整数不能与一段文字比较"),
        ("状态 + 1 = 2", 1, "这里要用一个数字，而此处是一段文字"),
        ('结束日期 > "去年"', 8, "2024-01-31"),
        ("结束日期 > 2024-02-30", 8, "不是真实存在的日期"),
        ("如果 编号 > 1", 10, "“如果”之后要有“则”"),
        ("编号 > 1 编号 < 3", 8, "这里多出了内容"),
        ("编号", 1, "“是否”类信息项才能单独作为条件"),
        ("1 = 1", 3, "两边都是固定取值"),
        ("编号 在 ()", 4, "至少要有一个取值"),
        ("编号 在 1", 6, "这里要写括号"),
        ("(编号 > 1", 8, "括号没有成对"),
        ('状态 = "a', 6, "引号没有成对"),
        ("编号 > 1; drop table x", 7, "不能使用此符号"),
        ("编号 > 1 -- x", 11, "目录中没有这个信息项"),
        ("编号 > 1 # x", 8, "不能使用此符号"),
        ("编号 > 12345678901234567890", 6, "数字超过 15 位"),
        ('截取(状态, 编号, 2) = "a"', 8, "应写成整数"),
        ("长度(状态, 1) = 2", 1, "应有 1 个值，现有 2 个"),
        ("是否营业 > 是", 6, "只能用 = 或 !="),
        ("【没有】 = 1", 1, "目录中没有这个信息项"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, column: int, words: str) -> None:
    with pytest.raises(RuleTextError) as refused, translation.override("zh-hans"):
        read(text, VOCABULARY)
    assert refused.value.column == column
    with translation.override("zh-hans"):
        assert words in str(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000 + "编号 > 1" + ")" * 5000,
        "(" * 900 + "编号 > 1" + ")" * 900,
        "非 " * 600 + "(编号 > 1)",
        "编号 > " + "-" * 1500 + "1",
        "编号 = " + " + ".join(["1"] * 400),
        "编号 在 (" + ",".join(["1"] * 900) + ")",
        "编号 > " + "9" * 1500,
        '状态 = "' + "\x00" + '"',
        "长度(" * 300 + "状态" + ")" * 300 + " = 1",
        "如果 编号 > 1 则 " * 100 + "编号 > 1",
    ],
)
def test_hostile_text_is_refused_without_trouble(text: str) -> None:
    with pytest.raises(RuleTextError):
        read(text, VOCABULARY)


def test_quotes_inside_a_text_are_doubled() -> None:
    tree = read('状态 = "a""; drop --"', VOCABULARY)
    assert tree == Compare(Comparison.EQUAL, Column("status"), Literal('a"; drop --'))


def test_errors_are_said_in_english_too() -> None:
    with pytest.raises(RuleTextError) as refused, translation.override("en"):
        read("所在地区划 = 210500", VOCABULARY)
    with translation.override("en"):
        assert str(refused.value) == (
            'At character 9, “210500”: this item is text; put its value in quotes: "210500"'
        )


def test_rules_are_written_in_either_tongue() -> None:
    assert write(CLOSED, VOCABULARY, Tongue.CHINESE) == '如果 状态 = "注销" 则 注销日期 不为空'
    assert (
        write(CLOSED, VOCABULARY, Tongue.ENGLISH) == 'if status = "注销" then closed_on is not null'
    )
