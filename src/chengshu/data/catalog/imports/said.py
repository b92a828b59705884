"""What a file says about one entry, before it is known whose it is and whether it is new."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from chengshu.data.catalog.contracts import CellFault, ResourceDraft
from chengshu.data.catalog.keys import make_key

_DRAFT = TypeAdapter(ResourceDraft)
NOWHERE = CellFault("", 0, "", "", "", "")  # a place of which nothing is known


@dataclass(frozen=True)
class Said:
    """One entry as a file says it.

    `fields` are named as in a draft; `spoken` names those the file says something about, empty
    ones too where an empty cell means nothing is there. `provider` is as written. `identity` is
    what the other catalogue knows the entry by; without it provider and title do. `is_whole` says
    that a spoken field is told completely, so that what it leaves out is gone.
    """

    title: str
    provider: str
    fields: Mapping[str, object]
    spoken: frozenset[str]
    key: str = ""
    prefix: str = "im"
    identity: str = ""
    is_whole: bool = False
    place: CellFault = NOWHERE
    provider_place: CellFault = NOWHERE
    faults: tuple[CellFault, ...] = ()


@dataclass(frozen=True)
class Reading:
    """All that a file says: its entries, and what belongs to none of them."""

    said: tuple[Said, ...]
    rows: int
    faults: tuple[CellFault, ...] = ()


def compose(said: Said, *, provider_code: str) -> ResourceDraft | str:
    """Return the draft of what a file says, or the field that cannot be kept and its value."""
    key = said.key or make_key(said.prefix, provider_code, said.identity or said.title)
    values = {**said.fields, "key": key, "title": said.title, "provider_code": provider_code}
    try:
        return _DRAFT.validate_python(values)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(str(part) for part in fault["loc"])
        return f"{place}: {fault['input']}"
