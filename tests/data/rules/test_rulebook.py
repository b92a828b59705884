"""The rules of a resource: defaults of the catalogue overlaid with what people saved."""

import pytest

from chengshu.base.accounts.contracts import Role
from chengshu.base.errors.api import NotAllowedError
from chengshu.data.catalog.contracts import ItemDraft
from chengshu.data.rules import api
from chengshu.data.rules.contracts import RuleSpec
from chengshu.data.rules.errors import BadRuleError, RuleMappingError
from tests.data.quality.people import draft_people, land, person

pytestmark = pytest.mark.django_db
BUREAU, OFFICER = person(Role.BUREAU_ADMINISTRATOR, "bureau"), person(Role.DATA_OFFICER)


def draft_shops() -> str:
    return draft_people(
        ItemDraft("city", "城市", "C", is_primary_key=True),
        ItemDraft("code", "编号", "C", is_primary_key=True),
        ItemDraft("n", "数量", "I", maximum=9),
    )


def test_saved_rules_overlay_those_of_the_catalogue() -> None:
    key = draft_shops()
    rules = api.save_rules(
        BUREAU,
        key,
        [
            RuleSpec("range", "n", {"maximum": 100}),
            RuleSpec("unique", "", {"off": True}),
            RuleSpec("length", "code", {"maximum": 2}),
        ],
        reason="编号改为两位",
    )
    by_code = {rule.spec.code: rule for rule in rules}
    assert "unique" not in by_code
    assert not by_code["range:n"].is_default
    assert by_code["required:city"].is_default
    assert by_code["length:code"].expects == "“编号”不得超过 2 个字符"
    assert api.list_rules(OFFICER, key) == rules
    rows = [("a", "1", 50), ("a", "1", 101), ("a", "123", 1)]
    landed = land(key, [dict(zip(("city", "code", "n"), row, strict=True)) for row in rows])
    specs = [rule.spec for rule in rules]
    assert api.union(found.places for found in api.find_failures(landed, specs)).tolist() == [1, 2]


def test_rules_that_cannot_work_are_not_saved() -> None:
    key = draft_shops()
    with pytest.raises(BadRuleError):
        api.save_rules(BUREAU, key, [RuleSpec("length", "code", {})])
    with pytest.raises(RuleMappingError):
        api.save_rules(BUREAU, key, [RuleSpec("required", "gone")])
    with pytest.raises(NotAllowedError):
        api.save_rules(OFFICER, key, [])


def test_every_kind_is_listed() -> None:
    assert {"shape", "unique", "uscc", "reference"} <= set(api.list_kinds())
