"""Modules made of parameters: in a list, in a dict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Self, overload

from .dict_like import DictLike
from .module import Module
from .parameter import Parameter

__all__ = ["ParameterDict", "ParameterList"]


class _Parameters(Module):
    """Parameters under names."""

    def _held(self) -> dict[str, Parameter]:
        return {name: p for name, p in vars(self).copy().items() if isinstance(p, Parameter)}

    def _hold(self, name: str, value: Any) -> None:
        parameter = value if isinstance(value, Parameter) else Parameter(value)
        self.register_parameter(name, parameter)

    def _entries(self) -> Iterable[tuple[str, Any]]:
        for name, parameter in self._held().items():
            yield f"({name}): ", f"Parameter of shape {parameter.shape}, {parameter.dtype}"


class ParameterList(_Parameters):
    """A list of parameters that belong to the module that holds the list.

    Args:
        values: parameters, or Tensors, arrays and numbers, of which parameters are made. Default:
            none yet.

    Example:
        >>> import autograd, nn
        >>> scales = nn.ParameterList([autograd.ones(2), autograd.ones(3)])
        >>> [name for name, parameter in scales.named_parameters()]
        ['0', '1']
    """

    def __init__(self, values: Iterable[Any] = ()) -> None:
        super().__init__()
        self.extend(values)

    def append(self, value: Any) -> Self:
        """Add a parameter at the end, and return this list."""
        self._hold(str(len(self)), value)
        return self

    def extend(self, values: Iterable[Any]) -> Self:
        """Add parameters at the end, and return this list."""
        for value in list(values):  # which may be this list itself
            self.append(value)
        return self

    def __iadd__(self, values: Iterable[Any]) -> Self:
        return self.extend(values)

    def __len__(self) -> int:
        return len(self._held())

    def __iter__(self) -> Iterator[Parameter]:
        return iter(self._held().values())

    @overload
    def __getitem__(self, index: int) -> Parameter: ...
    @overload
    def __getitem__(self, index: slice) -> ParameterList: ...
    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return ParameterList(list(self)[index])
        return list(self)[self._place(index)]

    def __setitem__(self, index: int, value: Any) -> None:
        self._hold(str(self._place(index)), value)

    def _place(self, index: int) -> int:
        length = len(self)
        if not -length <= index < length:
            raise IndexError(f"ParameterList has {length} parameters; there is no number {index}")
        return index % length


class ParameterDict(_Parameters, DictLike[Parameter]):
    """A dict of parameters that belong to the module that holds the dict.

    Args:
        parameters: a dict, or pairs of a name and a value; of Tensors, arrays and numbers
            parameters are made. Default: none yet.

    Raises:
        KeyError: a name has a dot, or is that of an attribute of every module, such as `keys`.

    Example:
        >>> import autograd, nn
        >>> curve = nn.ParameterDict({"low": 0.5, "high": autograd.ones(3)})
        >>> list(curve), curve["high"].shape
        (['low', 'high'], (3,))
    """

    def __init__(self, parameters: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__(parameters)
