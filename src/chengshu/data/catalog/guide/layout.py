"""Which columns the guide's workbook has, read from `cities/national/catalog_guide.yaml`."""

from dataclasses import dataclass
from functools import lru_cache

from pydantic import TypeAdapter

from chengshu.data.catalog.standard import read_yaml

ITEM = "item."
INFO = "info."


@dataclass(frozen=True)
class GuideColumn:
    """One column: the field it holds, its two lines of heading, and how its cells are written.

    `kind` is text, code, bool, int, number, date, list, pairs, guesses, class or provider; `domain`
    names the value domain of a code.
    """

    field: str
    group: str
    name: str = ""
    kind: str = "text"
    domain: str = ""
    width: int = 14
    required: bool = False
    help: str = ""

    @property
    def is_item(self) -> bool:
        """Whether the column belongs to the information item of its row."""
        return self.field.startswith(ITEM)

    @property
    def is_info(self) -> bool:
        """Whether the column is only shown: the platform knows it by itself."""
        return self.field.startswith(INFO)

    @property
    def item_field(self) -> str:
        """The field without the mark of items."""
        return self.field.removeprefix(ITEM)

    @property
    def heading(self) -> str:
        """Both lines of the heading in one."""
        return f"{self.group}/{self.name}" if self.name else self.group


@dataclass(frozen=True)
class GuideLayout:
    """The workbook: names of its sheets, words of explanation, columns in order."""

    title: str
    sheet: str
    lists_sheet: str
    notes_sheet: str
    notes: tuple[str, ...]
    columns: tuple[GuideColumn, ...]

    def find(self, field: str) -> GuideColumn:
        """Return the column of a field.

        Raises:
            KeyError: The guide has no such column.
        """
        return _by_field()[field]


_LAYOUT = TypeAdapter(GuideLayout)


@lru_cache(maxsize=1)
def get_layout() -> GuideLayout:
    """Return the layout of the national pack."""
    return _LAYOUT.validate_python(read_yaml("catalog_guide.yaml"))


@lru_cache(maxsize=1)
def _by_field() -> dict[str, GuideColumn]:
    return {column.field: column for column in get_layout().columns}
