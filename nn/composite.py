"""What a module consists of: parameters, buffers and submodules, found by their names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from autograd import Tensor

from .parameter import Parameter

if TYPE_CHECKING:
    from .module import Module

__all__ = ["Composite"]


class Composite:
    """Something that has Parameters, buffers and others of its kind as attributes.

    Attributes are found by looking at them, so there is nothing to register, and no traversal
    recurses: modules may lie as deep as one likes, and in a circle.
    """

    _buffer_names: tuple[str, ...] = ()
    _unsaved_buffers: tuple[str, ...] = ()

    def __setattr__(self, name: str, value: Any) -> None:
        held = self.__dict__.get(name)
        for kind, what in ((Parameter, "parameter"), (Composite, "module")):
            if isinstance(held, kind) and value is not None and not isinstance(value, kind):
                raise TypeError(
                    f"cannot assign a {type(value).__name__} as {what} {name!r} of "
                    f"{type(self).__name__}. Assign a {what.capitalize()} or None; to change the "
                    f"value of a parameter, write to it under autograd.no_grad()"
                )
        if name in self._buffer_names and value is not None and not isinstance(value, Tensor):
            value = Tensor(value)
        object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        object.__delattr__(self, name)
        self._forget_buffer(name)

    # --- what a module consists of ----------------------------------------------------------------

    def _members(self) -> dict[str, Module]:
        """The submodules by their names; one that stands twice is here twice."""
        return _attributes(self, Composite)

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """Go through the submodules assigned to this module itself, each once, with their names."""
        seen: set[int] = set()
        for name, module in self._members().items():
            if id(module) not in seen:
                seen.add(id(module))
                yield name, module

    def children(self) -> Iterator[Module]:
        """Go through the submodules assigned to this module itself."""
        for _, child in self.named_children():
            yield child

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """Go through this module and all below it, each once, with dotted names."""
        seen: set[int] = set()
        waiting: list[tuple[str, Any]] = [(prefix, self)]
        while waiting:
            path, module = waiting.pop()
            if id(module) in seen:
                continue
            seen.add(id(module))
            yield path, module
            below = [(_join(path, name), child) for name, child in module.named_children()]
            waiting.extend(reversed(below))

    def modules(self) -> Iterator[Module]:
        """Go through this module and all below it, each once."""
        for _, module in self.named_modules():
            yield module

    def _bottom_up(self) -> list[Module]:
        """This module and all below it, each once, after those that it consists of."""
        root: Any = self
        seen, done, path = {id(root)}, [], [(root, root.children())]
        while path:
            module, rest = path[-1]
            child = next((child for child in rest if id(child) not in seen), None)
            if child is None:
                done.append(module)
                path.pop()
            else:
                seen.add(id(child))
                path.append((child, child.children()))
        return done

    def _named_tensors(
        self, own: Callable[[Composite], Iterator[tuple[str, Tensor]]], prefix: str, recurse: bool
    ) -> Iterator[tuple[str, Tensor]]:
        seen: set[int] = set()
        modules: Any = self.named_modules(prefix) if recurse else [(prefix, self)]
        for path, module in modules:
            for name, tensor in own(module):
                if id(tensor) not in seen:
                    seen.add(id(tensor))
                    yield _join(path, name), tensor

    def named_parameters(
        self, prefix: str = "", recurse: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """Go through the parameters of this module and those below, each once, with dotted names.

        Example:
            >>> import nn
            >>> model = nn.Sequential(nn.Linear(3, 2), nn.ReLU())
            >>> [(name, parameter.shape) for name, parameter in model.named_parameters()]
            [('0.weight', (2, 3)), ('0.bias', (2,))]
        """
        return self._named_tensors(_own_parameters, prefix, recurse)  # type: ignore[return-value]

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Go through the parameters of this module and those below, each once."""
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def named_buffers(self, prefix: str = "", recurse: bool = True) -> Iterator[tuple[str, Tensor]]:
        """Go through the buffers of this module and those below, with dotted names."""
        return self._named_tensors(_own_buffers, prefix, recurse)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Go through the buffers of this module and those below."""
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    # --- assigning and getting by name ------------------------------------------------------------

    def add_module(self, name: str, module: Module | None) -> None:
        """Assign a submodule to a name that is computed, such as `f"block{i}"`.

        Raises:
            TypeError: it is neither a Module nor None, or the name is no string.
            KeyError: the name is empty, has a dot, or is that of another attribute.
        """
        if module is not None and not isinstance(module, Composite):
            raise TypeError(f"add_module: {name!r} is a {type(module).__name__}, not a Module")
        self._check_name(name, "module", Composite)
        setattr(self, name, module)

    def register_module(self, name: str, module: Module | None) -> None:
        """Assign a submodule; the same as `add_module`."""
        self.add_module(name, module)

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Assign a parameter to a name that is computed.

        Raises:
            TypeError: it is neither a Parameter nor None, or the name is no string.
            KeyError: the name is empty, has a dot, or is that of another attribute.
        """
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"register_parameter: {name!r} is a {type(param).__name__}, not a Parameter"
            )
        self._check_name(name, "parameter", Parameter)
        setattr(self, name, param)

    def register_buffer(self, name: str, tensor: Any, persistent: bool = True) -> None:
        """Assign a Tensor that goes with the module but is not learned, such as a running mean.

        Args:
            name: of the attribute.
            tensor: a Tensor, or what makes one. None stands for a buffer that is not there.
            persistent: whether it is saved in the state dict. Default: True.

        Raises:
            KeyError: the name is empty, has a dot, or is that of another attribute.
        """
        self._check_name(name, "buffer", Tensor)
        kept = tensor is None or isinstance(tensor, Tensor)
        setattr(self, name, tensor if kept else Tensor(tensor))
        self._forget_buffer(name)
        self._buffer_names = (*self._buffer_names, name)
        if not persistent:
            self._unsaved_buffers = (*self._unsaved_buffers, name)

    def _forget_buffer(self, name: str) -> None:
        if name in self._buffer_names:
            self._buffer_names = tuple(n for n in self._buffer_names if n != name)
            self._unsaved_buffers = tuple(n for n in self._unsaved_buffers if n != name)

    def _check_name(self, name: Any, what: str, kind: type) -> None:
        """Refuse a name that could not stand in a state dict, or that hides another attribute."""
        if not isinstance(name, str):
            raise TypeError(f"a {what} name should be a string, got a {type(name).__name__}")
        if not name or "." in name:
            raise KeyError(f'a {what} name must not be empty or contain ".", got {name!r}')
        if not isinstance(getattr(self, name, None), kind | None):
            raise KeyError(
                f"attribute {name!r} already exists in {type(self).__name__}; give the {what} "
                f"another name"
            )

    def get_submodule(self, target: str) -> Module:
        """Return the module of a dotted name, such as `"body.0"`; this one for the empty name.

        Raises:
            AttributeError: there is none.
        """
        found: Any = self
        for name in target.split(".") if target else []:
            below = getattr(found, name, None)
            if not isinstance(below, Composite):
                raise AttributeError(
                    f"{type(found).__name__} has no submodule {name!r} (looking for {target!r})"
                )
            found = below
        return found  # type: ignore[no-any-return]

    def get_parameter(self, target: str) -> Parameter:
        """Return the parameter of a dotted name, such as `"body.0.weight"`.

        Raises:
            AttributeError: there is none.
        """
        return self._get(target, "parameter", _own_parameters)  # type: ignore[return-value]

    def get_buffer(self, target: str) -> Tensor:
        """Return the buffer of a dotted name, such as `"norm.running_mean"`.

        Raises:
            AttributeError: there is none.
        """
        return self._get(target, "buffer", _own_buffers)

    def _get(
        self, target: str, what: str, own: Callable[[Composite], Iterator[tuple[str, Tensor]]]
    ) -> Tensor:
        path, _, name = target.rpartition(".")
        module = self.get_submodule(path)
        found = dict(own(module))
        if name not in found:
            raise AttributeError(f"{type(module).__name__} has no {what} {name!r}")
        return found[name]

    def _saved(self) -> Iterator[tuple[str, Tensor]]:
        """What this module itself, without those below, puts into a state dict."""
        yield from _own_parameters(self)
        for name, buffer in _own_buffers(self):
            if name not in self._unsaved_buffers:
                yield name, buffer


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _attributes(module: Composite, kind: type) -> dict[str, Any]:
    # Of a copy, for attributes may be added meanwhile: by the caller's loop, by another thread.
    return {k: v for k, v in vars(module).copy().items() if isinstance(v, kind)}


def _own_parameters(module: Composite) -> Iterator[tuple[str, Tensor]]:
    return iter(_attributes(module, Parameter).items())


def _own_buffers(module: Composite) -> Iterator[tuple[str, Tensor]]:
    held = ((name, getattr(module, name, None)) for name in module._buffer_names)
    # A Parameter assigned in its place is one of the parameters now.
    return ((k, v) for k, v in held if v is not None and not isinstance(v, Parameter))
