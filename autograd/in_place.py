"""Writing to a Tensor in place: when that is allowed, and how the graph comes to know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

import autograd.ops as ops

from .locks import make_writable
from .modes import modes
from .writes import record_write

if TYPE_CHECKING:
    from ._tensor import Tensor

__all__ = ["InPlace", "write"]


def write(tensor: Tensor, value: Any, called: str, places: Any = ...) -> None:
    """Overwrite the value of `tensor`, in its own memory, shape and dtype, and note the write.

    Args:
        called: the name of the method, for errors.
        places: the index of the elements to overwrite. Default: all.

    Raises:
        ValueError: `value` does not broadcast to the tensor's shape.
        TypeError: `value` does not cast to the tensor's dtype without changing its kind.
        OverflowError: `value` is a Python integer that the tensor's dtype does not reach.
    """
    from ._tensor import bare

    data = tensor._data
    if isinstance(value, int) and data.dtype.kind in "biu":
        value = data.dtype.type(value)  # Python's numbers are weak: 1 fits into uint8, and is True
    value = np.asarray(bare(value))
    if not np.can_cast(value.dtype, data.dtype, "same_kind"):
        raise TypeError(
            f"{called}: cannot write {value.dtype} values into {tensor._label()} of dtype "
            f"{data.dtype}"
        )
    shape = data.shape if places is ... else data[places].shape
    try:
        fitted = value if value.shape == shape else np.broadcast_to(value, shape)
    except ValueError as error:
        raise ValueError(
            f"{called}: a value of shape {value.shape} cannot be written into "
            f"{f'tensor {tensor.name!r}' if tensor.name else 'a Tensor'} of shape {shape}"
        ) from error
    if isinstance(data, np.ndarray):
        if not data.flags.writeable:
            make_writable(data)
        data[places] = fitted
    else:
        tensor._data = data.dtype.type(fitted[()])
    record_write(tensor)


class InPlace:
    """`x += y` and the methods ending in an underscore."""

    __slots__ = ()

    if TYPE_CHECKING:
        _data: Any
        _value: Any
        _operation: Any
        _state: int

        def _label(self) -> str: ...

    # `x += y` rebinds the name to a new, recorded Tensor, so that no recorded value is overwritten.
    # A leaf under no_grad is written to instead: that is what a hand-written update step means.

    def _update(self, other: Any, operation: Any) -> Any:
        if modes.grad_enabled or self._operation is not None:
            # A running total keeps nothing of what earlier backward passes have released.
            from .history import without_stale_history

            return operation(without_stale_history(self), other)  # type: ignore[arg-type]
        write(self, operation(self, other), operation.__name__)  # type: ignore[arg-type]
        return self

    def __iadd__(self, other: Any) -> Any:
        return self._update(other, ops.add)

    def __isub__(self, other: Any) -> Any:
        return self._update(other, ops.subtract)

    def __imul__(self, other: Any) -> Any:
        return self._update(other, ops.multiply)

    def __itruediv__(self, other: Any) -> Any:
        return self._update(other, ops.divide)

    def __ipow__(self, other: Any) -> Any:
        return self._update(other, ops.power)

    def __setitem__(self, index: Any, value: Any) -> None:
        raise TypeError(
            "a Tensor does not support assignment to its elements, which the graph could not "
            "follow. Build the result with autograd.where or autograd.concatenate, or change "
            "the values of a leaf under autograd.no_grad() with copy_()"
        )

    def copy_(self, value: Any) -> Tensor:
        """Overwrite the value in place, in the tensor's own dtype and memory, and return it.

        Raises:
            RuntimeError: operations are being recorded and the tensor or `value` requires grad.
            ValueError: `value` does not broadcast to the tensor's shape.
            TypeError: `value` does not cast to the tensor's dtype.

        Example:
            >>> from autograd import Tensor
            >>> Tensor([1.0, 2.0]).copy_([3.0, 4.0])
            Tensor([3., 4.])
        """
        self._refuse_while_recording("copy_", value)
        write(self, value, "copy_")  # type: ignore[arg-type]
        return self  # type: ignore[return-value]

    def _refuse_while_recording(self, called: str, written: Any) -> None:
        """Raise where a gradient would be lost: that of the tensor, or of what is written."""
        if not modes.grad_enabled:
            return
        if self._state:
            raise RuntimeError(
                f"{called}: {self._label()} requires grad, and writing to it in place cannot be "
                f"recorded. Do it under autograd.no_grad()"
            )
        if getattr(written, "requires_grad", False):
            raise RuntimeError(
                f"{called}: {written._label()} requires grad, and writing it in place cannot be "
                f"recorded. Write its .detach(), or do it under autograd.no_grad()"
            )

    def sub_(self, value: Any) -> Tensor:
        """Subtract `value` in place, in the tensor's own memory, and return the tensor.

        Raises:
            RuntimeError: operations are being recorded and the tensor or `value` requires grad.
            ValueError: `value` does not have the tensor's shape.

        Example:
            >>> from autograd import Tensor
            >>> Tensor([3.0, 4.0]).sub_(1.0)
            Tensor([2., 3.])
        """
        data = self._value
        if type(data) is type(value) is np.ndarray and not (modes.grad_enabled and self._state):
            if not data.flags.writeable:
                make_writable(data)
            np.subtract(data, value, out=data)
            record_write(self)  # type: ignore[arg-type]
            return self  # type: ignore[return-value]
        from ._tensor import bare

        self._refuse_while_recording("sub_", value)
        return self.copy_(self._data - bare(value))

    def fill_(self, value: Any) -> Tensor:
        """Overwrite every element with `value` in place, and return the tensor."""
        return self.copy_(value)

    def zero_(self) -> Tensor:
        """Overwrite every element with zero in place, and return the tensor."""
        return self.copy_(0)

    def scatter_(self, dim: int, index: Any, src: Any = None, *, value: Any = None) -> Tensor:
        """Put numbers at chosen places along an axis, in place, and return the tensor.

        For `dim=1`: `self_(i, index_ij) = src_ij`; of several for one place, the last stays. With
        a number in the place of `src`, `y.scatter_(1, classes.unsqueeze(1), 1)` turns rows of
        zeros into one-hot codes. `autograd.scatter` gives a new tensor instead, and is recorded.

        Args:
            dim: the axis along which the index counts.
            index: a Tensor, array or list of integers with as many axes as the tensor, and no
                longer than `src` along any axis, nor than the tensor along the others than `dim`.
                As in PyTorch, none may be negative.
            src: a Tensor or array with as many axes as the tensor, or a number.
            value: a number, another way to spell `src`.

        Raises:
            RuntimeError: operations are being recorded, and the tensor or `src` requires grad.
            IndexError: an index is out of bounds, or negative.
            ValueError: there is no such axis, or the shapes do not fit.
            TypeError: the index does not consist of integers; `src` does not cast to the tensor's
                dtype; not one of `src` and `value` was given.

        Example:
            >>> import autograd
            >>> classes = autograd.LongTensor([2, 0])
            >>> autograd.zeros(2, 3).scatter_(1, classes.unsqueeze(1), 1)
            Tensor([[0., 0., 1.],
                    [1., 0., 0.]])
        """
        from ._tensor import bare
        from .ops.indexing.along_axis import places_to_scatter

        if (src is None) == (value is None):
            raise TypeError("scatter_ takes either src or value")
        if value is not None:
            if np.ndim(bare(value)):
                raise TypeError(f"scatter_: value is a number, got one of shape {np.shape(value)}")
            src = value
        self._refuse_while_recording("scatter_", src)
        places, values = places_to_scatter("scatter_", self._data, dim, index, bare(src))
        write(self, values, "scatter_", places)  # type: ignore[arg-type]
        return self  # type: ignore[return-value]
