"""A table that is the source of an entry which exists becomes a change of it, not a second one."""

from dataclasses import replace

import pytest

from chengshu.base.accounts.contracts import Role
from chengshu.data.catalog import api as catalog
from chengshu.data.catalog.contracts import ItemDraft, ResourceDraft, ResourceState, ShareType
from chengshu.data.survey import api
from chengshu.data.survey.contracts import Band, NearDuplicate
from chengshu.data.survey.errors import DraftStateError, LineRefusedError
from tests.data.survey.drafted import BUREAU, DRAFT, OFFICER, OTHER, find, keep, person

pytestmark = pytest.mark.django_db
ENTRY = ResourceDraft(
    key="help_people",
    title="社会救助对象",
    provider_code="civil",
    abstract="已经审核过的摘要。",
    class_path="102002",
    format="3",
    format_name="mysql",
    share_type=ShareType.CONDITIONAL,
    share_condition="仅用于救助",
    share_mode="1",
    update_cycle="4",
    items=(ItemDraft("name", "姓名", "C", 20, source_column="xm", pattern=".+"),),
)


@pytest.fixture
def twin(city: None) -> int:
    """Return a drafted table that looks like a published entry."""
    catalog.draft_resource(OFFICER, ENTRY)
    catalog.submit_resource(OFFICER, ENTRY.key)
    catalog.approve_resource(person("zhou", "civil", Role.DATA_OFFICER), ENTRY.key)
    catalog.approve_resource(BUREAU, ENTRY.key)
    keep(replace(DRAFT, duplicates=(NearDuplicate(ENTRY.key, ENTRY.title, 0.9),)))
    return find()


def test_what_the_entry_says_of_the_table_stands(twin: int) -> None:
    api.join_entry(OFFICER, twin, ENTRY.key, revision=1)
    lines = {line.id: line for line in api.get_draft(OFFICER, twin).table_lines}
    assert all(line.is_decided for line in lines.values())
    assert lines["t:title"].values["title"] == "社会救助对象"
    api.accept_above(OFFICER, twin, Band.LOW, revision=1)
    assert api.submit_draft(OFFICER, twin, revision=1).key == ENTRY.key
    change = catalog.get_resource(OFFICER, ENTRY.key, working=True)
    assert change.change_state is ResourceState.DEPARTMENT_REVIEW
    assert (change.title, change.update_cycle) == (ENTRY.title, "4")
    items = {item.source_column: item for item in change.items}
    assert (items["xm"].column, items["xm"].pattern) == ("name", ".+")
    assert set(items) == {"id", "xm", "sfzh", "hkszd", "f3"}


def test_joining_is_taken_back_in_one_step(twin: int) -> None:
    api.join_entry(OFFICER, twin, ENTRY.key, revision=1)
    api.undo_step(OFFICER, twin)
    info = api.get_draft(OFFICER, twin)
    assert info.resource_key == ""
    assert info.undecided == 15


def test_an_entry_is_joined_once_and_only_by_its_department(twin: int) -> None:
    keep(replace(DRAFT, table="t_copy"))
    with pytest.raises(LineRefusedError):
        api.join_entry(OFFICER, twin, "no_such", revision=1)
    catalog.draft_resource(
        OTHER, replace(ENTRY, key="homes", title="房屋", provider_code="housing")
    )
    with pytest.raises(LineRefusedError):
        api.join_entry(OFFICER, twin, "homes", revision=1)
    api.join_entry(OFFICER, twin, ENTRY.key, revision=1)
    with pytest.raises(DraftStateError):
        api.join_entry(OFFICER, twin, ENTRY.key, revision=1)
    with pytest.raises(LineRefusedError):
        api.join_entry(OFFICER, find("t_copy"), ENTRY.key, revision=1)
