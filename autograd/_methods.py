"""What `a * b`, `t.sum()` and the other operators and methods of a Tensor mean.

Each is one of the operations of `autograd.ops`; Symbols, on which derivative rules write formulas, have
the same operators and methods.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import DTypeLike

# The operations need Tensor, which needs this module: `ops` is complete when a method is called.
import autograd.ops as ops

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._tensor import Tensor

__all__ = ["RemovableHook", "TensorMethods"]

Axis = int | tuple[int, ...] | None


class RemovableHook:
    """What `register_hook` returns: `remove()` takes the hook off again."""

    def __init__(self, hooks: dict[int, Any]) -> None:
        self._hooks = hooks
        self._key = max(hooks, default=0) + 1

    def remove(self) -> None:
        """Take the hook off; doing so twice does no harm."""
        self._hooks.pop(self._key, None)


class Operators:
    """The operators of Tensors and Symbols."""

    __slots__ = ()

    def __neg__(self) -> Any:
        return ops.negative(self)

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return ops.absolute(self)

    def __invert__(self) -> Any:
        return ops.logical_not(self)

    def __add__(self, other: Any) -> Any:
        return ops.add(self, other)

    def __radd__(self, other: Any) -> Any:
        return ops.add(other, self)

    def __sub__(self, other: Any) -> Any:
        return ops.subtract(self, other)

    def __rsub__(self, other: Any) -> Any:
        return ops.subtract(other, self)

    def __mul__(self, other: Any) -> Any:
        return ops.multiply(self, other)

    def __rmul__(self, other: Any) -> Any:
        return ops.multiply(other, self)

    def __truediv__(self, other: Any) -> Any:
        return ops.divide(self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return ops.divide(other, self)

    def __pow__(self, other: Any) -> Any:
        return ops.power(self, other)

    def __rpow__(self, other: Any) -> Any:
        return ops.power(other, self)

    def __matmul__(self, other: Any) -> Any:
        return ops.matmul(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return ops.matmul(other, self)

    def __and__(self, other: Any) -> Any:
        return ops.logical_and(self, other)

    def __rand__(self, other: Any) -> Any:
        return ops.logical_and(other, self)

    def __or__(self, other: Any) -> Any:
        return ops.logical_or(self, other)

    def __ror__(self, other: Any) -> Any:
        return ops.logical_or(other, self)

    def __lt__(self, other: Any) -> Any:
        return ops.less(self, other)

    def __le__(self, other: Any) -> Any:
        return ops.less_equal(self, other)

    def __gt__(self, other: Any) -> Any:
        return ops.greater(self, other)

    def __ge__(self, other: Any) -> Any:
        return ops.greater_equal(self, other)

    def __eq__(self, other: Any) -> Any:
        return ops.equal(self, other)

    def __ne__(self, other: Any) -> Any:
        return ops.not_equal(self, other)

    __hash__ = object.__hash__

    def __getitem__(self, index: Any) -> Any:
        return ops.getitem(self, index)

    @property
    def T(self) -> Any:
        """The tensor with its axes in reverse order."""
        return ops.transpose(self)

    def sum(self, axis: Axis = None, keepdims: bool = False, **torch_names: Any) -> Any:
        """Sum over axes; see `autograd.sum`."""
        return ops.sum(self, axis, keepdims, **torch_names)

    def mean(self, axis: Axis = None, keepdims: bool = False, **torch_names: Any) -> Any:
        """Mean over axes; see `autograd.mean`."""
        return ops.mean(self, axis, keepdims, **torch_names)

    def reshape(self, *shape: Any) -> Any:
        """The same elements in another shape; see `autograd.reshape`."""
        return ops.reshape(self, shape[0] if len(shape) == 1 else shape)

    def transpose(self, *axes: Any) -> Any:
        """Reorder axes; two integers swap these two, as in PyTorch; see `autograd.transpose`."""
        return ops.transpose(self, *axes)

    def astype(self, dtype: DTypeLike) -> Any:
        """The same values in another dtype; see `autograd.astype`."""
        return ops.astype(self, dtype)


class TensorMethods(Operators):
    """The methods of Tensors."""

    __slots__ = ()

    if TYPE_CHECKING:
        _data: Any
        _inputs: tuple[Any, ...]
        _operation: Any
        _requires_grad: int

    # --- gradients -------------------------------------------------------------------------------

    def backward(
        self, gradient: Any = None, retain_graph: bool | None = None, create_graph: bool = False
    ) -> None:
        """Add to the `.grad` of every leaf the derivative of this tensor with respect to it.

        Args:
            gradient: the gradient with respect to this tensor itself; may be left out (1) when the
                tensor has a single element.
            retain_graph: keep the graph for another backward pass. Default: `create_graph`.
            create_graph: record the backward pass too, so that gradients can be differentiated.

        Raises:
            RuntimeError: the tensor does not require a gradient, has several elements and no
                `gradient` was given, or its graph has been released by an earlier pass.

        Example:
            >>> import autograd
            >>> x = autograd.Tensor([1.0, 2.0], requires_grad=True)
            >>> (x * x).sum().backward()
            >>> x.grad
            Tensor([2., 4.])
        """
        from .chain_rule import backward

        backward(self, gradient, retain_graph, create_graph)  # type: ignore[arg-type]

    def retain_grad(self) -> None:
        """Keep the gradient of this intermediate tensor in `.grad` after a backward pass."""
        if not self._requires_grad:
            raise RuntimeError(f"retain_grad: {self._label()} does not require grad")  # type: ignore[attr-defined]
        self._ensure_extra().retains_grad = True  # type: ignore[attr-defined]

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Set `requires_grad` in place and return the tensor itself."""
        self.requires_grad = requires_grad
        return self  # type: ignore[return-value]

    def register_hook(self, hook: Callable[[Tensor], Any]) -> RemovableHook:
        """Call `hook(gradient)` in each backward pass, when this tensor's gradient is complete.

        What the hook returns, unless None, takes the gradient's place. The object returned here
        takes the hook off again with `.remove()`.

        Example:
            >>> from autograd import Tensor
            >>> x = Tensor(2.0, requires_grad=True)
            >>> hook = x.register_hook(lambda gradient: gradient * 10.0)
            >>> (x * 3.0).backward()
            >>> x.grad
            Tensor(30.0)
        """
        if not self._requires_grad:
            raise RuntimeError(f"register_hook: {self._label()} does not require grad")  # type: ignore[attr-defined]
        hooks = self._ensure_extra().hooks  # type: ignore[attr-defined]
        removable = RemovableHook(hooks)
        hooks[removable._key] = hook
        return removable

    # --- value -----------------------------------------------------------------------------------

    def numpy(self) -> Any:
        """Return the value as an ndarray, sharing memory.

        Raises:
            RuntimeError: the tensor requires a gradient; write `.detach().numpy()`.
        """
        if self._requires_grad:
            raise RuntimeError(
                f"can't call numpy() on {self._label()} that requires grad. "  # type: ignore[attr-defined]
                f"Use .detach().numpy() instead"
            )
        return np.asarray(self._data)

    def item(self) -> Any:
        """Return the value of a tensor with one element as a Python number.

        Raises:
            ValueError: the tensor has another number of elements.
        """
        if self._data.size != 1:
            raise ValueError(
                f"item(): only a tensor with one element can become a number, and "
                f"{self._label()} has {self._data.size}"  # type: ignore[attr-defined]
            )
        return self._data.item()

    def tolist(self) -> Any:
        """Return the value as nested lists of Python numbers."""
        return self._data.tolist()

    def float(self) -> Any:
        """The same values as float32, as in PyTorch."""
        return ops.astype(self, np.float32)

    def double(self) -> Any:
        """The same values as float64, as in PyTorch."""
        return ops.astype(self, np.float64)

    def long(self) -> Any:
        """The same values as int64, as in PyTorch; not differentiable."""
        return ops.astype(self, np.int64)

    def bool(self) -> Any:
        """The same values as booleans; not differentiable."""
        return ops.astype(self, np.bool_)

    def numel(self) -> int:
        """The number of elements, as in PyTorch."""
        return int(self._data.size)

    def dim(self) -> int:
        """The number of axes, as in PyTorch."""
        return int(self._data.ndim)

    def any(self, axis: Axis = None, keepdims: Any = False) -> Any:
        """Whether any element is true; see `autograd.any`."""
        return ops.any(self, axis, keepdims)

    def all(self, axis: Axis = None, keepdims: Any = False) -> Any:
        """Whether all elements are true; see `autograd.all`."""
        return ops.all(self, axis, keepdims)

    # --- operations as methods -------------------------------------------------------------------

    def exp(self) -> Any:
        """See `autograd.exp`."""
        return ops.exp(self)

    def log(self) -> Any:
        """See `autograd.log`."""
        return ops.log(self)

    def log2(self) -> Any:
        """See `autograd.log2`."""
        return ops.log2(self)

    def sqrt(self) -> Any:
        """See `autograd.sqrt`."""
        return ops.sqrt(self)

    def square(self) -> Any:
        """See `autograd.square`."""
        return ops.square(self)

    def abs(self) -> Any:
        """See `autograd.absolute`."""
        return ops.absolute(self)

    def sin(self) -> Any:
        """See `autograd.sin`."""
        return ops.sin(self)

    def cos(self) -> Any:
        """See `autograd.cos`."""
        return ops.cos(self)

    def tanh(self) -> Any:
        """See `autograd.tanh`."""
        return ops.tanh(self)

    def sigmoid(self) -> Any:
        """See `autograd.sigmoid`."""
        return ops.sigmoid(self)

    def relu(self) -> Any:
        """See `autograd.relu`."""
        return ops.relu(self)

    def reciprocal(self) -> Any:
        """See `autograd.reciprocal`."""
        return ops.reciprocal(self)

    def pow(self, exponent: Any) -> Any:
        """See `autograd.power`."""
        return ops.power(self, exponent)

    def mul(self, other: Any) -> Any:
        """See `autograd.multiply`."""
        return ops.multiply(self, other)

    def matmul(self, other: Any) -> Any:
        """See `autograd.matmul`."""
        return ops.matmul(self, other)

    def clip(self, min: Any = None, max: Any = None) -> Any:
        """See `autograd.clip`."""
        return ops.clip(self, min, max)

    clamp = clip

    def max(self, axis: Axis = None, keepdims: Any = False, **torch_names: Any) -> Any:
        """See `autograd.max`."""
        return ops.max(self, axis, keepdims, **torch_names)

    def min(self, axis: Axis = None, keepdims: Any = False, **torch_names: Any) -> Any:
        """See `autograd.min`."""
        return ops.min(self, axis, keepdims, **torch_names)

    def argmax(self, axis: int | None = None, keepdims: Any = False, **torch_names: Any) -> Any:
        """See `autograd.argmax`."""
        return ops.argmax(self, axis, keepdims, **torch_names)

    def argmin(self, axis: int | None = None, keepdims: Any = False, **torch_names: Any) -> Any:
        """See `autograd.argmin`."""
        return ops.argmin(self, axis, keepdims, **torch_names)

    def softmax(self, axis: int = -1, **torch_names: Any) -> Any:
        """See `autograd.softmax`."""
        return ops.softmax(self, axis, **torch_names)

    def log_softmax(self, axis: int = -1, **torch_names: Any) -> Any:
        """See `autograd.log_softmax`."""
        return ops.log_softmax(self, axis, **torch_names)

    def logsumexp(self, axis: Axis = None, keepdims: Any = False, **torch_names: Any) -> Any:
        """See `autograd.logsumexp`."""
        return ops.logsumexp(self, axis, keepdims, **torch_names)

    def view(self, *shape: Any) -> Any:
        """The same elements in another shape, as in PyTorch; see `autograd.reshape`."""
        return self.reshape(*shape)

    def flatten(self, start_dim: int = 0, end_dim: int = -1) -> Any:
        """See `autograd.flatten`."""
        return ops.flatten(self, start_dim, end_dim)

    def squeeze(self, axis: Axis = None, **torch_names: Any) -> Any:
        """See `autograd.squeeze`."""
        return ops.squeeze(self, axis, **torch_names)

    def unsqueeze(self, axis: int | None = None, **torch_names: Any) -> Any:
        """See `autograd.unsqueeze`."""
        return ops.unsqueeze(self, axis, **torch_names)

    def broadcast_to(self, shape: Any) -> Any:
        """See `autograd.broadcast_to`."""
        return ops.broadcast_to(self, shape)
