import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import Post, Role, system_actor
from chengshu.base.accounts.models import Person
from chengshu.data.catalog import api
from chengshu.data.catalog.models import ImportRunRow

pytestmark = pytest.mark.django_db

SYSTEM = system_actor("tests")


def sign_in(organisation: str, role: Role) -> Client:
    post = Post(organisation, frozenset({role}))
    accounts.save_person(
        SYSTEM, username=f"{organisation}_{role}", name="张三", posts=(post,), password="Ab1!" * 4
    )
    client = Client()
    client.force_login(Person.objects.get(username=f"{organisation}_{role}"))
    return client


@pytest.fixture
def bureau_client(city: None) -> Client:
    return sign_in("bureau", Role.BUREAU_ADMINISTRATOR)


@pytest.fixture
def leader_client(city: None) -> Client:
    return sign_in("bureau", Role.LEADER)


def text_of(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def send(client: Client, name: str, text: str) -> str:
    upload = SimpleUploadedFile(name, text.encode())
    return client.post("/catalog/import/", {"file": upload}, follow=True).content.decode()


def number() -> int:
    return ImportRunRow.objects.get().pk


CSV = "资源名称,提供单位,更新频率\n取水许可,市场监督管理局,每两周\n河长名单,水利局,每月\n"


def test_a_file_is_checked_before_it_is_imported(bureau_client: Client) -> None:
    assert "还没有导入过" in text_of(bureau_client, "/catalog/import/")
    page = send(bureau_client, "清单.csv", CSV)
    for words in ("列的对应关系", "取水许可", "编制指南的列名|列名同义", "没有写明单位的目录归"):
        assert any(word in page for word in words.split("|")), words
    address = f"/catalog/import/{number()}/"
    choice = {"target-0": "title", "target-1": "provider_code", "target-2": "update_cycle"}
    page = bureau_client.post(address, choice, follow=True).content.decode()
    assert "有错误时整个文件都不会写入" in page
    assert "单位“水利局”尚未登记（涉及 1 条目录）" in page
    assert "确认导入" not in page
    wish = {**choice, "creates": "on", "parent": "bureau"}
    page = bureau_client.post(address, wish, follow=True).content.decode()
    assert "将登记 1 个新单位：水利局" in page
    assert api.search_resources(SYSTEM).total == 0
    page = bureau_client.post(f"{address}confirm/", follow=True).content.decode()
    assert "已导入：新增 2 条草稿" in page
    assert api.search_resources(SYSTEM).total == 2
    assert "清单.csv" in text_of(bureau_client, "/catalog/import/")
    for part in ("export=csv", "changes-export=csv"):
        answer = bureau_client.get(f"{address}?{part}")
        assert answer.headers["Content-Type"].startswith("text/csv")


def test_a_target_nobody_offered_is_left_out(bureau_client: Client) -> None:
    send(bureau_client, "清单.csv", CSV)
    wrong = {"target-0": "title", "target-1": "provider_code", "target-2": "__class__"}
    bureau_client.post(f"/catalog/import/{number()}/", {**wrong, "head_row": "99999999999"})
    assert api.get_import(SYSTEM, number()).choice.targets[2] == (2, "")


def test_the_heading_is_read_anew_where_a_person_says(bureau_client: Client) -> None:
    send(bureau_client, "清单.csv", f"某市清单,,\n{CSV}")
    address = f"/catalog/import/{number()}/"
    assert api.get_import(SYSTEM, number()).proposal.head_row == 2
    again = {"propose": "1", "sheet": "清单.csv", "head_row": "1", "head_depth": "2"}
    bureau_client.post(address, again)
    proposal = api.get_import(SYSTEM, number()).proposal
    assert (proposal.head_row, proposal.head_depth) == (1, 2)
    assert proposal.columns[0].heading == "某市清单/资源名称"


def test_an_import_is_given_up(bureau_client: Client) -> None:
    send(bureau_client, "清单.csv", CSV)
    address = f"/catalog/import/{number()}/"
    answer = bureau_client.post(f"{address}discard/", follow=True).content.decode()
    assert "目录没有任何改动" in answer
    again = bureau_client.post(f"{address}discard/", follow=True).content.decode()
    assert "已经放弃" in again
    refused = bureau_client.post(f"{address}confirm/", follow=True).content.decode()
    assert "已经放弃" in refused


def test_refusals_come_back_on_the_page(bureau_client: Client, leader_client: Client) -> None:
    assert "只支持" in send(bureau_client, "a.exe", "x")
    text_of(leader_client, "/catalog/import/", 403)
    text_of(bureau_client, "/catalog/import/99999/", 404)


def test_the_template_is_downloaded(bureau_client: Client) -> None:
    answer = bureau_client.get("/catalog/template/")
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames[0] == "政务信息资源目录"
    assert "filename*=UTF-8''" in answer.headers["Content-Disposition"]
