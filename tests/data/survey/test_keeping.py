"""What a scan proposes is kept beside what people said, and never over it."""

from dataclasses import replace

import pytest

from chengshu.data.survey import api
from chengshu.data.survey.contracts import Band, DraftQuery, DraftState
from chengshu.data.survey.errors import DraftMovedError
from chengshu.data.survey.models import DraftedTable
from chengshu.data.survey.services.drafts import keep_drafts
from tests.data.survey.drafted import (
    COLUMNS,
    DRAFT,
    LOG,
    OFFICER,
    OWNER,
    SOURCE,
    column,
    find,
    keep,
    profile,
    said,
    without,
)

pytestmark = pytest.mark.django_db


def test_the_same_drafts_change_nothing(draft: int) -> None:
    assert keep(DRAFT, scan=2) == 0
    assert api.get_draft(OFFICER, draft).revision == 1
    assert DraftedTable.objects.count() == 1


def test_a_table_of_no_business_is_set_aside_with_the_machines_reason(city: None) -> None:
    keep(DRAFT, LOG)
    rows = api.list_drafts(OFFICER, DraftQuery(state=DraftState.ASIDE)).rows
    assert [row.table for row in rows] == ["sys_log"]
    assert rows[0].is_machine_aside
    assert rows[0].aside_reason
    assert api.list_drafts(OFFICER, DraftQuery(state=DraftState.WAITING)).total == 1


def test_samples_stay_only_masked_and_those_of_secrets_not_at_all(draft: int) -> None:
    samples = {line.column: line.samples for line in api.get_draft(OFFICER, draft).column_lines}
    assert samples["xm"] == ("张**", "李*")
    assert samples["sfzh"] == ("1***************16",)
    assert samples["hkszd"] == ("云**********",)
    assert samples["mm"] == ()
    kept = str(DraftedTable.objects.get(pk=draft).document)
    assert "199003" not in kept
    assert "S3cret" not in kept
    assert "解放路" not in kept


def test_a_line_is_as_sure_as_its_weakest_part(draft: int) -> None:
    lines = {line.id: line for line in api.get_draft(OFFICER, draft).column_lines}
    assert lines["c:xm"].band is Band.HIGH
    assert lines["c:hkszd"].band is Band.MIDDLE
    assert lines["c:f3"].band is Band.LOW
    table = {line.id: line.band for line in api.get_draft(OFFICER, draft).table_lines}
    assert table["t:title"] is Band.HIGH
    assert table["t:share"] is Band.MIDDLE


def test_a_rescan_keeps_words_on_what_stayed_and_asks_again_for_what_changed(draft: int) -> None:
    api.accept_line(OFFICER, draft, "c:xm", revision=1)
    api.correct_line(OFFICER, draft, "c:f3", values={"name_zh": "救助类别"}, revision=1)
    api.leave_out_line(OFFICER, draft, "c:id", revision=1)
    columns = tuple(
        column("xm", "曾用名", length=50) if each.column == "xm" else each for each in COLUMNS
    )
    keep(replace(DRAFT, columns=columns), scan=2)
    lines = {line.id: line for line in api.get_draft(OFFICER, draft).column_lines}
    assert lines["c:xm"].decision is None
    assert lines["c:xm"].values["name_zh"] == "曾用名"
    assert lines["c:f3"].values["name_zh"] == "救助类别"
    assert lines["c:f3"].is_decided
    assert lines["c:id"].is_out


def test_figures_that_shift_ask_nobody_again(draft: int) -> None:
    api.accept_line(OFFICER, draft, "c:xm", revision=1)
    columns = tuple(
        column("xm", "姓名", 0.93, length=50, mask="name", personal="basic", grade=2, kind="name")
        if each.column == "xm"
        else each
        for each in COLUMNS
    )
    assert keep(replace(DRAFT, columns=columns, row_count=1201), scan=2) == 0
    info = api.get_draft(OFFICER, draft)
    assert (info.revision, info.row_count) == (1, 1201)
    assert api.undo_step(OFFICER, draft) == ("c:xm",)


def test_nobody_confirms_what_he_has_not_seen(draft: int) -> None:
    keep(without(DRAFT, "f3"), scan=2)
    with pytest.raises(DraftMovedError):
        api.accept_above(OFFICER, draft, Band.LOW, revision=1)


def test_a_table_the_source_lost_is_marked_and_comes_back(draft: int) -> None:
    gone = {"scan_id": 2, "source_code": SOURCE, "organisation_code": OWNER, "drafts": ()}
    assert keep_drafts(**gone, gone=["t_jzxx"]) == 1
    assert api.get_draft(OFFICER, draft).state is DraftState.GONE
    assert keep(DRAFT, scan=3) == 1
    assert api.get_draft(OFFICER, draft).state is DraftState.WAITING


def test_drafts_without_profiles_are_kept_without_samples(city: None) -> None:
    keep_drafts(scan_id=1, source_code=SOURCE, organisation_code=OWNER, drafts=[DRAFT])
    assert api.get_draft(OFFICER, find()).column_lines[1].samples == ()


def test_declared_words_come_from_the_profile(draft: int) -> None:
    line = api.get_draft(OFFICER, draft).find_line("c:xm")
    assert line is not None
    assert (line.source_type, line.comment) == ("varchar(50)", "xm注释")
    assert profile(DRAFT).columns[1].comment == line.comment


def test_what_people_set_aside_stays_aside_over_a_rescan(draft: int) -> None:
    api.set_aside(OFFICER, draft, reason="测试数据")
    changed = replace(DRAFT, proposals={**DRAFT.proposals, "title": said("另一个名称")})
    keep(changed, scan=2)
    info = api.get_draft(OFFICER, draft)
    assert (info.state, info.aside_reason) == (DraftState.ASIDE, "测试数据")


def test_what_people_took_back_stays_business_over_a_rescan(city: None) -> None:
    keep(LOG)
    number = find("sys_log")
    api.take_back(OFFICER, number, reason="业务日志，需要编目")
    keep(replace(LOG, row_count=5), scan=2)
    assert api.get_draft(OFFICER, number).state is DraftState.WAITING
