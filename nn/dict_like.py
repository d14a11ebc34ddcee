"""What a module that is a dict can do, whatever it holds."""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from typing import Any, Generic, TypeVar

from .module import Module

__all__ = ["DictLike"]

Value = TypeVar("Value")


class DictLike(Module, Generic[Value]):
    """Values under names, in the order in which they were added; a subclass says of which kind."""

    def __init__(self, values: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__()
        self.update(values)

    def _held(self) -> dict[str, Value]:
        """The values by their names."""
        raise NotImplementedError

    def _hold(self, name: str, value: Any) -> None:
        """Assign a value to a name, or say why it cannot be."""
        raise NotImplementedError

    def keys(self) -> KeysView[str]:
        """Return the names."""
        return self._held().keys()

    def values(self) -> ValuesView[Value]:
        """Return the values."""
        return self._held().values()

    def items(self) -> ItemsView[str, Value]:
        """Return pairs of names and values."""
        return self._held().items()

    def update(self, values: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> None:
        """Add values; those of names that are there already take their place."""
        for name, value in dict(values).items():
            self[name] = value

    def pop(self, key: str) -> Value:
        """Take out the value of a name, and return it."""
        value = self[key]
        del self[key]
        return value

    def clear(self) -> None:
        """Take out all values."""
        for name in self:
            del self[name]

    def __len__(self) -> int:
        return len(self._held())

    def __iter__(self) -> Iterator[str]:
        return iter(self._held())

    def __contains__(self, key: object) -> bool:
        return key in self._held()

    def __getitem__(self, key: str) -> Value:
        return self._held()[self._known(key)]

    def __setitem__(self, key: str, value: Any) -> None:
        self._hold(key, value)

    def __delitem__(self, key: str) -> None:
        delattr(self, self._known(key))

    def _known(self, key: str) -> str:
        if key not in self:
            names = ", ".join(self) or "nothing"
            raise KeyError(f"{key!r}; this {type(self).__name__} has {names}")
        return key
