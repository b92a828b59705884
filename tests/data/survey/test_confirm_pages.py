"""Pages of drafted tables: lists, one table, and what is said there, with and without htmx."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Post, Role
from chengshu.data.catalog import api as catalog
from chengshu.data.survey import api
from chengshu.data.survey.contracts import Band, DraftState, NearDuplicate
from chengshu.data.survey.services.drafts import keep_drafts
from tests.data.survey.drafted import (
    BUREAU,
    DRAFT,
    LOG,
    OFFICER,
    OWNER,
    SOURCE,
    SYSTEM,
    column,
    find,
    keep,
    person,
    without,
)

pytestmark = pytest.mark.django_db
Enter = Callable[[str, str, Role], Client]


@pytest.fixture
def enter(city: None) -> Enter:
    def sign_in(name: str, place: str, role: Role) -> Client:
        posts = [Post(place, frozenset({role}))]
        accounts.save_person(
            SYSTEM, username=name, name=name, password="Qing-chen-2026", posts=posts
        )
        client = Client()
        user = get_user_model().objects.get(username=name)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def officer(enter: Enter) -> Client:
    return enter("li", OWNER, Role.DATA_OFFICER)


def say(client: Client, draft: int, do: str, **more: object) -> str:
    """Say something as htmx does; return the part of the page that comes back."""
    data = {"do": do, "revision": 1, **more}
    headers = {"HX-Request": "true"}
    response = client.post(f"/survey/drafts/{draft}/say/", data, headers=headers)
    assert response.status_code == 200, response.content.decode()[-400:]
    return str(response.content.decode())


def test_the_list_filters_by_state_band_and_words(officer: Client, draft: int) -> None:
    keep(LOG)
    text = officer.get("/survey/drafts/").content.decode()
    assert "t_jzxx" in text
    assert "sys_log" in text
    assert "sys_log" not in officer.get("/survey/drafts/?state=waiting").content.decode()
    assert "t_jzxx" not in officer.get("/survey/drafts/?state=aside").content.decode()
    assert "t_jzxx" in officer.get("/survey/drafts/?band=high&q=困难群众").content.decode()
    assert "没有符合条件的记录" in officer.get("/survey/drafts/?q=无此").content.decode()
    assert officer.get("/survey/drafts/?export=csv&sort=-columns").status_code == 200


def test_officers_of_other_departments_see_nothing(enter: Enter, draft: int) -> None:
    stranger = enter("wang", "housing", Role.DATA_OFFICER)
    assert "t_jzxx" not in stranger.get("/survey/drafts/").content.decode()
    assert stranger.get(f"/survey/drafts/{draft}/").status_code == 404
    assert stranger.post(f"/survey/drafts/{draft}/say/", {"do": "undo"}).status_code == 404
    assert api.get_draft(OFFICER, draft).undecided == 15


def test_the_open_line_shows_evidence_and_its_form(officer: Client, draft: int) -> None:
    text = officer.get(f"/survey/drafts/{draft}/?open=c:sfzh").content.decode()
    assert "判断依据" in text
    assert "1***************16" in text
    assert "199003" not in text
    assert 'name="line-name_zh"' in text
    assert officer.get(f"/survey/drafts/{draft}/?open=c:none").status_code == 200


def test_every_verb_answers_with_the_sheet(officer: Client, draft: int) -> None:
    assert "已确认 1 行" in say(officer, draft, "accept:c:xm")
    assert "已重新打开" in say(officer, draft, "reopen:c:xm")
    assert "不编入目录" in say(officer, draft, "out:c:id")
    assert "已撤销上一步" in say(officer, draft, "undo")
    assert "已确认 11 行" in say(officer, draft, "above:high")
    values = {"line-name_zh": "救助类别", "line-data_type": "C", "line-grade": "2"}
    assert "已按修改确认" in say(officer, draft, "save:c:f3", **values)
    line = api.get_draft(OFFICER, draft).find_line("c:f3")
    assert line is not None
    assert line.decision is not None
    assert line.values["length"] is None  # emptied by the person
    assert line.values["grade"] == 2
    assert set(line.decision.corrected) == {"name_zh", "length", "grade"}


@pytest.mark.parametrize(
    ("do", "more", "sentence"),
    [
        ("accept:c:mm", {}, "秘密字段|疑似密码"),
        ("save:c:f3", {"line-name_zh": "", "line-data_type": "C"}, "必须填写"),
        ("save:c:f3", {"line-name_zh": "名", "line-length": "长"}, "长度"),
        ("save:c:none", {}, "没有这一行"),
        ("above:most", {}, "把握"),
        ("undo", {}, "没有可撤销"),
        ("submit", {}, "行未确认"),
        ("accept:c:xm", {"revision": "x"}, "已被重新扫描"),
    ],
)
def test_refusals_stay_on_the_page(
    officer: Client, draft: int, do: str, more: dict[str, object], sentence: str
) -> None:
    text = say(officer, draft, do, **more)
    assert 'role="alert"' in text
    assert any(part in text for part in sentence.split("|"))


def test_an_unknown_verb_is_refused(officer: Client, draft: int) -> None:
    assert officer.post(f"/survey/drafts/{draft}/say/", {"do": "drop"}).status_code == 422
    assert officer.get(f"/survey/drafts/{draft}/say/").status_code == 405


def test_without_scripts_words_and_refusals_come_as_messages(officer: Client, draft: int) -> None:
    url = f"/survey/drafts/{draft}/say/"
    done = officer.post(url, {"do": "accept:c:xm", "revision": 1}, follow=True)
    assert "已确认 1 行" in done.content.decode()
    refused = officer.post(url, {"do": "submit", "revision": 1}, follow=True)
    assert "行未确认" in refused.content.decode()


def test_submitting_leads_to_the_next_table(officer: Client, draft: int) -> None:
    keep(replace(DRAFT, table="t_next"))
    say(officer, draft, "above:low")
    headers = {"HX-Request": "true"}
    data = {"do": "submit", "revision": 1}
    response = officer.post(f"/survey/drafts/{draft}/say/", data, headers=headers)
    assert response["HX-Redirect"] == f"/survey/drafts/{find('t_next')}/"
    text = officer.get(f"/survey/drafts/{draft}/").content.decode()
    assert "确认并提交" in text
    assert api.get_draft(OFFICER, draft).state is DraftState.CONFIRMED


def test_a_table_goes_aside_and_comes_back(officer: Client, draft: int) -> None:
    url = f"/survey/drafts/{draft}/say/"
    officer.post(url, {"do": "aside", "reason": "临时表"})
    assert "临时表" in officer.get(f"/survey/drafts/{draft}/").content.decode()
    officer.post(url, {"do": "back", "reason": "业务表"})
    assert api.get_draft(OFFICER, draft).state is DraftState.WAITING


def test_the_bureau_sees_and_clears_a_secret_but_confirms_nothing(
    enter: Enter, officer: Client, draft: int
) -> None:
    bureau = enter("zhao", "bureau", Role.BUREAU_ADMINISTRATOR)
    text = bureau.get(f"/survey/drafts/{draft}/?open=c:mm").content.decode()
    assert "解除秘密标记" in text
    assert 'value="accept:' not in text
    assert 'value="clear:' not in officer.get(f"/survey/drafts/{draft}/?open=c:mm").content.decode()
    say(bureau, draft, "clear:c:mm", reason="面膜")
    line = api.get_draft(BUREAU, draft).find_line("c:mm")
    assert line is not None
    assert line.is_cleared


def test_drift_and_a_lost_table_say_what_happened(officer: Client, draft: int) -> None:
    api.accept_above(OFFICER, draft, Band.LOW, revision=1)
    key = api.submit_draft(OFFICER, draft, revision=1).key
    columns = (*without(DRAFT, "hkszd").columns, column("lxdh", "联系电话"))
    keep(replace(DRAFT, columns=columns), scan=2, xm="varchar(100)", id="int")
    text = officer.get(f"/survey/drafts/{draft}/").content.decode()
    for words in ("新增字段", "字段已消失", "varchar(50) → varchar(100)", "没有变化的 3 个字段"):
        assert words in text
    lost = {"scan_id": 3, "source_code": SOURCE, "organisation_code": OWNER, "drafts": ()}
    keep_drafts(**lost, gone=["t_jzxx"])
    assert key in officer.get(f"/survey/drafts/{draft}/").content.decode()


def test_a_twin_is_offered_and_joined(officer: Client, draft: int) -> None:
    api.accept_above(OFFICER, draft, Band.LOW, revision=1)
    entry = catalog.get_draft(OFFICER, api.submit_draft(OFFICER, draft, revision=1).key)
    catalog.draft_resource(OFFICER, replace(entry, key="other_entry", title="另一目录"))
    twin = NearDuplicate("other_entry", "另一目录", 0.9)
    keep(replace(DRAFT, table="t_twin", duplicates=(twin,)))
    page = f"/survey/drafts/{find('t_twin')}/"
    assert 'value="join:other_entry"' in officer.get(page).content.decode()
    assert "已并入目录" in say(officer, find("t_twin"), "join:other_entry")


def test_a_published_entry_is_bound_to_its_table_from_here(officer: Client, draft: int) -> None:
    api.accept_above(OFFICER, draft, Band.LOW, revision=1)
    key = api.submit_draft(OFFICER, draft, revision=1).key
    assert 'role="alert"' in say(officer, draft, "attach")  # not published yet
    catalog.approve_resource(person("zhou", OWNER, Role.DATA_OFFICER), key)
    catalog.approve_resource(BUREAU, key)
    assert 'value="attach"' in officer.get(f"/survey/drafts/{draft}/").content.decode()
    assert "已挂接此表" in say(officer, draft, "attach")
    bound = catalog.get_resource(OFFICER, key).attachment
    assert bound is not None
    assert (bound.source_code, bound.table) == (SOURCE, "t_jzxx")
    assert 'value="attach"' not in officer.get(f"/survey/drafts/{draft}/").content.decode()


def test_the_page_speaks_english(officer: Client, draft: int) -> None:
    officer.cookies["django_language"] = "en"
    text = officer.get(f"/survey/drafts/{draft}/?open=c:sfzh").content.decode()
    assert "Source column" in text
    assert "Evidence" in text


def test_the_api_shows_what_the_page_shows(officer: Client, draft: int) -> None:
    rows = officer.get("/api/v1/survey/drafts?state=waiting").json()
    assert rows["total"] == 1
    document = officer.get(f"/api/v1/survey/drafts/{draft}").json()
    assert document["undecided"] == 15
    assert "decide" in document["acts"]
    assert officer.get("/api/v1/survey/progress").json()[0]["waiting"] == 1
