"""Refused rows of the old form move into marks and ends, none lost, none doubled."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import StateApps

from chengshu.base.clock import api as clock
from chengshu.data.quality import api
from chengshu.data.quality.contracts import RowQuery, RowState
from chengshu.data.quality.models import Ending, Judgement, RowEnd
from tests.data.quality.people import SYSTEM
from tests.data.quality.shops import draft_shops, land_shops, settle

pytestmark = pytest.mark.django_db
MOVE = import_module("chengshu.data.quality.migrations.0004_rows_move_to_marks")
RULES = [
    {"kind": "range", "item": "n", "parameters": {"maximum": 9}, "label": "数量", "failed": 4},
    {"kind": "unique", "item": "", "parameters": {"columns": ["city", "code"]}, "label": "",
     "failed": 1},
]  # fmt: skip


def old_apps() -> StateApps:
    """Bring the tables back to where the old form still stands; return its models."""
    loader = MigrationExecutor(connection).loader
    state = loader.project_state([("quality", "0004_rows_move_to_marks")])
    with connection.schema_editor() as editor:
        editor.execute(
            "ALTER TABLE quality_judgement DROP CONSTRAINT every_refused_row_has_one_end"
        )
        editor.execute("DROP INDEX open_rows")
        editor.execute("ALTER TABLE quality_judgement ALTER rules_version SET DEFAULT 0")
        editor.create_model(state.apps.get_model("quality", "RefusedRow"))
    return state.apps


def test_every_old_row_keeps_its_reasons_and_its_end() -> None:
    key = draft_shops()
    landed = land_shops(key, *(("a", str(n), 10) for n in range(5)))
    now, apps = clock.now(), old_apps()
    old = apps.get_model("quality", "Judgement").objects.create(
        batch_id=landed.batch_id, resource_code=key, resource_title="商户",
        organisation_code="police", landed=5, accepted=1, quarantined=4, rules=RULES, judged_at=now,
    )  # fmt: skip
    rows = apps.get_model("quality", "RefusedRow").objects
    common = {"judgement": old, "resource_code": key, "values": {"n": "10"}}
    rows.create(position=0, key="a\x1f0", reasons=["range:n"], **common)
    rows.create(position=1, key="", reasons=["range:n", "unique"], **common)
    rows.create(
        position=2, key="a\x1f2", reasons=["range:n"], state="repaired", repaired_batch=99,
        repaired_position=7, settled_at=now, **common,
    )  # fmt: skip
    rows.create(
        position=4, key="a\x1f4", reasons=["range:n"], state="waived", waived_by="王五",
        waived_reason="历史", settled_at=now, **common,
    )  # fmt: skip
    MOVE.move(apps, None)
    kept = Judgement.objects.get(batch_id=landed.batch_id)
    counts = (kept.waiting, kept.repaired, kept.waived, kept.marks_rows, kept.key)
    assert counts == (2, 1, 1, 4, ["city", "code"])
    found = api.list_quarantined(SYSTEM, RowQuery(batch_id=landed.batch_id)).rows
    assert [(row.position, row.state.value) for row in found] == [
        (0, "quarantined"), (1, "quarantined"), (2, "repaired"), (4, "waived"),
    ]  # fmt: skip
    assert [reason.rule for reason in found[1].reasons] == ["range:n", "unique"]
    assert (found[2].repaired_batch, found[2].repaired_position) == (99, 7)
    assert (found[3].waived_by, found[3].waived_reason, found[3].values["n"]) == (
        "王五",
        "历史",
        "10",
    )
    assert (Ending.objects.count(), RowEnd.objects.count()) == (2, 2)
    settle(land_shops(key, ("a", "0", 1), ("a", "1", 10)))
    first = api.list_quarantined(SYSTEM, RowQuery(batch_id=landed.batch_id)).rows[0]
    assert first.state is RowState.REPAIRED
