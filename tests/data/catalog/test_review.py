from collections.abc import Callable
from dataclasses import replace

import pytest

from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import (
    Attachment,
    EventKind,
    Guess,
    ItemDraft,
    LoadMode,
    ResourceDraft,
    ResourceInfo,
    ResourceState,
    ShareType,
)
from chengshu.data.catalog.errors import (
    BadDraftError,
    IncompleteResourceError,
    OwnWorkError,
    PersonNeededError,
    ReasonNeededError,
    ResourceNotFoundError,
    TitleTakenError,
    WrongStateError,
)
from chengshu.data.catalog.models import Resource
from chengshu.data.catalog.services.reviews import save_titled

Publish = Callable[[ResourceDraft], ResourceInfo]

pytestmark = pytest.mark.django_db


def test_an_entry_walks_from_draft_to_published(
    city: None, officer: Actor, bureau: Actor, draft: ResourceDraft
) -> None:
    assert api.draft_resource(officer, draft).state is ResourceState.DRAFT
    assert api.submit_resource(officer, draft.key).state is ResourceState.DEPARTMENT_REVIEW
    assert api.approve_resource(officer, draft.key).state is ResourceState.BUREAU_REVIEW
    published = api.approve_resource(bureau, draft.key)
    assert published.state is ResourceState.PUBLISHED
    assert published.national_code == "102001/1"
    assert published.class_name == "基础信息资源 / 法人单位 / 法人单位综合"
    assert published.provider_uscc == "11220000013544541J"
    assert published.published_on is not None
    assert [event.kind for event in api.list_events(bureau, draft.key)] == [
        EventKind.PUBLISHED,
        EventKind.APPROVED,
        EventKind.SUBMITTED,
        EventKind.DRAFTED,
    ]


def test_items_come_back_as_they_were_drafted(publish: Publish, draft: ResourceDraft) -> None:
    info = publish(draft)
    assert [item.column for item in info.items] == ["uscc", "name", "status"]
    assert [item.position for item in info.items] == [1, 2, 3]
    assert info.primary_key == ("uscc",)
    found = info.find_item("status")
    assert found is not None
    assert (found.code_table, found.source_column) == ("enterprise_status", "status")
    assert info.find_item("none") is None


def test_the_same_draft_again_changes_nothing_in_any_state(
    publish: Publish, officer: Actor, draft: ResourceDraft
) -> None:
    publish(draft)
    events = len(api.list_events(officer, draft.key))
    again = api.draft_resource(officer, draft)
    assert again.state is ResourceState.PUBLISHED
    assert again.change_state is None
    assert len(api.list_events(officer, draft.key)) == events


def test_a_change_leaves_the_published_version_in_force_until_approved(
    publish: Publish, officer: Actor, bureau: Actor, leader: Actor, draft: ResourceDraft
) -> None:
    publish(draft)
    changed = replace(
        draft,
        abstract="新的摘要",
        items=(*draft.items, ItemDraft("capital", "注册资本", "N")),
    )
    working = api.draft_resource(officer, changed)
    assert working.change_state is ResourceState.DRAFT
    assert len(working.items) == 4
    assert len(api.get_resource(leader, draft.key).items) == 3
    api.submit_resource(officer, draft.key)
    api.approve_resource(officer, draft.key)
    final = api.approve_resource(bureau, draft.key)
    assert (final.version, final.change_state, len(final.items)) == (2, None, 4)
    assert final.national_code == "102001/1"
    newest = api.list_versions(officer, draft.key)[0]
    assert {change.field for change in newest.changes} == {"abstract", "items.capital"}


def test_a_new_class_gives_a_new_code_and_keeps_the_old_one(
    publish: Publish, draft: ResourceDraft, leader: Actor
) -> None:
    publish(draft)
    final = publish(replace(draft, class_path="307001"))
    assert final.national_code == "307001/1"
    assert final.former_codes == ("102001/1",)
    assert api.get_resource(leader, "102001/1").key == draft.key
    assert api.get_resource(leader, "307001/1").key == draft.key


