"""The door of registry: `Registry`, filled by code and by entry points."""

from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Generic, TypeVar

from chengshu.base.errors.api import BrokenError, InvalidInputError

__all__ = ["Registry"]

T = TypeVar("T")


class Registry(Generic[T]):
    """Things of one Protocol by key; a duplicate key is a bug and raises."""

    def __init__(self, name: str) -> None:
        """Make an empty registry; plugins use the entry-point group `chengshu.<name>`."""
        self.name = name
        self._items: dict[str, T] = {}
        self._loaded = False

    def register(self, key: str, item: T) -> T:
        """Add `item` under `key` and return it.

        Raises:
            BrokenError: The key is taken.
        """
        if key in self._items:
            raise BrokenError(registry=self.name, key=key, reason="duplicate key")
        self._items[key] = item
        return item

    def get(self, key: str) -> T:
        """Return the item of `key`.

        Raises:
            InvalidInputError: Nothing is registered under `key`.
        """
        found = self.find(key)
        if found is None:
            raise InvalidInputError(field=self.name, reason=key)
        return found

    def find(self, key: str) -> T | None:
        """Return the item of `key`, or None."""
        self._load()
        return self._items.get(key)

    def keys(self) -> tuple[str, ...]:
        """Return all keys in order of registration."""
        self._load()
        return tuple(self._items)

    def __iter__(self) -> Iterator[tuple[str, T]]:
        """Walk over (key, item) in order of registration."""
        self._load()
        return iter(tuple(self._items.items()))

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        for point in entry_points(group=f"chengshu.{self.name}"):
            self.register(point.name, point.load())
