"""`chengshu stop`: stop the embedded database."""

import click

from chengshu.base.settings import api as settings


@click.command(name="stop")
def command() -> None:
    """停止内置数据库 · stop the embedded database."""
    settings.stop_database()
    click.echo("内置数据库已停止 · the embedded database is stopped")
