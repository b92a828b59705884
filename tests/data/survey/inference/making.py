"""Small hand-made profiles and a small knowledge."""

from collections.abc import Sequence

from chengshu.data.elements.contracts import CodeSet, DataElement, Knowledge, LearnedAlias
from chengshu.data.sources.contracts.profiles import ColumnProfile, TableProfile
from chengshu.data.survey.contracts.drafts import ColumnDraft, SurveyContext
from chengshu.data.survey.inference import infer_tables

CONTEXT = SurveyContext("A01", "市民政局", "mz", "民政业务系统", "mz_db", "postgresql")

CITIZENS = (
    "11010519491231002X",
    "440524188001010014",
    "210302198001010011",
    "210303198506150024",
    "21050319920229004X",
    "370114197504300058",
    "370306200001010062",
    "320706199912310071",
)
COMPANIES = (
    "91350100M000100Y43",
    "91110000600037341L",
    "911522010783762860",
    "91310112087994932F",
    "91310115MA1K3BTP2B",
    "91310116052958608G",
    "913101203509708598",
    "913205056082348768",
)
PEOPLE = ("王小明", "李芳", "张伟", "刘洋", "陈静", "赵磊", "黄丽娟", "周强", "吴敏", "欧阳修文")


def element(code: str, name: str, english: str, kind: str = "C", **more: object) -> DataElement:
    return DataElement(
        code, name, english, str(more.pop("domain", "population")), name, kind, **more
    )  # type: ignore[arg-type]


ELEMENTS = (
    element(
        "person_name", "姓名", "Name", aliases=("名字",), personal="basic", mask="name", grade=2
    ),
    element(
        "citizen_id",
        "公民身份号码",
        "Citizen identity number",
        aliases=("身份证号", "身份证号码", "sfzh"),
        identifier="citizen_id",
        personal="identity",
        mask="citizen_id",
        grade=3,
        length=18,
    ),
    element("sex", "性别", "Sex", aliases=("gender",), code_table="sex", personal="basic"),
    element("birth_date", "出生日期", "Birth date", "D", aliases=("dob",), personal="basic"),
    element(
        "phone",
        "联系电话",
        "Contact telephone",
        aliases=("电话", "phone"),
        identifier="phone",
        personal="basic",
        domain="contact",
    ),
    element("project_name", "项目名称", "Project name", aliases=("项目",), domain="construction"),
    element(
        "uscc",
        "统一社会信用代码",
        "Unified social credit code",
        identifier="uscc",
        domain="legal_entity",
    ),
    element("unit_name", "单位名称", "Unit name", aliases=("企业名称",), domain="legal_entity"),
    element("amount", "金额", "Amount", "Y", domain="finance"),
)
SEX = CodeSet("sex", "性别代码", {"1": "男性", "2": "女性", "0": "未知的性别", "9": "未说明的性别"})


def knowledge(*aliases: LearnedAlias) -> Knowledge:
    return Knowledge(ELEMENTS, tuple(aliases), (SEX,), {"addr": "地址", "rq": "日期"})


def column(
    name: str, values: Sequence[str] = (), type_: str = "varchar(64)", **more: object
) -> ColumnProfile:
    """A column of 100 rows in which the values take turns."""
    different = tuple(dict.fromkeys(values))
    frequent = tuple((value, 100 // len(different)) for value in different[:60])
    known: dict[str, object] = {
        "rows": 100 if different else 0,
        "distinct": len(different),
        "max_length": max(map(len, different), default=0),
        "frequent": frequent,
        "sample": different[:200],
    }
    return ColumnProfile(name, type_, **(known | more))  # type: ignore[arg-type]


def table(name: str, *columns: ColumnProfile, comment: str = "", rows: int = 100) -> TableProfile:
    return TableProfile(name, comment, "table", rows, True, columns, sampled_rows=rows)  # noqa: FBT003 - a record


def draft(*columns: ColumnProfile, using: Knowledge | None = None) -> dict[str, ColumnDraft]:
    """The drafts of the columns of one table, by name."""
    (found,) = infer_tables([table("t_ryxx", *columns)], using or knowledge(), CONTEXT)
    return {each.column: each for each in found.columns}


def said(found: ColumnDraft, field: str) -> object:
    return found.proposals[field].value
