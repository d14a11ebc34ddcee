"""Modules made of modules: in a row, and in a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Self, overload

from .module import Module

__all__ = ["ModuleList", "Sequential"]


class _Numbered(Module):
    """Submodules under the names 0, 1, 2, ...; a sequence of them."""

    def __init__(self, modules: Iterable[Module]) -> None:
        super().__init__()
        for module in modules:
            self.append(module)

    def append(self, module: Module) -> Self:
        """Add a module at the end, and return this one."""
        if not isinstance(module, Module):
            raise TypeError(
                f"{type(self).__name__} holds modules; number {len(self)} is a "
                f"{type(module).__name__}"
            )
        setattr(self, str(len(self)), module)
        return self

    def extend(self, modules: Iterable[Module]) -> Self:
        """Add modules at the end, and return this one."""
        for module in modules:
            self.append(module)
        return self

    def __len__(self) -> int:
        return sum(1 for _ in self.children())

    def __iter__(self) -> Iterator[Module]:
        return self.children()

    @overload
    def __getitem__(self, index: int) -> Module: ...
    @overload
    def __getitem__(self, index: slice) -> Self: ...
    def __getitem__(self, index: int | slice) -> Any:
        members = list(self.children())
        if isinstance(index, slice):
            return self._of(members[index])
        if not -len(members) <= index < len(members):
            raise IndexError(
                f"{type(self).__name__} has {len(members)} modules; there is no number {index}"
            )
        return members[index]

    def __setitem__(self, index: int, module: Module) -> None:
        self[index]  # raises where there is none
        setattr(self, str(index % len(self)), module)

    def _of(self, modules: list[Module]) -> Self:
        return type(self)(modules)


class Sequential(_Numbered):
    """Modules in a row: the output of each is the input of the next.

    Args:
        *modules: the modules, in order; or one dict of them, whose keys become their names.

    Raises:
        TypeError: something else than a module is given.

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
                if not isinstance(module, Module):
                    raise TypeError(
                        f"Sequential holds modules; {name!r} is a {type(module).__name__}"
                    )
                setattr(self, name, module)
        else:
            super().__init__(modules)

    def _of(self, modules: list[Module]) -> Self:
        return type(self)(*modules)

    def forward(self, x: Any) -> Any:
        """Send `x` through the modules in order."""
        for module in self.children():
            x = module(x)
        return x


class ModuleList(_Numbered):
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
