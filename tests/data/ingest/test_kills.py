"""A few kills at random moments of a load; `python -m bench.kills` does it two hundred times."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.process
def test_loads_killed_at_random_moments_leave_one_end_a_row() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench.kills", "--times", "6"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 faults" in done.stdout
