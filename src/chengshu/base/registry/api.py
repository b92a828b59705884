"""The door of registry: `Registry`, filled by code and entry points, and modules on demand."""

from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import resolve_name
from types import ModuleType
from typing import Any, Generic, TypeVar

from chengshu.base.errors.api import BrokenError, InvalidInputError

__all__ = ["Registry", "defer"]

T = TypeVar("T")


class _Deferred(ModuleType):
    """Stands in for a module; the import system itself sees to it that it is loaded once."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the module holds
        return getattr(import_module(self.__name__), name)


def defer(module: str) -> ModuleType:
    """Return what behaves as `module` and imports it when first used, not when the server starts.

    For heavy libraries, and our own modules over them, that few requests need. Import the
    module as ever below `if TYPE_CHECKING:`, so that types and import contracts still see it.
    """
    return _Deferred(module)


class Registry(Generic[T]):
    """Things of one Protocol by key; a duplicate key is a bug and raises."""

    def __init__(self, name: str) -> None:
        """Make an empty registry; plugins use the entry-point group `chengshu.<name>`."""
        self.name = name
        self._items: dict[str, T] = {}
        self._places: dict[str, str] = {}
        self._loaded = False

    def register(self, key: str, item: T) -> T:
        """Add `item` under `key` and return it.

        Raises:
            BrokenError: The key is taken.
        """
        self._refuse_twin(key)
        self._items[key] = item
        return item

    def register_place(self, key: str, place: str) -> None:
        """Add what stands at `place` ("package.module:name") under `key`; it is imported when used.

        Raises:
            BrokenError: The key is taken.
        """
        self._refuse_twin(key)
        self._places[key] = place

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
        if key in self._places:
            self._items.setdefault(key, resolve_name(self._places[key]))
        return self._items.get(key)

    def keys(self) -> tuple[str, ...]:
        """Return all keys, those of places first, in order of registration."""
        self._load()
        return tuple(dict.fromkeys((*self._places, *self._items)))

    def __iter__(self) -> Iterator[tuple[str, T]]:
        """Walk over (key, item) in the order of `keys`."""
        return iter(tuple((key, self.get(key)) for key in self.keys()))

    def _refuse_twin(self, key: str) -> None:
        if key in self._items or key in self._places:
            raise BrokenError(registry=self.name, key=key, reason="duplicate key")

    def _load(self) -> None:
        if self._loaded:
            return
        self._loaded = True
        for point in entry_points(group=f"chengshu.{self.name}"):
            self.register(point.name, point.load())
