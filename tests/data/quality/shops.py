"""A resource of shops with a key of two parts, judged and settled as ingest does."""

from chengshu.data.catalog.contracts import ItemDraft
from chengshu.data.lake.contracts import LandedFile
from chengshu.data.quality import api
from chengshu.data.quality.contracts import QuarantinedRow, RowQuery, Verdict
from tests.data.quality.people import SYSTEM, draft_people, land

Row = tuple[object, ...]


def draft_shops() -> str:
    return draft_people(
        ItemDraft("city", "城市", "C", is_primary_key=True),
        ItemDraft("code", "编号", "C", is_primary_key=True),
        ItemDraft("n", "数量", "I", maximum=9),
    )


def land_shops(key: str, *rows: Row) -> LandedFile:
    named = [dict(zip(("city", "code", "n"), row, strict=True)) for row in rows]
    return land(key, named)


def settle(landed: LandedFile, *, replaces: bool = False) -> Verdict:
    """Judge a batch and bring earlier rows to their ends, as ingest does after publishing."""
    verdict = api.judge_batch(SYSTEM, landed=landed)
    api.settle_batch(SYSTEM, landed=landed, replaces=replaces)
    return api.get_verdict(SYSTEM, verdict.batch_id)


def judge(key: str, *rows: Row, replaces: bool = False) -> Verdict:
    return settle(land_shops(key, *rows), replaces=replaces)


def states(key: str) -> dict[str, int]:
    return {state.value: count for state, count in api.count_rows(SYSTEM, key).items() if count}


def rows_of(verdict: Verdict) -> tuple[QuarantinedRow, ...]:
    return api.list_quarantined(SYSTEM, RowQuery(batch_id=verdict.batch_id, limit=1000)).rows
