"""Uploads: path tricks, bombs, wrong kinds and oversize are refused; the rest is stored whole."""

import gzip
import io
import sqlite3
import zipfile
from contextlib import closing

import pytest

from chengshu.base.errors.api import NotAllowedError, TooLargeError
from chengshu.base.settings import api as settings_api
from chengshu.base.settings.contracts import Settings
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import NewSource, SourceKind
from chengshu.data.sources.errors import (
    FileTypeRefusedError,
    FileUnreadableError,
    FolderRefusedError,
    UnsafeArchiveError,
    UnsafeNameError,
)
from chengshu.data.sources.files.receiving import own_folder
from tests.data.sources.people import FOREIGNER, OFFICER, OPERATOR, SYSTEM


@pytest.fixture
def drop(market: None) -> str:
    new = NewSource("drop", "文件交换", "registry", "market", SourceKind.FILES)
    return sources.save_source(SYSTEM, new).code


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHENGSHU_UPLOAD_LIMIT_MB", "1")
    monkeypatch.setenv("CHENGSHU_UNPACKED_LIMIT_MB", "3")
    settings = Settings()
    monkeypatch.setattr(settings_api, "get_settings", lambda: settings)


def send(name: str, content: bytes = b"a\n1\n") -> int:
    received = sources.receive_file(OFFICER, "drop", name=name, stream=io.BytesIO(content))
    return received.size


def book(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.usefixtures("drop")
def test_an_upload_is_stored_whole_and_replaces_its_forerunner() -> None:
    assert send("企业 2024.csv", b"a\n1\n") == 4
    assert send("企业 2024.csv", b"a\n1\n2\n") == 6
    folder = own_folder("drop")
    assert (folder / "企业 2024.csv").read_bytes() == b"a\n1\n2\n"
    assert list(folder.glob(".*.part")) == []


@pytest.mark.usefixtures("drop")
@pytest.mark.parametrize(
    "name",
    [
        "../x.csv",
        "/etc/x.csv",
        "a/b.csv",
        "..\\x.csv",
        "C:\\x.csv",
        "x\x00.csv",
        "x\n.csv",
        "",
        ".",
        "..",
        ".hidden.csv",
        "CON.csv",
        "lpt1.txt",
        "x.csv ",
        "x.csv.",
        "\u202evsc.exe.csv",
        "x" * 300 + ".csv",
        "a?b.csv",
        "a*.csv",
    ],
)
def test_names_with_tricks_are_refused(name: str) -> None:
    with pytest.raises(UnsafeNameError):
        send(name)


@pytest.mark.usefixtures("drop")
@pytest.mark.parametrize("name", ["x.exe", "x", "x.csv.exe", "x.xlsx.gz", "x.zip", "x.gz"])
def test_kinds_that_no_reader_reads_are_refused(name: str) -> None:
    with pytest.raises(FileTypeRefusedError):
        send(name)


@pytest.mark.usefixtures("drop", "small_limits")
def test_too_many_bytes_are_refused_and_leave_nothing() -> None:
    with pytest.raises(TooLargeError):
        send("big.csv", b"x" * (1024 * 1024 + 1))
    assert not (own_folder("drop") / "big.csv").exists()
    assert list(own_folder("drop").glob(".*.part")) == []


@pytest.mark.usefixtures("drop", "small_limits")
def test_archives_that_unpack_to_too_much_are_refused() -> None:
    zeros = b"0" * (4 * 1024 * 1024)
    with pytest.raises(UnsafeArchiveError, match="3 MB"):
        send("bomb.csv.gz", gzip.compress(zeros, mtime=0))
    with pytest.raises(UnsafeArchiveError, match="3 MB"):
        send("bomb.xlsx", book({"xl/worksheets/sheet1.xml": zeros}))
    lying = bytearray(book({"xl/sheet.xml": zeros}))
    declared = len(zeros).to_bytes(4, "little")
    lying = lying.replace(declared, (10).to_bytes(4, "little"))
    with pytest.raises(UnsafeArchiveError):
        send("lying.xlsx", bytes(lying))
    many = {f"{number}": b"" for number in range(10_001)}
    with pytest.raises(UnsafeArchiveError, match="10000"):
        send("many.xlsx", book(many))
    assert list(own_folder("drop").glob("*bomb*")) == []


@pytest.mark.usefixtures("drop")
def test_a_dense_archive_is_refused_below_the_limit_too() -> None:
    with pytest.raises(UnsafeArchiveError, match="200"):
        send("dense.csv.gz", gzip.compress(b"0" * (64 * 1024 * 1024)))


@pytest.mark.usefixtures("drop")
@pytest.mark.parametrize(
    "content",
    [gzip.compress(b"a\n" * 1000, mtime=0)[:-9], b"\x1f\x8b garbage", b"PK\x03\x04garbage"],
)
def test_damaged_archives_are_refused(content: bytes) -> None:
    with pytest.raises(UnsafeArchiveError):
        send("damaged.csv", content)


def test_only_the_owner_and_only_upload_sources_take_files(
    drop: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with pytest.raises(NotAllowedError):
        sources.receive_file(FOREIGNER, drop, name="x.csv", stream=io.BytesIO(b"a"))
    folder = tmp_path_factory.mktemp("elsewhere")
    new = NewSource(
        "server", "服务器目录", "registry", "market", SourceKind.FILES, folder=str(folder)
    )
    sources.save_source(OPERATOR, new)
    with pytest.raises(FolderRefusedError):
        sources.receive_file(OFFICER, "server", name="x.csv", stream=io.BytesIO(b"a"))


@pytest.fixture
def ledger(market: None) -> str:
    new = NewSource("ledger", "台账", "registry", "market", SourceKind.SQLITE, database="台账.db")
    return sources.save_source(SYSTEM, new).code


def test_a_sqlite_file_is_uploaded_under_the_name_of_its_source_and_read(
    ledger: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("made") / "any name.bin"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE shops (id INTEGER PRIMARY KEY, name TEXT)")
        made.commit()
    with path.open("rb") as stream:
        received = sources.receive_file(OFFICER, ledger, name=path.name, stream=stream)
    assert received.name == "台账.db"
    assert sources.test_source(OFFICER, ledger).ok
    assert [table.name for table in sources.describe_source(OFFICER, ledger)] == ["shops"]


def test_a_sqlite_source_takes_nothing_else_and_nothing_from_others(ledger: str) -> None:
    before = {path: path.read_bytes() for path in own_folder(ledger).iterdir()}
    with pytest.raises(FileUnreadableError):
        sources.receive_file(OFFICER, ledger, name="台账.db", stream=io.BytesIO(b"a,b\n1,2\n"))
    assert {path: path.read_bytes() for path in own_folder(ledger).iterdir()} == before
    with pytest.raises(NotAllowedError):
        sources.receive_file(FOREIGNER, ledger, name="x.db", stream=io.BytesIO(b""))
