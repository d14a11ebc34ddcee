"""Tensor: a value, its gradient, and the operation and inputs it came from."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from typing import Any, Self

import numpy as np
from numpy.typing import DTypeLike

from . import numpy_protocol
from ._methods import TensorMethods
from .extra import Extra, creating
from .graph_state import REQUIRES_GRAD
from .in_place import InPlace
from .modes import get_default_dtype
from .writes import LastWrite, record_write, share_writes

__all__ = ["Tensor", "as_data", "bare"]


float64 = np.float64


class ElementCount(int):
    """The number of elements, NumPy's `t.size`; calling it is PyTorch's `t.size()`."""

    _shape: tuple[int, ...]

    def __call__(self, dim: int | None = None) -> Any:
        return self._shape if dim is None else self._shape[dim]


class Tensor(TensorMethods, InPlace):
    """A value that remembers how it was computed, so that gradients can flow back through it.

    Arithmetic and the functions of `autograd` on Tensors record themselves as a graph; `backward()`
    on the result computes the derivative with respect to every tensor that requires a gradient.

    Args:
        data: a number, a list, an array (whose memory is shared; `autograd.tensor` copies) or a
            Tensor (shared, without its history). Numbers become NumPy scalars.
        requires_grad: whether gradients with respect to this tensor are wanted. Default: False.
        dtype: the dtype of the value. Default: NumPy's choice, or `set_default_dtype`'s for
            Python floats.
        name: shown in pictures, derivations and errors.

    Raises:
        TypeError: `data` does not consist of numbers.
        RuntimeError: `requires_grad=True` on integers or booleans.

    Example:
        >>> from autograd import Tensor
        >>> x = Tensor(3.0, requires_grad=True, name="x")
        >>> y = x * x + 2.0 * x
        >>> y.backward()
        >>> x.grad
        Tensor(8.0)
    """

    # `_state` is 0, REQUIRES_GRAD, or REQUIRES_GRAD | RELEASED. `_context` is None or, for
    # an operation with parameters, the pair (parameters, what its forward saved). `_time` is the
    # tick of the clock at which the operation was recorded, 0 for leaves. `_value` is the value,
    # a single float64 number as Python's float, which is faster than NumPy's. `_flow` is for passes
    # through graphs of such numbers.
    __slots__ = (
        "__weakref__", "_context", "_extra", "_flow", "_grad", "_inputs", "_operation", "_state",
        "_time", "_value",
    )  # fmt: skip

    _value: Any
    _grad: Tensor | None
    _operation: Any
    _inputs: tuple[Any, ...]
    _context: tuple[dict[str, Any], Any] | None
    _extra: Extra | None
    _flow: Any
    _state: int
    _time: int

    def __init__(
        self,
        data: Any,
        requires_grad: bool = False,
        dtype: DTypeLike | None = None,
        name: str | None = None,
    ) -> None:
        self._data = as_data(data, dtype)
        self._grad = self._operation = self._context = self._extra = self._flow = None
        self._inputs = ()
        self._state = 0
        self._time = 0
        if requires_grad:
            self.requires_grad = True
        if name is not None:
            self.name = name
        shared = isinstance(data, Tensor) and self._data is data._data
        if shared and isinstance(self._data, np.ndarray):
            share_writes(data, self)

    # --- value ---------------------------------------------------------------------------------

    @property
    def _data(self) -> Any:
        """The value as NumPy has it."""
        value = self._value
        return float64(value) if type(value) is float else value

    @_data.setter
    def _data(self, value: Any) -> None:
        self._value = float(value) if type(value) is float64 else value

    @property
    def data(self) -> Any:
        """The value: an ndarray or a NumPy scalar. Assigning a new value keeps the history."""
        return self._data

    @data.setter
    def data(self, value: Any) -> None:
        # Python's numbers and lists take the tensor's dtype; arrays and Tensors bring their own.
        new = as_data(value, None if hasattr(value, "dtype") else self._data.dtype)
        if self._state and new.dtype.kind != "f":
            raise TypeError(
                f"{self._label()} requires grad; its data cannot become {new.dtype}"
            )
        if self._grad is not None and new.shape != self._data.shape:
            raise ValueError(
                f"{self._label()} has a gradient, which would not fit data of shape {new.shape}. "
                f"Set its grad to None first"
            )
        self._data = new
        if self._extra is not None:
            self._extra = copy(self._extra)
            self._extra.last_write = None  # of the old memory, which others may share
        if isinstance(value, Tensor) and new is value._data and isinstance(new, np.ndarray):
            share_writes(value, self)
        record_write(self)
        self.grad = self._grad  # in the new dtype

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis."""
        return self._data.shape  # type: ignore[no-any-return]

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self._data.ndim  # type: ignore[no-any-return]

    @property
    def size(self) -> ElementCount:
        """The number of elements, as in NumPy; `size()` and `size(dim)` give PyTorch's shape."""
        count = ElementCount(self._data.size)
        count._shape = self.shape
        return count

    @property
    def dtype(self) -> np.dtype[Any]:
        """The NumPy dtype of the value."""
        return self._data.dtype  # type: ignore[no-any-return]

    # --- place in the graph ----------------------------------------------------------------------

    @property
    def grad(self) -> Tensor | None:
        """The gradient that backward passes have accumulated, None before the first one."""
        return self._grad

    @grad.setter
    def grad(self, value: Any) -> None:
        if value is not None:
            value = value if isinstance(value, Tensor) else Tensor(value)
            if value.shape != self.shape:
                raise ValueError(
                    f"the gradient of {self._label()} must have its shape {self.shape}, "
                    f"got {value.shape}"
                )
            if value.dtype != self._data.dtype:
                value = value.astype(self._data.dtype)
        self._grad = value

    @property
    def requires_grad(self) -> bool:
        """Whether a backward pass computes a gradient with respect to this tensor."""
        return self._state > 0

    @requires_grad.setter
    def requires_grad(self, value: bool) -> None:
        if value and self._data.dtype.kind != "f":
            raise RuntimeError(
                f"only Tensors of floating-point dtype can require gradients, and {self._label()} "
                f"has dtype {self._data.dtype}. Write 2.0 instead of 2, or give dtype=float"
            )
        if self._operation is not None:
            if not value:
                raise RuntimeError(
                    f"{self._label()} was computed by {self._operation.name}: requires_grad can "
                    f"only be changed on leaves. Use detach() for the value without its history"
                )
            return
        self._state = REQUIRES_GRAD if value else 0

    def requires_grad_(self, requires_grad: bool = True) -> Self:
        """Set `requires_grad` in place and return the tensor itself."""
        self.requires_grad = requires_grad
        return self

    @property
    def is_leaf(self) -> bool:
        """Whether this tensor was made by the user rather than by a recorded operation."""
        return self._operation is None

    @property
    def name(self) -> str | None:
        """A name for pictures, derivations and errors."""
        return None if self._extra is None else self._extra.name

    @name.setter
    def name(self, value: str | None) -> None:
        if value is not None and not isinstance(value, str):
            raise TypeError(f"a Tensor's name is a string or None, got {value!r}")
        self._ensure_extra().name = value

    def _ensure_extra(self) -> Extra:
        if self._extra is None:
            with creating:
                self._extra = self._extra or Extra()
        return self._extra

    @property
    def _last_write(self) -> LastWrite | None:
        return None if self._extra is None else self._extra.last_write

    def _label(self) -> str:
        """How errors call this tensor."""
        if self.name:
            return f"tensor {self.name!r}"
        return f"a Tensor of shape {self.shape}"

    def detach(self) -> Tensor:
        """Return a leaf with the same value (sharing its memory) and no history.

        Example:
            >>> from autograd import Tensor
            >>> y = Tensor(2.0, requires_grad=True) * 3.0
            >>> y.detach()
            Tensor(6.0)
        """
        return Tensor(self)

    # --- NumPy's and Python's manners ------------------------------------------------------------

    __array_ufunc__ = numpy_protocol.array_ufunc
    __array_function__ = numpy_protocol.array_function

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> Any:
        if self._state:
            raise RuntimeError(
                f"cannot turn {self._label()} into an array, because it requires grad and the "
                f"array would have no history. Use .detach().numpy()"
            )
        return np.array(self._data, dtype=dtype, copy=copy)

    def __repr__(self) -> str:
        prefix = f"{type(self).__name__}("
        if isinstance(self._data, np.ndarray):
            value = np.array2string(self._data, separator=", ", prefix=prefix, threshold=100)
        else:
            value = str(self._data)
        details = [value]
        if self.dtype not in (np.float64, np.int64, np.bool_):
            details.append(f"dtype={self.dtype}")
        if self.name:
            details.append(f"name={self.name!r}")
        if self._operation is not None:
            details.append(f"operation={self._operation.name}")
        elif self._state:
            details.append("requires_grad=True")
        return prefix + ", ".join(details) + ")"

    def __format__(self, spec: str) -> str:
        if not spec:
            return repr(self) if self.ndim else str(self._data)
        if self.ndim == 0:
            return format(self._data.item(), spec)
        raise TypeError(
            f"format {spec!r} needs a single value, and {self._label()} has "
            f"{self._data.size} elements"
        )

    def __len__(self) -> int:
        if not self._data.ndim:
            raise TypeError("len() of a Tensor without axes (a single value)")
        return len(self._data)

    def __iter__(self) -> Iterator[Tensor]:
        if not self._data.ndim:
            raise TypeError("iteration over a Tensor without axes (a single value)")
        return (self[i] for i in range(len(self._data)))

    def __bool__(self) -> bool:
        if self._data.size != 1:
            raise ValueError(
                f"the truth value of {self._label()} is ambiguous; use .any() or .all()"
            )
        return bool(self._data)

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __index__(self) -> int:
        if self._data.dtype.kind not in "iu" or self._data.size != 1:
            raise TypeError(
                f"only a single integer can serve as an index, not {self._label()} "
                f"of dtype {self.dtype}"
            )
        return int(self._data.item())

    __hash__ = object.__hash__

    def __copy__(self) -> Tensor:
        copy = type(self).__new__(type(self))
        Tensor.__init__(copy, self, requires_grad=self.requires_grad, name=self.name)
        copy._grad = self._grad
        return copy

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        if self._operation is not None:
            raise RuntimeError(
                f"only leaves can be deep-copied; {self._label()} was computed by "
                f"{self._operation.name}. Copy its detach()"
            )
        copy = type(self).__new__(type(self))
        memo[id(self)] = copy
        copy.__setstate__(self.__getstate__())
        copy._data = np.copy(self._data) if self.ndim else self._data
        if copy._grad is not None:
            copy._grad = copy._grad.detach().__deepcopy__(memo)
        return copy

    def __getstate__(self) -> dict[str, Any]:
        if self._operation is not None:
            raise RuntimeError(
                f"only leaves can be pickled; {self._label()} was computed by "
                f"{self._operation.name}. Pickle its detach()"
            )
        grad = None if self._grad is None else self._grad.detach()
        return {
            "data": self._data, "grad": grad, "requires_grad": self._state,
            "name": self.name,
        }  # fmt: skip

    def __setstate__(self, state: dict[str, Any]) -> None:
        Tensor.__init__(self, state["data"], bool(state["requires_grad"]), name=state["name"])
        self._grad = state["grad"]


