"""The life of an entry: going offline, comments, deadlines, chiefs, delegation, checks."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Post, Role, system_actor
from chengshu.base.audit import api as audit
from chengshu.base.audit.contracts import EntryFilter
from chengshu.base.clock import api as clock
from chengshu.base.clock.contracts import TimeUnit
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import (
    CheckLevel,
    EventKind,
    ItemDraft,
    Purpose,
    ResourceDraft,
    ResourceInfo,
    ResourceState,
    ShareType,
)
from chengshu.data.catalog.errors import (
    BadDelegationError,
    BadDraftError,
    ChangeUnderWayError,
    DelegationNotFoundError,
    NotChiefError,
    OwnWorkError,
    ReasonNeededError,
    ResourceNotFoundError,
    WrongStateError,
)
from chengshu.data.catalog.models import DelegationRow, Version
from chengshu.data.elements import api as elements
from chengshu.data.elements.contracts import ElementDraft
from chengshu.data.sources import api as sources

pytestmark = pytest.mark.django_db

Publish = Callable[[ResourceDraft], ResourceInfo]
SYSTEM = system_actor("tests")
TODAY = clock.today


def colleague(username: str, organisation: str, role: Role, *, active: bool = True) -> Actor:
    posts = (Post(organisation, frozenset({role})),)
    accounts.save_person(
        SYSTEM,
        username=username,
        name=f"{username}先生",
        password="Catalog-Test-2026",
        posts=posts,
        is_active=active,
    )
    return Actor(username, f"{username}先生", posts)


class TestOffline:
    def test_a_published_entry_goes_offline_by_two_reviews(
        self, publish: Publish, officer: Actor, bureau: Actor, leader: Actor, draft: ResourceDraft
    ) -> None:
        publish(draft)
        asked = api.withdraw_resource(officer, draft.key, reason="职能划出")
        assert asked.state is ResourceState.PUBLISHED
        assert (asked.change_state, asked.change_purpose, asked.change_reason) == (
            ResourceState.DEPARTMENT_REVIEW,
            Purpose.OFFLINE,
            "职能划出",
        )
        assert api.find_resource(leader, draft.key) is not None
        with pytest.raises(WrongStateError):
            api.withdraw_resource(officer, draft.key, reason="再申请一次")
        with pytest.raises(WrongStateError):
            api.draft_resource(officer, replace(draft, abstract="改动"))
        api.approve_resource(officer, draft.key)
        task = api.list_review_tasks(bureau)[0]
        assert (task.key, task.purpose) == (draft.key, Purpose.OFFLINE)
        gone = api.approve_resource(bureau, draft.key)
        assert (gone.state, gone.change_state, gone.change_purpose) == (
            ResourceState.WITHDRAWN,
            None,
            None,
        )
        assert api.find_resource(leader, draft.key) is None
        with pytest.raises(WrongStateError):
            api.withdraw_resource(bureau, draft.key, reason="再撤一次")
        kinds = [event.kind for event in api.list_events(bureau, draft.key)][:3]
        assert kinds == [EventKind.WITHDRAWN, EventKind.APPROVED, EventKind.OFFLINE_ASKED]

    def test_a_refused_request_leaves_the_entry_as_it_was(
        self, publish: Publish, officer: Actor, bureau: Actor, draft: ResourceDraft
    ) -> None:
        publish(draft)
        api.withdraw_resource(officer, draft.key, reason="不想维护")
        api.approve_resource(officer, draft.key)
        kept = api.return_resource(bureau, draft.key, reason="仍有三家单位在用")
        assert (kept.state, kept.change_state, kept.return_reason) == (
            ResourceState.PUBLISHED,
            None,
            "",
        )
        again = api.withdraw_resource(officer, draft.key, reason="各单位已停用")
        assert again.change_purpose is Purpose.OFFLINE

    def test_a_draft_of_a_change_goes_with_it_but_a_change_in_review_is_decided_first(
        self, publish: Publish, officer: Actor, draft: ResourceDraft
    ) -> None:
        publish(draft)
        changed = replace(draft, abstract="改动")
        api.draft_resource(officer, changed)
        with pytest.raises(ReasonNeededError):
            api.withdraw_resource(officer, draft.key, reason=" ")
        api.submit_resource(officer, draft.key)
        with pytest.raises(ChangeUnderWayError):
            api.withdraw_resource(officer, draft.key, reason="停用")
        api.return_resource(officer, draft.key, reason="先不改")
        asked = api.withdraw_resource(officer, draft.key, reason="停用")
        assert asked.change_purpose is Purpose.OFFLINE
        assert Version.objects.filter(state="withdrawn", purpose="change").count() == 1

    def test_who_asked_does_not_decide_at_the_bureau(
        self, publish: Publish, officer: Actor, bureau: Actor, draft: ResourceDraft
    ) -> None:
        publish(draft)
        api.withdraw_resource(bureau, draft.key, reason="重复编目")
        api.approve_resource(officer, draft.key)
        with pytest.raises(OwnWorkError):
            api.approve_resource(bureau, draft.key)


class TestComments:
    def test_comments_by_field_stay_until_the_draft_is_submitted_again(
        self, city: None, officer: Actor, bureau: Actor, draft: ResourceDraft
    ) -> None:
        api.draft_resource(officer, draft)
        api.submit_resource(officer, draft.key)
        api.approve_resource(officer, draft.key)
        comments = {"abstract": "请写明时间范围", "items.status": "补充代码表", "title": " "}
        back = api.return_resource(bureau, draft.key, reason="两处要改", comments=comments)
        assert back.comments == {"abstract": "请写明时间范围", "items.status": "补充代码表"}
        event = api.list_events(officer, draft.key)[0]
        assert (event.kind, event.comments) == (EventKind.RETURNED, back.comments)
        saved = api.draft_resource(officer, replace(draft, abstract="2020 年以来登记的企业"))
        assert saved.comments == back.comments
        assert api.submit_resource(officer, draft.key).comments == {}

    def test_a_comment_about_nothing_is_refused(
        self, city: None, officer: Actor, draft: ResourceDraft
    ) -> None:
        api.draft_resource(officer, draft)
        api.submit_resource(officer, draft.key)
        for field in ("nothing", "items.nothing"):
            with pytest.raises(BadDraftError):
                api.return_resource(officer, draft.key, reason="改", comments={field: "改"})
        assert api.list_review_tasks(officer)[0].state is ResourceState.DEPARTMENT_REVIEW


class TestDeadlines:
    def test_a_review_is_due_in_working_days(
        self, city: None, officer: Actor, draft: ResourceDraft
    ) -> None:
        api.draft_resource(officer, draft)
        assert api.list_drafts(officer)[0].due_at is None
        api.submit_resource(officer, draft.key)
        task = api.list_review_tasks(officer)[0]
        assert task.due_at == clock.deadline(task.since, 3, TimeUnit.WORKING_DAY)
        assert task.light == "green"
        card = api.list_tasks(officer)[0]
        assert (card.due_at, card.light) == (task.due_at, "green")
        Version.objects.update(state_since=task.since - dt.timedelta(days=40))
        assert api.list_review_tasks(officer)[0].light == "red"
        api.return_resource(officer, draft.key, reason="补充")
        assert api.list_drafts(officer)[0].due_at is not None


class TestChiefs:
    def test_only_the_chief_or_his_delegate_passes_the_department(
        self, city: None, officer: Actor, bureau: Actor, draft: ResourceDraft
    ) -> None:
        chief = colleague("chief", "market", Role.DATA_OFFICER)
        helper = colleague("helper", "market", Role.DEVELOPER)
        api.name_chief(bureau, "market", "chief")
        api.draft_resource(officer, draft)
        api.submit_resource(officer, draft.key)
        with pytest.raises(NotChiefError, match="chief先生"):
            api.approve_resource(officer, draft.key)
        assert api.list_review_tasks(officer) == ()
        assert "approve" not in api.list_steps(officer, draft.key)
        with pytest.raises(NotAllowedError):
            api.approve_resource(helper, draft.key)
        api.delegate_reviews(chief, "helper", starts_on=TODAY(), ends_on=TODAY(), reason="出差")
        task = api.list_review_tasks(helper)[0]
        assert (task.key, task.on_behalf) == (draft.key, "chief先生")
        assert "approve" in api.list_steps(helper, draft.key)
        api.approve_resource(helper, draft.key)
        event = api.list_events(bureau, draft.key)[0]
        assert "chief" in event.reason
        line = audit.list_entries(SYSTEM, EntryFilter(action="catalog.approve")).entries[0]
        assert line.detail["on_behalf"] == "chief"

    def test_a_chief_may_review_the_department_and_can_be_unnamed(
        self, city: None, officer: Actor, bureau: Actor
    ) -> None:
        colleague("stranger", "housing", Role.DATA_OFFICER)
        for name in ("stranger", "nobody"):
            with pytest.raises(BadDelegationError):
                api.name_chief(bureau, "market", name)
        with pytest.raises(NotAllowedError):
            api.name_chief(officer, "market", "officer")
        colleague("chief", "market", Role.DATA_OFFICER)
        api.name_chief(bureau, "market", "chief")
        named = {each.organisation_code: each.username for each in api.list_chiefs(bureau)}
        assert (named["market"], named["housing"]) == ("chief", "")
        api.name_chief(bureau, "market", "")
        assert {each.username for each in api.list_chiefs(bureau)} == {""}


class TestDelegation:
    @pytest.fixture
    def waiting(self, city: None, officer: Actor, draft: ResourceDraft) -> str:
        api.draft_resource(officer, draft)
        api.submit_resource(officer, draft.key)
        return draft.key

    def test_it_holds_on_its_days_only_and_can_be_taken_back(
        self, waiting: str, draft: ResourceDraft
    ) -> None:
        head = colleague("head", "market", Role.DATA_OFFICER)
        helper = colleague("helper", "market", Role.DEVELOPER)
        tomorrow = TODAY() + dt.timedelta(days=1)
        number = api.delegate_reviews(
            head, "helper", starts_on=tomorrow, ends_on=tomorrow, reason="休假"
        )
        assert api.find_resource(helper, waiting) is None
        with pytest.raises(NotAllowedError):
            api.approve_resource(helper, waiting)
        DelegationRow.objects.update(starts_on=TODAY())
        assert api.find_resource(helper, waiting) is not None
        with pytest.raises(NotAllowedError):
            api.draft_resource(helper, replace(draft, abstract="受托人不能改"))
        with pytest.raises(DelegationNotFoundError):
            api.revoke_delegation(colleague("other", "market", Role.DATA_OFFICER), number)
        api.revoke_delegation(head, number)
        with pytest.raises(NotAllowedError):
            api.approve_resource(helper, waiting)
        assert [(each.is_active, each.is_over) for each in api.list_delegations(head)] == [
            (False, True)
        ]

    def test_it_gives_no_more_than_the_delegator_has_and_is_not_passed_on(
        self, waiting: str
    ) -> None:
        head = colleague("head", "market", Role.DATA_OFFICER)
        helper = colleague("helper", "market", Role.DEVELOPER)
        third = colleague("third", "market", Role.DEVELOPER)
        day = {"starts_on": TODAY(), "ends_on": TODAY(), "reason": "休假"}
        api.delegate_reviews(head, "helper", **day)
        with pytest.raises(NotAllowedError):
            api.delegate_reviews(helper, "third", **day)
        DelegationRow.objects.create(
            organisation_code="market",
            by="helper",
            by_name="",
            to="third",
            to_name="",
            starts_on=TODAY(),
            ends_on=TODAY(),
            reason="x",
            made_at=clock.now(),
        )
        with pytest.raises(NotAllowedError):
            api.approve_resource(third, waiting)
        api.approve_resource(helper, waiting)
        with pytest.raises(NotAllowedError):
            api.approve_resource(helper, waiting)

    def test_who_left_gives_nothing_away(self, waiting: str) -> None:
        head = colleague("head", "market", Role.DATA_OFFICER)
        helper = colleague("helper", "market", Role.DEVELOPER)
        api.delegate_reviews(head, "helper", starts_on=TODAY(), ends_on=TODAY(), reason="休假")
        colleague("head", "housing", Role.DATA_OFFICER)
        with pytest.raises(NotAllowedError):
            api.approve_resource(helper, waiting)

    def test_the_bureau_delegate_does_not_pass_what_the_delegator_drafted(
        self, city: None, officer: Actor, draft: ResourceDraft
    ) -> None:
        head = colleague("boss", "bureau", Role.BUREAU_ADMINISTRATOR)
        helper = colleague("aide", "bureau", Role.DEVELOPER)
        api.draft_resource(head, draft)
        api.submit_resource(officer, draft.key)
        api.approve_resource(officer, draft.key)
        api.delegate_reviews(head, "aide", starts_on=TODAY(), ends_on=TODAY(), reason="开会")
        with pytest.raises(OwnWorkError):
            api.approve_resource(helper, draft.key)

    @pytest.mark.parametrize(
        ("to", "days", "reason"),
        [
            ("officer", (0, 0), "给自己"),
            ("stranger", (0, 0), "外单位"),
            ("nobody", (0, 0), "没有此人"),
            ("helper", (1, 0), "倒着"),
            ("helper", (-3, -1), "过去"),
            ("helper", (0, 120), "太长"),
            ("helper", (0, 0), " "),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, city: None, officer: Actor, to: str, days: tuple[int, int], reason: str
    ) -> None:
        colleague("officer", "market", Role.DATA_OFFICER)
        colleague("helper", "market", Role.DEVELOPER)
        colleague("stranger", "housing", Role.DATA_OFFICER)
        start, end = (TODAY() + dt.timedelta(days=each) for each in days)
        with pytest.raises(BadDelegationError):
            api.delegate_reviews(officer, to, starts_on=start, ends_on=end, reason=reason)
        assert not DelegationRow.objects.exists()


class TestChecks:
    def levels(self, actor: Actor, draft: ResourceDraft) -> dict[str, CheckLevel]:
        api.draft_resource(actor, draft)
        return {check.code: check.level for check in api.list_checks(actor, draft.key)}

    def test_a_sound_entry_passes_all(
        self, city: None, officer: Actor, draft: ResourceDraft
    ) -> None:
        known = ElementDraft("登记名称", "legal_entity", "C", "登记机关核准的名称")
        element = elements.save_element(SYSTEM, known).code
        items = tuple(replace(item, element=element) for item in draft.items)
        assert set(self.levels(officer, replace(draft, items=items)).values()) == {
            CheckLevel.PASSED
        }

    @pytest.mark.parametrize(
        ("change", "code", "level"),
        [
            ({"title": "企业登记系统"}, "title_system", CheckLevel.FAULT),
            ({"title": "QYDJ"}, "title_system", CheckLevel.FAULT),
            ({"system_code": "企业登记-信息"}, "title_system", CheckLevel.FAULT),
            ({"title": "分支 机构，登记信息"}, "title_duplicate", CheckLevel.FAULT),
            ({"title": "房屋登记信息。"}, "title_duplicate", CheckLevel.ADVICE),
            ({"provider_code": "nocode"}, "provider_code", CheckLevel.FAULT),
            ({"format": "1", "format_name": "PDF"}, "format_mode", CheckLevel.FAULT),
            (
                {"share_type": ShareType.WITHHELD, "no_share_basis": ""},
                "withheld_clause",
                CheckLevel.FAULT,
            ),
            (
                {"share_type": ShareType.WITHHELD, "no_share_basis": "有关规定"},
                "withheld_clause",
                CheckLevel.ADVICE,
            ),
            (
                {"share_type": ShareType.WITHHELD, "no_share_basis": "《保密法》第十三条"},
                "withheld_clause",
                CheckLevel.PASSED,
            ),
            ({"class_path": "102"}, "code_shape", CheckLevel.FAULT),
            ({"class_path": "999999"}, "code_shape", CheckLevel.FAULT),
            ({"abstract": ""}, "content", CheckLevel.FAULT),
            ({"items": (ItemDraft("a", "甲", "C"),)}, "items_element", CheckLevel.ADVICE),
        ],
    )
    def test_each_check_finds_its_fault(
        self,
        publish: Publish,
        draft: ResourceDraft,
        change: dict[str, object],
        code: str,
        level: CheckLevel,
    ) -> None:
        sources.save_system(SYSTEM, code="qydj", name="企业登记系统", organisation_code="market")
        publish(replace(draft, key="mr_branch", title="分支机构登记信息"))
        publish(replace(draft, key="h_house", title="房屋登记信息", provider_code="housing"))
        changed = replace(draft, **change)  # type: ignore[arg-type]
        assert self.levels(SYSTEM, changed)[code] is level

    def test_checks_are_for_those_who_may_see_the_draft(
        self, city: None, officer: Actor, other_officer: Actor, draft: ResourceDraft
    ) -> None:
        api.draft_resource(officer, draft)
        with pytest.raises(ResourceNotFoundError):
            api.list_checks(other_officer, draft.key)
