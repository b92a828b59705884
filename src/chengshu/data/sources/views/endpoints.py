"""JSON of sources at /api/v1/sources/; secrets go in and never come out."""

import datetime as dt
from typing import TYPE_CHECKING, Annotated, cast

from django.http import HttpRequest
from ninja import Field, File, Router, Schema, UploadedFile

from chengshu.base.look import api as look
from chengshu.data.sources import api
from chengshu.data.sources.contracts import (
    CheckResult,
    NewSource,
    ReceivedFile,
    SourceInfo,
    SourceKind,
    SystemInfo,
    TableInfo,
)

if TYPE_CHECKING:
    from typing import BinaryIO

router = Router(tags=["sources"])
Code = Annotated[str, Field(max_length=63, pattern=r"^[a-z0-9][a-z0-9_-]*$")]
Short = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]


class SystemSchema(Schema):
    """One business system."""

    code: Code
    name: Short
    organisation_code: Short
    note: Long = ""


class SourceIn(Schema):
    """A source as entered; an empty password keeps the stored one."""

    code: Code
    name: Short
    system_code: Code
    organisation_code: Short
    kind: SourceKind
    host: Short = ""
    port: Annotated[int, Field(ge=0, le=65535)] = 0
    database: Short = ""
    username: Short = ""
    password: Long = ""
    folder: Long = ""
    options: Annotated[dict[str, object], Field(default_factory=dict)]


class SourceOut(Schema):
    """A registered source without its secret."""

    code: str
    name: str
    system_code: str
    organisation_code: str
    kind: SourceKind
    host: str
    port: int
    database: str
    username: str
    folder: str
    options: dict[str, object]
    checked_at: dt.datetime | None
    checked_ok: bool | None
    checked_note: str


class CheckOut(Schema):
    """Outcome of a connection test."""

    ok: bool
    sentence: str
    milliseconds: int
    tables: int


class ColumnOut(Schema):
    """One column as the source declares it."""

    name: str
    type: str
    nullable: bool
    comment: str
    is_primary_key: bool


class TableOut(Schema):
    """One table of a source."""

    name: str
    comment: str
    row_estimate: int | None
    columns: list[ColumnOut]
    kind: str
    is_readable: bool


class ReceivedOut(Schema):
    """An upload that was accepted."""

    source_code: str
    name: str
    size: int
    digest: str


@router.get("/systems", response=list[SystemSchema], summary="业务系统列表")
def list_systems(request: HttpRequest) -> list[SystemInfo]:
    """Return the business systems the caller may see."""
    return list(api.list_systems(look.actor(request)))


@router.post("/systems", response=SystemSchema, summary="登记业务系统")
def save_system(request: HttpRequest, system: SystemSchema) -> SystemInfo:
    """Register a business system or change it."""
    return api.save_system(look.actor(request), **system.dict())


@router.get("/", response=list[SourceOut], summary="数据源列表")
def list_sources(request: HttpRequest) -> list[SourceInfo]:
    """Return the sources the caller may see."""
    return list(api.list_sources(look.actor(request)))


@router.post("/", response=SourceOut, summary="登记数据源")
def save_source(request: HttpRequest, source: SourceIn) -> SourceInfo:
    """Register a source or change it."""
    return api.save_source(look.actor(request), NewSource(**source.dict()))


@router.get("/{code}", response=SourceOut, summary="一个数据源")
def get_source(request: HttpRequest, code: Code) -> SourceInfo:
    """Return one source."""
    return api.get_source(look.actor(request), code)


@router.post("/{code}/test", response=CheckOut, summary="测试连接")
def test_source(request: HttpRequest, code: Code) -> CheckResult:
    """Try the connection now."""
    return api.test_source(look.actor(request), code)


@router.get("/{code}/tables", response=list[TableOut], summary="数据表清单")
def describe_source(request: HttpRequest, code: Code) -> list[TableInfo]:
    """Return the tables of a source, read now."""
    return list(api.describe_source(look.actor(request), code))


@router.post("/{code}/files", response=ReceivedOut, summary="上传数据文件")
def receive_file(
    request: HttpRequest, code: Code, file: Annotated[UploadedFile, File()]
) -> ReceivedFile:
    """Store an upload in a FILES source."""
    stream = cast("BinaryIO", file)
    return api.receive_file(look.actor(request), code, name=file.name or "", stream=stream)
