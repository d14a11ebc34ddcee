"""What an operation is, and how applying one to Tensors is recorded.

An operation is a forward function on arrays plus one derivative rule per input. A rule is a pure
expression in `g` (the gradient arriving), `out` and the inputs, written with the library's own
operations. Because these are polymorphic, the one rule serves three uses: on arrays it gives
numbers, on Tensors a graph that can be differentiated again, on Symbols a formula.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import Any

import numpy as np

from ._tensor import Tensor, cut_history
from .graph_state import RELEASED, REQUIRES_GRAD
from .modes import modes
from .writes import share_writes, tick

__all__ = ["Operation", "Rule", "Symbolic", "operation", "registry"]

Rule = Callable[..., Any] | None
Function = Callable[..., Any]

float64 = np.float64
ndarray = np.ndarray
new_tensor = Tensor.__new__
_REQUIRED = inspect.Parameter.empty
_TORCH_NAMES = {"dim": "axis", "keepdim": "keepdims"}
_RAW_TYPES = frozenset({ndarray, np.float64, np.float32, float, int, bool, np.bool_, np.int64})


class Symbolic:
    """Base of operands that an operation hands itself to, instead of computing."""

    __slots__ = ()

    @staticmethod
    def apply(operation: Operation, inputs: tuple[Any, ...], parameters: dict[str, Any]) -> Any:
        raise NotImplementedError


class Operation:
    """A forward function on arrays, and one derivative rule per input.

    Attributes:
        name: the name of the forward function.
        sign: how formulas and pictures write it, such as `*`; None for the name.
        forward: `forward(*arrays, **parameters)` gives the value, or with `saves` the pair
            `(value, saved)`.
        rules: for each input `rule(g, out, *inputs, **parameters)`, None where the output does not
            depend on it differentiably. An operation on a list of inputs (`variadic`) has a
            single rule, `rule(g, out, index, *inputs, **parameters)`.
        fast_rules: rules on raw arrays and numbers alone that give the same in less time; where
            there are none, the rules themselves.
        parameters: names and defaults of the arguments that are not differentiable inputs.
    """

    __slots__ = (
        "all_optional", "arity", "defaults", "fast_rules", "forward", "name", "rules", "saves",
        "sign", "signature", "variadic", "view",
    )  # fmt: skip

    def __init__(
        self,
        forward: Function,
        rules: tuple[Rule, ...],
        *,
        sign: str | None = None,
        fast_rules: tuple[Rule, ...] | None = None,
        saves: bool = False,
        variadic: bool = False,
        view: bool = False,
    ) -> None:
        self.name = forward.__name__.lstrip("_")
        self.forward = forward
        self.rules = rules
        self.sign = sign
        self.fast_rules = fast_rules or rules
        self.saves = saves
        self.variadic = variadic
        self.view = view
        self.signature = inspect.signature(forward)
        self.arity = len(rules)
        arguments = list(self.signature.parameters.values())
        if variadic:
            if self.arity != 1 or arguments[0].kind is not inspect.Parameter.VAR_POSITIONAL:
                raise TypeError(
                    f"operation {self.name}: with variadic=True the forward function starts with "
                    f"*inputs, and there is one rule(g, out, index, *inputs)"
                )
        elif not rules:
            raise TypeError(
                f"operation {self.name} needs a derivative rule for each differentiable input; "
                f"give None for an input without a derivative"
            )
        elif len(arguments) < self.arity:
            raise TypeError(
                f"operation {self.name} has {self.arity} derivative rules but takes only "
                f"{len(arguments)} arguments; give one rule per differentiable input"
            )
        self.defaults = {a.name: a.default for a in arguments[self.arity :]}
        self.all_optional = _REQUIRED not in self.defaults.values()

    def __repr__(self) -> str:
        return f"<operation {self.name}>"

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Split the arguments of a call into inputs and parameters."""
        if not kwargs and len(args) == self.arity and not self.variadic and self.all_optional:
            return args, self.defaults
        if self.variadic:
            if not args or not isinstance(args[0], Iterable):
                raise TypeError(f"{self.name}() takes a list of tensors as its first argument")
            inputs, rest = tuple(args[0]), args[1:]
            if not inputs:
                raise ValueError(f"{self.name}() needs at least one tensor, got an empty list")
        elif len(args) >= self.arity:
            inputs, rest = args[: self.arity], args[self.arity :]
        else:
            kwargs = dict(kwargs)
            missing = list(self.signature.parameters.values())[len(args) : self.arity]
            inputs, rest = args + tuple(kwargs.pop(p.name, p.default) for p in missing), ()
        if len(rest) > len(self.defaults):
            raise TypeError(f"{self.name}() takes fewer arguments; its signature is "
                            f"{self.name}{self.signature}")  # fmt: skip
        parameters = {**self.defaults, **dict(zip(self.defaults, rest, strict=False))}
        for name, value in kwargs.items():
            ours = name if name in parameters else _TORCH_NAMES.get(name, name)
            if ours not in parameters:
                raise TypeError(f"{self.name}() got an unexpected argument {name!r}; its "
                                f"signature is {self.name}{self.signature}")  # fmt: skip
            if (ours in kwargs and ours != name) or parameters[ours] is not self.defaults[ours]:
                twice = f"{ours}= and {name}=, which mean the same; give one"
                raise TypeError(f"{self.name}() got both {twice}" if ours != name else
                                f"{self.name}() got its argument {name!r} twice")  # fmt: skip
            parameters[ours] = value
        for name, value in parameters.items():
            if isinstance(value, Tensor):
                parameters[name] = self._constant(name, value)
        if any(value is _REQUIRED for value in (*inputs, *parameters.values())):
            raise TypeError(f"{self.name}() misses an argument; its signature is "
                            f"{self.name}{self.signature}")  # fmt: skip
        return inputs, parameters

    def _constant(self, name: str, value: Tensor) -> Any:
        """Return the bare value of a Tensor given where no derivative is taken."""
        if value._requires_grad:
            raise TypeError(
                f"{self.name}() cannot be differentiated with respect to its argument {name!r}, "
                f"and {value._label()} given there requires grad. Give its detach()"
            )
        return value._data

    def failure(self, inputs: Iterable[Any], error: Exception) -> Exception:
        """Return `error` told with the operation's name and its operands' names and shapes."""
        operands = ", ".join(map(_describe, inputs))
        kind: type[Exception] = TypeError if isinstance(error, TypeError) else ValueError
        if isinstance(error, IndexError) and not isinstance(error, ValueError):
            kind = IndexError
        return kind(f"{self.name}({operands}): {error}")


