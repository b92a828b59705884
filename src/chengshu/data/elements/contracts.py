"""What crosses the door of elements: data elements, aliases, and what drafts are made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Who defines an element: the state, the city, or one department."""

    NATIONAL = "national"
    LOCAL = "local"
    EXTENSION = "extension"


@dataclass(frozen=True)
class DataElement:
    """One data element (数据元).

    `data_type` is a code of the 2017 guide (C N Y D T L M G B I F). `aliases` are other names in
    any writing (Chinese synonyms, pinyin, initials, English, abbreviations), lower case.
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
