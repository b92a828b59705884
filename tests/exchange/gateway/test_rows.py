import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from chengshu.base.audit import api as audit
from chengshu.base.audit.contracts import EntryFilter
from chengshu.base.clock import api as clock
from chengshu.data.catalog.contracts import ResourceState, ShareType
from chengshu.exchange.gateway import api
from chengshu.exchange.gateway.contracts import CallFilter
from chengshu.exchange.gateway.desk.desk import answer_call
from chengshu.exchange.gateway.desk.rows import to_cell
from chengshu.exchange.gateway.models import GrantDay
from chengshu.exchange.sharing import api as sharing
from chengshu.exchange.sharing.contracts import GrantInfo
from tests.exchange.city import SUBSIDY, SYSTEM, publish, take_offline
from tests.exchange.gateway.subsidies import (
    ROWS,
    Client,
    Query,
    code,
    document,
    grant_subsidies,
    load_subsidies,
)

Freeze = Callable[[dt.datetime], None]


def test_sensitive_items_leave_masked(client: Client, grant: GrantInfo) -> None:
    body = document(client.get(query={"size": "1"}))
    assert body["rows"] == [
        {
            "citizen_id": "2***************0X",
            "full_name": "段**",
            "area_code": "219902",
            "amount": "0.00",
            "granted_on": "2026-01-01",
        }
    ]
    assert body["masked"] == ["citizen_id", "full_name"]
    assert body["grant"] == {"number": grant.number, "version": 1}
    assert (body["page"], body["size"], body["total"], body["snapshot"]) == (1, 1, 10, 1)


def test_the_grant_may_open_an_item_in_full_and_that_is_audited(client: Client) -> None:
    load_subsidies(2)
    grant_subsidies("full_name", "phone", unmasked_items=("full_name",), justification="核对姓名")
    body = document(client.get(query={"full_name": "段正1"}))
    assert body["rows"] == [{"full_name": "段正1", "phone": "180****1999"}]
    (entry,) = audit.list_entries(SYSTEM, EntryFilter(action="gateway.call")).entries
    assert entry.detail["unmasked"] == ["full_name"]
    (call,), _total = api.list_calls(SYSTEM)
    assert call.query == "full_name=******"


def test_pages_do_not_overlap(client: Client, grant: GrantInfo) -> None:
    amounts = [
        row["amount"]
        for page in (1, 2, 3, 4)
        for row in document(client.get(query={"page": str(page), "size": "3"}))["rows"]
    ]
    assert amounts == [f"{number * 100}.00" for number in range(10)]


def test_the_grants_rows_and_the_callers_filter_hold_both(client: Client) -> None:
    load_subsidies()
    grant_subsidies(
        "area_code",
        "amount",
        row_filter={"op": "<", "column": "persons", "value": 3},
    )
    body = document(client.get(query={"area_code": "219901"}))
    assert [row["amount"] for row in body["rows"]] == ["100.00", "500.00"]
    assert document(client.get())["total"] == 4


def test_several_values_of_an_item_mean_any_of_them(client: Client, grant: GrantInfo) -> None:
    body = document(client.get(query={"amount": ["100", "200.00"], "granted_on": "2026-01-02"}))
    assert [row["amount"] for row in body["rows"]] == ["100.00"]


SQL = (
    "219901' OR '1'='1",
    "219901; DROP TABLE ca_subsidy; --",
    '219901" OR 1=1 --',
    "' UNION SELECT secret FROM gateway_applicationkey --",
    "%",
    "\\",
)
IMPOSSIBLE: tuple[tuple[Query, str], ...] = (
    ({"phone": "1"}, "403 item_not_granted"),
    ({"nope": "1"}, "403 item_not_granted"),
    ({"_batch": "1"}, "403 item_not_granted"),
    ({"1=1; --": "1"}, "403 item_not_granted"),
    ({"full_name": "段正1"}, "403 item_masked"),
    ({"amount": "1 OR 1=1"}, "422 unfit_value"),
    ({"granted_on": "昨天"}, "422 unfit_value"),
    ({"page": "0"}, "422 misshapen_query"),
    ({"page": "-1"}, "422 misshapen_query"),
    ({"page": ["1", "2"]}, "422 misshapen_query"),
    ({"page": "²"}, "422 misshapen_query"),
    ({"page": "9" * 30}, "422 misshapen_query"),
    ({"page": "10000000", "size": "1000"}, "422 misshapen_query"),
    ({"size": "1001"}, "422 misshapen_query"),
    ({"size": "ten"}, "422 misshapen_query"),
    ({"area_code": "x" * 4096}, "414 query_too_long"),
)


