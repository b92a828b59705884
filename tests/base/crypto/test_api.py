"""Digests, signatures and encrypted texts, against published vectors."""

import re
from pathlib import Path

import pytest

from chengshu.base.crypto import api as crypto
from chengshu.base.crypto import ciphers
from chengshu.base.settings import api as settings_api


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    known = settings_api.get_settings()
    monkeypatch.setattr(
        settings_api, "get_settings", lambda: known.model_copy(update={"home": tmp_path})
    )
    return tmp_path


def _use_sm(monkeypatch: pytest.MonkeyPatch) -> None:
    known = settings_api.get_settings()
    monkeypatch.setattr(
        settings_api, "get_settings", lambda: known.model_copy(update={"digest": "sm3"})
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"", "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"),
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_gives_the_digests_of_gb_t_32905(text: bytes, expected: str) -> None:
    assert crypto.digest(text, "sm3") == expected


def test_the_digest_family_follows_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    assert crypto.digest(b"abc").startswith("ba7816bf8f01cfea")
    _use_sm(monkeypatch)
    assert crypto.digest(b"abc").startswith("66c7f0f462eeedd9")


def test_hmac_gives_the_published_values() -> None:
    text = b"The quick brown fox jumps over the lazy dog"
    assert crypto.hmac_hex(b"key", text) == (
        "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
    )
    assert crypto.hmac_hex(b"key", text, "sm3") == (
        "bd4a34077888162b210645b8ebf74b9af357303789357a27c7fc457244ebd398"
    )


def test_sm4_gcm_gives_the_vector_of_rfc_8998() -> None:
    sealed = ciphers.seal_sm4(
        bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"),
        bytes.fromhex("00001234567800000000ABCD"),
        bytes.fromhex("AA" * 8 + "BB" * 8 + "CC" * 8 + "DD" * 8 + "EE" * 8 + "FF" * 8)
        + bytes.fromhex("EE" * 8 + "AA" * 8),
        bound=bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"),
    )
    assert sealed.hex() == (
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec"
    )


@pytest.mark.parametrize("domestic", [False, True])
def test_what_is_encrypted_opens_again_and_never_looks_the_same(
    monkeypatch: pytest.MonkeyPatch, *, domestic: bool
) -> None:
    if domestic:
        _use_sm(monkeypatch)
    token = crypto.encrypt("口令 p@ss", context="source:tax")
    assert token.startswith("v1.sm4-gcm.1." if domestic else "v1.aes-gcm.1.")
    assert crypto.decrypt(token, context="source:tax") == "口令 p@ss"
    assert crypto.encrypt("口令 p@ss", context="source:tax") != token


@pytest.mark.parametrize("domestic", [False, True])
def test_a_changed_or_moved_token_does_not_open(
    monkeypatch: pytest.MonkeyPatch, *, domestic: bool
) -> None:
    if domestic:
        _use_sm(monkeypatch)
    token = crypto.encrypt("口令", context="source:tax")
    changed = token[:-8] + ("A" if token[-8] != "A" else "B") + token[-7:]
    for broken, context in [
        (changed, "source:tax"),
        (token, "source:health"),
        (token.replace(".1.", ".2."), "source:tax"),
        (token.replace("v1", "v2"), "source:tax"),
        (token.replace("-gcm", "-ecb"), "source:tax"),
        (token.rpartition(".")[0] + ".AAAA", "source:tax"),
        (token.rpartition(".")[0] + ".***", "source:tax"),
        ("口令", ""),
        ("", ""),
        ("v1.aes-gcm.../../x.AAAA", ""),
    ]:
        with pytest.raises(crypto.UndecipherableError):
            crypto.decrypt(broken, context=context)


def test_after_rotation_new_tokens_use_the_new_key_and_old_ones_still_open(home: Path) -> None:
    old = crypto.encrypt("旧")
    assert crypto.rotate_key() == 2
    new = crypto.encrypt("新")
    assert new.split(".")[2] == "2"
    assert (crypto.decrypt(old), crypto.decrypt(new)) == ("旧", "新")
    (home / "secrets" / "fields-1").unlink()
    with pytest.raises(crypto.UndecipherableError, match="密钥 1"):
        crypto.decrypt(old)


def test_keys_are_readable_by_their_owner_only(home: Path) -> None:
    crypto.encrypt("x")
    assert [path.stat().st_mode & 0o777 for path in (home / "secrets").iterdir()] == [0o600]


def test_comparison_takes_text_and_bytes() -> None:
    assert crypto.same("甲", "甲".encode())
    assert not crypto.same("a", "b")


def test_new_secrets_are_long_and_differ() -> None:
    secrets = {crypto.new_secret() for _ in range(100)}
    assert len(secrets) == 100
    assert all(re.fullmatch(r"[\w-]{43}", secret) for secret in secrets)
