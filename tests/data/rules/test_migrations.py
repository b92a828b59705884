"""The room of rules takes over quality's table with every row."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import SeparateDatabaseAndState

from chengshu.base.clock import api as clock
from chengshu.data.rules.models import RuleSet

pytestmark = pytest.mark.django_db
MOVE = import_module("chengshu.data.rules.migrations.0001_initial")


def test_saved_rules_survive_the_move_out_of_quality() -> None:
    RuleSet.objects.create(
        resource_code="shop", rules=[{"kind": "uscc"}], saved_by="李四", saved_at=clock.now()
    )
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE rules_ruleset RENAME TO quality_ruleset")
        cursor.execute("ALTER SEQUENCE rules_ruleset_id_seq RENAME TO quality_ruleset_id_seq")
    (operation,) = MOVE.Migration.operations
    assert isinstance(operation, SeparateDatabaseAndState)
    before = MigrationLoader(connection).project_state([("quality", "0001_initial")])
    after = before.clone()
    operation.state_forwards("rules", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("rules", editor, before, after)
    kept = RuleSet.objects.get(resource_code="shop")
    assert (kept.rules, kept.saved_by) == ([{"kind": "uscc"}], "李四")
    assert RuleSet.objects.create(resource_code="next", saved_at=clock.now()).pk > kept.pk
