from collections.abc import Callable
from decimal import Decimal

import pytest

from chengshu.base.accounts.contracts import Actor
from chengshu.operations.dispatch import api as dispatch
from chengshu.operations.dispatch.contracts import CaseClassInfo, CaseInfo, NewCase

CODES = "test-2026"
Reporter = Callable[..., CaseInfo]


@pytest.fixture
def classes(city: None, system: Actor) -> None:
    rows = (
        CaseClassInfo(CODES, "0610", "暴露垃圾", lead_unit="urban", limit_amount=Decimal(4)),
        CaseClassInfo(
            CODES,
            "0102",
            "污水井盖",
            lead_unit="water",
            limit_amount=Decimal(2),
            limit_unit="working_day",
        ),
        CaseClassInfo(CODES, "9999", "其他"),
    )
    dispatch.save_case_classes(system, rows)


@pytest.fixture
def report(classes: None, officer: Actor) -> Reporter:
    numbers = iter(range(1, 1000))

    def make(actor: Actor = officer, **changes: object) -> CaseInfo:
        values: dict[str, object] = {
            "title": "解放路井盖缺失",
            "class_code": "0102",
            "area_code": "219901001",
            "source": "phone",
            "source_key": f"k{next(numbers)}",
            "code_system": CODES,
            "location": "解放路 12 号",
        }
        return dispatch.report_case(actor, NewCase(**(values | changes)))  # type: ignore[arg-type]

    return make
