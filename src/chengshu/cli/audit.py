"""`chengshu audit verify`: find any changed, removed or inserted audit line."""

import sys

import click

from chengshu.base.audit import api as audit


@click.group(name="audit")
def command() -> None:
    """审计日志 · the audit record."""


@command.command()
def verify() -> None:
    """核对哈希链，报告被改动、删除或插入的记录 · check the hash chain."""
    report = audit.verify()
    click.echo(f"已核对 {report.checked} 条 · {report.checked} lines checked")
    for fault in report.faults:
        click.secho(str(fault), fg="red")
    if report.faults:
        sys.exit(1)
    click.secho("审计链完整 · the chain is whole", fg="green")