def test_numbers_run_on_inside_a_leaf(publish: Publish, draft: ResourceDraft) -> None:
    publish(draft)
    second = publish(replace(draft, key="mr_branch", title="分支机构登记信息"))
    assert second.national_code == "102001/2"


@pytest.mark.parametrize(
    "title", ["企业登记信息", " 企业 登记信息", "企业·登记信息。", "企业登记信息（）"]
)
def test_a_title_is_unique_inside_the_provider(
    publish: Publish, officer: Actor, draft: ResourceDraft, title: str
) -> None:
    publish(draft)
    api.draft_resource(officer, replace(draft, key="mr_again", title=title))
    with pytest.raises(TitleTakenError, match="mr_enterprise"):
        api.submit_resource(officer, "mr_again")


def test_another_provider_may_use_the_title(publish: Publish, draft: ResourceDraft) -> None:
    publish(draft)
    other = publish(replace(draft, key="h_enterprise", provider_code="housing"))
    assert other.state is ResourceState.PUBLISHED


def test_a_returned_entry_is_mended_and_submitted_again(
    city: None, officer: Actor, bureau: Actor, draft: ResourceDraft
) -> None:
    api.draft_resource(officer, draft)
    api.submit_resource(officer, draft.key)
    api.approve_resource(officer, draft.key)
    with pytest.raises(ReasonNeededError):
        api.return_resource(bureau, draft.key, reason=" ")
    returned = api.return_resource(bureau, draft.key, reason="摘要过于简单")
    assert (returned.state, returned.return_reason) == (ResourceState.DRAFT, "摘要过于简单")
    assert api.submit_resource(officer, draft.key).return_reason == ""


def test_steps_out_of_order_are_refused(
    publish: Publish, city: None, officer: Actor, bureau: Actor, draft: ResourceDraft
) -> None:
    api.draft_resource(officer, draft)
    with pytest.raises(WrongStateError, match="编制中"):
        api.approve_resource(bureau, draft.key)
    api.submit_resource(officer, draft.key)
    with pytest.raises(WrongStateError, match="部门审核"):
        api.draft_resource(officer, replace(draft, abstract="改动"))
    with pytest.raises(WrongStateError):
        api.submit_resource(officer, draft.key)


def test_only_the_right_people_take_a_step(
    city: None, officer: Actor, other_officer: Actor, bureau: Actor, draft: ResourceDraft
) -> None:
    with pytest.raises(NotAllowedError):
        api.draft_resource(other_officer, draft)
    api.draft_resource(officer, draft)
    with pytest.raises(NotAllowedError):
        api.submit_resource(bureau, draft.key)
    api.submit_resource(officer, draft.key)
    with pytest.raises(NotAllowedError):
        api.approve_resource(other_officer, draft.key)
    with pytest.raises(NotAllowedError):
        api.approve_resource(bureau, draft.key)
    api.approve_resource(officer, draft.key)
    with pytest.raises(NotAllowedError):
        api.approve_resource(officer, draft.key)


def test_the_bureau_may_not_approve_its_own_draft(
    city: None, officer: Actor, bureau: Actor, draft: ResourceDraft
) -> None:
    api.draft_resource(bureau, draft)
    api.submit_resource(officer, draft.key)
    api.approve_resource(officer, draft.key)
    with pytest.raises(OwnWorkError):
        api.approve_resource(bureau, draft.key)


def test_the_program_itself_never_confirms(city: None, draft: ResourceDraft) -> None:
    system = system_actor("scan")
    api.draft_resource(system, draft)
    api.submit_resource(system, draft.key)
    with pytest.raises(PersonNeededError):
        api.approve_resource(system, draft.key)


def test_guesses_are_confirmed_by_submitting(
    city: None, officer: Actor, draft: ResourceDraft
) -> None:
    guess = Guess("share_type", "列名含身份证号", 0.7)
    info = api.draft_resource(officer, replace(draft, guesses=(guess,)))
    assert info.guesses == (guess,)
    assert api.submit_resource(officer, draft.key).guesses == ()
    assert "列名含身份证号" in api.list_events(officer, draft.key)[0].reason


