"""`chengshu demo`: build the demo city, walk the whole way, report, and serve it."""

import importlib
import sys
from pathlib import Path

import click
from django.core.management import call_command

import config.wiring
from chengshu.base.accounts.contracts import system_actor
from chengshu.base.settings import api as settings
from chengshu.cli.processes import keep_house


@click.command(name="demo")
@click.option("--once", is_flag=True, help="只运行一遍，不启动网页服务 · walk once, do not serve")
@click.option(
    "--data",
    default=None,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="真实数据目录 · a folder of real files",
)
def command(*, once: bool, data: Path | None) -> None:
    """建立演示城市并走完数据全流程 · build the demo city and walk the whole way."""
    known = settings.get_settings()
    call_command("migrate", interactive=False, verbosity=0)
    config.wiring.connect_rooms()
    pack = importlib.import_module(f"cities.{known.city}.api")
    report = pack.run(system_actor("demo"), data=data, say=click.echo)
    for line in report.lines():
        click.echo(line)
    if once:
        sys.exit(0 if report.holds else 1)
    click.echo(f"http://{known.host}:{known.port}/")
    keep_house(
        host=known.host,
        port=known.port,
        workers=1,
        say=lambda text: click.echo(text, err=True),
    )
