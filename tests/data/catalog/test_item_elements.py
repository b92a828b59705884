"""The data element of an item: chosen or matched in the form, shown on the entry."""

from dataclasses import replace

import pytest
from django.test import Client

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Post, Role, system_actor
from chengshu.base.accounts.models import Person
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import CheckLevel, ItemDraft, ResourceDraft
from chengshu.data.elements import api as elements
from chengshu.data.elements import pack

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]

SYSTEM = system_actor("tests")
BACKEND = "django.contrib.auth.backends.ModelBackend"
EDIT = "/catalog/entries/p_person/edit/"
PERSON = ResourceDraft(
    "p_person",
    "从业人员信息",
    "market",
    items=(
        ItemDraft("sfzh", "居民身份证号码", "C"),
        ItemDraft("xb", "性别", "C"),
        ItemDraft("f1", "说不清的字段", "C", element="imported_code"),
    ),
)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Client:
    small = tuple(one for one in pack.national_pack() if one.domain == "population")
    monkeypatch.setattr(pack, "national_pack", lambda: small)
    elements.load_elements(SYSTEM)
    posts = (Post("market", frozenset({Role.DATA_OFFICER})),)
    accounts.save_person(
        SYSTEM, username="officer", name="officer", password="Catalog-Test-2026", posts=posts
    )
    found = Client()
    found.force_login(Person.objects.get(username="officer"), backend=BACKEND)
    return found


@pytest.fixture
def entry(officer: Actor) -> ResourceDraft:
    api.draft_resource(officer, PERSON)
    return PERSON


def form_of(draft: ResourceDraft, **changes: str) -> dict[str, str]:
    form = {
        "title": draft.title,
        "key": draft.key,
        "provider_code": draft.provider_code,
        "grade": "1",
        "share_mode_category": "platform",
        "items-TOTAL_FORMS": str(len(draft.items)),
        "items-INITIAL_FORMS": str(len(draft.items)),
    }
    for row, item in enumerate(draft.items):
        for name in ("name_zh", "column", "data_type", "element"):
            form[f"items-{row}-{name}"] = getattr(item, name)
        form[f"items-{row}-before"] = item.column
    return form | changes


def codes(actor: Actor) -> list[str]:
    return [item.element for item in api.get_draft(actor, "p_person").items]


def test_elements_are_offered_and_matched_by_name(client: Client, entry: ResourceDraft) -> None:
    page = client.get(EDIT).content.decode()
    assert '<option value="citizen_id">公民身份号码</option>' in page
    asked = client.post(EDIT, form_of(entry, suggest="1")).content.decode()
    assert 'name="items-0-element" value="citizen_id"' in asked
    assert 'name="items-1-element" value="sex"' in asked
    assert 'name="items-2-element" value="imported_code"' in asked


def test_asking_for_suggestions_keeps_nothing(
    client: Client, entry: ResourceDraft, officer: Actor
) -> None:
    client.post(EDIT, form_of(entry, suggest="1"))
    assert codes(officer) == ["", "", "imported_code"]


def test_a_code_or_a_whole_name_is_kept(
    client: Client, entry: ResourceDraft, officer: Actor
) -> None:
    chosen = {"items-0-element": "公民身份号码", "items-1-element": "sex"}
    assert client.post(EDIT, form_of(entry, **chosen)).status_code == 302
    assert codes(officer) == ["citizen_id", "sex", "imported_code"]


def test_a_code_that_does_not_exist_is_refused_in_its_row(
    client: Client, entry: ResourceDraft, officer: Actor
) -> None:
    page = client.post(EDIT, form_of(entry, **{"items-1-element": "nonsense"}))
    assert "数据元目录中没有这一项" in page.content.decode()
    assert codes(officer) == ["", "", "imported_code"]


def test_what_is_chosen_or_corrected_in_the_form_is_taught_once(
    client: Client, entry: ResourceDraft, officer: Actor
) -> None:
    chosen = {"items-0-element": "citizen_id", "items-1-element": "sex"}
    client.post(EDIT, form_of(entry, **chosen))
    client.post(EDIT, form_of(entry, **chosen))
    corrected = {**chosen, "items-1-element": "person_name"}
    client.post(EDIT, form_of(entry, **corrected))
    habits = {
        (alias.column, alias.element_code): (alias.votes, alias.refusals)
        for alias in elements.read_knowledge(officer, "market").aliases
    }
    assert habits == {
        ("sfzh", "citizen_id"): (1, 0),
        ("xb", "sex"): (1, 1),
        ("xb", "person_name"): (1, 0),
    }


def test_checks_advise_on_items_without_an_element_or_with_an_unknown_one(
    client: Client, entry: ResourceDraft, officer: Actor
) -> None:
    found = {check.code: check for check in api.list_checks(officer, "p_person")}["items_element"]
    assert found.level is CheckLevel.ADVICE
    assert "2 个信息项没有对应数据元：居民身份证号码、性别" in found.sentence
    assert "没有“imported_code”" in found.sentence
    items = (replace(PERSON.items[0], element="citizen_id"),)
    api.draft_resource(officer, replace(PERSON, items=items))
    checks = {check.code: check.level for check in api.list_checks(officer, "p_person")}
    assert checks["items_element"] is CheckLevel.PASSED


def test_the_entry_leads_to_the_element(client: Client, officer: Actor) -> None:
    items = (replace(PERSON.items[0], element="citizen_id"), PERSON.items[2])
    api.draft_resource(officer, replace(PERSON, items=items))
    page = client.get("/catalog/entries/p_person/?draft=1").content.decode()
    assert '<a href="/elements/citizen_id/">公民身份号码</a>' in page
    assert "<code>imported_code</code>" in page
