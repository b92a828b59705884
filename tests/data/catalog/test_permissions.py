"""Who may do what with an entry in which state: every role, own and foreign, and random walks.

The rules stand here a second time, written from the way of an entry, not from the program.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from django.db import transaction

from chengshu.base.accounts.contracts import Actor, Role
from chengshu.base.errors.api import ConflictError, NotAllowedError, RefusedError
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import Attachment, ResourceDraft, ResourceQuery
from chengshu.data.catalog.errors import ResourceNotFoundError
from chengshu.data.catalog.models import Resource
from tests.data.catalog.conftest import SYSTEM, person

pytestmark = pytest.mark.django_db

KEY = "mr_enterprise"
OFFICER = person("keeper", "market", Role.DATA_OFFICER)
BUREAU = person("chair", "bureau", Role.BUREAU_ADMINISTRATOR)
ROLES = [role for role in Role if role is not Role.SYSTEM]
PUBLIC = (
    "published",
    "change_draft",
    "change_review",
    "change_bureau",
    "offline",
    "offline_bureau",
)
HIDDEN = ("draft", "returned", "review", "bureau", "withdrawn", "dropped")


@dataclass(frozen=True)
class Who:
    """A person of one role, at the provider or elsewhere."""

    role: Role
    organisation: str

    @property
    def actor(self) -> Actor:
        return person(f"{self.role}-{self.organisation}", self.organisation, self.role)

    @property
    def keeps(self) -> bool:
        """Whether he works on the entries of the provider."""
        return self.role is Role.DATA_OFFICER and self.organisation == "market"

    @property
    def leads(self) -> bool:
        return self.role is Role.BUREAU_ADMINISTRATOR

    @property
    def sees(self) -> bool:
        return self.keeps or self.leads or self.role is Role.AUDITOR


PEOPLE = [Who(role, code) for role in ROLES for code in ("market", "housing")]
READS = {
    *(Role.BUREAU_ADMINISTRATOR, Role.DATA_OFFICER, Role.DEVELOPER, Role.LEADER, Role.AUDITOR),
    *(Role.OPERATOR, Role.DUTY_OFFICER, Role.HANDLING_UNIT),
}


def at(state: str, draft: ResourceDraft) -> None:
    """Bring the entry to `state` by its way."""
    api.draft_resource(OFFICER, draft)
    steps = ROUTES[state]
    for step in steps:
        step(draft)


def submit(_draft: ResourceDraft) -> None:
    api.submit_resource(OFFICER, KEY)


def pass_department(_draft: ResourceDraft) -> None:
    api.approve_resource(OFFICER, KEY)


def pass_bureau(_draft: ResourceDraft) -> None:
    api.approve_resource(BUREAU, KEY)


def give_back(_draft: ResourceDraft) -> None:
    api.return_resource(OFFICER, KEY, reason="补充")


def change(draft: ResourceDraft) -> None:
    api.draft_resource(OFFICER, replace(draft, abstract="改动后的摘要"))


def end(_draft: ResourceDraft) -> None:
    api.withdraw_resource(OFFICER, KEY, reason="停用")


PUBLISH = (submit, pass_department, pass_bureau)
ROUTES: dict[str, tuple[Callable[[ResourceDraft], None], ...]] = {
    "draft": (),
    "returned": (submit, give_back),
    "review": (submit,),
    "bureau": (submit, pass_department),
    "dropped": (end,),
    "published": PUBLISH,
    "change_draft": (*PUBLISH, change),
    "change_review": (*PUBLISH, change, submit),
    "change_bureau": (*PUBLISH, change, submit, pass_department),
    "offline": (*PUBLISH, end),
    "offline_bureau": (*PUBLISH, end, pass_department),
    "withdrawn": (*PUBLISH, end, pass_department, pass_bureau),
}
IN_DEPARTMENT = {"review", "change_review", "offline"}
AT_BUREAU = {"bureau", "change_bureau", "offline_bureau"}
EDITABLE = {"draft", "returned", "published", "change_draft", "withdrawn", "dropped"}

READING = {"read", "events", "versions", "checks", "faults", "content"}
Action = Callable[[Actor, ResourceDraft], object]
ACTIONS: dict[str, Action] = {
    "read": lambda actor, _draft: api.get_resource(actor, KEY),
    "events": lambda actor, _draft: api.list_events(actor, KEY),
    "versions": lambda actor, _draft: api.list_versions(actor, KEY),
    "checks": lambda actor, _draft: api.list_checks(actor, KEY),
    "faults": lambda actor, _draft: api.list_faults(actor, KEY),
    "content": lambda actor, _draft: api.get_draft(actor, KEY),
    "edit": lambda actor, draft: api.draft_resource(actor, replace(draft, abstract="另一种改法")),
    "submit": lambda actor, _draft: api.submit_resource(actor, KEY),
    "approve": lambda actor, _draft: api.approve_resource(actor, KEY),
    "return": lambda actor, _draft: api.return_resource(actor, KEY, reason="补充"),
    "withdraw": lambda actor, _draft: api.withdraw_resource(actor, KEY, reason="停用"),
    "attach": lambda actor, _draft: api.attach_source(actor, KEY, Attachment("db", "qyxx")),
}


def expected(who: Who, action: str, state: str) -> bool:
    """Return whether the rules let it happen."""
    seen = who.sees or (state in PUBLIC and who.role in READS)
    works = who.keeps or who.leads
    reviews = (state in IN_DEPARTMENT and who.keeps) or (state in AT_BUREAU and who.leads)
    rules = {
        "read": seen,
        "events": seen,
        "versions": who.sees,
        "checks": who.sees,
        "faults": who.sees,
        "content": works,
        "edit": works and state in EDITABLE,
        "submit": who.keeps and state in {"draft", "returned", "change_draft"},
        "approve": reviews,
        "return": reviews,
        "withdraw": works
        and state in {"draft", "returned", "review", "bureau", "published", "change_draft"},
        "attach": works and state in PUBLIC,
    }
    return rules[action]


def trace() -> tuple[object, ...]:
    row = Resource.objects.select_related("working", "shown").get(key=KEY)
    working = (row.working.state, row.working.document) if row.working else None
    return (row.state, row.change_state, row.is_attached, row.versions.count(), working)


def attempt(action: Action, actor: Actor, draft: ResourceDraft) -> RefusedError | None:
    """Try and roll back; return the refusal."""
    refusal: RefusedError | None = None
    with transaction.atomic():
        try:
            action(actor, draft)
        except RefusedError as error:
            refusal = error
        transaction.set_rollback(True)
    return refusal


@pytest.mark.parametrize("state", ROUTES)
def test_every_role_may_exactly_what_its_work_needs(
    city: None, draft: ResourceDraft, state: str
) -> None:
    at(state, draft)
    before = trace()
    for who in PEOPLE:
        for name, action in ACTIONS.items():
            refusal = attempt(action, who.actor, draft)
            wanted = expected(who, name, state)
            assert (refusal is None) is wanted, (who, name, state, refusal)
            if refusal is not None and not who.sees:
                kinds = (NotAllowedError, ResourceNotFoundError)
                assert isinstance(refusal, kinds), (who, name, state, refusal)
    assert trace() == before


@pytest.mark.parametrize("state", ROUTES)
def test_lists_and_searches_show_no_more_than_the_entry_itself(
    city: None, draft: ResourceDraft, state: str
) -> None:
    at(state, draft)
    for who in PEOPLE:
        if who.role not in READS:
            continue
        page = api.search_resources(who.actor, ResourceQuery(text="企业登记"))
        items = api.search_items(who.actor, ResourceQuery(column="uscc"))
        told = {
            "search": page.total,
            "items": items.total,
            "facets": sum(v.count for f in page.facets for v in f.values if f.key == "state"),
            "suggestions": len(api.suggest(who.actor, "企业登记")) > 0,
            "near": len(api.suggest_near(who.actor, "企业登记")) > 0,
            "many": len(api.read_resources(who.actor, [KEY])),
        }
        seen = int(expected(who, "read", state))
        assert {name: int(count) for name, count in told.items()} == dict.fromkeys(told, seen), (
            who,
            state,
        )
        tasks = {task.key for task in api.list_review_tasks(who.actor)}
        assert (KEY in tasks) is expected(who, "approve", state), (who, state)


def steps(chance: random.Random) -> Iterator[tuple[Who, str]]:
    for _ in range(40):
        yield chance.choice(PEOPLE), chance.choice(list(ACTIONS))
        keepers = [who for who in PEOPLE if who.keeps or who.leads]
        yield chance.choice(keepers), chance.choice(["submit", "approve", "return", "edit"])


@pytest.mark.parametrize("seed", range(2))
def test_random_walks_change_nothing_that_was_refused(
    city: None, draft: ResourceDraft, seed: int
) -> None:
    api.draft_resource(OFFICER, draft)
    chance = random.Random(seed)  # noqa: S311 - the same walk on every run
    for who, name in steps(chance):
        before = trace()
        refusal = take(ACTIONS[name], who.actor, draft)
        works = who.keeps or who.leads
        if refusal is None:
            assert name in READING or works, (who, name)
        else:
            assert trace() == before, (who, name)
            assert works or not isinstance(refusal, ConflictError), (who, name, refusal)


def take(action: Action, actor: Actor, draft: ResourceDraft) -> RefusedError | None:
    """Take a step for good; return the refusal."""
    try:
        with transaction.atomic():
            action(actor, draft)
    except RefusedError as error:
        return error
    return None


def test_the_system_may_prepare_but_never_confirm(city: None, draft: ResourceDraft) -> None:
    api.draft_resource(SYSTEM, draft)
    api.submit_resource(SYSTEM, KEY)
    with pytest.raises(ConflictError):
        api.approve_resource(SYSTEM, KEY)
