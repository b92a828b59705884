"""The JSON API of the catalogue, under /api/v1/catalog."""

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from chengshu.base.look import api as look
from chengshu.data.catalog import api
from chengshu.data.catalog.contracts import (
    DepartmentProgress,
    ItemPage,
    ResourceInfo,
    ResourcePage,
    ResourceQuery,
    ResourceState,
)

router = Router(tags=["catalog"])
_MAX_PAGE = 1_000_000
Word = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]


class SearchQuery(Schema):
    """What to search for; empty words do not narrow."""

    q: Word = ""
    provider: Word = ""
    state: ResourceState | None = None
    share_type: Word = ""
    update_cycle: Word = ""
    class_path: Word = ""
    is_open: bool | None = None
    is_attached: bool | None = None
    grade: Annotated[str, Field(pattern=r"^[1-5]?$")] = ""
    format: Word = ""
    theme: Word = ""
    freshness: Word = ""
    column: Word = ""
    element: Word = ""
    area: Word = ""
    standing: Word = ""
    any_word: bool = False
    order: Word = ""
    page: Annotated[int, Field(ge=1, le=_MAX_PAGE)] = 1
    page_size: Annotated[int, Field(ge=1, le=100)] = 20


class CodeTableOut(Schema):
    """One code table."""

    code: str
    name: str
    standard: str
    version: str
    valid_from: dt.date | None
    provenance: str
    entries: int


@router.get("/resources", response=ResourcePage, summary="检索目录")
def search_resources(request: HttpRequest, asked: Query[SearchQuery]) -> ResourcePage:
    """Return one page of entries with facets."""
    values = asked.dict()
    query = ResourceQuery(text=values.pop("q"), **values)
    return api.search_resources(look.actor(request), query)


@router.get("/items", response=ItemPage, summary="检索信息项")
def search_items(request: HttpRequest, asked: Query[SearchQuery]) -> ItemPage:
    """Return one page of information items by name, column or data element."""
    values = asked.dict()
    query = ResourceQuery(text=values.pop("q"), **values)
    return api.search_items(look.actor(request), query)


@router.get("/resources/{key}", response=ResourceInfo, summary="查看目录")
def get_resource(request: HttpRequest, key: Word) -> ResourceInfo:
    """Return one entry with its items."""
    return api.get_resource(look.actor(request), key)


@router.get("/progress", response=list[DepartmentProgress], summary="编目进度")
def get_progress(request: HttpRequest) -> list[DepartmentProgress]:
    """Return counts per department."""
    return list(api.catalogue_progress(look.actor(request)))


@router.get("/code-tables", response=list[CodeTableOut], summary="代码表清单")
def list_code_tables(request: HttpRequest) -> list[dict[str, object]]:
    """Return every code table."""
    return [
        {**vars(table), "entries": size}
        for table, size in api.list_code_tables(look.actor(request))
    ]


@router.get("/code-tables/{code}", response=dict[str, str], summary="代码表内容")
def get_code_table(request: HttpRequest, code: Word, on: dt.date | None = None) -> dict[str, str]:
    """Return code to name on a day (today if none is given)."""
    api.get_code_table(look.actor(request), code)
    return dict(api.code_names(code, on))
