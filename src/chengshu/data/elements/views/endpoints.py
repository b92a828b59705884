"""JSON of elements at /api/v1/elements/."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from chengshu.base.look import api as look
from chengshu.data.elements import api
from chengshu.data.elements.contracts import (
    DataElement,
    ElementDraft,
    ElementPage,
    ElementQuery,
    LearnedAliasInfo,
    Level,
    Vocabulary,
)

router = Router(tags=["elements"])
_LAST_PAGE = 1_000_000
Word = Annotated[str, Field(max_length=128, pattern=r"^[^\x00]*$")]
Long = Annotated[str, Field(max_length=1000, pattern=r"^[^\x00]*$")]
Code = Annotated[str, Field(max_length=64, pattern=r"^[A-Za-z0-9_-]*$")]


class ElementSearch(Schema):
    """What to look for; empty words do not narrow."""

    q: Word = ""
    domain: Word = ""
    level: Level | None = None
    personal: Word = ""
    is_personal: bool | None = None
    grade: Annotated[int | None, Field(ge=1, le=4)] = None
    organisation_code: Word = ""
    code_table: Word = ""
    is_ended: bool = False
    page: Annotated[int, Field(ge=1, le=_LAST_PAGE)] = 1
    page_size: Annotated[int, Field(ge=1, le=100)] = 20


class ElementIn(Schema):
    """An element of the city, or of the department it names."""

    name_zh: Annotated[Word, Field(min_length=1)]
    domain: Word
    data_type: Word
    definition: Long = ""
    name_en: Word = ""
    aliases: Annotated[tuple[Word, ...], Field(max_length=200)] = ()
    length: Annotated[int | None, Field(ge=1, le=100_000)] = None
    scale: Annotated[int | None, Field(ge=0, le=20)] = None
    identifier: Word = ""
    code_table: Code = ""
    personal: Word = ""
    grade: Annotated[int, Field(ge=1, le=4)] = 1
    mask: Word = ""
    unit: Annotated[Word, Field(max_length=32)] = ""
    source: Word = ""
    organisation_code: Code = ""

    def to_draft(self) -> ElementDraft:
        """Return it as the door takes it."""
        return ElementDraft(**self.dict())


class HabitIn(Schema):
    """What a department calls an element."""

    organisation_code: Code
    column: Annotated[Word, Field(min_length=1)]
    comment: Long = ""


@router.get("/vocabulary", response=Vocabulary, summary="数据元用词")
def get_vocabulary(request: HttpRequest) -> Vocabulary:
    """Return domains, data types, classes of personal data, kinds of identifier and masks."""
    look.actor(request)
    return api.vocabulary()


@router.get("/", response=ElementPage, summary="检索数据元")
def search_elements(request: HttpRequest, asked: Query[ElementSearch]) -> ElementPage:
    """Return one page of elements."""
    values = asked.dict()
    return api.search_elements(look.actor(request), ElementQuery(values.pop("q"), **values))


@router.post("/", response=DataElement, summary="增加数据元")
def add_element(request: HttpRequest, element: ElementIn) -> DataElement:
    """Add an element of the city or of a department."""
    return api.save_element(look.actor(request), element.to_draft())


@router.get("/{code}", response=DataElement, summary="一个数据元")
def get_element(request: HttpRequest, code: Code) -> DataElement:
    """Return one element with its aliases."""
    return api.get_element(look.actor(request), code)


@router.put("/{code}", response=DataElement, summary="修改数据元")
def change_element(request: HttpRequest, code: Code, element: ElementIn) -> DataElement:
    """Change an element of the city or of a department."""
    return api.save_element(look.actor(request), element.to_draft(), code=code)


@router.put("/{code}/aliases", response=DataElement, summary="维护本市别名")
def save_aliases(request: HttpRequest, code: Code, names: list[Word]) -> DataElement:
    """Make the names people added to an element be as given."""
    return api.save_aliases(look.actor(request), code, names)


@router.post("/{code}/end", response=DataElement, summary="停用数据元")
def end_element(request: HttpRequest, code: Code) -> DataElement:
    """End an element of the city or of a department."""
    return api.end_element(look.actor(request), code)


@router.post("/{code}/reopen", response=DataElement, summary="恢复数据元")
def reopen_element(request: HttpRequest, code: Code) -> DataElement:
    """Let an ended element stand again."""
    return api.end_element(look.actor(request), code, is_ended=False)


@router.get("/{code}/habits", response=list[LearnedAliasInfo], summary="各部门的叫法")
def list_habits(request: HttpRequest, code: Code) -> list[LearnedAliasInfo]:
    """Return what was learned of an element from the departments the caller reaches."""
    return list(api.list_learned(look.actor(request), code))


@router.post("/{code}/habits", response=LearnedAliasInfo, summary="记住字段叫法")
def learn_habit(request: HttpRequest, code: Code, habit: HabitIn) -> LearnedAliasInfo:
    """Remember what a department calls an element."""
    return api.learn_alias(look.actor(request), element_code=code, **habit.dict())


@router.delete("/{code}/habits/{key}", response=LearnedAliasInfo, summary="移除字段叫法")
def forget_habit(request: HttpRequest, code: Code, key: int) -> LearnedAliasInfo:
    """Set a learned name aside."""
    return api.forget_alias(look.actor(request), key)
