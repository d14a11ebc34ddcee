"""The methods of a Tensor that are more than an operation under its own name."""

from __future__ import annotations

import builtins
from itertools import count
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import DTypeLike

# The operations need Tensor, which needs this module: `ops` is complete when a method is called.
import autograd.ops as ops

from ._operation_methods import OperationMethods
from ._operators import Operators

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._tensor import Tensor

__all__ = ["RemovableHook", "TensorMethods"]


_hook_keys = count()


class RemovableHook:
    """What `register_hook` returns: `remove()` takes the hook off again."""

    def __init__(self, hooks: dict[int, Any]) -> None:
        self._hooks = hooks
        self._key = next(_hook_keys)

    def remove(self) -> None:
        """Take the hook off; doing so twice does no harm."""
        self._hooks.pop(self._key, None)


class TensorMethods(Operators, OperationMethods):
    """The methods of Tensors."""

    __slots__ = ()

    if TYPE_CHECKING:
        _data: Any
        _state: builtins.int  # `int` is a method here

        def _label(self) -> str: ...
        def _ensure_extra(self) -> Any: ...

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
        if not self._state:
            raise RuntimeError(f"retain_grad: {self._label()} does not require grad")
        self._ensure_extra().retains_grad = True

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
        if not self._state:
            raise RuntimeError(f"register_hook: {self._label()} does not require grad")
        hooks = self._ensure_extra().hooks
        removable = RemovableHook(hooks)
        hooks[removable._key] = hook
        return removable

    # --- value -----------------------------------------------------------------------------------

    def numpy(self) -> Any:
        """Return the value as an ndarray, sharing memory.

        Raises:
            RuntimeError: the tensor requires a gradient; write `.detach().numpy()`.
        """
        if self._state:
            raise RuntimeError(
                f"can't call numpy() on {self._label()} that requires grad. "
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
                f"{self._label()} has {self._data.size}"
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

    def int(self) -> Any:
        """The same values as int32, as in PyTorch; not differentiable."""
        return ops.astype(self, np.int32)

    def byte(self) -> Any:
        """The same values as uint8, from 0 to 255, as in PyTorch; not differentiable."""
        return ops.astype(self, np.uint8)

    def to(self, dtype: DTypeLike) -> Any:
        """The same values in another dtype, as in PyTorch; see `autograd.astype`."""
        return ops.astype(self, dtype)

    def bool(self) -> Any:
        """The same values as booleans; not differentiable."""
        return ops.astype(self, np.bool_)

    def numel(self) -> builtins.int:
        """The number of elements, as in PyTorch."""
        return int(self._data.size)

    def dim(self) -> builtins.int:
        """The number of axes, as in PyTorch."""
        return int(self._data.ndim)

    # --- operations whose arguments are spelled differently as a method --------------------------

    def view(self, *shape: Any) -> Any:
        """The same elements in another shape, as in PyTorch; see `autograd.reshape`."""
        return self.reshape(*shape)

    def permute(self, *axes: Any, dims: Any = None) -> Any:
        """The axes in another order, each given as an argument or all as one tuple, as in PyTorch.

        See `autograd.permute`.
        """
        if dims is not None:
            axes = tuple(dims)
        return ops.permute(self, tuple(axes[0]) if len(axes) == 1 else axes)

    def t(self) -> Any:
        """The transpose of a matrix; a vector as it is, as in PyTorch."""
        if self._data.ndim > 2:
            raise ValueError(
                f"t() is for matrices, and {self._label()} has {self._data.ndim} axes; use mT to "
                f"transpose a stack of matrices, or transpose(i, j)"
            )
        return self.T

    def view_as(self, other: Any) -> Any:
        """The same elements in the shape of another tensor, as in PyTorch."""
        return self.reshape(other.shape)

    def contiguous(self) -> Any:
        """The tensor itself: its memory may be in any order, which PyTorch asks to be in C's."""
        return self

    def where(self, condition: Any, other: Any) -> Any:
        """This where the condition holds, `other` elsewhere, as in PyTorch.

        See `autograd.where`, whose condition comes first.
        """
        return ops.where(condition, self, other)

    def flip(self, *axis: Any, **torch_names: Any) -> Any:
        """The elements in reverse order along one or several axes; see `autograd.flip`."""
        if len(axis) > 1:
            axis = (axis,)
        return ops.flip(self, *axis, **torch_names)

    def tile(self, *reps: Any) -> Any:
        """Copies of the whole, side by side; see `autograd.tile`."""
        return ops.tile(self, reps[0] if len(reps) == 1 else reps)

    def expand_as(self, other: Any) -> Any:
        """The tensor repeated to the shape of another one, as in PyTorch; see `autograd.expand`."""
        return ops.expand(self, *other.shape)

    def norm(
        self, p: Any = 2, axis: Any = None, keepdims: Any = False, **torch_names: Any
    ) -> Any:
        """The p-norm of the elements, p first as in PyTorch; see `autograd.norm`."""
        return ops.norm(self, axis=axis, keepdims=keepdims, p=p, **torch_names)

    def split(self, split_size_or_sections: Any, dim: builtins.int = 0) -> Any:
        """Parts of a given length, or of given lengths, as in PyTorch; see `autograd.split`."""
        return ops.split(self, split_size_or_sections, dim=dim)

    @property
    def mT(self) -> Any:
        """The transpose of each matrix in a stack of matrices; see `autograd.matrix_transpose`."""
        return ops.matrix_transpose(self)
