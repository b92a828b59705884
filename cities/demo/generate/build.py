"""Builds the sources of the demo city once: databases, file drops, ledger, maps."""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chengshu.base.clock import api as clock
from chengshu.base.settings import api as settings
from cities.demo import pack
from cities.demo.generate import drops, geometry, ledger, mariadb, postgres
from cities.demo.generate.frame import Made
from cities.demo.generate.tables import City, make_city


@dataclass(frozen=True)
class Sources:
    """Where the built data lies; `mariadb` is None when no server answered."""

    anchor: dt.date
    digest: str
    files: Path
    ledger: Path
    maps: Path
    mariadb: mariadb.Server | None


def _anchor(folder: Path) -> dt.date:
    """Return the day the demo's data ends: the day before it was first built."""
    path = folder / "anchor.json"
    if not path.exists():
        day = clock.today() - dt.timedelta(days=1)
        temporary = path.with_suffix(".part")
        temporary.write_text(json.dumps({"anchor": day.isoformat()}), encoding="utf-8")
        temporary.replace(path)
    return dt.date.fromisoformat(json.loads(path.read_text(encoding="utf-8"))["anchor"])


def _in_database(tables: Sequence[Made], department: str, store: str) -> list[Made]:
    return [
        made for made in tables if made.plan.department == department and made.plan.store == store
    ]


def _departments(store: str) -> list[str]:
    return list(dict.fromkeys(p.department for p in pack.list_tables() if p.store == store))


def _fill_databases(city: City, sources: Sources) -> None:
    tables = list(city.tables.values())
    for department in _departments("postgresql"):
        chosen = _in_database(tables, department, "postgresql")
        postgres.fill(department, chosen, sources.digest)
    for department in _departments("mariadb"):
        chosen = _in_database(tables, department, "mariadb")
        if sources.mariadb is None:
            postgres.fill(department, chosen, sources.digest)
        else:
            mariadb.fill(sources.mariadb, department, chosen, digest=sources.digest)


def _mark_built(sources: Sources) -> None:
    """Note what was built; the time of the note stays when the same rows were only restored."""
    sources.files.mkdir(parents=True, exist_ok=True)
    marker = sources.files / ".digest"
    if not marker.exists() or marker.read_text(encoding="utf-8") != sources.digest:
        temporary = marker.with_suffix(".part")
        temporary.write_text(sources.digest, encoding="utf-8")
        temporary.replace(marker)


def _is_built(sources: Sources) -> bool:
    marker = sources.files / ".digest"
    if not marker.exists() or marker.read_text(encoding="utf-8") != sources.digest:
        return False
    if not (sources.maps / "streets.geojson").exists():
        return False
    if not all(postgres.is_filled(name, sources.digest) for name in _departments("postgresql")):
        return False
    server = sources.mariadb
    return all(
        mariadb.is_filled(server, name, sources.digest)
        if server
        else postgres.is_filled(name, sources.digest)
        for name in _departments("mariadb")
    )


def build_sources() -> Sources:
    """Build whatever is missing and return where everything lies; a second call only looks."""
    home = settings.home_folder("demo")
    anchor = _anchor(home)
    sources = Sources(
        anchor=anchor,
        digest=f"{pack.definition_digest()}-{anchor}",
        files=home / "files",
        ledger=home / "planted.jsonl",
        maps=settings.home_folder("maps"),
        mariadb=mariadb.find_server(),
    )
    if _is_built(sources):
        return sources
    seed = int(str(pack.read_yaml("city.yaml")["seed"]))
    city = make_city(seed, anchor)
    ledger.write_ledger(sources.ledger, city.planted)
    geometry.write_maps(sources.maps)
    _fill_databases(city, sources)
    for key, made in city.tables.items():
        if made.plan.is_file:
            drops.write_drop(sources.files / made.plan.department, made, city.planted[key])
    _mark_built(sources)
    return sources
