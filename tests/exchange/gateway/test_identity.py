import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from chengshu.base.audit import api as audit
from chengshu.base.audit.contracts import EntryFilter
from chengshu.base.clock import api as clock
from chengshu.exchange.gateway import api
from chengshu.exchange.gateway.contracts import Algorithm, CallFilter, KeyPair
from chengshu.exchange.gateway.desk.desk import answer_call
from chengshu.exchange.gateway.models import ApplicationKey, UsedNonce
from chengshu.exchange.sharing import api as sharing
from tests.exchange.city import SYSTEM
from tests.exchange.gateway.subsidies import ROWS, Client, code, document

LIST = f"{api.PREFIX}/resources"  # needs a signature like every call, and no rows
Freeze = Callable[[dt.datetime], None]


@pytest.mark.parametrize("algorithm", list(Algorithm))
def test_a_signed_call_is_answered(client: Client, algorithm: Algorithm) -> None:
    answer = replace(client, algorithm=algorithm).get(LIST)
    assert code(answer) == "200"
    assert document(answer)["application"] == "housing_app"


def test_an_unsigned_call_is_refused(client: Client) -> None:
    call = client.request(LIST)
    for header in ("key", "algorithm", "time", "nonce", "signature"):
        without = {k: v for k, v in call.headers.items() if k != f"chengshu-{header}"}
        for headers in (without, *({**without, f"chengshu-{header}": v} for v in ("", "bad v!"))):
            answer = answer_call(replace(call, headers=headers))
            assert code(answer) == "401 unsigned"
            assert answer.headers["WWW-Authenticate"] == "Chengshu-HMAC"


def test_an_unknown_key_is_refused(client: Client) -> None:
    stranger = Client(KeyPair("AK00000000", client.key.secret, "housing_app"))
    assert code(stranger.get(LIST)) == "401 unknown_key"


def test_a_wrong_secret_is_a_forgery(client: Client) -> None:
    forger = Client(replace(client.key, secret="guessed"))
    answer = forger.get(LIST)
    assert code(answer) == "401 forged_signature"
    assert UsedNonce.objects.count() == 0


def test_a_changed_call_is_a_forgery(client: Client) -> None:
    call = client.request(query={"area_code": "219901"})
    for change in (
        {"query": "area_code=219902"},
        {"query": ""},
        {"query": "area_code=219901&size=1000"},
        {"path": LIST},
        {"body": b"{}"},
    ):
        assert code(answer_call(replace(call, **change))) == "401 forged_signature"


def test_a_changed_order_is_no_change(client: Client) -> None:
    call = client.request(LIST, {"area_code": "219901", "size": "5"})
    answer = answer_call(replace(call, query="size=5&area_code=219901"))
    assert code(answer) == "200"


def test_a_replayed_call_is_refused(client: Client) -> None:
    call = client.request(LIST)
    assert code(answer_call(call)) == "200"
    assert code(answer_call(call)) == "401 replayed_call"
    assert UsedNonce.objects.count() == 1


def test_the_same_nonce_of_another_key_is_no_replay(client: Client) -> None:
    other = Client(api.create_key(SYSTEM, "housing_app"))
    call = client.request(LIST)
    UsedNonce.objects.create(
        key_id=other.key.key_id, nonce=call.headers["chengshu-nonce"], at=clock.now()
    )
    assert code(answer_call(call)) == "200"


def test_the_clocks_may_differ_by_five_minutes(client: Client, freeze: Freeze) -> None:
    now = clock.now().replace(microsecond=0)
    for seconds in (300, -300, 302, -302, 86_400):
        freeze(now)
        call = client.request(LIST)
        freeze(now + dt.timedelta(seconds=seconds))
        answer = answer_call(call)
        if abs(seconds) <= 300:
            assert code(answer) == "200"
        else:
            assert code(answer) == "401 stale_call"
            assert "请校准时钟" in str(document(answer)["detail"])


def test_a_disabled_key_stops_at_once(client: Client) -> None:
    api.disable_key(SYSTEM, client.key.key_id)
    assert code(client.get(LIST)) == "401 key_disabled"


def test_a_rotated_key_works_through_its_grace(client: Client, freeze: Freeze) -> None:
    successor = Client(api.rotate_key(SYSTEM, client.key.key_id))
    assert code(client.get(LIST)) == code(successor.get(LIST)) == "200"
    freeze(clock.now() + dt.timedelta(hours=25))
    assert code(client.get(LIST)) == "401 key_disabled"
    assert code(successor.get(LIST)) == "200"


def test_a_disabled_application_is_refused(client: Client) -> None:
    sharing.switch_application(SYSTEM, "housing_app", active=False)
    assert code(client.get(LIST)) == "403 application_disabled"


def test_the_secret_is_kept_encrypted_and_bound_to_its_key(key: KeyPair) -> None:
    row = ApplicationKey.objects.get(key_id=key.key_id)
    assert key.secret not in row.secret
    other = api.create_key(SYSTEM, "housing_app")
    ApplicationKey.objects.filter(key_id=other.key_id).update(secret=row.secret)
    moved = Client(replace(other, secret=key.secret))
    assert code(moved.get(LIST)).startswith("500")


def test_refusals_are_recorded_and_audited(client: Client) -> None:
    Client(replace(client.key, secret="guessed")).get(query={"full_name": "段正淳"})
    (call,), total = api.list_calls(SYSTEM, CallFilter(code="forged_signature"))
    assert total == 1
    assert (call.status, call.key_id, call.path) == (401, client.key.key_id, ROWS)
    assert call.query == "full_name=******"
    assert call.organisation_code == "housing"  # the key's owner sees who tries it
    entries = audit.list_entries(SYSTEM, EntryFilter(action="gateway.call")).entries
    assert [(entry.outcome, entry.address) for entry in entries] == [("refused", "10.1.2.3")]
    assert entries[0].username == f"key:{client.key.key_id}"  # nobody is blamed unproved


def test_old_nonces_are_forgotten(client: Client, freeze: Freeze) -> None:
    client.get(LIST)
    assert api.forget_nonces() == 0
    freeze(clock.now() + dt.timedelta(hours=2))
    assert api.forget_nonces() == 1


def test_english_is_answered_to_those_who_ask(client: Client) -> None:
    call = client.request(LIST)
    headers = {**call.headers, "accept-language": "fr, en-GB;q=0.9", "chengshu-nonce": ""}
    answer = answer_call(replace(call, headers=headers))
    assert "not signed" in str(document(answer)["detail"])
    headers["accept-language"] = "zh-CN, en;q=0.5"
    assert "请求未签名" in str(document(answer_call(replace(call, headers=headers)))["detail"])


def test_keys_are_pairs(key: KeyPair) -> None:
    assert key.key_id.startswith("AK")
    assert len(key.secret) == 43
