import pytest
from click.testing import CliRunner

from chengshu.base.accounts.contracts import system_actor
from chengshu.cli import catalog
from chengshu.data.catalog import api as entries
from chengshu.data.claims import api as claims
from chengshu.data.elements import api as elements

pytestmark = pytest.mark.django_db


def test_the_national_standards_are_loaded_outside_the_demo_and_again_change_nothing() -> None:
    runner = CliRunner()
    first = runner.invoke(catalog.command, ["load"])
    assert first.exit_code == 0, first.output
    actor = system_actor("tests")
    assert len(elements.list_names(actor)) > 300
    assert claims.list_templates(actor).total > 0
    assert entries.list_classes(actor)
    again = runner.invoke(catalog.command, ["load"])
    assert "数据元变动 0 项，要素模板变动 0 项" in again.output
