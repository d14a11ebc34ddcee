"""Parameter: a Tensor that a module learns."""

from __future__ import annotations

from typing import Any

from numpy.typing import DTypeLike

from autograd import Tensor, get_default_dtype

__all__ = ["Parameter", "parameter_dtype"]


def parameter_dtype(dtype: DTypeLike | None) -> Any:
    """Return the dtype of new parameters: the one given, else the default one, else float32."""
    return get_default_dtype("float32") if dtype is None else dtype


class Parameter(Tensor):
    """A Tensor that a module learns: it requires a gradient, and `Module.parameters()` finds it.

    Args:
        data: a number, list, array or Tensor. Lists and numbers of Python floats become float32
            unless `set_default_dtype` said otherwise; arrays keep their dtype.
        requires_grad: False freezes the parameter. Default: True.
        dtype: the dtype of the values.
        name: shown in pictures, derivations and errors.

    Raises:
        RuntimeError: the data are integers.

    Example:
        >>> from nn import Parameter
        >>> Parameter([0.5, -0.5]).dtype
        dtype('float32')
    """

    __slots__ = ()

    def __init__(
        self,
        data: Any,
        requires_grad: bool = True,
        dtype: DTypeLike | None = None,
        name: str | None = None,
    ) -> None:
        if dtype is None and not hasattr(data, "dtype") and Tensor(data).dtype.kind == "f":
            dtype = parameter_dtype(None)
        super().__init__(data, requires_grad, dtype=dtype, name=name)
