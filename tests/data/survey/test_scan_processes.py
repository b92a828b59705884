"""A scan whose process is killed with -9 goes on in another, and nothing is read or kept twice."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from chengshu.data.survey import api as survey
from chengshu.data.survey.contracts import DraftQuery, ScanState
from chengshu.data.survey.models import ScanTable
from tests.data.survey import drafted
from tests.data.survey.drafted import SYSTEM
from tests.data.survey.scanned import CODE, make_source

ROOT = Path(__file__).resolve().parents[3]
ENVIRONMENT = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PYTHONWARNINGS": "ignore"}
TABLES = 12


def start(scan: int) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("scanner.py")
    return subprocess.Popen(
        [sys.executable, str(script), str(connection.settings_dict["NAME"]), str(scan)],
        env=ENVIRONMENT,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.process
@pytest.mark.django_db(transaction=True)
def test_a_scan_killed_twice_reads_nothing_twice(tmp_path: Path) -> None:
    drafted.settle()
    make_source(tmp_path, tables=TABLES)
    scan = survey.start_scan(SYSTEM, CODE).id
    for tables_before_the_kill in (3, 2):
        with start(scan) as process:
            assert process.stdout
            for _table in range(tables_before_the_kill):
                assert "/" in process.stdout.readline()
            process.send_signal(signal.SIGKILL)
    between = survey.get_scan(SYSTEM, scan)
    assert (between.state, between.read >= 5) == (ScanState.RUNNING, True)
    done = survey.run_scan(SYSTEM, scan)
    assert (done.state, done.total, done.read, done.refused) == (
        ScanState.DONE,
        TABLES + 1,
        TABLES,
        1,
    )
    rows = ScanTable.objects.filter(scan=scan)
    assert rows.count() == TABLES + 1
    assert rows.filter(attempts__gt=1).count() <= 4  # those under way, two at each kill
    assert survey.list_drafts(SYSTEM, DraftQuery(source=CODE)).total == TABLES
    assert not rows.exclude(held="").exists()
