import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Actor, Post, Role, system_actor
from chengshu.base.accounts.models import Person
from chengshu.base.clock import api as clock
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import (
    Attachment,
    Guess,
    ResourceDraft,
    ResourceInfo,
    ResourceState,
)
from chengshu.data.sources import api as sources

pytestmark = pytest.mark.django_db

Publish = Callable[[ResourceDraft], ResourceInfo]
SYSTEM = system_actor("tests")


def client_of(username: str, organisation: str, role: Role) -> Client:
    accounts.save_person(
        SYSTEM,
        username=username,
        name=username,
        password="Catalog-Test-2026",
        posts=(Post(organisation, frozenset({role})),),
    )
    client = Client()
    client.force_login(
        Person.objects.get(username=username),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return client


@pytest.fixture
def officer_client(city: None) -> Client:
    return client_of("officer", "market", Role.DATA_OFFICER)


@pytest.fixture
def bureau_client(city: None) -> Client:
    return client_of("bureau", "bureau", Role.BUREAU_ADMINISTRATOR)


@pytest.fixture
def leader_client(city: None) -> Client:
    return client_of("leader", "bureau", Role.LEADER)


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address, follow=True)
    assert response.status_code == status, response.content.decode()[:500]
    return b"".join(response).decode()


def entry_form(**changes: str) -> dict[str, str]:
    form = {
        "title": "个体工商户登记信息",
        "key": "mr_shop",
        "provider_code": "market",
        "class_path": "102001",
        "abstract": "个体工商户的名称和代码",
        "format": "3",
        "format_name": "mysql",
        "update_cycle": "2",
        "grade": "2",
        "share_type": "1",
        "share_mode_category": "platform",
        "share_mode": "1",
        "related_codes": "102001/1、102001/2",
        "items-TOTAL_FORMS": "2",
        "items-INITIAL_FORMS": "0",
        "items-0-name_zh": "名称",
        "items-0-column": "name",
        "items-0-data_type": "C",
        "items-0-length": "50",
        "items-0-is_primary_key": "on",
        "items-1-name_zh": "",
    }
    return form | changes


def test_the_search_page_narrows_by_text_and_facets(
    leader_client: Client, publish: Publish, draft: ResourceDraft
) -> None:
    publish(draft)
    publish(replace(draft, key="h_house", provider_code="housing", title="房屋登记信息"))
    everything = text_of(leader_client, "/catalog/")
    assert "企业登记信息" in everything
    assert "房屋登记信息" in everything
    narrowed = text_of(leader_client, "/catalog/?q=房屋&provider=housing&share_type=2&page=x")
    assert "<mark>房屋</mark>登记信息" in narrowed
    assert "mr_enterprise" not in narrowed
    assert "没有符合条件的目录" in text_of(leader_client, "/catalog/?q=没有的词")


def test_the_search_page_turns_pages_and_exports(
    leader_client: Client, publish: Publish, draft: ResourceDraft
) -> None:
    for number in range(22):
        publish(replace(draft, key=f"r_{number}", title=f"目录{number}"))
    assert "第 1 / 2 页" in text_of(leader_client, "/catalog/?order=title")
    assert "第 2 / 2 页" in text_of(leader_client, "/catalog/?page=2")
    exported = text_of(leader_client, "/catalog/?export=csv&q=目录")
    assert exported.count("市场监督管理局") == 22


def test_items_are_searched_on_a_page_of_their_own_and_exported(
    leader_client: Client, publish: Publish, draft: ResourceDraft
) -> None:
    publish(draft)
    shown = text_of(leader_client, "/catalog/items/?q=企业名称")
    assert "<mark>企业名称</mark>" in shown
    assert "共 <b>1</b> 个信息项" in shown
    by_column = text_of(leader_client, "/catalog/items/?column=uscc")
    assert "列名：uscc" in by_column
    exported = text_of(leader_client, "/catalog/items/?export=csv&q=登记状态")
    assert "企业登记信息" in exported
    assert "企业名称" not in exported
    found = leader_client.get("/api/v1/catalog/items", {"q": "登记状态"}).json()
    assert [row["column"] for row in found["rows"]] == ["status"]


