"""Modules made of modules: in a row, in a list, in a dict; and those made of parameters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count, groupby
from typing import Any, Self, overload

from .dict_like import DictLike
from .module import Module
from .parameter_containers import ParameterDict, ParameterList

__all__ = ["ModuleDict", "ModuleList", "ParameterDict", "ParameterList", "Sequential"]


def _add(holder: Module, name: str, module: Any, where: str) -> None:
    if not isinstance(module, Module):
        kind, way = type(holder).__name__, ""
        if isinstance(module, type) and issubclass(module, Module):
            way = f". Make a layer of the class: {module.__name__}(...)"
        elif isinstance(module, (list, tuple)):
            way = f". Unpack it: {kind}(*layers)"
        raise TypeError(f"{kind} holds modules; {where} is a {type(module).__name__}{way}")
    holder.add_module(name, module)


class _Row(Module):
    """Submodules in order, under the names 0, 1, 2, ... or names of their own."""

    def __init__(self, modules: Iterable[Module]) -> None:
        super().__init__()
        self.extend(modules)

    def append(self, module: Module) -> Self:
        """Add a module at the end, and return this one."""
        _add(self, self._free_name(), module, f"number {len(self)}")
        return self

    def extend(self, modules: Iterable[Module]) -> Self:
        """Add modules at the end, and return this one."""
        for module in list(modules):  # which may be this row itself
            self.append(module)
        return self

    def insert(self, index: int, module: Module) -> Self:
        """Add a module before the one at `index`, and return this one.

        Numbers count on; names that are not numbers stay with their modules.

        Raises:
            IndexError: the index is beyond the end.
        """
        place = index + len(self) if index < 0 else index
        if not 0 <= place <= len(self):
            raise IndexError(
                f"{type(self).__name__} has {len(self)} modules; there is no place {index}"
            )
        self.append(module)
        *before, new = self._members().items()
        self._renumber([*before[:place], new, *before[place:]])
        return self

    def pop(self, index: int = -1) -> Module:
        """Take out the module at `index`, by default the last, and return it."""
        module: Module = self[index]
        del self[index]
        return module

    def _free_name(self) -> str:
        # A slice keeps the names of its modules, so the next number may be taken.
        members = self._members()
        return next(name for name in map(str, count(len(members))) if name not in members)

    def _renumber(self, members: list[tuple[str, Module]]) -> None:
        """Hold these modules, with new names if all names are numbers."""
        if all(name.isdecimal() for name, _ in members):
            members = [(str(number), module) for number, (_, module) in enumerate(members)]
        for name in self._members():
            delattr(self, name)
        for name, module in members:
            self.add_module(name, module)

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
        _add(self, self._name_at(index), module, f"number {index}")

    def __delitem__(self, index: int | slice) -> None:
        members = list(self._members().items())
        if not isinstance(index, slice):
            self._name_at(index)
        del members[index]
        self._renumber(members)

    def __add__(self, other: Iterable[Module]) -> Self:
        if not isinstance(other, Iterable):
            return NotImplemented
        return self._of(self._members()).extend(other)  # type: ignore[no-any-return]

    def __iadd__(self, other: Iterable[Module]) -> Self:
        return self.extend(other)

    def _name_at(self, index: int) -> str:
        names = list(self._members())
        if not -len(names) <= index < len(names):
            raise IndexError(
                f"{type(self).__name__} has {len(names)} modules; there is no number {index}"
            )
        return names[index]

    def _of(self, members: dict[str, Module]) -> Any:
        """Return a row of the same kind that holds other modules."""
        return type(self)(members.values())


class Sequential(_Row):
    """Modules in a row: the output of each is the input of the next.

    It is also a list of them: it has a length, indices, slices, `del`, `+`, `append`, `extend`,
    `insert` and `pop`. A slice keeps the names, so that a state dict goes on fitting.

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
                _add(self, name, module, repr(name))
        else:
            super().__init__(modules)

    def _of(self, members: dict[str, Module]) -> Any:
        return type(self)(members)

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

    def _entries(self) -> Iterable[tuple[str, Any]]:
        texts = enumerate(map(repr, self))
        for text, run in groupby(texts, key=lambda numbered: numbered[1]):
            first, *others = (number for number, _ in run)
            if others:
                yield f"({first}-{others[-1]}): {1 + len(others)} x ", text
            else:
                yield f"({first}): ", text


class ModuleDict(DictLike[Module]):
    """A dict of modules whose parameters belong to the module that holds the dict.

    It keeps the order in which the modules were added.

    Args:
        modules: a dict, or pairs of a name and a module. Default: none yet.

    Raises:
        TypeError: a name is no string, or something else than a module is given.
        KeyError: a name has a dot, or is that of an attribute of every module, such as `keys`.

    Example:
        >>> import autograd, nn
        >>> heads = nn.ModuleDict({"mean": nn.Linear(3, 1), "spread": nn.Softplus()})
        >>> list(heads)
        ['mean', 'spread']
        >>> heads["mean"](autograd.zeros(5, 3)).shape
        (5, 1)
    """

    def __init__(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]] = ()) -> None:
        super().__init__(modules)

    def _held(self) -> dict[str, Module]:
        return self._members()

    def _hold(self, name: str, value: Any) -> None:
        _add(self, name, value, repr(name))
