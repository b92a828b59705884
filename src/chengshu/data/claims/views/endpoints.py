"""The JSON API of claims, under /api/v1/claims."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from chengshu.base.look import api as look
from chengshu.data.catalog.contracts import ShareType
from chengshu.data.claims import api
from chengshu.data.claims.contracts import (
    ClaimInfo,
    ClaimPage,
    ClaimQuery,
    ClaimState,
    DepartmentProgress,
    DisputeInfo,
    DisputeState,
    Holding,
    IssueReport,
    ListedElement,
    Retirement,
    Stage,
    Template,
    TemplatePage,
    TemplateQuery,
)
from chengshu.data.elements.contracts import Level

router = Router(tags=["claims"])
Word = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
Text = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")]
Number = Annotated[int, Field(ge=1, le=2**62)]
Length = Annotated[int, Field(ge=1, le=100_000)]
Page = Annotated[int, Field(ge=1, le=1_000_000)]
PageSize = Annotated[int, Field(ge=1, le=100)]
Words = Annotated[list[Word], Field(max_length=2000)]


class ClaimFilter(Schema):
    """Which lines; empty words do not narrow."""

    q: Word = ""
    department: Word = ""
    template: Word = ""
    state: ClaimState | None = None
    stage: Stage | None = None
    level: Level | None = None
    order: Word = ""
    page: Page = 1
    page_size: PageSize = 20


class TemplateFilter(Schema):
    """Which templates; empty words do not narrow."""

    q: Word = ""
    level: Level | None = None
    duty_line: Word = ""
    organisation_code: Word = ""
    order: Word = ""
    page: Page = 1
    page_size: PageSize = 20


class HoldingIn(Schema):
    """Where a department holds an element."""

    system: Word
    table: Word
    field: Word
    local_name: Word
    data_type: Word
    coverage: Word
    share_type: ShareType
    length: Length | None = None
    code_table: Word = ""
    share_condition: Text = ""
    no_share_basis: Text = ""
    resource_key: Word = ""


class TemplateIn(Schema):
    """A local or an extension element."""

    code: Word
    level: Level
    name_zh: Word
    definition: Text
    data_type: Word
    duty_line: Word
    share_type: ShareType
    length: Length | None = None
    scale: Annotated[int, Field(ge=0, le=100)] | None = None
    code_table: Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")] = ""
    value_domain: Word = ""
    source: Word = ""
    element_code: Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")] = ""
    organisation_code: Annotated[str, Field(max_length=64, pattern=r"^[^\x00]*$")] = ""
    edition: Annotated[str, Field(max_length=32, pattern=r"^[^\x00]*$")] = ""


class IssueIn(Schema):
    """Elements for departments; without days the rulebook's deadline holds."""

    codes: Words
    departments: Words
    days: Annotated[int, Field(ge=-(2**31), le=2**31)] | None = None


class ReasonIn(Schema):
    """Why."""

    reason: Text


class DeclineIn(ReasonIn):
    """Why an element is not the department's, and whether it needs it."""

    uses: bool = False


class RulingIn(ReasonIn):
    """Who is the authority, and why."""

    authority: Word


@router.get("/lines", response=ClaimPage, summary="要素认领列表")
def list_claims(request: HttpRequest, asked: Query[ClaimFilter]) -> ClaimPage:
    """Return one page of lines."""
    values = asked.dict()
    return api.list_claims(look.actor(request), ClaimQuery(text=values.pop("q"), **values))


@router.get("/lines/{line_id}", response=ClaimInfo, summary="要素认领详情")
def get_claim(request: HttpRequest, line_id: Number) -> ClaimInfo:
    """Return one line with what may be done now."""
    return api.get_claim(look.actor(request), line_id)


@router.post("/lines/{line_id}/claim", response=ClaimInfo, summary="认领要素")
def claim_element(request: HttpRequest, line_id: Number, holding: HoldingIn) -> ClaimInfo:
    """Claim an element."""
    return api.claim_element(look.actor(request), line_id, Holding(**holding.dict()))


@router.post("/lines/{line_id}/decline", response=ClaimInfo, summary="答复要素不适用")
def decline_element(request: HttpRequest, line_id: Number, answer: DeclineIn) -> ClaimInfo:
    """Say that an element is not the department's."""
    return api.decline_element(look.actor(request), line_id, reason=answer.reason, uses=answer.uses)