def as_data(data: Any, dtype: DTypeLike | None) -> Any:
    """Return `data` as a Tensor holds it: an ndarray with axes, or a NumPy scalar."""
    if isinstance(data, Tensor):
        data = data._data
    elif isinstance(data, float) and not isinstance(data, np.generic):
        data = get_default_dtype().type(data)
    elif isinstance(data, np.ma.MaskedArray):
        raise TypeError("a Tensor has no masked elements; fill them first, with .filled(value)")
    elif not isinstance(data, np.generic) and type(data) is not np.ndarray:
        given = isinstance(data, np.ndarray)
        data = np.asarray(data)  # a subclass, such as np.matrix, has operators of its own
        if given:
            dtype = dtype or data.dtype
        if data.dtype == np.float64 and dtype is None:
            dtype = get_default_dtype()
    if data.dtype.kind not in "biufc":
        raise TypeError(
            f"a Tensor holds numbers; got {type(data).__name__} data of dtype {data.dtype}"
        )
    if dtype is not None and data.dtype != dtype:
        data = data.astype(dtype)
    return data if data.ndim else data[()]


def bare(value: Any) -> Any:
    """Return the array or number in a Tensor, and anything else as it is."""
    if isinstance(value, Tensor):
        value = value._value
        return float64(value) if type(value) is float else value
    return value
