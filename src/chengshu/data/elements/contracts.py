"""What crosses the door of elements: data elements, aliases, and what drafts are made from."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """Who defines an element: the state, the city, or one department."""

    NATIONAL = "national"
    LOCAL = "local"
    EXTENSION = "extension"


@dataclass(frozen=True)
class DataElement:
    """One data element (数据元).

    `data_type` is a code of the 2017 guide (C N Y D T L M G B I F). `aliases` are other names as
    people write them (Chinese synonyms, habits of pinyin, English, abbreviations), lower case;
    full pinyin and initials of the Chinese names follow from them and are not listed.
    `identifier` is an identifier kind (`citizen_id`, `uscc`, `mobile`, …), `code_table` a code
    table of the catalogue, `personal` a class of GB/T 35273 annex A (`basic`, `identity`,
    `biometric`, `health`, …; empty: not personal), `grade` 1 to 4, `mask` a mask kind of the
    catalogue, `unit` the unit of a measure. `domain` groups elements (`population`,
    `legal_entity`, `address`, …). `source` names the standard with its mark of verification.
    """

    code: str
    name_zh: str
    name_en: str
    domain: str
    definition: str
    data_type: str
    aliases: tuple[str, ...] = ()
    length: int | None = None
    scale: int | None = None
    identifier: str = ""
    code_table: str = ""
    personal: str = ""
    grade: int = 1
    mask: str = ""
    unit: str = ""
    source: str = ""
    level: Level = Level.NATIONAL
    organisation_code: str = ""  # of an extension element
    is_ended: bool = False


@dataclass(frozen=True)
class ElementDraft:
    """An element of the city, or of the department it names, as a person enters it."""

    name_zh: str
    domain: str
    data_type: str
    definition: str = ""
    name_en: str = ""
    aliases: tuple[str, ...] = ()
    length: int | None = None
    scale: int | None = None
    identifier: str = ""
    code_table: str = ""
    personal: str = ""
    grade: int = 1
    mask: str = ""
    unit: str = ""
    source: str = ""
    organisation_code: str = ""


@dataclass(frozen=True)
class LearnedAlias:
    """A name that a person confirmed (or refused) for an element.

    `column` and `comment` are folded (lower case, no separators). `organisation_code` is whose
    habit it is; `votes` counts confirmations, `refusals` corrections away from it.
    """

    column: str
    comment: str
    element_code: str
    name_zh: str
    organisation_code: str
    votes: int
    refusals: int = 0


@dataclass(frozen=True)
class CodeSet:
    """A code table as the inference needs it: code to name, valid today."""

    code: str
    name: str
    entries: Mapping[str, str]


@dataclass(frozen=True)
class Knowledge:
    """All that drafts are inferred from, read once per scan for one department.

    `aliases` hold the department's own first, then those of the city. `words` maps pieces of
    column names to Chinese (`addr` 地址, `rq` 日期), for names no element covers.
    """

    elements: tuple[DataElement, ...]
    aliases: tuple[LearnedAlias, ...]
    code_sets: tuple[CodeSet, ...]
    words: Mapping[str, str]


class AliasKind(StrEnum):
    """In which writing an alias is."""

    CHINESE = "chinese"
    ENGLISH = "english"
    PINYIN = "pinyin"
    INITIALS = "initials"


@dataclass(frozen=True)
class ElementAlias:
    """One alias of an element; `is_added` if people of the city added it to the pack's own."""

    text: str
    kind: AliasKind
    is_added: bool = False


@dataclass(frozen=True)
class Term:
    """One word of the vocabulary: a domain, a data type, a class of personal data, and so on."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Vocabulary:
    """The words elements are described with, by code, in the order of the pack."""

    domains: Mapping[str, Term]
    personal: Mapping[str, Term]
    identifiers: Mapping[str, Term]
    types: Mapping[str, Term] = field(default_factory=dict)
    masks: Mapping[str, Term] = field(default_factory=dict)


@dataclass(frozen=True)
class ElementQuery:
    """What to look for; empty fields do not narrow. `page` counts from 1, size 0 means all."""

    text: str = ""
    domain: str = ""
    level: Level | None = None
    personal: str = ""
    is_personal: bool | None = None
    grade: int | None = None
    organisation_code: str = ""
    code_table: str = ""
    is_ended: bool = False
    order: str = ""
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True)
class ElementPage:
    """One page of elements, without their aliases; `total` counts all that match."""

    rows: tuple[DataElement, ...]
    total: int
    page: int
    page_size: int


@dataclass(frozen=True)
class LearnedAliasInfo:
    """A learned alias as people see it: with its key, who taught it last, and when."""

    key: int
    alias: LearnedAlias
    by: str
    at: dt.datetime
    is_forgotten: bool = False
