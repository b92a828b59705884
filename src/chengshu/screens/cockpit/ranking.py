"""Departments in order: how much of their drafted catalogue is published, how timely they load."""

from dataclasses import replace

from chengshu.base.accounts.contracts import Actor
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import DepartmentProgress
from chengshu.data.ingest import api as ingest
from chengshu.data.ingest.contracts import Timeliness
from chengshu.screens.cockpit.contracts import RankLine

_NOTHING = Timeliness(organisation_code="", resources=0, on_time=0, late=0, last_loaded_at=None)


def list_ranking(actor: Actor) -> tuple[RankLine, ...]:
    """Return every department that has catalogue entries, the best first."""
    timely = {line.organisation_code: line for line in ingest.list_timeliness(actor)}
    lines = [
        _to_line(progress, timely.get(progress.provider_code, _NOTHING))
        for progress in catalog.catalogue_progress(actor)
    ]
    ordered = sorted(lines, key=lambda line: (-line.score, -line.published, line.name))
    return tuple(replace(line, place=place) for place, line in enumerate(ordered, start=1))


def _to_line(progress: DepartmentProgress, timely: Timeliness) -> RankLine:
    published = progress.published / progress.total if progress.total else 0.0
    on_time = timely.on_time / timely.resources if timely.resources else 0.0
    return RankLine(
        place=0,
        organisation_code=progress.provider_code,
        name=progress.provider_name,
        published=progress.published,
        entries=progress.total,
        on_time=timely.on_time,
        resources=timely.resources,
        score=round(100 * (published + on_time) / 2),
    )
