import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import DatabaseError, transaction

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.base.errors.api import NotAllowedError
from chengshu.exchange.sharing import api
from chengshu.exchange.sharing.contracts import GrantInfo, GrantState, NewRequest
from chengshu.exchange.sharing.errors import (
    ApplicationDisabledError,
    ApplicationTakenError,
    GrantExpiredError,
    GrantFinalError,
    GrantMissingError,
    GrantNotFoundError,
    GrantNotStartedError,
    GrantRevokedError,
    GrantSuspendedError,
    RequestIncompleteError,
)
from chengshu.exchange.sharing.models import Grant

Freeze = Callable[[dt.datetime], None]


@pytest.fixture
def grant(city: None, housing: Actor, asked: NewRequest) -> GrantInfo:
    new = replace(asked, resource_code="ca_street", items=("area_code", "contact"))
    api.request_share(housing, new)
    return api.current_grant("housing_app", "ca_street")


def test_without_a_grant_the_error_says_to_ask(city: None) -> None:
    with pytest.raises(GrantMissingError) as missing:
        api.current_grant("housing_app", "ca_subsidy")
    assert "请先提交共享申请" in str(missing.value)


def test_a_revoked_grant_is_gone_for_good(grant: GrantInfo, civil: Actor) -> None:
    revoked = api.revoke_grant(civil, grant.number, reason="项目结束")
    assert (revoked.version, revoked.state) == (2, GrantState.REVOKED)
    with pytest.raises(GrantRevokedError) as error:
        api.current_grant("housing_app", "ca_street")
    assert "项目结束" in str(error.value)
    with pytest.raises(GrantFinalError):
        api.resume_grant(civil, grant.number)
    assert api.revoke_grant(civil, grant.number, reason="再次").version == 2


def test_a_suspended_grant_can_be_resumed(grant: GrantInfo, civil: Actor) -> None:
    api.suspend_grant(civil, grant.number, reason="调用异常")
    with pytest.raises(GrantSuspendedError):
        api.current_grant("housing_app", "ca_street")
    api.resume_grant(civil, grant.number)
    assert api.current_grant("housing_app", "ca_street").version == 3
    versions = api.list_grant_versions(civil, grant.number)
    assert [version.state.value for version in versions] == ["active", "suspended", "active"]


def test_a_reason_is_required_to_take_away(grant: GrantInfo, civil: Actor) -> None:
    with pytest.raises(RequestIncompleteError):
        api.suspend_grant(civil, grant.number, reason=" ")


def test_only_the_provider_takes_away(grant: GrantInfo, housing: Actor) -> None:
    with pytest.raises(NotAllowedError):
        api.revoke_grant(housing, grant.number, reason="x")


def test_time_is_checked_on_both_ends(grant: GrantInfo, freeze: Freeze) -> None:
    now = clock.now()
    freeze(now + dt.timedelta(days=91))
    with pytest.raises(GrantExpiredError) as expired:
        api.current_grant("housing_app", "ca_street")
    assert grant.valid_until.isoformat() in str(expired.value)
    freeze(now - dt.timedelta(days=1))
    with pytest.raises(GrantNotStartedError):
        api.current_grant("housing_app", "ca_street")


def test_the_newest_grant_in_force_wins(
    grant: GrantInfo, housing: Actor, civil: Actor, asked: NewRequest
) -> None:
    narrower = replace(asked, resource_code="ca_street", items=("area_code",))
    second = api.request_share(housing, narrower)
    assert api.current_grant("housing_app", "ca_street").number == second.grant_number
    assert [found.number for found in api.list_grants_in_force("housing_app")] == [
        second.grant_number
    ]
    api.revoke_grant(civil, second.grant_number, reason="改用原授权")
    assert api.current_grant("housing_app", "ca_street").number == grant.number
    assert [found.number for found in api.list_grants(civil)] == [
        second.grant_number,
        grant.number,
    ]


def test_a_switched_off_application_has_no_grant(grant: GrantInfo, housing: Actor) -> None:
    api.switch_application(housing, "housing_app", active=False)
    with pytest.raises(ApplicationDisabledError):
        api.current_grant("housing_app", "ca_street")
    api.switch_application(housing, "housing_app", active=True)
    assert api.current_grant("housing_app", "ca_street") == grant


def test_the_database_refuses_to_change_a_version(grant: GrantInfo) -> None:
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Grant.objects.update(daily_quota=10**6)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Grant.objects.all()._raw_delete("default")


def test_a_code_of_another_organisation_is_taken(
    grant: GrantInfo, civil: Actor, housing: Actor
) -> None:
    with pytest.raises(ApplicationTakenError):
        api.save_application(civil, code="housing_app", name="抢注", organisation_code="civil")
    saved = api.save_application(
        housing, code="housing_app", name="新名称", organisation_code="housing"
    )
    assert saved.name == "新名称"
    assert api.list_applications(civil) == ()
    assert [found.code for found in api.list_applications(housing)] == ["housing_app"]


def test_grants_are_seen_by_both_sides_only(
    grant: GrantInfo, housing: Actor, civil: Actor, stranger: Actor, auditor: Actor
) -> None:
    assert api.get_grant(housing, grant.number) == api.get_grant(civil, grant.number) == grant
    assert api.list_grants(stranger) == ()
    assert api.list_grants(auditor) == (grant,)
    with pytest.raises(NotAllowedError):
        api.get_grant(stranger, grant.number)
    with pytest.raises(GrantNotFoundError):
        api.get_grant(auditor, "GX0")


def test_counts_are_for_screens(grant: GrantInfo) -> None:
    counts = api.count_sharing()
    assert counts.requests == {"pending": 0, "approved": 1, "refused": 0, "withdrawn": 0}
    assert (counts.grants_in_force, counts.late) == (1, 0)


def test_an_entry_shows_who_uses_it_and_how_to_get_it(
    grant: GrantInfo, civil: Actor, housing: Actor, stranger: Actor
) -> None:
    def facts(actor: Actor, key: str) -> str:
        panel = api.show_use(actor, key)
        assert panel is not None
        return "；".join(f"{fact.label}：{fact.value}" for fact in panel.facts)

    assert "在用单位：1 家：住房保障局" in facts(civil, "ca_street")
    assert "在用单位：1 家；" in facts(stranger, "ca_street") + "；"
    assert "住房保障局" not in facts(stranger, "ca_street")
    assert "还没有单位获得授权" in facts(housing, "ca_subsidy")
    assert "10 个工作日" in facts(housing, "ca_subsidy")
    assert "第十三条" in facts(housing, "ca_secret")
    asking = api.show_use(housing, "ca_subsidy")
    assert asking is not None
    assert asking.url == "/sharing/resources/ca_subsidy/ask/"
    withheld = api.show_use(housing, "ca_secret")
    assert withheld is not None
    assert withheld.url == ""
    api.suspend_grant(civil, grant.number, reason="核查")
    assert "还没有单位获得授权" in facts(civil, "ca_street")
