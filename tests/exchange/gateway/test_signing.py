import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengshu.exchange.gateway.contracts import Algorithm, SignedParts
from chengshu.exchange.gateway.errors import MisshapenQueryError
from chengshu.exchange.gateway.signing import (
    canonical_query,
    parse_leniently,
    parse_query,
    signature_of,
    text_to_sign,
)

PARTS = SignedParts(
    algorithm=Algorithm.SHA256,
    key_id="AK0123456789",
    method="get",
    path="/gateway/v1/resources/ca_subsidy/rows",
    query=(("size", "10"), ("area_code", "219901"), ("full_name", "段 正/淳")),
    body=b"",
    time="1790000000",
    nonce="abcdefghijklmnop",
)


def test_the_signed_text_is_what_the_documentation_says() -> None:
    assert text_to_sign(PARTS).decode().split("\n") == [
        "HMAC-SHA256",
        "AK0123456789",
        "GET",
        "/gateway/v1/resources/ca_subsidy/rows",
        "area_code=219901&full_name=%E6%AE%B5%20%E6%AD%A3%2F%E6%B7%B3&size=10",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "1790000000",
        "abcdefghijklmnop",
    ]


def test_both_algorithms_sign() -> None:
    sm3 = replace(PARTS, algorithm=Algorithm.SM3)
    assert "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b" in str(
        text_to_sign(sm3)
    )
    signatures = {signature_of("secret", PARTS), signature_of("secret", sm3)}
    assert len(signatures) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", signature) for signature in signatures)


@pytest.mark.parametrize(
    "change",
    [
        {"method": "POST"},
        {"path": "/gateway/v1/resources/other/rows"},
        {"query": (("size", "11"),)},
        {"body": b"x"},
        {"time": "1790000001"},
        {"nonce": "abcdefghijklmnoq"},
        {"key_id": "AK1"},
        {"algorithm": Algorithm.SM3},
    ],
)
def test_every_part_is_covered(change: dict[str, object]) -> None:
    assert signature_of("secret", PARTS) != signature_of("secret", replace(PARTS, **change))


pairs = st.lists(st.tuples(st.text(min_size=1).filter(str.isprintable), st.text()), max_size=8)


@given(pairs)
def test_the_order_of_the_query_does_not_matter(query: list[tuple[str, str]]) -> None:
    clean = [(name.replace("\x00", ""), value.replace("\x00", "")) for name, value in query]
    clean = [(name, value) for name, value in clean if name and _encodable(name + value)]
    canonical = canonical_query(clean)
    assert canonical == canonical_query(clean[::-1])
    assert sorted(parse_query(canonical)) == sorted(clean)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("text", ["a=%ff%fe", "a=%00", "&".join("a=1" for _ in range(201))])
def test_a_query_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(MisshapenQueryError):
        parse_query(text)
    assert len(parse_leniently(text)) <= 200