def test_typing_suggests_and_nothing_found_says_what_to_try(
    leader_client: Client, publish: Publish, draft: ResourceDraft
) -> None:
    publish(draft)
    typed = text_of(leader_client, "/catalog/suggest/?q=qydj")
    assert "/catalog/entries/mr_enterprise/" in typed
    assert "<html" not in typed
    assert text_of(leader_client, "/catalog/suggest/?q=").strip() == ""
    nothing = text_of(leader_client, "/catalog/?q=企业登记&share_type=1&provider=housing")
    for words in (
        "提供单位：住房保障局",
        "共享类型：无条件共享",
        "含有其中任意一个词即可",
        "企业登记信息",
    ):
        assert words in nothing
    one_filter = text_of(leader_client, "/catalog/?q=企业登记&share_type=1")
    assert "去掉“共享类型：无条件共享”，有 1 条" in one_filter


def test_an_entry_reads_well_in_every_state(
    officer_client: Client,
    bureau_client: Client,
    publish: Publish,
    take_offline: Callable[[str], ResourceInfo],
    draft: ResourceDraft,
) -> None:
    guess = Guess("share_type", "列名含身份证号", 0.7)
    api.draft_resource(
        SYSTEM, replace(draft, abstract="", guesses=(guess,), extensions={"电话": "1"})
    )
    drafted = text_of(officer_client, "/catalog/entries/mr_enterprise/")
    assert "提交前还需补充" in drafted
    assert "列名含身份证号" in drafted
    publish(draft)
    shown = text_of(officer_client, "/catalog/entries/mr_enterprise/")
    for words in ("102001/1", "有条件共享", "仅用于行政审批和监管", "尚未挂接", "企业名称", "主键"):
        assert words in shown
    api.attach_source(SYSTEM, draft.key, Attachment("market_db", "qyxx"))
    api.draft_resource(SYSTEM, replace(draft, abstract="改过的摘要"))
    changing = text_of(officer_client, "/catalog/entries/mr_enterprise/")
    assert "market_db" in changing
    assert "改过的摘要" not in changing
    assert "改过的摘要" in text_of(officer_client, "/catalog/entries/mr_enterprise/?draft=1")
    assert "改过的摘要" in text_of(officer_client, "/catalog/entries/mr_enterprise/versions/")
    take_offline(draft.key)
    assert "已撤销" in text_of(bureau_client, "/catalog/entries/mr_enterprise/")


def test_an_unknown_entry_and_a_stranger_are_answered_alike(
    leader_client: Client, draft: ResourceDraft
) -> None:
    api.draft_resource(SYSTEM, draft)
    for key in ("mr_enterprise", "nothing"):
        assert "未找到目录" in text_of(leader_client, f"/catalog/entries/{key}/", 404)


def test_the_form_drafts_and_submits(officer_client: Client) -> None:
    assert "新建目录" in text_of(officer_client, "/catalog/new/")
    response = officer_client.post("/catalog/new/", entry_form())
    assert response.status_code == 302, response.content.decode()
    info = api.get_resource(SYSTEM, "mr_shop")
    assert (info.state, info.grade, info.related_codes) == (
        ResourceState.DRAFT,
        2,
        ("102001/1", "102001/2"),
    )
    assert [(item.column, item.length, item.is_primary_key) for item in info.items] == [
        ("name", 50, True)
    ]
    edited = entry_form(**{"submit": "1", "items-0-before": "name", "items-INITIAL_FORMS": "1"})
    assert officer_client.post("/catalog/entries/mr_shop/edit/", edited).status_code == 302
    assert api.get_resource(SYSTEM, "mr_shop").state is ResourceState.DEPARTMENT_REVIEW


def test_what_the_form_does_not_show_stays(officer_client: Client, draft: ResourceDraft) -> None:
    kept = tuple(replace(item, pattern="^[0-9A-Z]+$") for item in draft.items)
    api.draft_resource(SYSTEM, replace(draft, items=kept, themes=("信用",)))
    form = entry_form(**{"items-0-column": "uscc", "items-0-before": "uscc"})
    officer_client.post("/catalog/entries/mr_enterprise/edit/", form)
    info = api.get_resource(SYSTEM, "mr_enterprise")
    assert (info.themes, [item.pattern for item in info.items]) == (("信用",), ["^[0-9A-Z]+$"])


