import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
from django.db import close_old_connections, connection

from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ShareType
from chengshu.data.claims import api
from chengshu.data.claims.contracts import (
    ClaimQuery,
    DisputeState,
    Holding,
)
from tests.data.claims.city import (
    BUREAU,
    HOLDING,
    NAME,
    OFFICERS,
    POLICE,
    issue,
    make_city,
    states,
)


def at_once(*steps: Callable[[], object]) -> list[str]:
    """Run steps in threads that start together, each with a connection of its own."""
    barrier = threading.Barrier(len(steps))

    def run(step: Callable[[], object]) -> str:
        close_old_connections()
        barrier.wait(timeout=30)
        try:
            step()
        except Exception as error:  # noqa: BLE001 - the name of whatever came is the result
            return type(error).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(steps)) as threads:
        return list(threads.map(run, steps))


def claims_of(lines: dict[str, int], holding: Holding) -> list[Callable[[], object]]:
    return [
        partial(api.claim_element, OFFICERS[code], line, holding) for code, line in lines.items()
    ]


@pytest.mark.django_db(transaction=True)
def test_what_is_done_at_once_ends_as_if_done_one_after_the_other() -> None:
    make_city()
    for code in (NAME, "GJ-RK-001", "GJ-RK-005"):
        lines = issue(code)
        assert at_once(*claims_of(lines, HOLDING)) == ["done"] * 3
        assert sorted(states(lines).values()) == [
            ("claimed", "authority"),
            ("disputed", ""),
            ("disputed", ""),
        ]
    assert len(api.list_disputes(BUREAU, state=DisputeState.OPEN)) == 3
    fields = _claim_fields_of_one_table_at_once()
    _issue_at_once()
    assert fields == {"f1", "f2", "f3"}


def _claim_fields_of_one_table_at_once() -> set[str]:
    """No item of a shared draft is lost; return the columns of the claims."""
    lines = [issue(f"GJ-FR-00{number}", "police")["police"] for number in (1, 2, 3)]
    relaxed = replace(HOLDING, share_type=ShareType.UNCONDITIONAL)
    steps = [
        partial(api.claim_element, POLICE, line, replace(relaxed, field=f"F{number}"))
        for number, line in enumerate(lines, 1)
    ]
    assert at_once(*steps) == ["done"] * 3
    claims = [api.get_claim(POLICE, line) for line in lines]
    (key,) = {info.resource_key for info in claims}
    drafted = {item.column for item in catalog.get_resource(POLICE, key, working=True).items}
    columns = {info.column for info in claims}
    assert columns <= drafted
    return columns


def _issue_at_once() -> None:
    """No line is doubled by two people of the bureau."""
    step = partial(
        api.issue_templates, BUREAU, codes=["GJ-FR-009"], departments=["police", "civil"]
    )
    assert at_once(step, step) == ["done", "done"]
    assert api.list_claims(BUREAU, ClaimQuery(template="GJ-FR-009")).total == 2
