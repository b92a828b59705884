"""Chooses the home of tests; loaded by `-p` before anything reads the settings.

Tests keep their data in a home of their own, so that they never touch a city's. A conftest would
be too late: pytest-django reads Django's settings before the first one is loaded.
"""

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
# Workers of one run share nothing: neither lake, nor files, nor database server.
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
_HOME = os.environ.get("CHENGSHU_TEST_HOME", str(_ROOT / ".chengshu" / "tests"))
os.environ["CHENGSHU_HOME"] = str(Path(_HOME) / _WORKER)
