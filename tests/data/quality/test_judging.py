"""A landed batch gets its verdict: every row exactly one end state, all reasons kept."""

import datetime as dt

import pytest

from chengshu.base.audit import api as audit
from chengshu.data.catalog.contracts import ItemDraft
from chengshu.data.lake import api as lake
from chengshu.data.lake.contracts import PublishMode
from chengshu.data.quality import api
from chengshu.data.quality.contracts import RowQuery, RowState, Verdict
from chengshu.data.quality.errors import VerdictNotFoundError
from chengshu.data.rules import api as rules
from chengshu.data.rules.contracts import RuleSpec
from chengshu.data.rules.errors import RuleMappingError
from tests.data.quality.people import GOOD_IDS, SYSTEM, draft_people, good, land

pytestmark = pytest.mark.django_db


def judge(key: str, *rows: dict[str, object]) -> Verdict:
    return api.judge_batch(SYSTEM, landed=land(key, rows))


def places(verdict: Verdict) -> list[int]:
    return list(api.refused_positions(verdict).to_pylist())


def failed(verdict: Verdict) -> dict[str, int]:
    return {count.rule: count.failed for count in verdict.by_rule if count.failed}


def test_good_rows_are_accepted() -> None:
    verdict = judge(draft_people(), good(0), good(1), good(2))
    assert (verdict.landed, verdict.accepted, verdict.quarantined) == (3, 3, 0)
    assert places(verdict) == []
    assert verdict.new == 0


def test_every_fault_is_found_by_position_and_counted_by_rule() -> None:
    verdict = judge(
        draft_people(),
        good(0),
        good(1, id="110105194912310021"),
        good(1, name=None),
        good(2, name="一二三四五", sex="9"),
        good(2, born=dt.date(2181, 2, 6), age=151),
        good(2, phone="12345"),
        good(2, born=None, _raw='{"born":"昨天"}'),
        {"_raw": '{"_line":9,"_text":"a,b","_reason":"2 个字段"}'},
        good(0),
    )
    assert places(verdict) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert verdict.landed == verdict.accepted + verdict.quarantined == 9
    assert failed(verdict) == {
        "citizen_id:id": 1,
        "required:name": 1,
        "length:name": 1,
        "code:sex": 1,
        "date_range:born": 1,
        "range:age": 1,
        "pattern:phone": 1,
        "date:born": 1,
        "shape": 1,
        "unique": 4,
    }


def test_the_verdict_stands_and_is_told_again() -> None:
    key = draft_people()
    landed = land(key, [good(0), good(0)])
    first = api.judge_batch(SYSTEM, landed=landed)
    assert api.judge_batch(SYSTEM, landed=landed) == first
    assert api.get_verdict(SYSTEM, landed.batch_id) == first
    lines = audit.list_entries(SYSTEM, audit.EntryFilter(subject=f"{key}#{landed.batch_id}"))
    assert lines.total == 1
    with pytest.raises(VerdictNotFoundError):
        api.get_verdict(SYSTEM, 1)


def test_the_gate_of_a_verdict_opens_the_lake() -> None:
    key = draft_people()
    landed = land(key, [good(0), good(1, name=None), good(2)])
    gate = api.gate_of(api.judge_batch(SYSTEM, landed=landed))
    snapshot = lake.publish_snapshot(SYSTEM, landed=landed, gate=gate, mode=PublishMode.FULL)
    assert snapshot.rows == 2
    assert lake.distinct_values(key, "id").to_pylist() == sorted([GOOD_IDS[0], GOOD_IDS[2]])


def test_refused_rows_tell_all_their_reasons_and_hide_personal_data() -> None:
    key = draft_people()
    judge(key, good(0, name="一二三四五", sex="9", age=None, _raw='{"age":"四十"}'))
    (row,) = api.list_quarantined(SYSTEM, RowQuery(resource_code=key)).rows
    assert [reason.rule for reason in row.reasons] == ["length:name", "code:sex", "type:age"]
    assert [reason.label for reason in row.reasons] == ["姓名", "性别", "年龄"]
    assert [reason.value for reason in row.reasons] == ["一****", "9", "四十"]
    assert row.reasons[1].expects == "“性别”应为代码集 test_sex 中的有效代码"
    assert GOOD_IDS[0] not in str(row)
    assert row.position == 0
    assert row.state is RowState.QUARANTINED


