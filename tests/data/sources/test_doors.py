"""The door of sources: who may register what, secrets sealed, folders fenced in."""

import dataclasses
from pathlib import Path

import pytest

from chengshu.base.audit.models import Entry
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.sources import api as sources
from chengshu.data.sources import selectors
from chengshu.data.sources.contracts import NewSource, ReadRequest, SourceKind
from chengshu.data.sources.errors import (
    FolderRefusedError,
    SourceInvalidError,
    SourceNotFoundError,
)
from chengshu.data.sources.files.receiving import own_folder
from chengshu.data.sources.models import Source
from tests.data.sources.people import FOREIGNER, OFFICER, OPERATOR, SYSTEM

pytestmark = pytest.mark.usefixtures("market")
DATABASE = NewSource(
    "db", "库", "registry", "market", SourceKind.POSTGRESQL, "h", 5432, "d", "u", "hush-hush"
)
FILES = NewSource("files", "文件", "registry", "market", SourceKind.FILES)


def test_a_secret_is_kept_sealed_and_an_empty_one_keeps_it() -> None:
    info = sources.save_source(OFFICER, DATABASE)
    row = Source.objects.get(code="db")
    assert "hush" not in row.secret
    assert "hush" not in repr(info) + repr(DATABASE) + repr(selectors.get_connection("db"))
    sources.save_source(OFFICER, dataclasses.replace(DATABASE, name="新名", password=""))
    assert selectors.get_connection("db").password == "hush-hush"
    assert "hush" not in str(list(Entry.objects.values_list("detail", flat=True)))


def test_only_the_own_departments_sources_are_registered_and_seen() -> None:
    sources.save_source(OFFICER, DATABASE)
    with pytest.raises(NotAllowedError):
        sources.save_source(FOREIGNER, DATABASE)
    with pytest.raises(NotAllowedError):
        sources.save_source(FOREIGNER, dataclasses.replace(DATABASE, organisation_code="housing"))
    with pytest.raises(NotAllowedError):
        sources.save_system(FOREIGNER, code="registry", name="x", organisation_code="housing")
    for ask in (sources.get_source, sources.describe_source, sources.test_source):
        with pytest.raises(NotAllowedError):
            ask(FOREIGNER, "db")
    with pytest.raises(NotAllowedError):
        sources.open_table(FOREIGNER, "db", ReadRequest("t"))
    with pytest.raises(NotAllowedError):
        sources.sample_table(FOREIGNER, "db", "t")
    assert sources.list_sources(FOREIGNER) == ()
    assert sources.list_systems(FOREIGNER) == ()
    assert [info.code for info in sources.list_sources(OFFICER, system_code="registry")] == ["db"]
    assert sources.list_sources(SYSTEM, organisation_code="housing") == ()
    assert len(sources.list_systems(SYSTEM, organisation_code="market")) == 1


def test_any_folder_is_the_operators_alone(tmp_path: Path) -> None:
    anywhere = dataclasses.replace(FILES, folder=str(tmp_path))
    with pytest.raises(NotAllowedError):
        sources.save_source(OFFICER, anywhere)
    sources.save_source(OPERATOR, anywhere)
    own = own_folder("files") / "sub"
    own.mkdir(exist_ok=True)
    sources.save_source(OFFICER, dataclasses.replace(FILES, folder=str(own)))
    sneaky = own / "out"
    sneaky.unlink(missing_ok=True)
    sneaky.symlink_to(tmp_path)
    with pytest.raises(NotAllowedError):
        sources.save_source(OFFICER, dataclasses.replace(FILES, folder=str(sneaky)))
    for folder in ("relative", str(tmp_path / "missing"), "/x\x00y"):
        with pytest.raises(FolderRefusedError):
            sources.save_source(OPERATOR, dataclasses.replace(FILES, folder=folder))


@pytest.mark.parametrize(
    "change",
    [
        {"code": "Bad Code"},
        {"code": "../x"},
        {"code": ""},
        {"host": ""},
        {"host": "a b"},
        {"port": 70_000},
        {"username": ""},
        {"options": {"timeout_s": "-1"}},
        {"kind": SourceKind.FILES, "options": {"encoding": 3}},
        {"options": {"x": "\x00"}},
        {"options": {"x": "\ud800"}},
        {"options": {"x": float("nan")}},
    ],
)
def test_fields_that_cannot_be_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(SourceInvalidError):
        sources.save_source(SYSTEM, dataclasses.replace(DATABASE, **change))


def test_what_is_unknown_is_not_found() -> None:
    with pytest.raises(SourceNotFoundError):
        sources.get_source(SYSTEM, "nothing")
    assert sources.find_source(SYSTEM, "nothing") is None
    with pytest.raises(SourceNotFoundError):
        sources.save_source(SYSTEM, dataclasses.replace(DATABASE, system_code="nothing"))
    with pytest.raises(SourceNotFoundError):
        selectors.get_system("nothing")
    assert selectors.get_system("registry").name == "登记系统"
