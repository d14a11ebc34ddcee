"""What the graph holds where a value is gone: dropped after a backward pass, or overwritten.

A stand-in still tells its shape and dtype, for those rules that need no more. Any other use raises
an error that says what happened to the value and what to do about it. So a derivative rule never
sees a wrong number, and a rule that does not need the value works as before.
"""

from __future__ import annotations

from typing import Any, NoReturn

import numpy as np

SECOND_BACKWARD = (
    "Trying to backward through the graph a second time: {what} was released by an earlier "
    "backward(). Call the earlier one with retain_graph=True, or compute the output again."
)


class StandIn:
    """The shape and dtype of a value that is gone; every other use of it raises."""

    __slots__ = ("dtype", "message", "name", "shape")

    def __init__(self, value: Any, message: str, name: str | None = None) -> None:
        self.shape: tuple[int, ...] = value.shape
        self.dtype: np.dtype[Any] = value.dtype
        self.message = message  # with a place for {what} is gone
        self.name = name

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of elements."""
        return int(np.prod(self.shape, dtype=np.int64))

    @property
    def T(self) -> NoReturn:
        """The transpose needs the value: it raises."""
        self.refuse()

    def refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Raise the error that says what happened to the value."""
        what = f"tensor {self.name!r}" if self.name else f"a Tensor of shape {self.shape}"
        raise RuntimeError(self.message.replace("{what}", what))

    def __repr__(self) -> str:
        return f"<value of shape {self.shape} and dtype {self.dtype}, gone>"

    __array__ = __array_ufunc__ = __array_function__ = refuse
    __getitem__ = __len__ = __iter__ = __bool__ = __float__ = __int__ = __index__ = refuse
    __neg__ = __pos__ = __abs__ = __invert__ = refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = refuse
    __truediv__ = __rtruediv__ = __pow__ = __rpow__ = __matmul__ = __rmatmul__ = refuse
    __lt__ = __le__ = __gt__ = __ge__ = refuse
    __eq__ = __ne__ = refuse
    __hash__ = object.__hash__
    sum = mean = max = min = reshape = transpose = astype = refuse
