"""The modules of a model as a tree of paths, and which of them hold which parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..reading._graph import Group
from .nesting import Chain, common, groups_from

__all__ = ["ModuleTree"]


class ModuleTree:
    """The modules that compute something, by their dotted paths; the model itself is "".

    Lists of modules and of parameters compute nothing: what they hold belongs to the module around.

    Args:
        model: anything with `named_modules()` and `named_parameters()`.

    Raises:
        TypeError: it has no such methods.
    """

    def __init__(self, model: Any) -> None:
        if not all(hasattr(model, name) for name in ("named_modules", "named_parameters")):
            raise TypeError(
                f"model: takes a module, with named_modules() and named_parameters(), got "
                f"{type(model).__name__}"
            )
        self._chains: dict[str, Chain] = {}
        self._modules = dict(model.named_modules())
        # Of each parameter and buffer, by its `id`, the modules that hold it; also the objects,
        # so that no other takes their place.
        self._owners: dict[int, tuple[Any, list[str]]] = {}
        for path, module in self._modules.items():
            for held in ("named_parameters", "named_buffers"):
                for _, tensor in getattr(module, held, _nothing)(recurse=False):
                    owner = self.chain(path)[-1]
                    self._owners.setdefault(id(tensor), (tensor, []))[1].append(owner)

    def chain(self, path: str) -> Chain:
        """Return the paths from the model to a module, itself included if it computes something."""
        if path not in self._chains:
            names = path.split(".")
            known = (".".join(names[:count]) for count in range(1, len(names) + 1))
            inside = (p for p in known if p and _computes(self._modules.get(p)))
            self._chains[path] = ("", *inside)
        return self._chains[path]

    def around(self, paths: list[str]) -> str:
        """Return the deepest module that all of the given ones lie in, or are."""
        return common(map(self.chain, paths))[-1]

    def owners(self, tensor: Any) -> list[str]:
        """Return the paths of the modules that hold a parameter or buffer; empty for others."""
        return self._owners.get(id(tensor), (None, []))[1]

    def title(self, path: str) -> str:
        """Return what is written above a module: its path and its class."""
        return f"{path}  {self.class_name(path)}".strip()

    def groups(self, chains: Mapping[str, Chain]) -> list[Group]:
        """Return groups of nodes, given for each node, in order, the modules around it."""
        paths = list(dict.fromkeys(path for chain in chains.values() for path in chain))
        keys = {path: f"g{i}" for i, path in enumerate(paths)}
        titled = {keys[path]: Group(keys[path], self.title(path), ()) for path in paths}
        within = {node: tuple(keys[p] for p in chain) for node, chain in chains.items()}
        return groups_from(within, titled)

    def class_name(self, path: str) -> str:
        """Return the name of a module's class."""
        return type(self._modules[path]).__name__

    def count(self, path: str) -> int:
        """Return the number of parameters of a module and those in it."""
        return sum(int(p.size) for _, p in self._modules[path].named_parameters())


def _nothing(recurse: bool) -> tuple[()]:
    return ()


def _computes(module: Any) -> bool:
    """Tell whether a module has a `forward` of its own, not only the one that all modules have."""
    definers = [c for c in type(module).__mro__ if "forward" in vars(c)]
    return bool(definers) and (len(definers) > 1 or definers[0] is type(module))
