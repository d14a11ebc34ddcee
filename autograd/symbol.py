"""Symbols: operands on which a derivative rule writes its formula instead of computing a number.

    >>> from autograd.symbol import Symbol, local_derivative
    >>> from autograd import ops
    >>> g, x, y = Symbol("g", 1.0), Symbol("x", 3.0), Symbol("y", 2.0)
    >>> x * y + 1
    x * y + 1
    >>> local_derivative(ops.multiply.operation, 0, [x, y], g=g)
    g * y

A Symbol is a tree of operations with names and numbers at its ends, and it carries its value: so a
formula and its number come from the same rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NoReturn

import numpy as np

from ._operation import Operation
from ._operators import Operators
from .formula import exact
from .recording import Symbolic, as_operand

__all__ = ["Symbol", "derivative_symbol", "local_derivative"]

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_NOT_GIVEN: Any = object()


class Symbol(Operators, Symbolic):
    """A formula and its value; operations on Symbols give the formula of the result.

    Args:
        name: what stands for the value in formulas, such as `x`.
        value: its number or array, which gives shape and dtype.
        known: False if `value` only gives shape and dtype, since the true one is gone. What is
            computed from it is not known either. Default: True.

    Attributes:
        operation: what the formula applies last; None for a name.
        operands: its inputs: Symbols, numbers, arrays or None.
        parameters: its parameters, those at their defaults included.

    Example:
        >>> from autograd.symbol import Symbol
        >>> import autograd
        >>> autograd.exp(Symbol("x", 0.0) - 1)
        exp(x - 1)
    """

    __slots__ = (
        "derivative_of", "known", "name", "operands", "operation", "parameters", "value",
    )  # fmt: skip

    derivative_of: tuple[str, str] | None
    operation: Operation | None
    operands: tuple[Any, ...]
    parameters: Mapping[str, Any]

    def __init__(self, name: str, value: Any, known: bool = True) -> None:
        if not isinstance(name, str):
            raise TypeError(f"a Symbol's name is a string, got {name!r:.40}")
        self.name = name
        array = np.asarray(value)
        if array.dtype.kind not in "biufc":
            raise TypeError(f"Symbol {name!r}: its value is a number or array, got {value!r:.40}")
        self.value = array[()]
        self.known = known
        self.derivative_of = None
        self.operation = None
        self.operands = ()
        self.parameters = _NOTHING

    @classmethod
    def of(
        cls,
        operation: Operation,
        operands: tuple[Any, ...],
        parameters: Mapping[str, Any],
        value: Any,
        known: bool = True,
    ) -> Symbol:
        """Return the formula of an operation on operands, whose value is given."""
        made = Symbol("", value, known)
        made.operation = operation
        made.operands = operands
        made.parameters = parameters
        return made

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of the value."""
        return self.value.shape

    @property
    def ndim(self) -> int:
        """The number of axes of the value."""
        return self.value.ndim

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of the value."""
        return self.value.dtype

    @property
    def text(self) -> str:
        """The formula in plain text, with Python's signs."""
        return exact.write(self)

    def __repr__(self) -> str:
        return self.text

    @property
    def size(self) -> int:
        """The number of elements of the value."""
        return int(self.value.size)

    @staticmethod
    def apply(operation: Operation, inputs: tuple[Any, ...], parameters: dict[str, Any]) -> Symbol:
        """Write the formula of an operation on `inputs`, and compute its value."""
        inputs = tuple(x if isinstance(x, Symbol) else as_operand(operation, x) for x in inputs)
        value, _ = _computed(operation, inputs, parameters)
        return Symbol.of(operation, inputs, parameters, value, _all_known(inputs, parameters))

    # What would silently go on with something else than a formula.

    __array_ufunc__ = None  # `array * symbol` is left to the symbol

    def __array__(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise TypeError(
            f"the formula {self.text:.60} is no array; its number is in its .value, and "
            f"operations of autograd take it as it is"
        )

    def __bool__(self) -> NoReturn:
        raise TypeError(
            f"the formula {self.text:.60} is neither true nor false. A derivative rule chooses by "
            f"shapes, dtypes and parameters; by values with autograd.where"
        )

    def __iter__(self) -> Iterator[Any]:
        if not self.ndim:
            raise TypeError(f"the formula {self.text:.60} is a single number: it has no elements")
        return (self[i] for i in range(self.shape[0]))


def derivative_symbol(output: str, variable: str, value: Any, known: bool = True) -> Symbol:
    """Return a Symbol for the derivative of one name with respect to another.

    In text it is written `dL/dw`, in the other notations as a fraction.

    Args:
        output: the name of what is differentiated: the L in dL/dw.
        variable: the name of what it is differentiated by.
        value: the number or array, which gives shape and dtype.
        known: False if `value` only gives shape and dtype. Default: True.

    Example:
        >>> from autograd.symbol import Symbol, derivative_symbol
        >>> derivative_symbol("L", "u", 0.5) * Symbol("x", 2.0)
        dL/du * x
    """
    made = Symbol(exact.derivative(output, variable), value, known)
    made.derivative_of = (output, variable)
    return made


def local_derivative(
    operation: Operation,
    position: int,
    inputs: Sequence[Any],
    parameters: dict[str, Any] | None = None,
    g: Any = 1.0,
    out: Symbol | None = None,
    saved: Any = _NOT_GIVEN,
) -> Any:
    """Write the contribution of an operation to the gradient of one of its inputs, as a formula.

    Args:
        operation: the operation.
        position: which input.
        inputs: Symbols for its inputs, or numbers.
        parameters: the operation's parameters. Default: their defaults.
        g: a Symbol for the gradient with respect to the output.
        out: a Symbol for the output. Default: one called `out`, for which the operation is run.
        saved: what the operation saved when it was run. Default: it is run again, if it saves
            something, on the inputs' values; on zeros in the place of those that are not known.

    Returns:
        A Symbol, or None where the output does not depend on that input differentiably.

    Raises:
        RuntimeError: values are not known, and an operation cannot be run on others to find the
            shape of its result.

    Example:
        >>> from autograd.symbol import Symbol, local_derivative
        >>> from autograd import ops
        >>> local_derivative(ops.sigmoid.operation, 0, [Symbol("z", 0.0)], g=Symbol("g", 1.0))
        g * out * (1 - out)
    """
    rule = operation.rules[0 if operation.variadic else position]
    if rule is None:
        return None
    parameters = {**operation.defaults, **(parameters or {})}
    if out is None or (operation.saves and saved is _NOT_GIVEN):
        known = _all_known(inputs, parameters)
        value, kept = _computed(operation, inputs, parameters)
        out = Symbol("out", value, known) if out is None else out
        saved = _named(kept, "saved", known) if saved is _NOT_GIVEN else saved
    if operation.saves:
        parameters["saved"] = _named(saved, "saved")
    place = (position,) if operation.variadic else ()
    return rule(g, out, *place, *inputs, **parameters)


def _named(saved: Any, name: str, known: bool = True) -> Any:
    """Return what a forward function saved with Symbols in the place of its arrays."""
    if isinstance(saved, (tuple, list)):
        return type(saved)(_named(part, f"{name}[{i}]", known) for i, part in enumerate(saved))
    if not isinstance(saved, (np.ndarray, np.generic)):
        return saved
    return Symbol(name, saved if known else _outline(saved), known)


def _each(value: Any, change: Callable[[Symbol], Any]) -> Any:
    """Return an operand or a parameter, such as an index, with all Symbols in it changed."""
    if isinstance(value, Symbol):
        return change(value)
    if type(value) in (tuple, list):
        return type(value)(_each(part, change) for part in value)
    if isinstance(value, slice):
        return slice(*(_each(part, change) for part in (value.start, value.stop, value.step)))
    return value


def _all_known(inputs: Sequence[Any], parameters: Mapping[str, Any]) -> bool:
    symbols: list[Symbol] = []
    _each([*inputs, *parameters.values()], symbols.append)
    return all(symbol.known for symbol in symbols)


def _computed(
    operation: Operation, inputs: Sequence[Any], parameters: Mapping[str, Any]
) -> tuple[Any, Any]:
    """Run an operation's forward function; return its value and what it saves.

    Where values are not known only the shape and dtype of the result matter: others take their
    place, zeros first, and what an operation may need instead, such as matrices with an inverse.
    """
    if _all_known(inputs, parameters):
        try:
            return _run(operation, inputs, parameters, _known_value)
        except (TypeError, ValueError, IndexError) as error:
            raise operation.failure(_each(list(inputs), _known_value), error) from error
    for stand_in in _STAND_INS:
        try:
            value, saved = _run(operation, inputs, parameters, stand_in)
        except Exception as error:  # a user's forward function may raise anything
            reason = error
        else:
            return _outline(np.asarray(value)), saved
    raise RuntimeError(
        f"{operation.name}: values that it needs are gone, and it cannot be run on others to find "
        f"the shape of its result: {reason}"
    ) from reason


def _run(
    operation: Operation,
    inputs: Sequence[Any],
    parameters: Mapping[str, Any],
    value_of: Callable[[Symbol], Any],
) -> tuple[Any, Any]:
    with np.errstate(all="ignore"):
        result = operation.forward(
            *_each(list(inputs), value_of),
            **{name: _each(value, value_of) for name, value in parameters.items()},
        )
    return result if operation.saves else (result, None)


def _known_value(symbol: Symbol) -> Any:
    return symbol.value


def _filled(fill: Callable[[tuple[int, ...], Any], Any]) -> Callable[[Symbol], Any]:
    """Return what puts an array that `fill` makes in the place of a value that is not known."""
    return lambda x: x.value if x.known else fill(x.shape, x.dtype)[()]


def _identities(shape: tuple[int, ...], dtype: Any) -> Any:
    return np.broadcast_to(np.eye(*shape[-2:], dtype=dtype) if shape[1:] else dtype.type(1), shape)


# Arrays of zeros take no time to make, and the fast paths of matrix products take them.
_STAND_INS = [_filled(np.zeros), _filled(np.ones), _filled(_identities)]


def _outline(value: Any) -> Any:
    """Return zeros of the shape and dtype of an array that take no memory."""
    return np.broadcast_to(np.zeros((), value.dtype), value.shape)[()]