def test_sql_in_a_filter_is_a_value_that_matches_nothing(client: Client, grant: GrantInfo) -> None:
    for value in SQL:
        answer = client.get(query={"area_code": value})
        assert (code(answer), document(answer)["total"]) == ("200", 0)


def test_what_cannot_be_asked_is_refused_by_name(client: Client, grant: GrantInfo) -> None:
    for query, expected in IMPOSSIBLE:
        answer = client.get(query=query)
        assert code(answer) == expected
        assert answer.media_type == "application/problem+json"
    assert GrantDay.objects.count() == 0


def test_without_a_grant_nothing_leaves(client: Client) -> None:
    load_subsidies()
    answer = client.get()
    assert code(answer) == "403 grant_missing"
    assert "请先提交共享申请" in str(document(answer)["detail"])


def test_a_revoked_grant_fails_at_the_next_call(client: Client, grant: GrantInfo) -> None:
    assert code(client.get()) == "200"
    sharing.suspend_grant(SYSTEM, grant.number, reason="核查")
    assert code(client.get()) == "403 grant_suspended"
    sharing.resume_grant(SYSTEM, grant.number)
    assert code(client.get()) == "200"
    sharing.revoke_grant(SYSTEM, grant.number, reason="项目结束")
    answer = client.get()
    assert code(answer) == "403 grant_revoked"
    assert "项目结束" in str(document(answer)["detail"])


def test_an_expired_grant_fails_at_the_next_call(
    client: Client, grant: GrantInfo, freeze: Freeze
) -> None:
    now = clock.now()
    freeze(now.replace(hour=23, minute=59) + (grant.valid_until - now.date()))
    assert code(client.get()) == "200"
    freeze(clock.now() + dt.timedelta(minutes=1))
    assert code(client.get()) == "403 grant_expired"


def test_the_quota_of_the_day_ends_and_begins_again(client: Client, freeze: Freeze) -> None:
    load_subsidies()
    grant = grant_subsidies("area_code", daily_quota=2)
    now = clock.now().replace(hour=12, minute=0, second=0, microsecond=0)
    freeze(now)
    assert [code(client.get()) for _ in range(3)] == ["200", "200", "429 quota_exceeded"]
    answer = client.get()
    assert answer.headers["Retry-After"] == str(12 * 3600 + 1)
    assert [usage.calls for usage in api.list_usage(SYSTEM, grant.number)] == [2]
    freeze(now + dt.timedelta(days=1))
    assert code(client.get()) == "200"
    assert [usage.calls for usage in api.list_usage(SYSTEM, grant.number)] == [1, 2]


def test_a_resource_that_is_not_there_is_not_found(client: Client, grant: GrantInfo) -> None:
    assert code(client.get("/gateway/v1/resources/none/rows")) == "404 resource_unavailable"
    take_offline("ca_subsidy")
    assert code(client.get()) == "404 resource_unavailable"
    assert document(client.get("/gateway/v1/resources"))["resources"] == []


def test_an_unknown_address_is_not_found(client: Client) -> None:
    for path in ("", "/resources/a/b/rows", "/receipts/x", "/openapi.json/"):
        assert code(client.get(f"{api.PREFIX}{path}")) == "404 no_such_address"


def test_only_reading_is_offered(client: Client, city: None) -> None:
    call = replace(client.request(), method="POST")
    assert code(answer_call(call)) == "405 wrong_method"