def test_an_incomplete_draft_names_every_fault(city: None, officer: Actor) -> None:
    api.draft_resource(officer, ResourceDraft("mr_bare", "空目录", "market"))
    with pytest.raises(IncompleteResourceError) as caught:
        api.submit_resource(officer, "mr_bare")
    for word in ("信息资源摘要", "更新周期", "信息资源格式", "共享属性", "信息资源分类"):
        assert word in str(caught.value)
    assert len(api.list_faults(officer, "mr_bare")) >= 5


def test_a_provider_without_credit_code_cannot_submit(city: None, draft: ResourceDraft) -> None:
    system = system_actor("tests")
    api.draft_resource(system, replace(draft, provider_code="nocode"))
    with pytest.raises(IncompleteResourceError, match="18 位"):
        api.submit_resource(system, draft.key)


def test_the_provider_of_an_entry_does_not_change(city: None, draft: ResourceDraft) -> None:
    system = system_actor("tests")
    api.draft_resource(system, draft)
    with pytest.raises(BadDraftError, match="市场监督管理局"):
        api.draft_resource(system, replace(draft, provider_code="housing"))


def test_a_withdrawn_entry_comes_back_through_review(
    publish: Publish, take_offline: Callable[[str], ResourceInfo], draft: ResourceDraft
) -> None:
    publish(draft)
    take_offline(draft.key)
    back = publish(replace(draft, abstract="重新发布"))
    assert (back.state, back.version) == (ResourceState.PUBLISHED, 3)


def test_a_provider_discards_his_own_draft(
    city: None, officer: Actor, draft: ResourceDraft
) -> None:
    api.draft_resource(officer, draft)
    assert api.withdraw_resource(officer, draft.key, reason="重复").state is ResourceState.WITHDRAWN
    api.draft_resource(officer, replace(draft, abstract="又要了"))
    assert api.get_resource(officer, draft.key).state is ResourceState.DRAFT


def test_only_a_published_entry_is_attached(
    publish: Publish, city: None, officer: Actor, draft: ResourceDraft
) -> None:
    table = Attachment("market_db", "qyxx", LoadMode.INCREMENTAL, cursor_column="gxsj")
    api.draft_resource(officer, draft)
    with pytest.raises(WrongStateError):
        api.attach_source(officer, draft.key, table)
    publish(draft)
    with pytest.raises(BadDraftError):
        api.attach_source(officer, draft.key, replace(table, cursor_column=""))
    with pytest.raises(BadDraftError):
        api.attach_source(officer, draft.key, replace(table, table=""))
    assert api.attach_source(officer, draft.key, table).attachment == table
    events = len(api.list_events(officer, draft.key))
    assert api.attach_source(officer, draft.key, table).attachment == table
    assert len(api.list_events(officer, draft.key)) == events


def test_an_unpublished_entry_stays_within_its_department(
    city: None, officer: Actor, other_officer: Actor, leader: Actor, draft: ResourceDraft
) -> None:
    api.draft_resource(officer, draft)
    assert api.get_resource(officer, draft.key).key == draft.key
    for stranger in (other_officer, leader):
        with pytest.raises(ResourceNotFoundError):
            api.get_resource(stranger, draft.key)
    with pytest.raises(ResourceNotFoundError):
        api.get_resource(officer, "nothing_here")
    with pytest.raises(ResourceNotFoundError):
        api.submit_resource(officer, "nothing_here")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"key": "Bad Key"}, "目录编号"),
        ({"title": " "}, "信息资源名称"),
        ({"title": "题" * 256}, "255"),
        ({"key": "mr_enterprise\n"}, "目录编号"),
        ({"class_path": "1" * 33}, "32"),
        ({"update_cycle": "每天吧"}, "更新周期"),
        ({"format": "99"}, "信息资源格式"),
        ({"extensions": {"甲": "\x00"}}, "控制字符"),
        ({"items": (ItemDraft("Bad", "坏", "C"),)}, "Bad"),
        ({"items": (ItemDraft("a", "甲", "C"), ItemDraft("a", "乙", "C"))}, "重复"),
    ],
)
def test_a_draft_that_cannot_be_kept_is_refused(
    city: None, officer: Actor, draft: ResourceDraft, change: dict[str, object], word: str
) -> None:
    with pytest.raises(BadDraftError, match=word):
        api.draft_resource(officer, replace(draft, **change))  # type: ignore[arg-type]


