"""Where real public data lie; sets Django up when imported, so import it before the rooms."""

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

FOLDER = Path(os.environ.get("CHENGSHU_DATA", "../shared/data"))
ROWS = int(os.environ.get("ROWS", "1000000"))
