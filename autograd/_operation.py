"""What an operation is: a forward function and its derivative rules.

An operation is a forward function on arrays plus one derivative rule per input. A rule is a pure
expression in `g` (the gradient arriving), `out` and the inputs, written with the library's own
operations. Because these are polymorphic, the one rule serves three uses: on arrays it gives
numbers, on Tensors a graph that can be differentiated again, on Symbols a formula.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from copy import deepcopy
from functools import update_wrapper
from typing import Any

import numpy as np

from ._tensor import Tensor
from .recording import general, one_input, two_inputs

__all__ = ["Operation", "Rule", "describe", "operation", "registry"]

Rule = Callable[..., Any] | None
Function = Callable[..., Any]

_REQUIRED = inspect.Parameter.empty
# PyTorch's names of parameters, and what they may be called here.
_TORCH_NAMES = {
    "diagonal": ("k",), "dim": ("axis",), "dims": ("axis", "axes", "reps"),
    "keepdim": ("keepdims",), "num_classes": ("classes",), "shifts": ("shift",),
}  # fmt: skip


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
        joint_rule: `joint_rule(g, out, *inputs, needed, **parameters)` on raw arrays gives a tuple
            with the gradient of each input, where these share work; `needed` says for each input
            whether its gradient is wanted (where not, it may be None). None where there is none.
        on_numbers: the forward function on Python's floats, in less time. It may raise an
            ArithmeticError or ValueError where NumPy gives NaN or infinity.
        takes_numbers: whether the rules can be tried on Python's floats.
        add_into: `add_into(buffer, g, out, *inputs, **parameters)` adds what the rule of the first
            input gives to an array of that input's shape, in place; None where there is no such
            way. It makes taking n elements one by one cost n, not n times the size.
        trusted: whether the rules are the library's own, which never return an array that somebody
            else holds, other than their arguments.
        defaults: names and defaults of the arguments that are not differentiable inputs.
    """

    __slots__ = (
        "add_into", "all_optional", "arity", "defaults", "fast_rules", "forward", "joint_rule",
        "may_be_left_out", "name", "on_numbers", "rules", "saves", "sign", "signature",
        "takes_numbers", "trusted", "variadic", "view",
    )  # fmt: skip

    def __init__(
        self,
        forward: Function,
        rules: tuple[Rule, ...],
        *,
        sign: str | None = None,
        fast_rules: tuple[Rule, ...] | None = None,
        joint_rule: Function | None = None,
        add_into: Function | None = None,
        saves: bool = False,
        variadic: bool = False,
        view: bool = False,
    ) -> None:
        self.name = forward.__name__.lstrip("_")
        self.forward = forward
        self.rules = rules
        self.sign = sign
        self.fast_rules = fast_rules or rules
        self.joint_rule = joint_rule
        self.on_numbers: Function | None = None
        self.takes_numbers = False
        self.add_into = add_into
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
        if variadic and joint_rule is not None:
            raise TypeError(
                f"operation {self.name}: a joint rule is for a fixed number of inputs, not for "
                f"variadic=True"
            )
        if add_into is not None and self.arity != 1:
            raise TypeError(f"operation {self.name}: add_into is for operations on one input")
        self.defaults = {a.name: a.default for a in arguments[self.arity :]}
        self.may_be_left_out = any(a.default is None for a in arguments[: self.arity])
        self.trusted = (forward.__module__ or "").partition(".")[0] in ("autograd", "nn")
        self.all_optional = _REQUIRED not in self.defaults.values()
        if not self.trusted:  # ours are checked by the tests, not at every import
            self.check_rules()

    def __repr__(self) -> str:
        return f"<operation {self.name}>"

    def check_rules(self) -> None:
        """Refuse rules that cannot take what they will be given.

        Raises:
            TypeError: a rule takes other arguments.
        """
        names = list(self.signature.parameters)[: self.arity]
        takes = ["g", "out", *(["index", f"*{names[0]}"] if self.variadic else names)]
        by_name = [*self.defaults, *(["saved"] if self.saves else [])]
        for position, rule in enumerate(self.rules):
            self._check_arguments(f"derivative rule {position}", rule, takes, by_name)
        joint = ["needed", *by_name]
        self._check_arguments("the joint rule", self.joint_rule, takes, joint)

    def _check_arguments(self, what: str, rule: Rule, takes: list[str], by_name: list[str]) -> None:
        if rule is None:
            return
        try:
            inspect.signature(rule).bind(*takes, **dict.fromkeys(by_name))
        except TypeError as error:
            raise TypeError(
                f"operation {self.name}: {what} must take ({', '.join(takes + by_name)}), the "
                f"last by these names: {error}"
            ) from error
        except ValueError:  # a function in C, which does not say what it takes
            return

    def bind(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        """Split the arguments of a call into inputs and parameters."""
        if not kwargs and len(args) == self.arity and not self.variadic and self.all_optional:
            return args, self.defaults
        if self.variadic:
            separate = len(args) > len(self.defaults) + 1 and isinstance(args[0], Tensor)
            if not args or not isinstance(args[0], Iterable) or separate:
                raise TypeError(
                    f"{self.name}() takes a list of tensors as its first argument: "
                    f"{self.name}([a, b])"
                )
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
                            f"{self._usage()}")  # fmt: skip
        parameters = {**self.defaults, **dict(zip(self.defaults, rest, strict=False))}
        for name, value in kwargs.items():
            candidates = (name, *_TORCH_NAMES.get(name, ()))
            ours = next((c for c in candidates if c in parameters), name)
            if ours not in parameters:
                raise TypeError(f"{self.name}() got an unexpected argument {name!r}; its "
                                f"signature is {self._usage()}")  # fmt: skip
            if (ours in kwargs and ours != name) or parameters[ours] is not self.defaults[ours]:
                twice = f"{ours}= and {name}=, which mean the same; give one"
                raise TypeError(f"{self.name}() got both {twice}" if ours != name else
                                f"{self.name}() got its argument {name!r} twice")  # fmt: skip
            parameters[ours] = value
        for name, value in parameters.items():
            if isinstance(value, Tensor):
                parameters[name] = self._constant(name, value)
            elif isinstance(value, np.ndarray):  # a copy, as of a Tensor and a list
                parameters[name] = np.array(value)[()]
            elif isinstance(value, list):
                parameters[name] = tuple(value) if name == "axis" else deepcopy(value)
        if any(value is _REQUIRED for value in (*inputs, *parameters.values())):
            raise TypeError(f"{self.name}() misses an argument; its signature is "
                            f"{self._usage()}")  # fmt: skip
        return inputs, parameters

    def _usage(self) -> str:
        plain = [p.replace(annotation=_REQUIRED) for p in self.signature.parameters.values()]
        return f"{self.name}({', '.join(map(str, plain))})"

    def _constant(self, name: str, value: Tensor) -> Any:
        """Return the bare value of a Tensor given where no derivative is taken."""
        if value._state:
            raise TypeError(
                f"{self.name}() cannot be differentiated with respect to its argument {name!r}, "
                f"and {value._label()} given there requires grad. Give its detach()"
            )
        return np.array(value._data)[()]  # a copy: later writes to the Tensor do not matter

    def failure(self, inputs: Iterable[Any], error: Exception) -> Exception:
        """Return `error` told with the operation's name and its operands' names and shapes."""
        operands = ", ".join(map(describe, inputs))
        kind: type[Exception] = TypeError if isinstance(error, TypeError) else ValueError
        if isinstance(error, IndexError) and not isinstance(error, ValueError):
            kind = IndexError
        if isinstance(error, np.linalg.LinAlgError):
            kind = np.linalg.LinAlgError
        return kind(f"{self.name}({operands}): {error}")


