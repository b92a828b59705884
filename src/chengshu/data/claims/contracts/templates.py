"""Templates of elements: what departments are asked to claim."""

import datetime as dt
from dataclasses import dataclass

from chengshu.data.catalog.contracts import ShareType
from chengshu.data.elements.contracts import Level


@dataclass(frozen=True)
class Template:
    """One element as it is handed to departments (要素模板).

    `data_type` is a code of the 2017 guide, `share_type` the tightest a department may declare,
    `duty_line` the line of duty that usually holds it, `element_code` the data element it stands
    for where there is one, `organisation_code` the owner of an extension element, `code_table` a
    code table of the catalogue, `edition` and `source` where the definition is from.
    """

    code: str
    level: Level
    name_zh: str
    definition: str
    data_type: str
    duty_line: str
    share_type: ShareType
    length: int | None = None
    scale: int | None = None
    code_table: str = ""
    value_domain: str = ""
    source: str = ""
    element_code: str = ""
    organisation_code: str = ""
    edition: str = ""


@dataclass(frozen=True)
class Retirement:
    """When, by whom and why a template was retired: it is issued and claimed no more."""

    at: dt.datetime
    by_name: str
    reason: str


@dataclass(frozen=True)
class TemplateStanding:
    """A template with how departments answered it."""

    template: Template
    issued: int
    waiting: int
    authorities: int
    disputed: int
    is_retired: bool = False


@dataclass(frozen=True)
class TemplateQuery:
    """What to look for among templates; empty fields do not narrow. `page` counts from 1."""

    text: str = ""
    level: Level | None = None
    duty_line: str = ""
    organisation_code: str = ""
    is_retired: bool | None = None
    order: str = ""
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True)
class TemplatePage:
    """One page of templates; `total` counts all that match."""

    rows: tuple[TemplateStanding, ...]
    total: int


@dataclass(frozen=True)
class IssueReport:
    """What an issue did: lines that are new, lines that stood already, pairs left out."""

    issued: int
    unchanged: int
    skipped: int
