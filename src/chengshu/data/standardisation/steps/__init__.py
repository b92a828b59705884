"""The steps that come with the house, each a pure function over Arrow arrays of text."""

from typing import Final

from chengshu.data.standardisation.contracts import Step
from chengshu.data.standardisation.steps.addresses import Addresses
from chengshu.data.standardisation.steps.citizen_ids import CitizenIds
from chengshu.data.standardisation.steps.codes import CodeEditions, Labels, RegionSuccessors
from chengshu.data.standardisation.steps.coordinates import Coordinates
from chengshu.data.standardisation.steps.dates import Dates
from chengshu.data.standardisation.steps.flags import Flags
from chengshu.data.standardisation.steps.money import Money
from chengshu.data.standardisation.steps.phones import Phones
from chengshu.data.standardisation.steps.quantities import Quantities
from chengshu.data.standardisation.steps.registry import steps
from chengshu.data.standardisation.steps.texts import Blanks, Case, NullWords, Trim, Width

__all__ = ["steps"]

# In the order in which they are proposed and run on one item: signs first, meaning after.
_OURS: Final[tuple[tuple[str, Step], ...]] = (
    ("trim", Trim()),
    ("blanks", Blanks()),
    ("width", Width()),
    ("null_words", NullWords()),
    ("case", Case()),
    ("dates", Dates()),
    ("money", Money()),
    ("quantities", Quantities()),
    ("citizen_ids", CitizenIds()),
    ("code_editions", CodeEditions()),
    ("labels", Labels()),
    ("flags", Flags()),
    ("region_successors", RegionSuccessors()),
    ("phones", Phones()),
    ("addresses", Addresses()),
    ("coordinates", Coordinates()),
)
for _key, _step in _OURS:
    steps.register(_key, _step)
