"""The command group; a subcommand is imported only when it is called."""

import importlib
import os
import sys
from dataclasses import dataclass

import click
import django

from chengshu.base.errors.api import ChengshuError


@dataclass(frozen=True)
class _Entry:
    """Where a subcommand lives, and what it is for in one line."""

    module: str
    purpose: str
    needs_django: bool = True


_COMMANDS = {
    "serve": _Entry("chengshu.cli.serve", "启动全部服务 · run everything", needs_django=False),
    "worker": _Entry("chengshu.cli.worker", "运行后台任务 · run background jobs"),
    "migrate": _Entry("chengshu.cli.migrate", "升级数据库结构 · bring the database forward"),
    "catalog": _Entry("chengshu.cli.catalog", "载入标准、扫描起草 · load standards, draft entries"),
    "demo": _Entry("chengshu.cli.demo", "建立演示城市并走完全流程 · build and walk the demo city"),
    "audit": _Entry("chengshu.cli.audit", "核对审计链 · check the audit chain"),
    "doctor": _Entry("chengshu.cli.doctor", "检查安装 · say what is missing", needs_django=False),
    "stop": _Entry("chengshu.cli.stop", "停止内置数据库 · stop the database", needs_django=False),
}


class _Commands(click.Group):
    """Subcommands by name; Django is made ready for those that need it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order an operator meets them."""
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one subcommand."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        entry = _COMMANDS[cmd_name]
        if entry.needs_django:
            django.setup()
        command = importlib.import_module(entry.module).command
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands without importing them: help needs no database."""
        del ctx
        with formatter.section("命令 Commands"):
            formatter.write_dl([(name, entry.purpose) for name, entry in _COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the subcommand; an error of our tree becomes one sentence and exit code 1."""
        try:
            return super().invoke(ctx)
        except ChengshuError as error:
            click.secho(str(error), fg="red", err=True)
            sys.exit(1)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """城枢：城市数据中枢 · Chengshu: a city's data hub and brain."""