def _describe(value: Any) -> str:
    if isinstance(value, Tensor):
        label = f"{value.name}: " if value.name else ""
        return f"{label}Tensor of shape {value.shape}"
    if isinstance(value, ndarray):
        return f"array of shape {value.shape}"
    return repr(value) if isinstance(value, (int, float, np.generic)) else type(value).__name__


registry: dict[str, Operation] = {}


def operation(
    *rules: Rule,
    sign: str | None = None,
    fast_rules: tuple[Rule, ...] | None = None,
    saves: bool = False,
    variadic: bool = False,
    view: bool = False,
) -> Callable[[Function], Function]:
    """Make an operation on Tensors of a function on arrays; a decorator.

    The result takes Tensors, arrays and numbers in any mixture. With a Tensor among the inputs it
    gives a Tensor, recorded if a gradient will be needed; with none it gives what the function
    gives. Summing a gradient over broadcast axes and casting it to its tensor's dtype is done for
    you.

    Args:
        *rules: for each differentiable input, in order, `rule(g, out, *inputs, **parameters)`: the
            gradient with respect to that input, given the gradient `g` with respect to the output
            `out`. Write it with the library's operations (`autograd.exp`, not `np.exp`) and it
            works for derivatives of any order. None means: not differentiable there.
        sign: how formulas and pictures write the operation (default: its name).
        fast_rules: rules for raw arrays only, with the same results, used by the ordinary pass.
        saves: the function returns `(value, saved)`, and rules get `saved` as a keyword.
        variadic: the function takes `*inputs`, is called with a list, and has one rule that
            gets the position of the input after `out`.
        view: the result may share the first input's memory.

    Raises:
        TypeError: there are more rules than arguments.

    Example:
        >>> import autograd
        >>> @autograd.operation(lambda g, out, x: g * 3.0 * x ** 2)
        ... def cube(x):
        ...     return x * x * x
        >>> x = autograd.Tensor(2.0, requires_grad=True)
        >>> cube(x).backward()
        >>> x.grad.item()
        12.0
    """

    def define(forward: Function) -> Function:
        made = Operation(
            forward, rules, sign=sign, fast_rules=fast_rules, saves=saves, variadic=variadic,
            view=view,
        )  # fmt: skip
        plain = not (made.defaults or saves or variadic or view or None in rules)
        if plain and made.arity == 1:
            function = _unary(made)
        elif plain and made.arity == 2:
            function = _binary(made)
        else:
            function = _general(made)
        update_wrapper(function, forward)
        function.operation = made  # type: ignore[attr-defined]
        registry[made.name] = made
        return function

    return define


# The next two are the general case below, written out for one and for two inputs without
# parameters: most nodes of a graph of scalars are one of these, and their cost is the cost of such
# a graph.


