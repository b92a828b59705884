"""JSON of the ground floor at /api/v1/base/."""

import datetime as dt
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema
from pydantic import AfterValidator, AwareDatetime

from chengshu.base.access import api as access
from chengshu.base.accounts import api as accounts
from chengshu.base.accounts.contracts import OrganisationInfo, PersonInfo, Role
from chengshu.base.audit import api as audit
from chengshu.base.audit.contracts import (
    EntryFilter,
    EntryPage,
    EntryProof,
    FaultKind,
    VerifyReport,
)
from chengshu.base.jobs import api as jobs
from chengshu.base.jobs.contracts import JobInfo, JobPage, JobState
from chengshu.base.look import api as look

YEARS = range(1970, 3000)


def _in_our_time(moment: dt.datetime) -> dt.datetime:
    if moment.year not in YEARS:
        raise ValueError(
            _("时间须在 %(first)s 至 %(last)s 年之间。") % {"first": YEARS[0], "last": YEARS[-1]}
        )
    return moment


router = Router(tags=["base"])
Short = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, le=2**62)]
Moment = Annotated[AwareDatetime, AfterValidator(_in_our_time)]
PageNumber = Annotated[int, Field(ge=1, le=1_000_000)]
PageSize = Annotated[int, Field(ge=1, le=1000)]


class EntryAsked(Schema):
    """Filters of the audit record; `action` may end with `*`, `until` is exclusive."""

    who: Short = ""
    action: Short = ""
    subject: Short = ""
    outcome: Short = ""
    since: Moment | None = None
    until: Moment | None = None
    up_to: int = Field(0, ge=0, le=2**62)
    page: PageNumber = 1
    page_size: PageSize = 50


class EntryOut(Schema):
    """One line of the record."""

    number: int
    at: dt.datetime
    username: str
    name: str
    organisation_code: str
    address: str
    action: str
    subject: str
    outcome: str
    detail: dict[str, object]


class EntryPageOut(Schema):
    """One page of lines, newest first."""

    entries: list[EntryOut]
    total: int


class ProofOut(Schema):
    """One line with the text that was digested and its digests."""

    entry: EntryOut
    content: str
    algorithm: str
    previous: str
    digest: str
    computed: str
    follows: bool
    holds: bool


class FaultOut(Schema):
    """One fault of the chain."""

    number: int
    kind: FaultKind


class ReportOut(Schema):
    """The outcome of walking the whole chain."""

    checked: int
    holds: bool
    head: str
    faults: list[FaultOut]


class JobOut(Schema):
    """One piece of background work."""

    id: int
    name: str
    title: str
    subject: str
    state: JobState
    done: int
    total: int
    percent: int | None
    note: str
    error: str
    attempts: int
    by: str
    organisation_code: str
    queued_at: dt.datetime
    started_at: dt.datetime | None
    ended_at: dt.datetime | None


class JobPageOut(Schema):
    """One page of jobs, newest first."""

    jobs: list[JobOut]
    total: int


class PostOut(Schema):
    """The roles held at one organisation."""

    organisation_code: str
    roles: list[Role]


class PersonOut(Schema):
    """One person with the posts."""

    username: str
    name: str
    posts: list[PostOut]
    phone: str
    is_active: bool


class JobAsked(Schema):
    """Filters of jobs."""

    state: JobState | None = None
    subject: Short = ""
    page: PageNumber = 1
    page_size: PageSize = 50


@router.get("/audit/entries", response=EntryPageOut, summary="审计记录列表")
def list_entries(request: HttpRequest, asked: Query[EntryAsked]) -> EntryPage:
    """Return lines of the audit record, newest first; the reading is recorded."""
    wanted = EntryFilter(**asked.dict(exclude={"page", "page_size"}))
    return audit.list_entries(
        look.actor(request), wanted, page=asked.page, page_size=asked.page_size
    )


@router.get("/audit/entries/{number}", response=ProofOut, summary="一条审计记录及其凭据")
def get_entry(request: HttpRequest, number: Number) -> EntryProof:
    """Return one line with the text that was digested and its digests."""
    return audit.get_entry(look.actor(request), number)


@router.post("/audit/verification", response=ReportOut, summary="核验审计链")
def verify_chain(request: HttpRequest) -> VerifyReport:
    """Walk the whole chain and name every changed, removed or inserted line."""
    return audit.verify_chain(look.actor(request))


@router.get("/jobs", response=JobPageOut, summary="后台任务列表")
def list_jobs(request: HttpRequest, asked: Query[JobAsked]) -> JobPage:
    """Return background work of the organisations the caller reaches, newest first."""
    return jobs.list_jobs(look.actor(request), **asked.dict())


@router.get("/jobs/{job_id}", response=JobOut, summary="一项后台任务")
def get_job(request: HttpRequest, job_id: Number) -> JobInfo:
    """Return one job with its progress."""
    return jobs.get_job(look.actor(request), job_id)


@router.post("/jobs/{job_id}/cancel", response=JobOut, summary="取消后台任务")
def cancel_job(request: HttpRequest, job_id: Number) -> JobInfo:
    """Cancel a queued job at once; ask a running one to stop at its next good place."""
    return jobs.cancel_job(look.actor(request), job_id)


@router.post("/jobs/{job_id}/retry", response=JobOut, summary="重试后台任务")
def retry_job(request: HttpRequest, job_id: Number) -> JobInfo:
    """Queue a failed or cancelled job again."""
    return jobs.retry_job(look.actor(request), job_id)


@router.get("/organisations", response=list[OrganisationInfo], summary="组织机构")
def list_organisations(request: HttpRequest) -> list[OrganisationInfo]:
    """Return every organisation by code."""
    access.check(look.actor(request), "console.read_organisations")
    return list(accounts.list_organisations())


@router.get("/people", response=list[PersonOut], summary="人员")
def list_people(
    request: HttpRequest, organisation: Short = "", text: Short = ""
) -> list[PersonInfo]:
    """Return the people the caller may know, with their posts."""
    found = accounts.list_people(look.actor(request), organisation=organisation or None, text=text)
    return list(found)
