"""JSON of lake at /api/v1/lake/."""

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Router, Schema

from chengshu.base.look import api as look
from chengshu.data.lake import api
from chengshu.data.lake.contracts import Order, RowQuery, SnapshotInfo, parse_expression

router = Router(tags=["lake"])
Key = Annotated[str, Field(max_length=63, pattern=r"^[a-z][a-z0-9_]*$")]
Name = Annotated[str, Field(max_length=63, pattern=r"^[a-z_][a-z0-9_]*$")]


class OrderIn(Schema):
    """One key of an ordering."""

    column: Name
    descending: bool = False


class RowsIn(Schema):
    """A question to a snapshot; `where` is the JSON form of an expression."""

    columns: Annotated[list[Name], Field(max_length=500, default_factory=list)]
    where: dict[str, object] | None = None
    order: Annotated[list[OrderIn], Field(max_length=10, default_factory=list)]
    limit: Annotated[int, Field(ge=1, le=1000)] = 50
    offset: Annotated[int, Field(ge=0, le=100_000_000)] = 0
    snapshot_id: Annotated[int, Field(ge=1, le=2**62)] | None = None


class RowsOut(Schema):
    """A page of rows, sensitive items masked; numbers, dates and truths as text."""

    total: int
    rows: list[dict[str, str | None]]


class SnapshotOut(Schema):
    """One snapshot."""

    id: int
    resource_code: str
    number: int
    version: int
    batch_id: int
    rows: int
    published_at: dt.datetime


@router.get("/snapshots", response=list[SnapshotOut], summary="各资源的最新快照")
def list_published(request: HttpRequest) -> list[SnapshotInfo]:
    """Return the newest snapshot of each resource."""
    return list(api.list_published(look.actor(request)))


@router.get("/resources/{key}/snapshots", response=list[SnapshotOut], summary="资源的快照列表")
def list_snapshots(request: HttpRequest, key: Key) -> list[SnapshotInfo]:
    """Return the snapshots of a resource, newest first."""
    return list(api.browse_snapshots(look.actor(request), key))


@router.post("/resources/{key}/rows", response=RowsOut, summary="浏览快照数据（敏感项脱敏）")
def read_rows(request: HttpRequest, key: Key, asked: RowsIn) -> RowsOut:
    """Return a page of rows of a snapshot, sensitive items masked."""
    query = RowQuery(
        resource_code=key,
        columns=tuple(asked.columns),
        where=None if asked.where is None else parse_expression(asked.where),
        order=tuple(Order(one.column, one.descending) for one in asked.order),
        limit=asked.limit,
        offset=asked.offset,
    )
    page = api.browse_rows(look.actor(request), query, snapshot_id=asked.snapshot_id)
    rows = [
        {name: None if value is None else str(value) for name, value in row.items()}
        for row in page.rows.to_pylist()
    ]
    return RowsOut(total=page.total, rows=rows)
