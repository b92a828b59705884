"""One settings object; secrets are made once and stay readable by their owner only."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from chengshu.base.settings import api
from chengshu.base.settings.contracts import Settings


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(api, "get_settings", lambda: Settings(home=tmp_path))
    return tmp_path


def test_a_secret_is_made_once(elsewhere: Path) -> None:
    first = api.read_secret("audit")
    assert len(first) == 32
    assert api.read_secret("audit") == first
    assert api.read_secret("other") != first
    assert (elsewhere / "secrets" / "audit").stat().st_mode & 0o777 == 0o600


def test_home_folders_are_made(elsewhere: Path) -> None:
    assert api.home_folder("a", "b") == elsewhere / "a" / "b"
    assert (elsewhere / "a" / "b").is_dir()


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHENGSHU_PORT", "9000")
    assert Settings().port == 9000
    monkeypatch.setenv("CHENGSHU_PORT", "ninety")
    with pytest.raises(ValidationError, match="port"):
        Settings()


def test_a_citys_own_server_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    theirs = Settings(home=tmp_path, database_url="postgresql://a@b/c")
    monkeypatch.setattr(api, "get_settings", lambda: theirs)
    api.ensure_database()
    api.stop_database()
    assert not (tmp_path / "postgres" / "PG_VERSION").exists()


def test_packs_lie_below_cities() -> None:
    assert (api.national_folder() / "catalog.yaml").exists()
    assert api.city_folder().name == "demo"
