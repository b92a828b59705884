"""A resource of shops whose batches are judged and settled, and the people around it."""

from chengshu.base.accounts.contracts import Role, system_actor
from chengshu.data.catalog.contracts import ItemDraft
from chengshu.data.lake.contracts import LandedFile
from chengshu.data.quality import api as quality
from chengshu.data.quality.contracts import Verdict
from chengshu.data.repair import api
from chengshu.data.repair.contracts import OrderQuery, RepairOrderInfo
from config import wiring
from tests.data.quality.people import draft_people, land, person

wiring.connect_rooms()
SYSTEM = system_actor("test")
OFFICER, OTHER = person(Role.DATA_OFFICER), person(Role.DATA_OFFICER, "housing")
BUREAU = person(Role.BUREAU_ADMINISTRATOR, "bureau")


def draft_shops() -> str:
    """Make a resource whose rows may fail by their number (at most 9) or by lacking a name."""
    return draft_people(
        ItemDraft("code", "编号", "C", is_primary_key=True),
        ItemDraft("name", "名称", "C", is_required=True),
        ItemDraft("n", "数量", "I", maximum=9),
    )


def judge(key: str, *rows: tuple[object, ...], replaces: bool = False) -> Verdict:
    """Land rows of code, name, n; judge them; settle earlier ones, as ingest does."""
    named = [dict(zip(("code", "name", "n"), row, strict=True)) for row in rows]
    return settle(land(key, named), replaces=replaces)


def settle(landed: LandedFile, *, replaces: bool = False) -> Verdict:
    """Judge a batch and bring earlier rows to their ends."""
    verdict = quality.judge_batch(SYSTEM, landed=landed)
    quality.settle_batch(SYSTEM, landed=landed, replaces=replaces)
    return verdict


def orders_of(key: str) -> tuple[RepairOrderInfo, ...]:
    """Return the orders of a resource, by rule."""
    found = api.list_orders(SYSTEM, OrderQuery(resource_code=key)).rows
    return tuple(sorted(found, key=lambda order: (order.rule, order.opened_at)))


def only_order(key: str) -> RepairOrderInfo:
    """Return the one order of a resource."""
    (order,) = orders_of(key)
    return order
