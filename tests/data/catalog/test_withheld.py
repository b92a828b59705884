"""The negative list names entries and items, and asks for them again when their day comes."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from chengshu.base.accounts.contracts import Actor
from chengshu.base.clock import api as clock
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import (
    ResourceDraft,
    ResourceInfo,
    ShareType,
    WithheldStanding,
)
from chengshu.data.catalog.errors import IncompleteResourceError
from chengshu.data.catalog.models import Version

pytestmark = pytest.mark.django_db
Publish = Callable[[ResourceDraft], ResourceInfo]
CLAUSE = "《某条例》第十条"


def withheld(draft: ResourceDraft, until: dt.date | None = None) -> ResourceDraft:
    words = {"share_type": ShareType.WITHHELD, "share_condition": "", "no_share_basis": CLAUSE}
    return replace(draft, **words, no_share_until=until)  # type: ignore[arg-type]


def with_secret_item(draft: ResourceDraft, basis: str = CLAUSE) -> ResourceDraft:
    first, *rest = draft.items
    items = (first, *(replace(each, share_type=ShareType.WITHHELD) for each in rest[:1]), *rest[1:])
    return replace(draft, items=items, no_share_basis=basis)


def test_an_entry_without_a_last_day_is_looked_at_again_a_year_later(
    publish: Publish, leader: Actor, officer: Actor, draft: ResourceDraft
) -> None:
    publish(withheld(draft))
    (line,) = api.list_withheld(leader)
    assert (line.items, line.until, line.standing) == ((), None, WithheldStanding.VALID)
    assert line.review_on == clock.today() + dt.timedelta(days=365)
    assert api.list_withheld_due(officer) == ()


@pytest.mark.parametrize(
    ("days", "standing"),
    [(31, WithheldStanding.VALID), (30, WithheldStanding.DUE), (0, WithheldStanding.DUE)],
)
def test_the_department_is_reminded_before_the_last_day(
    publish: Publish,
    leader: Actor,
    officer: Actor,
    other_officer: Actor,
    draft: ResourceDraft,
    days: int,
    standing: WithheldStanding,
) -> None:
    until = clock.today() + dt.timedelta(days=days)
    publish(withheld(draft, until))
    (line,) = api.list_withheld(leader)
    assert (line.until, line.review_on, line.standing) == (until, until, standing)
    is_due = standing is not WithheldStanding.VALID
    assert bool(api.list_withheld_due(officer)) is is_due
    assert [card.kind for card in api.list_tasks(officer)] == ["复核不予共享"] * is_due
    assert api.list_withheld_due(other_officer) == api.list_withheld_due(leader) == ()


def test_a_day_that_has_passed_stays_on_the_list_and_stops_the_next_submission(
    publish: Publish, leader: Actor, officer: Actor, draft: ResourceDraft
) -> None:
    publish(withheld(draft, clock.today()))
    gone = (clock.today() - dt.timedelta(days=1)).isoformat()
    version = Version.objects.get(resource__key=draft.key)
    version.document["no_share_until"] = gone
    version.save()
    assert api.list_withheld(leader)[0].standing is WithheldStanding.OVERDUE
    assert api.list_tasks(officer)[0].light == "red"
    old = api.get_draft(officer, draft.key)
    api.draft_resource(officer, replace(old, abstract="另一种摘要"))
    with pytest.raises(IncompleteResourceError, match="截止日期"):
        api.submit_resource(officer, draft.key)


def test_the_list_names_the_withheld_items_of_an_entry_that_is_shared(
    publish: Publish, leader: Actor, draft: ResourceDraft
) -> None:
    publish(with_secret_item(draft))
    (line,) = api.list_withheld(leader)
    assert (line.items, line.basis) == (("企业名称",), CLAUSE)


def test_a_withheld_item_needs_its_clause_too(
    city: None, officer: Actor, draft: ResourceDraft
) -> None:
    api.draft_resource(officer, with_secret_item(draft, basis=" "))
    with pytest.raises(IncompleteResourceError, match="不予共享依据"):
        api.submit_resource(officer, draft.key)
