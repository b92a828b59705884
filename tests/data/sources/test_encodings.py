"""Encodings are proven or refused; no text is ever garbled."""

import codecs
import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chengshu.data.sources.errors import UnclearEncodingError, WrongEncodingError
from chengshu.data.sources.files.encodings import find_encoding, open_bytes

SIMPLIFIED = (
    "企业名称,统一社会信用代码,注册地址\n沈阳市和平区某某科技有限公司,91210102,青年大街一号\n"
)
TRADITIONAL = "資料集名稱,資料來源,聯絡電話\n縣政府觀光旅遊景點資料,旅遊處,聯絡人電話\n"
WESTERN = "nom,ville\nFrançois Lefèvre,Orléans\nZoë Müller,Köln\nJosé Núñez,Málaga\n"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(text: str | bytes, encoding: str = "utf-8") -> Path:
        path = tmp_path / "t.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        return path

    return put


def decoded(path: Path, declared: str = "") -> str:
    with open_bytes(path) as stream:
        return stream.read().decode(find_encoding(path, declared))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "utf-16"),
        (SIMPLIFIED, "gbk"),
        (SIMPLIFIED + "𠀀㐀,生僻字,人名\n", "gb18030"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "utf-8"),
        (WESTERN, "latin-1"),
        ("only,ascii\n1,2\n", "ascii"),
        ("", "ascii"),
    ],
)
def test_each_encoding_is_found_and_loses_nothing(write: Write, text: str, encoding: str) -> None:
    assert decoded(write(text, encoding)) == text


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (SIMPLIFIED, "gbk", "gbk"),
        (SIMPLIFIED, "gbk", "GB2312"),
        (SIMPLIFIED, "utf-8", "UTF8"),
        (TRADITIONAL, "big5", "Big5"),
        (WESTERN, "latin-1", "ISO-8859-1"),
        (WESTERN, "cp1252", "windows-1252"),
        ("a,b\n", "ascii", "gbk"),
    ],
)
def test_a_right_declaration_is_taken(
    write: Write, text: str, encoding: str, declared: str
) -> None:
    assert decoded(write(text, encoding), declared) == text


@pytest.mark.parametrize(
    ("text", "encoding", "declared"),
    [
        (SIMPLIFIED, "gbk", "utf-8"),
        (SIMPLIFIED, "gbk", "big5"),
        (SIMPLIFIED, "gbk", "latin-1"),
        (SIMPLIFIED, "utf-8", "gbk"),
        (SIMPLIFIED, "utf-8", "latin-1"),
        (SIMPLIFIED, "utf-8-sig", "gbk"),
        (TRADITIONAL, "big5", "gbk"),
        (TRADITIONAL, "big5", "utf-8"),
        (WESTERN, "latin-1", "utf-8"),
        (WESTERN, "latin-1", "gbk"),
        (SIMPLIFIED, "gbk", "no-such-encoding"),
        (SIMPLIFIED, "gbk", "koi8-r"),
    ],
)
def test_a_wrong_declaration_is_refused_never_garbled(
    write: Write, text: str, encoding: str, declared: str
) -> None:
    with pytest.raises(WrongEncodingError, match=r"t\.csv"):
        find_encoding(write(text, encoding), declared)


@pytest.mark.parametrize(
    "content", [b"a,\xff\xfe\xfd\n", b"a,\x80\x81\x82\xff\n", bytes(range(128, 256)) * 4]
)
def test_what_fits_no_encoding_is_refused(write: Write, content: bytes) -> None:
    with pytest.raises(UnclearEncodingError, match=r"t\.csv"):
        find_encoding(write(content))


def test_text_far_behind_ascii_still_decides(tmp_path: Path) -> None:
    path = tmp_path / "t.csv.gz"
    with gzip.open(path, "wb") as file:
        file.write(b"a,b\n" + b"1,2\n" * 200_000 + SIMPLIFIED.encode("gbk"))
    assert find_encoding(path) == "gb18030"


def test_a_byte_order_mark_speaks_for_itself(write: Write) -> None:
    assert find_encoding(write(codecs.BOM_UTF8 + b"a,b\n")) == "utf-8-sig"
    assert find_encoding(write(SIMPLIFIED, "utf-8-sig"), "utf-8") == "utf-8-sig"


COMMON = (
    "的一是了我不人在他有这上们来到时大地为子中你说生国年着就那和"
    "要她出也得里后自以会家可下而过天去能对小多然于心学"
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=COMMON, min_size=8, max_size=60), st.sampled_from(["utf-8", "gb18030"]))
def test_chinese_text_is_never_read_as_something_else(
    tmp_path: Path, text: str, encoding: str
) -> None:
    path = tmp_path / "h.csv"
    path.write_bytes(f"a,b\n{text},1\n".encode(encoding))
    try:
        assert decoded(path) == f"a,b\n{text},1\n"
    except UnclearEncodingError:
        assert encoding == "gb18030"