def test_review_tasks_go_to_those_who_may_take_them(
    city: None, officer: Actor, other_officer: Actor, bureau: Actor, draft: ResourceDraft
) -> None:
    api.draft_resource(officer, draft)
    assert [task.key for task in api.list_drafts(officer)] == [draft.key]
    api.submit_resource(officer, draft.key)
    assert [task.key for task in api.list_review_tasks(officer)] == [draft.key]
    assert api.list_review_tasks(bureau) == ()
    assert api.list_review_tasks(other_officer) == ()
    api.approve_resource(officer, draft.key)
    assert [task.key for task in api.list_review_tasks(bureau)] == [draft.key]


def test_progress_counts_by_department(
    publish: Publish, officer: Actor, bureau: Actor, draft: ResourceDraft
) -> None:
    publish(draft)
    api.attach_source(officer, draft.key, Attachment("market_db", "qyxx"))
    api.draft_resource(officer, replace(draft, key="mr_other", title="另一目录"))
    (row,) = api.catalogue_progress(bureau)
    assert (row.provider_code, row.total, row.draft) == ("market", 2, 1)
    assert (row.published, row.attached, row.items) == (1, 1, 6)


def test_the_negative_list_names_basis_and_reviewer(
    publish: Publish, leader: Actor, draft: ResourceDraft
) -> None:
    publish(draft)
    publish(
        replace(
            draft,
            key="mr_secret",
            title="举报人信息",
            share_type=ShareType.WITHHELD,
            share_condition="",
            no_share_basis="《某条例》第十条",
        )
    )
    (line,) = api.list_withheld(leader)
    assert (line.key, line.basis, line.reviewer) == ("mr_secret", "《某条例》第十条", "bureau")


def test_a_title_taken_in_the_same_moment_is_refused_by_the_database(
    city: None, officer: Actor, draft: ResourceDraft
) -> None:
    api.draft_resource(officer, draft)
    api.draft_resource(officer, replace(draft, key="mr_again"))
    api.submit_resource(officer, draft.key)
    second = Resource.objects.get(key="mr_again")
    second.state = ResourceState.DEPARTMENT_REVIEW
    with pytest.raises(TitleTakenError):
        save_titled(second)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"class_path": "999001"}, "分类树中没有"),
        ({"class_path": "102"}, "不是末级类目"),
        ({"items": (ItemDraft("a", "甲", "C", code_table="none"),)}, "代码表“none”不存在"),
    ],
)
def test_submitting_checks_against_the_tables(
    city: None, officer: Actor, draft: ResourceDraft, change: dict[str, object], word: str
) -> None:
    api.draft_resource(officer, replace(draft, **change))  # type: ignore[arg-type]
    with pytest.raises(IncompleteResourceError, match=word):
        api.submit_resource(officer, draft.key)


def test_many_entries_are_read_at_once_and_like_one(
    publish: Publish, officer: Actor, leader: Actor, draft: ResourceDraft
) -> None:
    publish(draft)
    api.draft_resource(officer, replace(draft, key="hidden", title="尚未发布的目录"))
    many = api.read_resources(leader, {draft.key, "hidden", "unknown"})
    assert many == {draft.key: api.get_resource(leader, draft.key)}
    assert set(api.read_resources(officer, {draft.key, "hidden"})) == {draft.key, "hidden"}
