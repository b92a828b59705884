from dataclasses import replace

from chengshu.base.crypto import api as crypto
from chengshu.exchange.gateway import api
from chengshu.exchange.gateway.contracts import Receipt
from chengshu.exchange.gateway.desk.calls import Answer
from chengshu.exchange.gateway.desk.desk import answer_call
from chengshu.exchange.gateway.models import Call
from chengshu.exchange.sharing import api as sharing
from chengshu.exchange.sharing.contracts import GrantInfo
from tests.exchange.city import SYSTEM
from tests.exchange.gateway.subsidies import Client, code, document

LIST = f"{api.PREFIX}/resources"


def receipt_in(answer: Answer) -> Receipt:
    names = (
        "Chengshu-Receipt",
        *(f"Chengshu-Receipt-{part}" for part in ("Time", "Digest", "Seal")),
    )
    return Receipt(*(answer.headers[name] for name in names))


def test_an_answer_carries_a_receipt_that_verifies(client: Client, grant: GrantInfo) -> None:
    answer = client.get(query={"size": "3"})
    receipt = receipt_in(answer)
    assert receipt.digest == crypto.digest(answer.body)
    check = api.verify_receipt(receipt)
    assert check.known
    assert check.genuine
    assert (check.application_code, check.resource_code) == ("housing_app", "ca_subsidy")
    assert (check.grant_number, check.grant_version, check.rows) == (grant.number, 1, 3)


def test_a_changed_receipt_is_not_genuine(client: Client) -> None:
    receipt = receipt_in(client.get(LIST))
    for part in ("time", "digest", "seal"):
        check = api.verify_receipt(replace(receipt, **{part: getattr(receipt, part)[:-1] + "~"}))
        assert (check.known, check.genuine) == (True, False)


def test_an_unknown_receipt_is_unknown(city: None) -> None:
    check = api.verify_receipt(Receipt("0" * 32, "0", "0", "0"))
    assert (check.known, check.genuine) == (False, False)


def test_a_changed_record_shows(client: Client) -> None:
    receipt = receipt_in(client.get(LIST))
    for field in ({"rows": 1}, {"grant_number": "GX1"}, {"query": "size=1"}):
        Call.objects.update(**field)
        assert not api.verify_receipt(receipt).genuine


def test_a_refusal_has_a_receipt_too(client: Client, grant: GrantInfo) -> None:
    answer = client.get(query={"phone": "1"})
    assert code(answer) == "403 item_not_granted"
    assert api.verify_receipt(receipt_in(answer)).genuine


def test_the_application_checks_its_receipts_by_call(client: Client, grant: GrantInfo) -> None:
    receipt = receipt_in(client.get())
    path = f"/gateway/v1/receipts/{receipt.id}"
    plain = document(client.get(path))
    assert (plain["genuine"], plain["rows"]) == (True, 10)
    parts = {"time": receipt.time, "digest": receipt.digest, "seal": receipt.seal}
    assert document(client.get(path, parts))["genuine"] is True
    assert document(client.get(path, {**parts, "seal": "0" * 64}))["genuine"] is False
    assert document(client.get(path, {"digest": receipt.digest}))["genuine"] is False


def test_receipts_of_others_are_not_found(client: Client) -> None:
    receipt = receipt_in(client.get(LIST))
    sharing.save_application(SYSTEM, code="other_app", name="他单位", organisation_code="civil")
    other = Client(api.create_key(SYSTEM, "other_app"))
    answer = other.get(f"/gateway/v1/receipts/{receipt.id}")
    assert code(answer) == "404 receipt_not_found"
    unknown = client.get(f"/gateway/v1/receipts/{'0' * 32}")
    assert code(unknown) == "404 receipt_not_found"


def test_the_document_describes_the_frame_and_ones_own_grants(
    client: Client, grant: GrantInfo
) -> None:
    path = f"{api.PREFIX}/openapi.json"
    bare = client.request(path)
    frame = document(answer_call(replace(bare, headers={})))
    assert sorted(frame["paths"]) == [
        "/gateway/v1/openapi.json",
        "/gateway/v1/receipts/{id}",
        "/gateway/v1/resources",
        "/gateway/v1/resources/{code}/rows",
    ]
    mine = document(client.get(path))["paths"]["/gateway/v1/resources/ca_subsidy/rows"]["get"]
    names = [parameter["name"] for parameter in mine["parameters"]]
    assert names[:5] == ["page", "size", "area_code", "amount", "granted_on"]
    schema = mine["responses"]["200"]["content"]["application/json"]["schema"]
    assert "full_name" in schema["properties"]["rows"]["items"]["properties"]
    forged = replace(bare, query="x=1")
    assert code(answer_call(forged)) == "401 forged_signature"
