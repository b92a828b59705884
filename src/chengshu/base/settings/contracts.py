"""The settings object that crosses the door."""

from pathlib import Path
from typing import Literal

from pydantic import ByteSize, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Everything that may differ between two installations, read from `CHENGSHU_*`.

    Secrets are never among them: they are generated once into `home/secrets` (mode 600).
    """

    model_config = SettingsConfigDict(env_prefix="CHENGSHU_", frozen=True, extra="ignore")

    home: Path = Field(
        default=Path(".chengshu"),
        description="Folder that holds everything the program keeps: database, lake, secrets, logs",
    )
    database_url: str = Field(
        default="",
        description="The city's own PostgreSQL 15+ (postgresql://…); empty starts the embedded one",
    )
    city: str = Field(default="demo", description="City pack below `cities/` that is installed")
    host: str = Field(default="127.0.0.1", description="Address the web server listens on")
    port: int = Field(default=8000, ge=1, le=65535, description="Port the web server listens on")
    web_connections: int = Field(
        default=16, ge=2, le=1000, description="Most database connections one web process shares"
    )
    debug: bool = Field(default=False, description="Show stack traces; never on a public server")
    allowed_hosts: tuple[str, ...] = Field(
        default=("127.0.0.1", "localhost", "[::1]"), description="Host names the web answers to"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="The least of our own log lines that are written"
    )
    secure_cookies: bool = Field(
        default=False, description="Send cookies over HTTPS only; switch on behind a TLS proxy"
    )
    upload_limit_mb: int = Field(default=200, ge=1, description="Largest accepted upload, in MB")
    unpacked_limit_mb: int = Field(
        default=2048, ge=1, description="Largest size an uploaded archive may unpack to, in MB"
    )
    memory: ByteSize = Field(
        default=ByteSize(4_000_000_000),
        ge=256_000_000,
        description="Memory each process may use to compute on the lake and to read ahead: 4GB",
    )
    lake_threads: int = Field(
        default=2, ge=1, le=256, description="Threads each process may use to compute on the lake"
    )
    digest: Literal["sha256", "sm3"] = Field(
        default="sha256", description="Hash family of signatures and chains: SHA-256 or SM3"
    )
    demo_mariadb: str = Field(
        default="mariadb://root@127.0.0.1:3306",
        description="MariaDB server one department of the demo city lives on, when it answers",
    )
    require_all: bool = Field(
        default=False, description="Tests only: a missing optional part fails instead of skipping"
    )
