"""A catalogue entry's items for tests of the rule language."""

import datetime as dt

from chengshu.data.catalog.contracts import ItemDraft
from chengshu.data.rules.language import Vocabulary

DAY = dt.date(2026, 3, 1)
ITEMS = (
    ItemDraft("id", "编号", "I", is_primary_key=True),
    ItemDraft("status", "状态", "C", name_en="Status"),
    ItemDraft("closed_on", "注销日期", "D"),
    ItemDraft("due", "应缴", "Y", length=12, scale=2),
    ItemDraft("paid", "实缴", "Y", length=12, scale=2),
    ItemDraft("owed", "欠缴", "N"),
    ItemDraft("started_on", "开始日期", "D"),
    ItemDraft("ended_on", "结束日期", "D"),
    ItemDraft("seen_at", "登记时间", "T"),
    ItemDraft("is_open", "是否营业", "L"),
    ItemDraft("area_code", "所在地区划", "C"),
    ItemDraft("sum_total", "金额（万元）", "N"),
)
VOCABULARY = Vocabulary(ITEMS)
