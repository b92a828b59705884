"""`chengshu migrate`: bring the database to the version of the program."""

import click
from django.core.management import call_command


@click.command(name="migrate")
def command() -> None:
    """升级数据库结构，只进不退 · bring the database forward."""
    call_command("migrate", interactive=False, verbosity=1)
