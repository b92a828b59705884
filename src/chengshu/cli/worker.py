"""`chengshu worker`: run queued and timed jobs until told to stop."""

import click

import config.wiring
from chengshu.base.jobs import api as jobs


@click.command(name="worker")
@click.option("--once", is_flag=True, help="队列为空即退出 · stop when the queue is empty")
def command(*, once: bool) -> None:
    """运行后台任务 · run background jobs."""
    config.wiring.connect_rooms()
    jobs.run_worker(stop_when_idle=once)
