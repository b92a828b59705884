from http import HTTPStatus

import pytest
from django.test import Client

from chengshu.base.accounts import api as accounts
from tests.base.console.conftest import Enter

pytestmark = pytest.mark.django_db
NEW = {
    "code": "parks",
    "name": "云枢市园林局",
    "parent_code": "city",
    "kind": "department",
    "level": "1",
    "area_code": "219900",
    "uscc": "",
}


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == HTTPStatus.OK
    return answer.content.decode()


def test_the_tree_opens_on_the_way_to_the_chosen_one(enter: Enter) -> None:
    client = enter("developer")
    text = body(client, "/organisations/")
    assert "东区人民政府" in text
    assert "共 7 条" in text
    assert "新增单位" not in text
    text = body(client, "/organisations/?under=town")
    assert "共 2 条" in text
    tree = text.split("console-tree", 1)[1].split("</nav>", 1)[0]
    assert "东区一街道一社区" in tree
    assert "共 7 条" in body(client, "/organisations/?under=%00nowhere")


def test_organisations_are_searched_filtered_and_sorted(enter: Enter) -> None:
    client = enter("operator")
    assert "共 2 条" in body(client, "/organisations/?kind=department&level=1")
    assert "共 1 条" in body(client, "/organisations/?q=税务")
    assert "没有符合条件" in body(client, "/organisations/?kind=unit")
    rows = client.get("/organisations/?sort=-code").context["table"].rows
    assert rows[0][1].value == "town"


def test_people_without_a_post_see_no_tree(enter: Enter) -> None:
    answer = enter().get("/organisations/")
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "查看组织机构" in answer.content.decode()


def test_an_organisation_is_added_and_changed(enter: Enter) -> None:
    client = enter("operator")
    assert 'value="219901"' in body(client, "/organisations/new/?under=district")
    assert body(client, "/organisations/new/?under=%00")
    assert client.post("/organisations/new/", NEW)["Location"] == "/organisations/?under=parks"
    answer = client.post(
        "/organisations/parks/edit/", NEW | {"name": "云枢市园林绿化局", "code": "x"}
    )
    assert answer["Location"] == "/organisations/?under=parks"
    assert accounts.get_organisation("parks").name == "云枢市园林绿化局"
    assert "云枢市园林绿化局" in body(client, "/organisations/parks/edit/")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"code": "tax"}, "已被使用"),
        ({"code": "a b"}, "只能用字母"),
        ({"area_code": "12"}, "区划代码是"),
        ({"uscc": "123"}, "18 位"),
        ({"level": "9"}, "9"),
        ({"parent_code": "nowhere"}, "nowhere"),
        ({"name": ""}, "必填"),
    ],
)
def test_wrong_input_is_said_on_the_form(enter: Enter, change: dict[str, str], says: str) -> None:
    answer = enter("operator").post("/organisations/new/", NEW | change)
    assert answer.status_code == HTTPStatus.OK
    assert says in answer.content.decode()
    assert accounts.find_organisation("parks") is None


def test_a_parent_below_itself_is_refused_on_the_form(enter: Enter) -> None:
    known = NEW | {"code": "district", "name": "东区", "parent_code": "town", "level": "2"}
    answer = enter("operator").post("/organisations/district/edit/", known)
    assert "不能是它自己或它的下级" in answer.content.decode()


@pytest.mark.parametrize("role", ["developer", "auditor", "data_officer"])
def test_only_administration_changes_the_tree(enter: Enter, role: str) -> None:
    client = enter(role)
    assert client.get("/organisations/new/").status_code == HTTPStatus.FORBIDDEN
    assert client.post("/organisations/tax/edit/", NEW).status_code == HTTPStatus.FORBIDDEN


def test_a_district_changes_only_its_own(enter: Enter) -> None:
    client = enter("bureau_administrator", at="district")
    assert client.get("/organisations/tax/edit/").status_code == HTTPStatus.FORBIDDEN
    assert client.get("/organisations/town/edit/").status_code == HTTPStatus.OK
    assert "云枢市税务局" not in body(client, "/organisations/new/")
    assert client.get("/organisations/nowhere/edit/").status_code == HTTPStatus.NOT_FOUND
