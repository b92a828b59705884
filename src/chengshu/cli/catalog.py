"""`chengshu catalog`: load the national standards; read a source gently and draft its entries."""

import sys

import click

import config.wiring
from chengshu.base.accounts.contracts import Actor, system_actor
from chengshu.base.errors.api import RetryError
from chengshu.data.catalog import api as catalog
from chengshu.data.claims import api as claims
from chengshu.data.elements import api as elements
from chengshu.data.survey import api as survey
from chengshu.data.survey.contracts import ScanInfo, ScanOptions, ScanTableQuery, TableState

_GENTLE = ScanOptions()
_SECOND = 1000


class _Printed:
    """Stands in a job's place: progress goes to the terminal."""

    id = 0

    def __init__(self, actor: Actor) -> None:
        """Speak for `actor`."""
        self.actor = actor

    def advance(self, done: int, total: int, note: str = "") -> None:
        """Print how far the scan is."""
        click.echo(f"{done}/{total} {note}")

    def stop_if_cancelled(self) -> None:
        """Go on: the terminal stops a scan by ending the process, which may be taken up again."""


@click.group(name="catalog")
def command() -> None:
    """载入标准、扫描起草 · load standards, draft entries."""
    config.wiring.connect_rooms()


@command.command(name="load")
def load() -> None:
    """载入国家标准：分类、代码表、数据元、要素模板 · load what the nation has laid down."""
    actor = system_actor("cli")
    catalog.load_national_pack(actor)
    changed = elements.load_elements(actor)
    drawn = claims.load_templates(actor)
    click.echo(f"已载入分类和代码表；数据元变动 {changed} 项，要素模板变动 {drawn} 项")


@command.command(name="scan")
@click.argument("source")
@click.option("--tables", default="", help="表名或通配符，逗号分开 · names or patterns")
@click.option("--rows", default=_GENTLE.rows, show_default=True, help="每表最多行数 · rows a table")
@click.option(
    "--seconds", default=_GENTLE.seconds, show_default=True, help="每表最多秒数 · seconds a table"
)
@click.option("--window", default="", help="时间窗口，如 22:00-06:00 或 off（非工作时间）")
def scan(*, source: str, tables: str, rows: int, seconds: float, window: str) -> None:
    """扫描一个数据源；中断后再次执行即从断处继续 · scan a source, or go on with its open scan."""
    actor = system_actor("cli")
    names = tuple(part.strip() for part in tables.split(",") if part.strip())
    known = survey.find_latest_scan(actor, source)
    if known is None or known.is_over:
        known = survey.start_scan(actor, source, ScanOptions(rows, seconds, names, window))
    elif not known.is_active:
        known = survey.resume_scan(actor, known.id)
    _report(actor, _run(actor, known))


def _run(actor: Actor, known: ScanInfo) -> ScanInfo:
    """Run until the scan ends or waits; a source that does not answer is tried as often as due."""
    while True:
        try:
            return survey.run_scan(actor, known.id, job=_Printed(actor))
        except RetryError as error:
            click.secho(str(error), fg="yellow", err=True)


def _report(actor: Actor, done: ScanInfo) -> None:
    query = ScanTableQuery(state=TableState.REFUSED, page_size=1000)
    for row in survey.list_scan_tables(actor, done.id, query).rows:
        if row.finding:
            click.secho(f"{row.name}：{row.finding.sentence}", fg="yellow")
    click.echo(
        f"扫描 {done.id} {done.state}：读取 {done.read} 张表 {done.rows} 行，"
        f"未能读取 {done.refused} 张，起草 {done.drafted} 张；"
        f"查询 {done.queries} 次，源库用时 {done.milliseconds / _SECOND:.1f} 秒"
    )
    if done.note:
        click.secho(done.note, fg="red", err=True)
    sys.exit(1 if done.state == "failed" else 0)
