"""Parameter: a Tensor that a module learns, and one whose shape is not known yet."""

from __future__ import annotations

from typing import Any

from numpy.typing import DTypeLike

import autograd
from autograd import Tensor, get_default_dtype

__all__ = ["Parameter", "UninitializedParameter", "parameter_dtype"]


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


class UninitializedParameter(Parameter):
    """A Parameter of a layer that is waiting for its first input: a length not known yet is 0.

    It has no elements until `materialize` makes it a Parameter, and stays the same object then: an
    optimizer that holds it goes on working.

    Args:
        shape: its shape, with 0 for each length that is not known.
        requires_grad: False freezes the parameter. Default: True.
        dtype: the dtype of the values. Default: float32, or `set_default_dtype`'s.
        name: shown in pictures, derivations and errors.

    Raises:
        ValueError: all lengths are known.

    Example:
        >>> from nn.parameter import UninitializedParameter
        >>> weight = UninitializedParameter((2, 0))
        >>> weight.materialize((2, 3))
        >>> type(weight).__name__, weight.shape
        ('Parameter', (2, 3))
    """

    __slots__ = ()

    def __init__(
        self,
        shape: tuple[int, ...],
        requires_grad: bool = True,
        dtype: DTypeLike | None = None,
        name: str | None = None,
    ) -> None:
        if 0 not in shape:
            raise ValueError(f"UninitializedParameter: nothing of the shape {shape} is unknown (0)")
        super().__init__(autograd.zeros(shape, dtype=parameter_dtype(dtype)), requires_grad,
                         name=name)  # fmt: skip

    def fits(self, shape: tuple[int, ...]) -> bool:
        """Tell whether it may take a shape: one with the same known lengths."""
        return len(shape) == self.ndim and all(
            known in (0, length) for known, length in zip(self.shape, shape, strict=True)
        )

    def materialize(self, shape: tuple[int, ...]) -> None:
        """Become a Parameter of a shape, filled with zeros.

        Raises:
            ValueError: the shape has another number of axes, or differs where a length was known.
        """
        if not self.fits(shape):
            raise ValueError(
                f"an UninitializedParameter of shape {self.shape}, where 0 is not known yet, "
                f"cannot take the shape {shape}"
            )
        self.data = autograd.zeros(shape, dtype=self.dtype).data
        self.__class__ = Parameter  # type: ignore[assignment]
