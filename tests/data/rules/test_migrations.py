"""The room of rules takes over quality's table, and every saved set becomes a first version."""

from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from chengshu.base.clock import api as clock
from chengshu.data.rules.models import RuleVersion

pytestmark = pytest.mark.django_db
STEPS = ("0001_initial", "0002_versions")
RULES = [{"kind": "uscc", "item": "code", "parameters": {"severity": "warn"}}]


def test_saved_rules_become_first_versions_that_never_change() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE rules_ruleversion, rules_rulechange")
        cursor.execute("DROP FUNCTION rules_version_is_final")
    state = MigrationLoader(connection).project_state([("quality", "0001_initial")])
    saved_at = clock.now()
    old = state.apps.get_model("quality", "RuleSet")
    with connection.schema_editor() as editor:
        editor.create_model(old)
    for number in range(3):
        old.objects.create(
            resource_code=f"shop{number}", rules=RULES, saved_by="李四", saved_at=saved_at
        )
    for name in STEPS:
        step = import_module(f"chengshu.data.rules.migrations.{name}").Migration(name, "rules")
        with connection.schema_editor() as editor:
            state = step.apply(state, editor)
    kept = RuleVersion.objects.order_by("resource_code")
    assert [row.resource_code for row in kept] == ["shop0", "shop1", "shop2"]
    assert {(row.version, row.confirmed_by, row.valid_from) for row in kept} == {
        (1, "李四", saved_at)
    }
    assert kept[0].rules == RULES
    assert "rules_ruleset" not in connection.introspection.table_names()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        RuleVersion.objects.update(reason="改写")