def _unary(made: Operation) -> Function:
    forward = made.forward

    def apply(x: Any) -> Any:
        if not isinstance(x, Tensor):
            return _apply_untracked(made, (x,), {})
        try:
            data = forward(x._data)
        except (TypeError, ValueError, IndexError) as error:
            raise made.failure((x,), error) from error
        out = new_tensor(Tensor)
        out._data = data if type(data) is float64 else as_value(data)
        out._grad = out._context = out._last_write = out._extra = None
        needs = x._requires_grad
        if needs and modes.grad_enabled:
            out._requires_grad = needs
            out._operation = made
            out._inputs = (x,) if needs == REQUIRES_GRAD else cut_history((x,))
            out._time = tick()
        else:
            out._requires_grad = 0
            out._operation = None
            out._inputs = ()
            out._time = 0
        return out

    return apply


def _binary(made: Operation) -> Function:
    forward = made.forward

    def apply(x: Any, y: Any) -> Any:
        if isinstance(x, Tensor):
            a = x._data
            needs = x._requires_grad
            if isinstance(y, Tensor):
                b = y._data
                needs |= y._requires_grad
            else:
                b = y if type(y) is float else (y := as_operand(made, y))
        elif isinstance(y, Tensor):
            a = x if type(x) is float else (x := as_operand(made, x))
            b = y._data
            needs = y._requires_grad
        else:
            return _apply_untracked(made, (x, y), {})
        try:
            data = forward(a, b)
        except (TypeError, ValueError, IndexError) as error:
            raise made.failure((x, y), error) from error
        out = new_tensor(Tensor)
        out._data = data if type(data) is float64 else as_value(data)
        out._grad = out._context = out._last_write = out._extra = None
        if needs and modes.grad_enabled:
            out._requires_grad = needs
            out._operation = made
            out._inputs = (x, y) if needs == REQUIRES_GRAD else cut_history((x, y))
            out._time = tick()
        else:
            out._requires_grad = 0
            out._operation = None
            out._inputs = ()
            out._time = 0
        return out

    return apply


def _general(made: Operation) -> Function:
    forward = made.forward
    differentiable = any(rule is not None for rule in made.rules)

    def apply(*args: Any, **kwargs: Any) -> Any:
        inputs, parameters = made.bind(args, kwargs)
        needs = 0
        tracked = False
        for x in inputs:
            if isinstance(x, Tensor):
                tracked = True
                needs |= x._requires_grad
        if not tracked:
            return _apply_untracked(made, inputs, parameters)
        inputs = tuple(x if isinstance(x, Tensor) else as_operand(made, x) for x in inputs)
        values = [x._data if isinstance(x, Tensor) else x for x in inputs]
        try:
            data = forward(*values, **parameters)
        except (TypeError, ValueError, IndexError) as error:
            raise made.failure(inputs, error) from error
        saved = None
        if made.saves:
            data, saved = data
        out = Tensor(as_value(data))
        # Integers and booleans are constant between their jumps: nothing to differentiate.
        if needs and modes.grad_enabled and differentiable and out._data.dtype.kind == "f":
            out._requires_grad = needs
            out._operation = made
            out._inputs = cut_history(inputs) if needs & RELEASED else inputs
            out._context = (parameters, saved)
            out._time = tick()
        if made.view and isinstance(inputs[0], Tensor):
            _note_shared_memory(inputs[0], out)
        return out

    return apply


def _apply_untracked(made: Operation, inputs: tuple[Any, ...], parameters: dict[str, Any]) -> Any:
    """Apply an operation to operands none of which is a Tensor."""
    for x in inputs:
        if type(x) not in _RAW_TYPES:
            for symbol in inputs:
                if isinstance(symbol, Symbolic):
                    return symbol.apply(made, inputs, parameters)
            inputs = tuple(as_operand(made, x) for x in inputs)
            break
    result = made.forward(*inputs, **parameters)
    if made.saves:
        result = result[0]
    return result[()] if type(result) is ndarray and not result.ndim else result


def as_operand(made: Operation, value: Any) -> Any:
    """Return an array, a number or None as it is, a list as an array; refuse anything else."""
    if type(value) in _RAW_TYPES or isinstance(value, (ndarray, np.generic, int, float)):
        return value
    if value is None:  # an input that was left out, such as a bias
        return value
    if isinstance(value, (list, tuple)):
        array = np.asarray(value)
        if array.dtype.kind in "biufc":
            return array
    raise TypeError(
        f"{made.name}: cannot use {type(value).__name__} {value!r:.40} as an operand; "
        f"give a Tensor, an array or a number"
    )


def as_value(data: Any) -> Any:
    """Return an array or NumPy scalar as a Tensor holds it: never a 0-d array, never a list."""
    if type(data) is ndarray:
        return data if data.ndim else data[()]
    return data if isinstance(data, np.generic) else np.asarray(data)[()]


def _note_shared_memory(source: Tensor, view: Tensor) -> None:
    if isinstance(view._data, ndarray) and np.may_share_memory(view._data, source._data):
        share_writes(source, view)