def test_the_form_says_what_is_wrong_and_adds_rows(officer_client: Client) -> None:
    more = officer_client.post("/catalog/new/", entry_form(more="1")).content.decode()
    assert "items-6-column" in more
    bad = officer_client.post("/catalog/new/", entry_form(key="Bad Key")).content.decode()
    assert "只能用小写字母" in bad
    unnamed = officer_client.post("/catalog/new/", entry_form(title="")).content.decode()
    assert "invalid" in unnamed
    officer_client.post("/catalog/new/", entry_form(key="", title="自动编号"))
    assert api.search_resources(SYSTEM).rows[0].key.startswith("r_")


def test_a_draft_that_cannot_be_submitted_is_kept(officer_client: Client) -> None:
    form = entry_form(abstract="", submit="1")
    response = officer_client.post("/catalog/new/", form, follow=True)
    assert "草稿已保存，但未能提交" in response.content.decode()
    assert api.get_resource(SYSTEM, "mr_shop").state is ResourceState.DRAFT


def test_steps_are_taken_on_the_page(
    officer_client: Client, bureau_client: Client, draft: ResourceDraft
) -> None:
    api.draft_resource(SYSTEM, draft)
    address = reverse("catalog:step", args=[draft.key])
    officer_client.post(address, {"step": "submit"})
    officer_client.post(address, {"step": "approve"})
    refused = bureau_client.post(address, {"step": "return", "reason": ""}, follow=True)
    assert "必须写明需要修改什么" in refused.content.decode()
    returned = bureau_client.post(address, {"step": "return", "reason": "补充摘要"}, follow=True)
    assert "补充摘要" in returned.content.decode()
    assert "补充摘要" not in text_of(officer_client, "/")
    assert "退回修改" in text_of(officer_client, "/")
    officer_client.post(address, {"step": "submit"})
    officer_client.post(address, {"step": "approve"})
    assert "企业登记信息" in text_of(bureau_client, "/")
    assert "企业登记信息" in text_of(bureau_client, "/catalog/reviews/")
    published = bureau_client.post(address, {"step": "approve"}, follow=True)
    assert "目录已发布" in published.content.decode()
    assert bureau_client.post(address, {"step": "explode"}).status_code == 422
    assert bureau_client.get(address).status_code == 405


def test_an_entry_is_taken_offline_on_the_page(
    officer_client: Client, bureau_client: Client, publish: Publish, draft: ResourceDraft
) -> None:
    publish(draft)
    address = reverse("catalog:step", args=[draft.key])
    asked = officer_client.post(address, {"step": "withdraw", "reason": "停用"}, follow=True)
    assert "已提交下线申请" in asked.content.decode()
    assert "申请下线" in text_of(bureau_client, f"/catalog/entries/{draft.key}/")
    officer_client.post(address, {"step": "approve"})
    assert "同意下线" in text_of(bureau_client, f"/catalog/entries/{draft.key}/")
    gone = bureau_client.post(address, {"step": "approve"}, follow=True)
    assert "目录已下线" in gone.content.decode()
    assert api.get_resource(SYSTEM, draft.key).state is ResourceState.WITHDRAWN


def test_comments_stand_beside_their_fields_while_the_draft_is_mended(
    officer_client: Client, bureau_client: Client, draft: ResourceDraft
) -> None:
    api.draft_resource(SYSTEM, draft)
    address = f"/catalog/entries/{draft.key}/"
    for step in ("submit", "approve"):
        officer_client.post(f"{address}step/", {"step": step})
    review = text_of(bureau_client, address)
    for words in ("自动检查", "请核对", "没有对应数据元", "逐项写意见"):
        assert words in review
    comments = {"comment-abstract": "请写明时间范围", "comment-items.status": "补充代码表"}
    returned = {"step": "return", "reason": "两处要改", **comments}
    bureau_client.post(f"{address}step/", returned)
    assert "请写明时间范围" in text_of(officer_client, address)
    form = text_of(officer_client, f"{address}edit/")
    assert form.count("审核意见：请写明时间范围") == 1
    assert form.count("审核意见：补充代码表") == 1
    bad = bureau_client.post(f"{address}step/", {"step": "return", "reason": "x"}, follow=True)
    assert "不能退回" in bad.content.decode()