def test_raw_text_of_misshapen_rows_is_hidden_where_items_are_sensitive() -> None:
    key = draft_people()
    judge(key, {"_raw": '{"_line":9,"_text":"张三,13800138000","_reason":"2 个字段"}'})
    (row,) = api.list_quarantined(SYSTEM, RowQuery(resource_code=key)).rows
    assert row.values["_line"] == "9"
    assert "张三" not in str(row)


def test_raw_text_is_shown_where_nothing_is_sensitive() -> None:
    key = draft_people(ItemDraft("name", "名称", "C"))
    judge(key, {"_raw": '{"_line":9,"_text":"a,b","_reason":"2 个字段"}'})
    (row,) = api.list_quarantined(SYSTEM, RowQuery(resource_code=key)).rows
    assert row.reasons[0].value == "9: a,b"


def test_rows_are_narrowed_by_rule_batch_state_and_text() -> None:
    key = draft_people(ItemDraft("id", "编号", "C", length=2, is_primary_key=True))
    one, two = judge(key, {"id": "abc"}, {"id": None}), judge(key, {"id": "xyz"})

    def found(**wanted: object) -> list[tuple[int, int]]:
        page = api.list_quarantined(SYSTEM, RowQuery(resource_code=key, **wanted))
        return [(row.batch_id, row.position) for row in page.rows]

    assert found() == [(two.batch_id, 0), (one.batch_id, 0), (one.batch_id, 1)]
    assert found(batch_id=one.batch_id, rule="required:id") == [(one.batch_id, 1)]
    assert found(text="xyz") == [(two.batch_id, 0)]
    assert found(state=RowState.WAIVED) == []
    assert found(limit=1, offset=2) == [(one.batch_id, 1)]


def test_a_rule_without_its_column_is_our_fault_and_judges_nobody() -> None:
    key = draft_people()
    landed = land(key, [good(0)])
    rules.save_rules(SYSTEM, key, [RuleSpec("unique", "", {"columns": ["id", "gone"]})])
    with pytest.raises(RuleMappingError, match="不计入部门数据质量"):
        api.judge_batch(SYSTEM, landed=landed)
    with pytest.raises(VerdictNotFoundError):
        api.get_verdict(SYSTEM, landed.batch_id)


def test_an_empty_code_table_is_our_fault() -> None:
    key = draft_people(ItemDraft("kind", "类别", "C", code_table="nobody_loaded_it"))
    with pytest.raises(RuleMappingError):
        judge(key, {"kind": "1"})


def test_a_rule_that_cannot_run_on_its_column_is_our_fault() -> None:
    key = draft_people(ItemDraft("n", "数", "I"))
    rules.save_rules(SYSTEM, key, [RuleSpec("date_range", "n", {"minimum": 1900})])
    with pytest.raises(RuleMappingError):
        judge(key, {"n": 1})


def test_references_are_looked_up_in_the_other_resource_as_published() -> None:
    parents, children = draft_people(), ""
    landed = land(parents, [good(0), good(1)])
    gate = api.gate_of(api.judge_batch(SYSTEM, landed=landed))
    lake.publish_snapshot(SYSTEM, landed=landed, gate=gate, mode=PublishMode.FULL)
    children = draft_people(ItemDraft("parent", "父母", "C", reference=f"{parents}.id"))
    verdict = judge(children, {"parent": GOOD_IDS[0]}, {"parent": GOOD_IDS[2]}, {"parent": None})
    assert places(verdict) == [1]


def test_a_resource_may_refer_to_itself() -> None:
    key = draft_people(ItemDraft("code", "编码", "C"), ItemDraft("parent", "上级", "C"))
    rules.save_rules(
        SYSTEM, key, [RuleSpec("reference", "parent", {"resource": key, "column": "code"})]
    )
    verdict = judge(key, {"code": "a"}, {"code": "b", "parent": "a"}, {"code": "c", "parent": "x"})
    assert places(verdict) == [2]


def test_an_empty_batch_has_a_verdict_too() -> None:
    verdict = judge(draft_people())
    assert (verdict.landed, verdict.accepted, verdict.quarantined) == (0, 0, 0)


def test_long_cells_are_cut_where_rows_are_kept() -> None:
    key = draft_people(ItemDraft("text", "文本", "C", length=5))
    judge(key, {"text": "长" * 5000})
    (row,) = api.list_quarantined(SYSTEM, RowQuery(resource_code=key)).rows
    assert len(row.values["text"] or "") < 1100
