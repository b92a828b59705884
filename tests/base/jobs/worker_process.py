"""A worker in a process of its own, for tests that kill it."""

import django

django.setup()

from chengshu.base.jobs import api as jobs  # noqa: E402 - Django must be ready first
from tests.base.jobs import work  # noqa: E402, F401 - defines the work

jobs.run_worker()
