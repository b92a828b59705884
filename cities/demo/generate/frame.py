"""What a maker of cells sees: the table in the making, its neighbours, and seeded chance."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from cities.demo.generate.world import Cells, Integers, World
from cities.demo.pack import TablePlan


@dataclass(frozen=True)
class Made:
    """One finished table: cells by lake column, the good rows, and the entity of each row."""

    plan: TablePlan
    columns: Mapping[str, Cells]
    good: Integers
    entities: Integers | None
    streets: Integers

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return self.plan.rows


@dataclass
class Frame:
    """One table in the making."""

    plan: TablePlan
    world: World
    made: Mapping[str, Made]
    rng: np.random.Generator
    entities: Integers | None
    streets: Integers
    columns: dict[str, Cells] = field(default_factory=dict)
    links: dict[str, tuple[Made, Integers]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return self.plan.rows
