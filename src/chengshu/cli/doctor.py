"""`chengshu doctor`: says in words what is missing or misconfigured, and what to do about it."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import django
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection
from pydantic import ValidationError

from chengshu.base.settings import api as settings

_OLDEST_POSTGRES = 150000
_FREE_SPACE = 5 * 1024**3  # bytes; below this the lake has no room for a full load


@dataclass(frozen=True)
class Finding:
    """One thing looked at; `advice` says what to do when it is not well."""

    name: str
    well: bool
    text: str
    advice: str = ""


def check_python() -> Finding:
    """Python must be 3.11 or newer."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    well = sys.version_info >= (3, 11)
    return Finding("Python", well, version, "请安装 Python 3.11 或更高版本 · install Python ≥ 3.11")


def check_settings() -> Finding:
    """`CHENGSHU_*` must be readable."""
    try:
        settings.get_settings()
    except ValidationError as error:
        names = "、".join(f"CHENGSHU_{str(item['loc'][0]).upper()}" for item in error.errors())
        return Finding("设置 settings", well=False, text=names, advice="请更正这些环境变量的取值")
    return Finding("设置 settings", well=True, text="CHENGSHU_*")


def check_home() -> Finding:
    """The home folder must be writable and have room."""
    folder = settings.home_folder()
    if not os.access(folder, os.W_OK):
        return Finding("数据目录 home", well=False, text=str(folder), advice="请授予写权限")
    free = shutil.disk_usage(folder).free
    text = f"{folder}（剩余 {free / 1024**3:.0f} GB）"
    return Finding("数据目录 home", free > _FREE_SPACE, text, "磁盘剩余不足 5 GB，请清理或扩容")


def check_secrets() -> Finding:
    """Secrets must be readable by their owner only."""
    folder = settings.home_folder("secrets")
    open_ones = [path.name for path in folder.iterdir() if path.stat().st_mode & 0o077]
    advice = f"请执行 chmod 600 {folder}/*"
    return Finding("密钥 secrets", not open_ones, "、".join(open_ones) or "仅本人可读", advice)


def check_city() -> Finding:
    """The city pack must exist."""
    folder = settings.city_folder()
    well = (folder / "city.yaml").exists()
    return Finding("城市包 city pack", well, folder.name, "请检查 CHENGSHU_CITY 与 cities/ 目录")


def check_browser_parts() -> Finding:
    """Charts, map and htmx come from npm and must be installed."""
    root = Path(__file__).resolve().parents[3] / "node_modules"
    missing = [
        name for name in ("echarts", "htmx.org", "maplibre-gl") if not (root / name).exists()
    ]
    return Finding(
        "网页组件 browser parts", not missing, "、".join(missing) or "齐全", "请执行 npm ci"
    )


def check_database() -> Finding:
    """PostgreSQL must answer and be 15 or newer."""
    try:
        django.setup()
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            number = int(cursor.fetchone()[0])
    except (DatabaseError, ValueError) as error:
        text = str(error).splitlines()[0]
        return Finding("数据库 PostgreSQL", False, text, "请检查 CHENGSHU_DATABASE_URL 与网络")  # noqa: FBT003 - the flag is the finding's second field
    text = f"{number // 10000}.{number % 10000}"
    return Finding("数据库 PostgreSQL", number >= _OLDEST_POSTGRES, text, "请升级到 15 或更高版本")


def check_migrations() -> Finding:
    """No migration may be pending."""
    try:
        call_command("migrate", check_unapplied=True, verbosity=0)
    except (SystemExit, CommandError, DatabaseError):
        return Finding(
            "数据库结构 migrations", well=False, text="未更新", advice="请执行 chengshu migrate"
        )
    return Finding("数据库结构 migrations", well=True, text="已是最新")


CHECKS: tuple[Callable[[], Finding], ...] = (
    check_python,
    check_settings,
    check_home,
    check_secrets,
    check_city,
    check_browser_parts,
    check_database,
    check_migrations,
)


def examine() -> Iterator[Finding]:
    """Walk the checks; later ones are pointless once the settings are unreadable."""
    for check in CHECKS:
        finding = check()
        yield finding
        if check is check_settings and not finding.well:
            return


@click.command(name="doctor")
def command() -> None:
    """逐项检查安装是否正常，并说明如何处理 · say what is missing and what to do."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    ill = 0
    for finding in examine():
        mark = click.style("正常", fg="green") if finding.well else click.style("需处理", fg="red")
        click.echo(f"[{mark}] {finding.name}：{finding.text}")
        if not finding.well:
            ill += 1
            click.echo(f"       → {finding.advice}")
    sys.exit(1 if ill else 0)
