"""Questions over rows together: named steps over a landed file and snapshots, built as trees."""

from chengshu.data.lake.sets.asking import ask

__all__ = ["ask"]