def test_reviews_show_their_deadline_and_can_be_delegated(
    officer_client: Client, bureau_client: Client, leader_client: Client, draft: ResourceDraft
) -> None:
    client_of("helper", "market", Role.DEVELOPER)
    api.draft_resource(SYSTEM, draft)
    officer_client.post(f"/catalog/entries/{draft.key}/step/", {"step": "submit"})
    reviews = text_of(officer_client, "/catalog/reviews/")
    assert "新编发布" in reviews
    assert "办理期限" in reviews
    page = "/catalog/reviewers/"
    assert "委托同事审核" in text_of(officer_client, page)
    assert "委托同事审核" not in text_of(leader_client, page)
    today = clock.today().isoformat()
    days = {"starts_on": today, "ends_on": today, "reason": "出差"}
    wrong = officer_client.post(f"{page}delegate/", {"to": "nobody", **days})
    assert "没有此用户名的在岗人员" in wrong.content.decode()
    officer_client.post(f"{page}delegate/", {"to": "helper", **days})
    assert "生效中" in text_of(officer_client, page)
    number = api.list_delegations(SYSTEM)[0].id
    assert bureau_client.post(f"{page}revoke/{number}/", follow=True).status_code == 200
    assert "生效中" in text_of(officer_client, page)
    officer_client.post(f"{page}revoke/{number}/")
    assert "已结束" in text_of(officer_client, page)


def test_the_bureau_names_the_chief_of_a_department(
    officer_client: Client, bureau_client: Client
) -> None:
    client_of("helper", "market", Role.DEVELOPER)
    page = "/catalog/reviewers/"
    assert "指定首席数据官" not in text_of(officer_client, page)
    named = {"organisation": "market", "username": "officer"}
    bureau_client.post(f"{page}chief/", named)
    assert "officer（officer）" in text_of(bureau_client, page)
    refused = bureau_client.post(f"{page}chief/", named | {"username": "helper"})
    assert "有目录审核权限" in refused.content.decode()


def test_a_table_is_attached_on_the_page(
    officer_client: Client, publish: Publish, draft: ResourceDraft
) -> None:
    publish(draft)
    address = reverse("catalog:attach", args=[draft.key])
    text_of(officer_client, address)
    form = {"source_code": "market_db", "table": "qyxx", "mode": "incremental"}
    assert "增量读取必须指定增量字段" in officer_client.post(address, form).content.decode()
    officer_client.post(address, form | {"cursor_column": "gxsj"})
    found = api.get_resource(SYSTEM, draft.key).attachment
    assert found is not None
    assert (found.table, found.expects_rows) == ("qyxx", False)
    assert "gxsj" in text_of(officer_client, address)


def test_drafts_and_progress_are_listed(
    officer_client: Client, publish: Publish, draft: ResourceDraft
) -> None:
    publish(draft)
    api.draft_resource(SYSTEM, replace(draft, key="mr_b", title="草稿甲"))
    assert "草稿甲" in text_of(officer_client, "/catalog/reviews/?kind=draft&sort=-title")
    progress = text_of(officer_client, "/catalog/progress/?sort=-total&q=市场")
    assert "市场监督管理局" in progress
    assert "50%" in progress.replace(" ", "").replace(".0", "")


def test_code_tables_are_browsed(leader_client: Client) -> None:
    assert "中国各民族名称代码" in text_of(leader_client, "/catalog/codes/?sort=-size&q=GB/T")
    table = text_of(leader_client, "/catalog/codes/gbt3304_nationality/?q=满族")
    assert "满族" in table
    assert "傣族" not in table
    text_of(leader_client, "/catalog/codes/nothing/", 404)


def test_the_negative_list_is_a_page(leader_client: Client) -> None:
    assert "没有不予共享的目录" in text_of(leader_client, "/catalog/withheld/")


def test_odd_characters_in_an_address_are_answered_calmly(leader_client: Client) -> None:
    text_of(leader_client, "/catalog/?q=%00%27&provider=%00&class_path=%00&page=-1&order=x")
    for path in ("resources?provider=%00", "resources?page=0", "resources?state=x"):
        assert leader_client.get(f"/api/v1/catalog/{path}").status_code == 422
    assert leader_client.get("/api/v1/catalog/resources/%00").status_code in {404, 422}
    assert leader_client.get("/api/v1/catalog/code-tables/%00").status_code in {404, 422}


