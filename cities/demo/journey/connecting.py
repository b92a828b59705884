"""Step two: business systems and sources, each tried once."""

from collections.abc import Iterator, Mapping
from typing import cast

from chengshu.base.settings import api as settings
from chengshu.data.sources import api as sources
from chengshu.data.sources.contracts import NewSource, SourceKind
from cities.demo import pack
from cities.demo.generate import mariadb
from cities.demo.generate.postgres import database_name
from cities.demo.journey.walk import Walk
from cities.demo.pack import TablePlan
from cities.demo.report import Check, count, note


def _departments() -> list[Mapping[str, str]]:
    document = pack.read_yaml("organisations.yaml")
    return cast("list[Mapping[str, str]]", document["departments"])


def system_code(department: str) -> str:
    """Return the code of a department's business system."""
    return f"sys_{department}"


def source_code(plan: TablePlan) -> str:
    """Return the code of the source a table comes from."""
    return f"files_{plan.department}" if plan.is_file else f"db_{plan.department}"


def _postgres(department: str, name: str) -> NewSource:
    address = settings.database_address()
    return NewSource(
        code=f"db_{department}",
        name=f"{name}业务库",
        system_code=system_code(department),
        organisation_code=department,
        kind=SourceKind.POSTGRESQL,
        host=address.host,
        port=address.port,
        database=database_name(department),
        username=address.user,
        password=address.password,
    )


def _mariadb(department: str, name: str, server: mariadb.Server) -> NewSource:
    return NewSource(
        code=f"db_{department}",
        name=f"{name}业务库",
        system_code=system_code(department),
        organisation_code=department,
        kind=SourceKind.MARIADB,
        host=server.host,
        port=server.port,
        database=mariadb.schema_name(department),
        username=server.user,
        password=server.password,
    )


def _files(walk: Walk, department: str, name: str) -> NewSource:
    return NewSource(
        code=f"files_{department}",
        name=f"{name}文件交换目录",
        system_code=system_code(department),
        organisation_code=department,
        kind=SourceKind.FILES,
        folder=str(walk.sources.files / department),
    )


def _wanted(walk: Walk) -> Iterator[NewSource]:
    for entry in _departments():
        code, name = entry["code"], entry["name"]
        stores = {plan.store for plan in pack.list_tables() if plan.department == code}
        if "mariadb" in stores and walk.sources.mariadb:
            yield _mariadb(code, name, walk.sources.mariadb)
        elif stores & {"mariadb", "postgresql"}:
            yield _postgres(code, name)
        if stores - {"mariadb", "postgresql"}:
            yield _files(walk, code, name)


def connect_sources(walk: Walk) -> tuple[Check, ...]:
    """Register and try every source."""
    for entry in _departments():
        sources.save_system(
            walk.actor,
            code=system_code(entry["code"]),
            name=entry["system"],
            organisation_code=entry["code"],
        )
    wanted = list(_wanted(walk))
    for new in wanted:
        sources.save_source(walk.actor, new)
    reached = sum(sources.test_source(walk.actor, new.code).ok for new in wanted)
    engine = "MariaDB" if walk.sources.mariadb else "PostgreSQL（未找到 MariaDB 服务）"
    return count("数据源可连通", len(wanted), reached), note("供热业务库", engine)
