from collections.abc import Callable

import pytest
from django.test import Client

from chengshu.base.accounts.contracts import Actor
from chengshu.operations.vitals import api as vitals
from chengshu.operations.vitals.errors import BadFormulaError
from chengshu.operations.vitals.filters import parse_lines, to_lines
from tests.operations.vitals.calls import SPEC, publish

Browser = Callable[[Actor], Client]
FORM = {
    "code": "heat_calls",
    "name": "供热报修量",
    "theme": "供热",
    "unit": "件",
    "precision": "0",
    "direction": "down",
    "owner_code": "urban",
    "person": "clerk",
    "resource_code": "repair_calls",
    "frequency": "month",
    "period_item": "called_on",
    "area_item": "street_code",
    "area_digits": "6",
    "numerator_kind": "count",
    "numerator_where": "kind = heat\nminutes <= 60",
    "scale": "1",
    "operator": ">",
    "red": "100",
}


@pytest.fixture
def reading(resource: None, clerk: Actor) -> int:
    publish()
    vitals.save_indicator(clerk, SPEC)
    vitals.compute_indicator(clerk, SPEC.code)
    found = vitals.latest_reading(SPEC.code)
    assert found is not None
    return found.id


def test_the_list_and_the_indicator_show_the_newest_number(
    browser: Browser, reading: int, clerk: Actor
) -> None:
    client = browser(clerk)

    listed = client.get("/vitals/").content.decode()
    assert "供热报修及时率" in listed
    assert "66.7" in listed
    assert "没有" not in client.get("/vitals/?q=及时率&theme=供热&sort=name").content.decode()
    page = client.get(f"/vitals/indicators/{SPEC.code}/").content.decode()
    assert "东岭区" in page
    assert "v1" in page
    assert f"/vitals/readings/{reading}/" in page
    assert client.get("/vitals/indicators/nothing/").status_code == 404


def test_evidence_is_a_page_and_a_drawer(browser: Browser, reading: int, leader: Actor) -> None:
    client = browser(leader)
    page = client.get(f"/vitals/readings/{reading}/").content.decode()
    drawer = client.get(f"/vitals/readings/{reading}/", headers={"HX-Request": "true"})

    for part in ("t_repair", "韩文", "云枢市城市管理局", "8 行中隔离 1 行"):
        assert part in page
        assert part in drawer.content.decode()
    assert "<html" in page
    assert "<html" not in drawer.content.decode()


def test_an_indicator_without_readings_says_what_to_do(
    browser: Browser, resource: None, clerk: Actor
) -> None:
    vitals.save_indicator(clerk, SPEC)

    assert "还没有指标值" in browser(clerk).get(f"/vitals/indicators/{SPEC.code}/").content.decode()


def test_an_indicator_is_made_previewed_saved_and_computed(
    browser: Browser, resource: None, clerk: Actor
) -> None:
    publish()
    client = browser(clerk)

    assert client.get("/vitals/new/").status_code == 200
    preview = client.post("/vitals/new/", FORM | {"preview": "1"})
    assert preview.status_code == 200
    assert "尚未保存" in preview.content.decode()
    assert vitals.list_indicators(clerk) == ()
    assert client.post("/vitals/new/", FORM).status_code == 302
    spec = vitals.get_indicator(clerk, "heat_calls").spec
    assert spec.formula == {
        "numerator": {
            "kind": "count",
            "where": {
                "op": "and",
                "args": [
                    {"op": "=", "column": "kind", "value": "heat"},
                    {"op": "<=", "column": "minutes", "value": "60"},
                ],
            },
        },
        "area_digits": 6,
    }
    edit = client.get("/vitals/indicators/heat_calls/edit/").content.decode()
    assert "minutes &lt;= 60" in edit
    assert client.post("/vitals/indicators/heat_calls/edit/", FORM).status_code == 302
    assert vitals.get_indicator(clerk, "heat_calls").versions == 1
    assert client.post("/vitals/indicators/heat_calls/compute/").status_code == 302
    assert vitals.latest_reading("heat_calls") is not None


def test_a_ratio_goes_through_the_form_unchanged(
    browser: Browser, reading: int, clerk: Actor
) -> None:
    client = browser(clerk)
    form = client.get(f"/vitals/indicators/{SPEC.code}/edit/").context["form"]
    data = {
        name: form[name].value() for name in form.fields if form[name].value() not in {None, ""}
    }

    assert client.post(f"/vitals/indicators/{SPEC.code}/edit/", data).status_code == 302
    after = vitals.get_indicator(clerk, SPEC.code).spec
    assert after.thresholds == SPEC.thresholds
    assert after.formula["scale"] == "100"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"numerator_where": "drop table"}, "无法理解条件"),
        ({"numerator_where": "{oops"}, "不是正确的 JSON"),
        ({"numerator_kind": "sum"}, "须指定信息项"),
        ({"period_item": "nowhere"}, "没有信息项"),
        ({"name": ""}, ""),
    ],
)
def test_a_bad_form_comes_back_with_a_reason(
    change: dict[str, str], words: str, browser: Browser, resource: None, clerk: Actor
) -> None:
    answer = browser(clerk).post("/vitals/new/", FORM | change)

    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.parametrize(
    "lines",
    [
        "kind = heat",
        "a != 1\nb >= 2\nc contains 路",
        "a in 1, 2, 3",
        "a is null",
        '{"op": "not", "arg": {"op": "is_null", "column": "a"}}',
        '{"op": "or", "args": [{"op": "is_null", "column": "a"}]}',
        '{"op": "=", "column": "a", "value": null}',
        "",
    ],
)
def test_filters_are_read_back_as_written(lines: str) -> None:
    assert to_lines(parse_lines(lines)) == lines


def test_filters_that_are_none_are_refused() -> None:
    assert parse_lines("a is not null") == {"op": "not", "arg": {"op": "is_null", "column": "a"}}
    for text in ("A = 1", "a ~ 1", "[1]", '{"a"'):
        with pytest.raises(BadFormulaError):
            parse_lines(text)


def test_the_json_api_explains_a_reading(browser: Browser, reading: int, clerk: Actor) -> None:
    client, base = browser(clerk), "/api/v1/vitals"

    told = client.get(f"{base}/readings/{reading}/explain").json()
    assert told["batches"][0]["quarantined"] == 1
    assert told["person_name"] == "韩文"
    assert client.get(f"{base}/readings/{reading}").json()["text"] == "66.7"
    assert client.get(f"{base}/readings/999999").status_code == 404
    assert len(client.get(f"{base}/indicators?theme=供热").json()) == 1
    assert client.get(f"{base}/indicators/{SPEC.code}").json()["spec"]["unit"] == "%"
    rows = client.get(f"{base}/indicators/{SPEC.code}/readings?area=&period=2026-10").json()
    assert [row["text"] for row in rows] == ["50.0"]
    assert len(client.post(f"{base}/indicators/{SPEC.code}/compute").json()) == 5
    assert client.get(f"{base}/indicators/none").status_code == 404
