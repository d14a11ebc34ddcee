"""Modules made of modules: in a row, and in a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count, groupby
from typing import Any, Self, overload

from .module import Module

__all__ = ["ModuleList", "Sequential"]


class _Row(Module):
    """Submodules in order, under the names 0, 1, 2, ... or names of their own."""

    def __init__(self, modules: Iterable[Module]) -> None:
        super().__init__()
        for module in modules:
            self.append(module)

    def _add(self, name: str, module: Any, where: str) -> None:
        if not isinstance(module, Module):
            raise TypeError(
                f"{type(self).__name__} holds modules; {where} is a {type(module).__name__}"
            )
        if hasattr(self, name) and not isinstance(getattr(self, name), Module):
            raise KeyError(
                f"{type(self).__name__} has an attribute {name!r} already; give the module another "
                f"name"
            )
        setattr(self, name, module)

    def _members(self) -> dict[str, Module]:
        """The modules by their names; one that stands twice is here twice."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Module)}

    def append(self, module: Module) -> Self:
        """Add a module at the end, and return this one."""
        # A slice keeps the names of its modules, so the next number may be taken.
        name = next(n for n in map(str, count(len(self))) if n not in self._members())
        self._add(name, module, f"number {len(self)}")
        return self

    def extend(self, modules: Iterable[Module]) -> Self:
        """Add modules at the end, and return this one."""
        for module in modules:
            self.append(module)
        return self

    def __len__(self) -> int:
        return len(self._members())

    def __iter__(self) -> Iterator[Module]:
        return iter(self._members().values())

    @overload
    def __getitem__(self, index: int) -> Module: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return self._of(dict(list(self._members().items())[index]))
        return self._members()[self._name_at(index)]

    def __setitem__(self, index: int, module: Module) -> None:
        self._add(self._name_at(index), module, f"number {index}")

    def _name_at(self, index: int) -> str:
        names = list(self._members())
        if not -len(names) <= index < len(names):
            raise IndexError(
                f"{type(self).__name__} has {len(names)} modules; there is no number {index}"
            )
        return names[index]

    def _of(self, members: dict[str, Module]) -> Self:
        return type(self)(members.values())


class Sequential(_Row):
    """Modules in a row: the output of each is the input of the next.

    Args:
        *modules: the modules, in order; or one dict of them, whose keys become their names.

    Raises:
        TypeError: something else than a module is given.
        KeyError: a name is that of an attribute of every module, such as `forward`.

    Example:
        >>> import autograd, nn
        >>> model = nn.Sequential(nn.Linear(3, 2), nn.ReLU())
        >>> model
        Sequential(
          (0): Linear(in_features=3, out_features=2, bias=True)
          (1): ReLU()
        )
        >>> model(autograd.zeros(5, 3)).shape
        (5, 2)
    """

    def __init__(self, *modules: Any) -> None:
        if len(modules) == 1 and isinstance(modules[0], dict):
            super().__init__([])
            for name, module in modules[0].items():
                self._add(name, module, repr(name))
        else:
            super().__init__(modules)

    def _of(self, members: dict[str, Module]) -> Self:
        return type(self)(members)  # under the same names, so that a state dict goes on fitting

    def forward(self, x: Any) -> Any:
        """Send `x` through the modules in order."""
        for module in self:
            x = module(x)
        return x


class ModuleList(_Row):
    """A list of modules whose parameters belong to the module that holds the list.

    Args:
        modules: the modules. Default: none yet.

    Example:
        >>> import nn
        >>> blocks = nn.ModuleList([nn.Linear(2, 2) for _ in range(3)])
        >>> len(blocks), len(list(blocks.parameters()))
        (3, 6)
    """

    def __init__(self, modules: Iterable[Module] = ()) -> None:
        super().__init__(modules)

    def _lines(self) -> list[str]:
        texts = [repr(module).replace("\n", "\n  ") for module in self]
        runs = [(text, [i for i, _ in run]) for text, run in groupby(enumerate(texts), _text)]
        return [
            f"({run[0]}): {text}" if len(run) == 1
            else f"({run[0]}-{run[-1]}): {len(run)} x {text}"
            for text, run in runs
        ]  # fmt: skip


def _text(numbered: tuple[int, str]) -> str:
    return numbered[1]
