"""The door of the demo city: build it, walk the whole way of the data, report what was found."""

import time
from collections.abc import Callable
from pathlib import Path

from chengshu.base.accounts.contracts import Actor
from cities.demo import pack
from cities.demo.generate.build import build_sources
from cities.demo.journey import (
    calling,
    casework,
    cataloguing,
    claiming,
    connecting,
    loading,
    matching,
    measuring,
    settling,
    sharing,
    watching,
)
from cities.demo.journey.walk import Step, Walk
from cities.demo.real import acting, landing, standard
from cities.demo.report import Report, Row

__all__ = ["Report", "run"]

STEPS: tuple[tuple[str, Step], ...] = (
    ("组织机构", settling.settle_organisations),
    ("人员账号", settling.settle_people),
    ("数据源", connecting.connect_sources),
    ("代码标准", cataloguing.load_standards),
    ("目录", cataloguing.publish_entries),
    ("要素", claiming.claim_elements),
    ("入库", loading.load_tables),
    ("质检", loading.hold_verdicts),
    ("快照", loading.count_snapshots),
    ("共享", sharing.share_data),
    ("供需", matching.match_demands),
    ("网关", calling.call_gateway),
    ("体征", measuring.measure_city),
    ("案件类别", casework.define_classes),
    ("预警", casework.raise_warnings),
    ("处置", casework.close_warning),
    ("案件", casework.work_cases),
    ("大屏", watching.read_screens),
)

REAL_STEPS: tuple[tuple[str, Step], ...] = (
    ("真实文件", landing.land_files),
    ("真实企业", landing.judge_enterprises),
    ("真实渔船", landing.judge_vessels),
    ("真实空气", acting.measure_air),
    ("真实留言", acting.report_messages),
    ("真实目录", acting.import_catalogue),
    ("真实标准", standard.read_standard),
)


def _walk_step(walk: Walk, name: str, step: Step) -> list[Row]:
    started = time.perf_counter()
    checks = step(walk)
    seconds = time.perf_counter() - started
    return [
        Row(name if not place else "", check, None if place else seconds)
        for place, check in enumerate(checks)
    ]


def run(actor: Actor, *, data: Path | None, say: Callable[[str], None]) -> Report:
    """Build whatever is missing of the demo city, walk the whole way, and report.

    Args:
        actor: The program itself.
        data: A folder of real public files, walked the same way when it is given.
        say: Takes one line per step, as it begins.
    """
    started = time.perf_counter()
    say("建立演示城市的业务数据…")
    walk = Walk(actor, build_sources(), data)
    rows: list[Row] = []
    for name, step in STEPS if data is None else STEPS + REAL_STEPS:
        say(f"{name}…")
        rows += _walk_step(walk, name, step)
    password = str(pack.read_yaml("people.yaml")["password"])
    seconds = time.perf_counter() - started
    return Report(tuple(rows), settling.list_accounts(), password, seconds)
