"""How columns of an import file become fields of a draft: one YAML file per kind of file.

The files lie in `cities/<pack>/catalog_imports/`. A mapping renames columns, translates values,
names what stands for nothing, says which rows fold into one entry, and which fields may be
guessed on what evidence.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

import yaml
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from chengshu.data.catalog.errors import UnreadableImportError
from chengshu.data.catalog.standard import PACK

Row = Mapping[str, object]
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fold(_Part):
    """Rows whose `column` is the same after `strip` is cut off are one entry."""

    column: str
    strip: str
    extension: str = ""


class GuessRule(_Part):
    """A value to propose for `field` when the columns of `when` have these values."""

    field: str
    value: str
    when: dict[str, str]
    evidence: str
    confidence: float = Field(ge=0, le=1)


class ItemSheet(_Part):
    """The sheet that holds information items, joined to entries by a column."""

    sheet: str
    header_row: int
    join: str
    fields: dict[str, str]
    values: dict[str, dict[str, str | bool]] = {}


class Organisations(_Part):
    """What to do about departments that are not known yet."""

    create: bool = False
    code_prefix: str = ""
    level: int = 1


class ImportMapping(_Part):
    """One kind of import file."""

    title: str
    key_prefix: str
    slipped: str = ""
    labels: tuple[str, ...] = ()
    nulls: frozenset[str] = frozenset({""})
    sheet: str = ""
    header_row: int = 1
    fold: Fold | None = None
    fields: dict[str, str]
    values: dict[str, dict[str, str | bool]] = {}
    extensions: tuple[str, ...] = ()
    formats: dict[str, str] = {}
    format: str = ""
    share_mode: str = ""
    guesses: tuple[GuessRule, ...] = ()
    items: ItemSheet | None = None
    organisations: Organisations = Organisations()


def list_mappings() -> tuple[tuple[str, str], ...]:
    """Return (name, title) of every mapping."""
    folder = PACK / "catalog_imports"
    names = sorted(path.stem for path in folder.glob("*.yaml"))
    return tuple((name, get_mapping(name).title) for name in names)


@lru_cache(maxsize=16)
def get_mapping(name: str) -> ImportMapping:
    """Return the mapping of a name.

    Raises:
        UnreadableImportError: There is none.
    """
    path = PACK / "catalog_imports" / f"{name}.yaml"
    if not _NAME.match(name) or not path.is_file():
        raise UnreadableImportError(field=_("导入方式"), reason=name)
    return ImportMapping.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