def test_the_api_answers_in_json(
    leader_client: Client, publish: Publish, draft: ResourceDraft
) -> None:
    publish(draft)
    found = leader_client.get("/api/v1/catalog/resources?q=企业&share_type=2").json()
    assert (found["total"], found["rows"][0]["key"]) == (1, "mr_enterprise")
    entry = leader_client.get("/api/v1/catalog/resources/mr_enterprise").json()
    assert (entry["national_code"], len(entry["items"])) == ("102001/1", 3)
    assert leader_client.get("/api/v1/catalog/resources/nothing").status_code == 404
    assert leader_client.get("/api/v1/catalog/progress").json()[0]["published"] == 1
    tables = leader_client.get("/api/v1/catalog/code-tables").json()
    assert {"share_type", "gbt3304_nationality"} <= {table["code"] for table in tables}
    codes = leader_client.get("/api/v1/catalog/code-tables/share_type?on=2020-01-01").json()
    assert codes["1"] == "无条件共享"
    assert leader_client.get("/api/v1/catalog/code-tables/none").status_code == 404


def test_the_boards_answer_in_json(bureau_client: Client, officer_client: Client) -> None:
    base = "/api/v1/catalog"
    day = (clock.today() + dt.timedelta(days=30)).isoformat()
    target = {"scope": "department", "code": "market", "countable": "entries", "amount": 5}

    def put(client: Client, path: str, body: object) -> int:
        sent = client.put(f"{base}/{path}", json.dumps(body), content_type="application/json")
        return sent.status_code

    assert put(officer_client, "targets", {**target, "deadline": day}) == 403
    assert put(bureau_client, "targets", {**target, "deadline": day, "amount": 0}) == 422
    assert put(bureau_client, "targets", {**target, "deadline": day, "code": "nobody"}) == 422
    assert put(bureau_client, "targets", {**target, "deadline": day}) == 204
    (line,) = [each for each in bureau_client.get(f"{base}/targets").json() if each["target"]]
    assert (line["code"], line["target"]["amount"]) == ("market", 5)
    assert put(bureau_client, "chiefs/market", {"username": "officer"}) == 204
    chiefs = {
        each["organisation_code"]: each for each in bureau_client.get(f"{base}/chiefs").json()
    }
    assert chiefs["market"]["username"] == "officer"
    assert bureau_client.get(f"{base}/withheld").json() == []


def test_delegations_are_made_and_revoked_by_json(officer_client: Client) -> None:
    client_of("colleague", "market", Role.DATA_OFFICER)
    base, day = "/api/v1/catalog/delegations", clock.today().isoformat()
    words = {"to": "colleague", "starts_on": day, "ends_on": day, "reason": "出差"}

    def post(**changes: str) -> dict[str, int]:
        body = json.dumps({**words, **changes})
        answer: dict[str, int] = officer_client.post(
            base, body, content_type="application/json"
        ).json()
        return answer

    assert post(to="nobody")["status"] == 422
    made = post()["id"]
    assert [each["to"] for each in officer_client.get(base).json()] == ["colleague"]
    assert officer_client.delete(f"{base}/{made}").status_code == 204
    assert officer_client.delete(f"{base}/{2**61}").status_code == 404


def test_an_entry_names_its_business_system(
    leader_client: Client, publish: Publish, draft: ResourceDraft
) -> None:
    sources.save_system(SYSTEM, code="sys_market", name="企业登记系统", organisation_code="market")
    publish(replace(draft, system_code="sys_market"))
    page = text_of(leader_client, f"/catalog/entries/{draft.key}/")
    assert "企业登记系统" in page
    assert "sys_market" not in page


def test_a_long_queue_becomes_one_card_more(
    city: None, officer: Actor, draft: ResourceDraft
) -> None:
    for number in range(12):
        key = f"r_{number}"
        api.draft_resource(SYSTEM, replace(draft, key=key, title=f"目录{number}"))
        api.submit_resource(SYSTEM, key)
    cards = api.list_tasks(officer)
    assert len(cards) == 11
    assert "2" in str(cards[-1].title)
