"""The national pack of data elements: read, checked, spelled.

Each file of `cities/national/elements/` holds one domain; `vocabulary.yaml` the words they are
described with, `words.yaml` (if there is one) pieces of column names.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chengshu.data.elements.contracts import DataElement, ElementAlias, Term, Vocabulary
from chengshu.data.elements.errors import BadPackError
from chengshu.data.elements.folding import fold, list_aliases

FOLDER = Path(str(files("cities") / "national" / "elements"))
_SPECIAL = frozenset({"vocabulary.yaml", "words.yaml"})
_SHOWN_FAULTS = 5


class _Line(BaseModel):
    """One element as the pack writes it; `also` are other names, parted by blanks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,62}$")]
    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)]
    definition: Annotated[str, Field(alias="def", min_length=4)]
    type: Literal["C", "N", "Y", "D", "T", "L", "M", "G", "B", "I", "F"]
    len: int | None = None
    scale: int | None = None
    id: str = ""
    table: str = ""
    personal: str = ""
    grade: Annotated[int, Field(ge=1, le=4)] = 1
    mask: str = ""
    unit: str = ""
    source: Annotated[str, Field(pattern=r" [VGI]$")]
    also: str = ""


class _Domain(BaseModel):
    """One file of the pack."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    domain: str
    elements: tuple[_Line, ...]


def read_pack(folder: Path = FOLDER) -> tuple[DataElement, ...]:
    """Return every element of a folder, aliases spelled out.

    Raises:
        BadPackError: A file cannot be read, a code or a name is there twice, or a word is not of
            the vocabulary.
    """
    vocabulary = read_vocabulary(folder)
    elements: list[DataElement] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name not in _SPECIAL:
            elements += _read_domain(path, vocabulary)
    faults = list(_find_twins(elements))
    if faults:
        raise BadPackError(field=folder.name, reason="；".join(faults[:_SHOWN_FAULTS]))
    return tuple(elements)


@lru_cache(maxsize=1)
def national_pack() -> tuple[DataElement, ...]:
    """Return the elements of the national pack, read once."""
    return read_pack()


@lru_cache(maxsize=8)
def read_vocabulary(folder: Path = FOLDER) -> Vocabulary:
    """Return the words elements are described with."""
    document = _read(folder / "vocabulary.yaml")
    parts = {
        part: {code: Term(code, *names) for code, names in document.get(part, {}).items()}
        for part in ("domains", "personal", "identifiers", "types", "masks")
    }
    return Vocabulary(**parts)


@lru_cache(maxsize=8)
def read_words(folder: Path = FOLDER) -> Mapping[str, str]:
    """Return pieces of column names with what they stand for, lower case."""
    path = folder / "words.yaml"
    document: dict[str, str] = (_read(path) or {}) if path.exists() else {}
    return {str(piece).lower(): name for piece, name in document.items()}


def spell_aliases(element: DataElement, *, is_added: bool = False) -> tuple[ElementAlias, ...]:
    """Return the aliases that follow from an element's names and hand-written aliases."""
    return list_aliases(element.name_zh, element.name_en, element.aliases, is_added=is_added)


def find_shared(elements: tuple[DataElement, ...]) -> dict[str, dict[str, list[str]]]:
    """Return domain → folded name → codes, for names that mean several elements of a domain."""
    owners: dict[tuple[str, str], list[str]] = {}
    for element in elements:
        for name in {fold(name) for name in (element.name_zh, *element.aliases)}:
            owners.setdefault((element.domain, name), []).append(element.code)
    shared: dict[str, dict[str, list[str]]] = {}
    for (domain, name), codes in sorted(owners.items()):
        if len(codes) > 1:
            shared.setdefault(domain, {})[name] = sorted(codes)
    return shared


def _read(path: Path) -> Any:  # noqa: ANN401 - a YAML file may hold anything; each reader knows its own
    with path.open(encoding="utf-8") as stream:
        return yaml.safe_load(stream)


def _read_domain(path: Path, vocabulary: Vocabulary) -> Iterator[DataElement]:
    try:
        document = _Domain.model_validate(_read(path))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadPackError(field=path.name, reason=f"{place}: {first['msg']}") from error
    for line in document.elements:
        element = _make(line, document.domain)
        unknown = _unknown_word(element, vocabulary)
        if unknown:
            raise BadPackError(field=path.name, reason=f"{element.code}: {unknown}")
        yield element


def _make(line: _Line, domain: str) -> DataElement:
    return DataElement(
        code=line.code,
        name_zh=line.zh,
        name_en=line.en,
        domain=domain,
        definition=line.definition,
        data_type=line.type,
        aliases=tuple(dict.fromkeys(line.also.lower().split())),
        length=line.len,
        scale=line.scale,
        identifier=line.id,
        code_table=line.table,
        personal=line.personal,
        grade=line.grade,
        mask=line.mask,
        unit=line.unit,
        source=line.source,
    )


def _unknown_word(element: DataElement, vocabulary: Vocabulary) -> str:
    wanted = (
        (element.domain, vocabulary.domains),
        (element.personal, vocabulary.personal),
        (element.identifier, vocabulary.identifiers),
        (element.mask, vocabulary.masks),
    )
    return next((word for word, known in wanted if word and word not in known), "")


def _find_twins(elements: list[DataElement]) -> Iterator[str]:
    for code, count in Counter(element.code for element in elements).items():
        if count > 1:
            yield _("数据元编号“%(code)s”重复") % {"code": code}
    names = Counter((element.domain, element.name_zh) for element in elements)
    for (domain, name), count in names.items():
        if count > 1:
            yield _("领域“%(domain)s”中有 %(count)s 个名为“%(name)s”的数据元") % {
                "domain": domain,
                "count": count,
                "name": name,
            }