@router.post("/lines/{line_id}/object", response=ClaimInfo, summary="对要素提出异议")
def object_to_element(request: HttpRequest, line_id: Number, answer: ReasonIn) -> ClaimInfo:
    """Contest an element."""
    return api.object_to_element(look.actor(request), line_id, reason=answer.reason)


@router.post("/lines/{line_id}/submit", response=ClaimInfo, summary="提交规范性审核")
def submit_claim(request: HttpRequest, line_id: Number) -> ClaimInfo:
    """Send a claimed element to review."""
    return api.submit_claim(look.actor(request), line_id)


@router.post("/lines/{line_id}/approve", response=ClaimInfo, summary="通过规范性审核")
def approve_claim(request: HttpRequest, line_id: Number) -> ClaimInfo:
    """Pass the review."""
    return api.approve_claim(look.actor(request), line_id)


@router.post("/lines/{line_id}/return", response=ClaimInfo, summary="退回认领的要素")
def return_claim(request: HttpRequest, line_id: Number, answer: ReasonIn) -> ClaimInfo:
    """Give a line back to be mended."""
    return api.return_claim(look.actor(request), line_id, reason=answer.reason)


@router.post("/lines/{line_id}/list", response=ClaimInfo, summary="将要素列入清单")
def list_claim(request: HttpRequest, line_id: Number) -> ClaimInfo:
    """Put an approved element on the city's list."""
    return api.list_claim(look.actor(request), line_id)


@router.get("/templates", response=TemplatePage, summary="要素模板列表")
def list_templates(request: HttpRequest, asked: Query[TemplateFilter]) -> TemplatePage:
    """Return one page of templates."""
    values = asked.dict()
    return api.list_templates(look.actor(request), TemplateQuery(text=values.pop("q"), **values))


@router.post("/templates", response=Template, summary="编制地方或扩展要素")
def save_template(request: HttpRequest, template: TemplateIn) -> Template:
    """Draw up an element."""
    return api.save_template(look.actor(request), Template(**template.dict()))


@router.get("/templates/{code}", response=Template, summary="要素模板")
def get_template(request: HttpRequest, code: Word) -> Template:
    """Return one template."""
    return api.get_template(look.actor(request), code)


@router.post("/templates/{code}/retire", response=Retirement | None, summary="停用地方或扩展要素")
def retire_template(request: HttpRequest, code: Word, answer: ReasonIn) -> Retirement | None:
    """Retire an element; its claims stay."""
    api.retire_template(look.actor(request), code, reason=answer.reason)
    return api.find_retirement(look.actor(request), code)


@router.post("/issues", response=IssueReport, summary="下发要素")
def issue_templates(request: HttpRequest, issue: IssueIn) -> IssueReport:
    """Hand elements to departments."""
    return api.issue_templates(look.actor(request), **issue.dict())


@router.get("/disputes", response=list[DisputeInfo], summary="要素争议列表")
def list_disputes(request: HttpRequest, state: DisputeState | None = None) -> list[DisputeInfo]:
    """Return disputes, open ones first."""
    return list(api.list_disputes(look.actor(request), state=state))


@router.get("/disputes/{dispute_id}", response=DisputeInfo, summary="要素争议")
def get_dispute(request: HttpRequest, dispute_id: Number) -> DisputeInfo:
    """Return one dispute."""
    return api.get_dispute(look.actor(request), dispute_id)


@router.post("/disputes/{dispute_id}/rule", response=DisputeInfo, summary="裁定要素争议")
def rule_dispute(request: HttpRequest, dispute_id: Number, ruling: RulingIn) -> DisputeInfo:
    """Name the authority."""
    return api.rule_dispute(look.actor(request), dispute_id, **ruling.dict())


@router.get("/progress", response=list[DepartmentProgress], summary="要素认领进度")
def claim_progress(request: HttpRequest) -> list[DepartmentProgress]:
    """Return counts per department."""
    return list(api.claim_progress(look.actor(request)))


@router.get("/listed", response=list[ListedElement], summary="数据要素清单")
def list_listed(request: HttpRequest) -> list[ListedElement]:
    """Return the city's list."""
    return list(api.list_listed(look.actor(request)))