def describe(value: Any) -> str:
    """Return how errors call an operand: its name and shape."""
    if isinstance(value, Tensor):
        label = f"{value.name}: " if value.name else ""
        return f"{label}Tensor of shape {value.shape}"
    if isinstance(value, np.ndarray):
        return f"array of shape {value.shape}"
    plain = value is None or isinstance(value, (int, float, np.generic))
    return repr(value) if plain else type(value).__name__


def _plain(ufunc: Any) -> Function:
    """Return a NumPy ufunc as a function of its operands alone."""
    if ufunc.nin == 1:
        def forward(x: Any) -> Any:
            return ufunc(x)
    elif ufunc.nin == 2:
        def forward(x: Any, y: Any) -> Any:  # type: ignore[misc]
            return ufunc(x, y)
    else:
        raise TypeError(f"operation: numpy.{ufunc.__name__} takes {ufunc.nin} operands; write a "
                        f"function around it")  # fmt: skip
    forward.__name__ = forward.__qualname__ = ufunc.__name__
    forward.__doc__ = ufunc.__doc__
    forward.__module__ = "numpy"
    return forward


registry: dict[str, Operation] = {}  # by module and name


def operation(
    *rules: Rule,
    sign: str | None = None,
    fast_rules: tuple[Rule, ...] | None = None,
    joint_rule: Function | None = None,
    on_numbers: Function | None = None,
    add_into: Function | None = None,
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
        joint_rule: one function for raw arrays in the place of all `fast_rules`, for inputs whose
            gradients share work: `joint_rule(g, out, *inputs, needed, **parameters)` returns the
            gradient of each input in a tuple. `needed` says for each whether it is wanted.
        on_numbers: for the library's own operations, the function on Python's floats, faster; it
            may raise an ArithmeticError or a ValueError where the other gives NaN or infinity.
        add_into: `add_into(buffer, g, out, *inputs, **parameters)` for an operation that takes a
            few elements out of its first input: adds to `buffer`, in place, what the first rule
            gives. The ordinary pass calls it with an array of its own.
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

    for rule in rules:
        if not (rule is None or callable(rule)):
            raise TypeError(f"operation: a derivative rule is a function or None, got {rule!r}")

    def define(forward: Function) -> Function:
        if not callable(forward) or isinstance(forward, (type, Tensor)):
            raise TypeError(
                f"operation decorates a function on arrays, got {type(forward).__name__}. Write "
                f"@operation(rule), with one derivative rule per input in the brackets"
            )
        if isinstance(forward, np.ufunc):
            forward = _plain(forward)
        made = Operation(
            forward, rules, sign=sign, fast_rules=fast_rules, joint_rule=joint_rule,
            add_into=add_into, saves=saves, variadic=variadic, view=view,
        )  # fmt: skip
        named = list(made.signature.parameters.values())
        plain = not (made.defaults or saves or variadic or view or None in rules) and all(
            p.name == x and p.default is _REQUIRED for p, x in zip(named, "xy", strict=False)
        )
        made.takes_numbers = plain and made.trusted and joint_rule is None
        made.on_numbers = on_numbers if made.takes_numbers else None
        if plain and made.arity == 1:
            function = one_input(made)
        elif plain and made.arity == 2:
            function = two_inputs(made)
        else:
            function = general(made)
        update_wrapper(function, forward)
        function.operation = made  # type: ignore[attr-defined]
        registry[f"{forward.__module__}.{made.name}"] = made
        return function

    return define
