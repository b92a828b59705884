"""A registry holds things by key; duplicates are bugs, unknown keys are refused."""

from decimal import Decimal

import pytest

from chengshu.base.errors.api import BrokenError, InvalidInputError
from chengshu.base.registry.api import Registry, defer


class Point:
    name = "plugin"

    @staticmethod
    def load() -> int:
        return 7


def test_items_are_found_by_key_in_order() -> None:
    registry: Registry[int] = Registry("numbers")
    registry.register("b", 2)
    registry.register("a", 1)
    assert registry.get("a") == 1
    assert registry.keys() == ("b", "a")
    assert list(registry) == [("b", 2), ("a", 1)]


def test_a_duplicate_key_raises() -> None:
    registry: Registry[int] = Registry("numbers")
    registry.register("a", 1)
    with pytest.raises(BrokenError):
        registry.register("a", 2)


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(InvalidInputError) as caught:
        Registry[int]("numbers").get("z")
    assert caught.value.data == {"field": "numbers", "reason": "z"}


def test_entry_points_are_loaded_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def points(group: str) -> list[type[Point]]:
        asked.append(group)
        return [Point]

    monkeypatch.setattr("chengshu.base.registry.api.entry_points", points)
    registry: Registry[int] = Registry("numbers")
    assert registry.get("plugin") == 7
    assert registry.keys() == ("plugin",)
    assert asked == ["chengshu.numbers"]


def test_what_stands_at_a_place_is_loaded_when_used_and_stays_one() -> None:
    registry: Registry[object] = Registry("places")
    registry.register_place("far", "decimal:Decimal")
    registry.register("near", 1)
    assert registry.keys() == ("far", "near")
    assert registry.get("far") is registry.get("far") is Decimal
    assert list(registry) == [("far", Decimal), ("near", 1)]
    for again in (registry.register, registry.register_place):
        with pytest.raises(BrokenError):
            again("far", "decimal:Context")


def test_a_deferred_module_is_imported_at_its_first_use() -> None:
    missing = defer("this_module_of_tests")
    with pytest.raises(ModuleNotFoundError):
        _ = missing.anything
    assert defer("decimal").Decimal is Decimal
