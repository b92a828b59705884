"""`chengshu serve`: database, web and worker on this machine, restarted when one dies."""

import click

from chengshu.base.settings import api as settings
from chengshu.cli.processes import keep_house


@click.command(name="serve")
@click.option("--host", default=None, help="监听地址 · address to listen on")
@click.option("--port", default=None, type=int, help="监听端口 · port to listen on")
@click.option("--workers", default=1, show_default=True, help="网页进程数 · web processes")
def command(host: str | None, port: int | None, workers: int) -> None:
    """启动数据库、网页与后台任务，任一退出即自动重启 · run everything on this machine."""
    known = settings.get_settings()
    host, port = host or known.host, port or known.port
    settings.database_address()
    click.echo(f"http://{host}:{port}/")
    keep_house(host=host, port=port, workers=workers, say=lambda text: click.echo(text, err=True))
