import io
import re
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from python_calamine import CalamineWorkbook

from chengshu.base.accounts.contracts import Actor
from chengshu.base.audit import api as audit
from tests.base.console.conftest import Enter

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u3400-\u9fff]")
DATA = re.compile(r"<[^>]*>|云枢市数据局|林清晨|王海", re.DOTALL)
WORKER = Actor("system:demo", "demo")
WANG = Actor("wang", "王海", address="10.0.0.9")


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.OK, answer.content.decode()[:500]
    return answer.content.decode()


def export(client: Client, address: str) -> bytes:
    return b"".join(client.get(address).streaming_content)  # type: ignore[arg-type] # - a sync stream


def break_line(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE audit_entry SET subject = 'other' WHERE number = %s", [number])
        cursor.execute("SET session_replication_role = DEFAULT")


def test_an_auditor_filters_by_who_what_outcome_and_day(enter: Enter) -> None:
    client = enter("auditor")
    for number in range(3):
        audit.record(WANG, "jobs.retry_job", subject=f"s{number}", detail={"n": number})
    audit.record(WANG, "accounts.sign_in", subject="wang", outcome="refused")
    audit.record(WORKER, "ingest.enqueue", subject="mr_enterprise")
    text = page(client, "/audit/?who=王海&action=jobs.retry_job&since=2020-01-01&until=2999-12-31")
    assert "重试后台任务" in text
    assert "共 3 条" in text
    assert "共 4 条" in page(client, "/audit/?who=wang")
    assert "共 3 条" in page(client, "/audit/?action=jobs.*&who=wang")
    assert "共 1 条" in page(client, "/audit/?outcome=refused&who=wang")
    assert "共 1 条" in page(client, "/audit/?subject=s2")
    assert "没有符合条件" in page(client, "/audit/?until=2020-01-01")
    assert "系统（demo）" in page(client, "/audit/?subject=mr_enterprise")


@pytest.mark.parametrize(
    "query",
    [
        "page=999999999999",
        "page=2&upto=99999999999999999999999",
        "page=2&upto=x",
        "since=0001-01-01",
        "until=9999-12-31",
        "since=31.12.2026",
        "action='; DROP TABLE audit_entry; --",
        "who=%00",
        "sort=digest",
        "outcome=done' OR '1'='1",
    ],
)
def test_input_that_makes_no_sense_is_ignored(enter: Enter, query: str) -> None:
    page(enter("auditor"), f"/audit/?{query}")


def test_turning_the_page_repeats_no_line(enter: Enter) -> None:
    client = enter("auditor")
    for number in range(30):
        audit.record(WANG, "jobs.retry_job", subject=f"s{number:02}")
    first = client.get("/audit/?who=wang")
    pager = first.context["table"].pager
    assert "s10" in first.content.decode()
    second = page(client, pager.next_url)
    assert "s09" in second
    assert "s10" not in second
    oldest = page(client, "/audit/?who=wang&sort=number")
    assert "s00" in oldest
    assert "s29" not in oldest


def test_exports_hold_the_details_and_no_formulas(enter: Enter) -> None:
    client = enter("auditor")
    audit.record(WANG, "jobs.retry_job", subject="=1+1", detail={"原因": "重试"})
    text = export(client, "/audit/?who=wang&export=csv").decode()
    assert "'=1+1" in text
    assert "操作代码" in text
    assert "jobs.retry_job" in text
    assert '{""原因"": ""重试""}' in text
    book = CalamineWorkbook.from_filelike(io.BytesIO(export(client, "/audit/?export=xlsx")))
    assert len(book.get_sheet_by_index(0).to_python()) > 1


def test_one_line_shows_its_text_and_its_proof(enter: Enter) -> None:
    client = enter("auditor")
    audit.record(WANG, "jobs.retry_job", subject="a")
    number = audit.record(
        WANG, "sharing.decide_request", subject="目录 7", detail={"理由": ["甲", 1]}
    )
    text = page(client, f"/audit/{number}/")
    assert "办理共享申请" in text
    assert "本条完好" in text
    assert "[&quot;甲&quot;, 1]" in text
    assert "10.0.0.9" in text
    assert f"/audit/{number - 1}/" in text
    assert "SHA256" in text


def test_a_changed_line_and_the_one_after_it_are_not_trusted(enter: Enter) -> None:
    client = enter("auditor")
    number = audit.record(WANG, "jobs.retry_job", subject="a")
    break_line(number)
    text = page(client, f"/audit/{number}/")
    assert "本条不可信" in text
    assert "写入后被改动过" in text


def test_an_unknown_line_is_a_page_that_says_so(enter: Enter) -> None:
    client = enter("auditor")
    for number in (999_999, 10**30):
        answer = client.get(f"/audit/{number}/")
        assert answer.status_code == HTTPStatus.NOT_FOUND
        assert "审计记录，请核对序号" in answer.content.decode()


@pytest.mark.parametrize("role", ["auditor", "operator"])
def test_a_whole_chain_is_confirmed_with_the_head_to_note_down(enter: Enter, role: str) -> None:
    client = enter(role)
    assert "尚未核验" in page(client, "/audit/verify/")
    text = client.post("/audit/verify/").content.decode()
    assert "链条完整" in text
    assert audit.verify().head.split(":")[0] not in {"", "0"}


def test_a_broken_chain_is_said_aloud_with_what_to_do(enter: Enter) -> None:
    client = enter("operator")
    number = audit.record(WANG, "jobs.retry_job", subject="s")
    break_line(number)
    text = client.post("/audit/verify/").content.decode()
    assert "链条不完整" in text
    assert f"<code>{number}</code>" in text
    assert "停止服务，保全数据库" in text
    assert f"/audit/{number}/" not in text  # operators verify, they do not read


@pytest.mark.parametrize("role", ["developer", "data_officer", "leader", "operator"])
def test_nobody_but_auditors_reads_the_record(enter: Enter, role: str) -> None:
    client = enter(role)
    for address in ("/audit/", "/audit/1/", "/audit/?export=csv"):
        answer = client.get(address)
        assert answer.status_code == HTTPStatus.FORBIDDEN
        assert "您没有“查阅审计记录”的权限" in answer.content.decode()


def test_the_pages_speak_english_too(enter: Enter) -> None:
    client = enter("auditor")
    client.cookies["django_language"] = "en"
    number = audit.record(WANG, "jobs.retry_job", subject="s")
    for address in ("/audit/", f"/audit/{number}/", "/audit/verify/", "/me/", "/permissions/"):
        main = page(client, address).partition("<main")[2].partition("</main>")[0]
        assert not CHINESE.search(DATA.sub("", main)), address
