"""The door of settings: the frozen settings object, secrets on disk, the database's address."""

import os
import secrets
from functools import cache
from pathlib import Path

from chengshu.base.settings.contracts import Settings
from chengshu.base.settings.database import (
    DatabaseAddress,
    embedded_runs,
    parse_url,
    start_embedded,
    stop_embedded,
)

__all__ = [
    "DatabaseAddress",
    "Settings",
    "city_folder",
    "database_address",
    "ensure_database",
    "find_secret",
    "get_settings",
    "home_folder",
    "list_secrets",
    "national_folder",
    "read_secret",
    "start_embedded",
    "stop_database",
]

_ROOT = Path(__file__).resolve().parents[4]


@cache
def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()


def home_folder(*parts: str) -> Path:
    """Return `CHENGSHU_HOME/parts…`, making the folder when it is missing."""
    folder = get_settings().home.resolve().joinpath(*parts)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def city_folder() -> Path:
    """Return the folder of the installed city pack."""
    return _ROOT / "cities" / get_settings().city


def national_folder() -> Path:
    """Return the folder of national standards, shared by all city packs."""
    return _ROOT / "cities" / "national"


def read_secret(name: str) -> bytes:
    """Return the 32-byte secret `name`, generated at first use into `home/secrets` (mode 600).

    The file appears complete or not at all, whoever asks at the same time or is killed meanwhile.
    """
    found = find_secret(name)
    if found is not None:
        return found
    folder = home_folder("secrets")
    draft = folder / f".{name}.{secrets.token_hex(8)}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(secrets.token_bytes(32).hex())
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(draft, folder / name)
    except FileExistsError:
        pass  # another process was first; its value counts
    finally:
        draft.unlink()
    return bytes.fromhex((folder / name).read_text(encoding="ascii"))


def find_secret(name: str) -> bytes | None:
    """Return the secret `name`, or None when it was never generated."""
    path = home_folder("secrets") / name
    return bytes.fromhex(path.read_text(encoding="ascii")) if path.exists() else None


def list_secrets(family: str) -> tuple[str, ...]:
    """Return the names `family-1`, `family-2`, … of the secrets that exist, in no order."""
    names = (path.name for path in home_folder("secrets").glob(f"{family}-*"))
    return tuple(name for name in names if name.removeprefix(f"{family}-").isdecimal())


@cache
def database_address() -> DatabaseAddress:
    """Return where PostgreSQL is, starting the embedded server when no URL is set.

    Raises:
        ValueError: `CHENGSHU_DATABASE_URL` is set and unusable.
    """
    url = get_settings().database_url
    return parse_url(url) if url else start_embedded(home_folder("postgres"))


def ensure_database() -> None:
    """Start the embedded server again if it has died; a city's own server is left alone."""
    folder = home_folder("postgres")
    if not get_settings().database_url and not embedded_runs(folder):
        start_embedded(folder)


def stop_database() -> None:
    """Stop the embedded server; a city's own server is left alone."""
    if not get_settings().database_url:
        stop_embedded(home_folder("postgres"))