def test_an_item_dropped_from_the_catalogue_is_dropped_from_answers(
    client: Client, grant: GrantInfo
) -> None:
    kept = tuple(item for item in SUBSIDY.items if item.column in {"citizen_id", "area_code"})
    changed = publish(replace(SUBSIDY, items=kept))
    assert changed.state is ResourceState.PUBLISHED
    assert set(document(client.get())["rows"][0]) == {"citizen_id", "area_code"}


def test_when_no_granted_item_is_left_nothing_leaves(client: Client) -> None:
    load_subsidies()
    grant_subsidies("amount")
    publish(replace(SUBSIDY, items=SUBSIDY.items[:4]))
    assert code(client.get()) == "403 no_items_left"
    assert document(client.get("/gateway/v1/resources"))["resources"] == []


def test_an_item_that_became_sensitive_is_masked_without_a_new_grant(
    client: Client, grant: GrantInfo
) -> None:
    items = tuple(
        replace(item, is_sensitive=True) if item.column == "area_code" else item
        for item in SUBSIDY.items
    )
    publish(replace(SUBSIDY, items=items))
    assert document(client.get())["rows"][0]["area_code"] == "******"


def test_what_the_catalogue_withholds_by_now_does_not_leave(
    client: Client, grant: GrantInfo
) -> None:
    items = tuple(
        replace(item, share_type=ShareType.WITHHELD) if item.column == "amount" else item
        for item in SUBSIDY.items
    )
    publish(replace(SUBSIDY, items=items))
    assert "amount" not in document(client.get())["rows"][0]
    assert code(client.get(query={"amount": "100"})) == "403 item_not_granted"
    basis = "《社会救助暂行办法》第六十条"
    withheld = replace(SUBSIDY, share_type=ShareType.WITHHELD, share_mode="", no_share_basis=basis)
    publish(replace(withheld, share_condition=""))
    answer = client.get()
    assert code(answer) == "403 resource_withheld"
    assert basis in str(document(answer)["detail"])
    assert document(client.get("/gateway/v1/resources"))["resources"] == []


def test_before_the_first_snapshot_there_are_no_rows(client: Client, city: None) -> None:
    grant_subsidies("area_code")
    body = document(client.get())
    assert (body["rows"], body["total"], body["snapshot"]) == ([], 0, None)


def test_what_the_application_may_call_is_listed(client: Client, grant: GrantInfo) -> None:
    client.get()
    (resource,) = document(client.get("/gateway/v1/resources"))["resources"]
    assert resource["resource"] == "ca_subsidy"
    assert (resource["daily_quota"], resource["left_today"]) == (100, 99)
    assert resource["masked"] == ["citizen_id", "full_name"]


def test_cells_are_exact_json() -> None:
    assert [to_cell(value) for value in (None, True, 3, 0.5, "x")] == [None, True, 3, 0.5, "x"]
    assert to_cell(dt.datetime(2026, 1, 2, 3, 4, tzinfo=dt.UTC)) == "2026-01-02T03:04:00+00:00"
    assert to_cell(b"x") == "b'x'"


def test_calls_are_listed_for_both_sides_only(
    client: Client, grant: GrantInfo, housing: object, civil: object, stranger: object
) -> None:
    client.get(query={"area_code": "219901"})
    assert api.list_calls(housing)[1] == api.list_calls(civil)[1] == 1
    assert api.list_calls(stranger)[1] == 0
    today = clock.today()
    for filters, expected in (
        (CallFilter(day_from=today, day_until=today), 1),
        (CallFilter(day_from=today + dt.timedelta(days=1)), 0),
        (CallFilter(text="219901"), 1),
        (CallFilter(resource_code="other"), 0),
        (CallFilter(grant_number=grant.number, outcome="answered"), 1),
    ):
        assert api.list_calls(SYSTEM, filters)[1] == expected
    counts = api.count_calls(since=clock.now() - dt.timedelta(hours=1))
    assert (counts.answered, counts.refused, counts.rows) == (1, 0, 5)
    assert ROWS in api.list_calls(SYSTEM)[0][0].path
