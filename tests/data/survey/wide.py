"""A drafted table of twenty columns, as a civil affairs system has them."""

from chengshu.data.survey.contracts import ColumnDraft, TableDraft
from tests.data.survey.drafted import TABLE, column, said

PERSON = {"mask": "name", "personal": "basic", "grade": 2, "kind": "name"}
CODED = {"kind": "code", "length": 2}


def coded(name: str, name_zh: str, sure: float, table: str) -> ColumnDraft:
    """Return a column that holds codes of a table."""
    return column(name, name_zh, sure, code_table=table, **CODED)


COLUMNS = (
    column("jzid", "救助编号", is_primary_key=True, is_required=True, length=32, kind="identifier"),
    column("xm", "姓名", length=50, is_required=True, element="person_name", **PERSON),
    column(
        "sfzh",
        "公民身份号码",
        length=18,
        element="citizen_id",
        identifier="citizen_id",
        mask="citizen_id",
        personal="identity",
        grade=3,
        kind="identifier",
    ),
    coded("xb", "性别", 0.96, "gbt2261_1_sex"),
    column("csrq", "出生日期", 0.95, data_type="D", element="birth_date", kind="date"),
    coded("mz", "民族", 0.93, "gbt3304_nationality"),
    column("lxdh", "联系电话", length=20, identifier="mobile", mask="phone", personal="basic"),
    column("hkszd", "户口所在地", 0.82, length=200, mask="address", personal="basic", grade=2),
    column("xzqh", "行政区划代码", 0.94, length=12, element="region_code", kind="code"),
    column("jzlb", "救助类别", 0.84, **CODED),
    column("jzje", "救助金额", 0.92, data_type="N", length=12, scale=2, kind="money"),
    column("ffrq", "发放日期", 0.95, data_type="D", kind="date"),
    column("khyh", "开户银行", 0.93, length=60, kind="name"),
    column(
        "yhzh",
        "银行账号",
        0.91,
        length=19,
        identifier="bank_card",
        mask="bank_card",
        personal="property",
        grade=3,
    ),
    column("jtrks", "家庭人口数", 0.78, data_type="I", kind="quantity", minimum=1, maximum=9),
    column("f7", "字段七", 0.41, length=10, kind="unknown"),
    column("bz", "备注", 0.97, length=500),
    column("jbr", "经办人", 0.88, length=30, **PERSON),
    column("gxsj", "更新时间", 0.98, data_type="T", kind="audit"),
    column("dlmm", "登录密码", 0.99, is_secret=True, kind="secret", length=64),
)
WIDE = TableDraft(
    "t_jz_jzdx",
    {**TABLE, "title": said("救助对象信息"), "growth": said(120)},
    COLUMNS,
    row_count=48213,
)
