"""One recorded call of a function, and the derivatives between its inputs and its output.

The function is called with variables in place of its arguments: fresh Tensors with the same values,
from which everything is recorded. A variable of an argument that requires a gradient is recorded as
its copy, so that what is computed stays connected to the caller's own graph; the derivatives taken
here end at the variables. Hence calls nest, and the caller's Tensors are left as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from . import ops
from ._tensor import Tensor
from .chain_rule import gradients
from .containers import described, leaves, paired, rebuild
from .graph_state import REQUIRES_GRAD
from .modes import enable_grad, is_grad_enabled
from .release import check_not_released
from .writes import tick

__all__ = ["Evaluation", "tensors_like"]


class Evaluation:
    """One call of a function, recorded between its variables and its outputs.

    Args:
        caller: the name of the transform, for errors.
        fn: the function.
        args: its positional arguments, and
        kwargs: those by name, which are passed on as they are.
        argnums: the position of the argument to differentiate with respect to, or several.
        has_aux: whether `fn` returns a pair, whose second part is not differentiated.

    Attributes:
        arguments: the chosen arguments, with variables for leaves.
        variables: the leaves of these, in order.
        output: what the function returned (without the auxiliary part).
        outputs: the leaves of it, in order; all are Tensors of floating-point dtype.
    """

    def __init__(
        self,
        caller: str,
        fn: Callable[..., Any],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        argnums: int | Sequence[int],
        has_aux: bool = False,
    ) -> None:
        self.caller = caller
        self._one_argument = not isinstance(argnums, Sequence)
        positions = _positions(caller, argnums, len(args))
        self.arguments = []
        for position in positions:
            found = leaves(args[position], f"{caller}: argument {position}")
            fresh = [_variable(value, place) for place, value in found]
            self.arguments.append(rebuild(args[position], iter(fresh)))
        self.variables: list[Tensor] = _values(self.arguments)
        passed = list(args)
        for position, argument in zip(positions, self.arguments, strict=True):
            # Containers of its own, for the function may change them.
            passed[position] = rebuild(argument, iter(_values(argument)))
        with enable_grad():
            result = fn(*passed, **kwargs)
        self._aux = None
        if has_aux:
            if not isinstance(result, tuple) or len(result) != 2:
                raise TypeError(
                    f"{caller}: with has_aux=True the function must return a pair (output, aux), "
                    f"got {described(result)}"
                )
            result, self._aux = result
        found = leaves(result, f"{caller}: the function's output")
        self.outputs = [_checked_output(value, place) for place, value in found]
        check_not_released([out for out in self.outputs if out._state])
        self.output = rebuild(result, iter(self.outputs))
        # Whether derivatives can be differentiated again, by somebody else.
        self._connected = _reach_beyond(self.outputs, self.variables)

    def check_single_number(self) -> None:
        """Refuse an output that is not a Tensor without axes.

        Raises:
            TypeError: it is a container.
            ValueError: it has axes.
        """
        if not isinstance(self.output, Tensor):
            raise TypeError(
                f"{self.caller}: the function must return one Tensor, got "
                f"{described(self.output)}. If only the first part is to be differentiated, "
                f"let it return a pair and set has_aux=True"
            )
        if self.output.shape:
            raise ValueError(
                f"{self.caller}: the function must return a single number, and its output has "
                f"shape {self.output.shape}. Use jacobian for the derivative of each element, vjp "
                f"for a weighted sum of them, or reduce the output, for example with .sum()"
            )

    # --- derivatives -----------------------------------------------------------------------------

    def pull(self, cotangents: Sequence[Tensor]) -> list[Tensor]:
        """Return the vector-Jacobian product: the gradients of the weighted outputs.

        Args:
            cotangents: the weights, a Tensor of the same shape and dtype for each output.
        """
        found = _gradients(self.outputs, self.variables, cotangents, self._recorded(cotangents))
        return self._settled(found)

    def push(self, tangents: Sequence[Tensor]) -> list[Tensor]:
        """Return the Jacobian-vector product: for each output its change along the tangents.

        `pull` is linear in the cotangents u, for each rule is linear in g. Its derivative with
        respect to them is the transpose of a transpose:  d(uᵀJ)/du · t = J t.

        Args:
            tangents: a Tensor of the same shape and dtype for each variable.
        """
        weights = [_variable(_zeros(out.shape, out.dtype), "") for out in self.outputs]
        pulled = _gradients(self.outputs, self.variables, weights, recorded=True)
        found = _gradients(pulled, weights, tangents, self._recorded(tangents))
        return self._settled(found)

    def jacobian(self) -> list[list[Tensor]]:
        """Return for each output its derivatives with respect to each variable.

        Their shape is the output's followed by the variable's. It takes one backward pass per
        element of the outputs.
        """
        recorded = self._recorded(())
        result = []
        for output in self.outputs:
            rows = []
            for position in range(output._data.size):
                direction = np.zeros(output.shape, output.dtype)
                direction.flat[position] = 1.0
                rows.append(_gradients([output], self.variables, [Tensor(direction)], recorded))
            blocks = []
            for position, x in enumerate(self.variables):
                column = [row[position] for row in rows]
                block = ops.stack(column) if column else _zeros((0, *x.shape), x.dtype)
                blocks.append(ops.reshape(block, output.shape + x.shape))
            result.append(self._settled(blocks))
        return result

    def _recorded(self, directions: Iterable[Tensor]) -> bool:
        """Tell whether a pass is to be recorded: whether anybody can differentiate its result."""
        needed = self._connected or any(direction._state for direction in directions)
        return needed and is_grad_enabled()

    # --- results ---------------------------------------------------------------------------------

    def like_arguments(self, values: Iterable[Any]) -> Any:
        """Return one value per variable in the containers of the arguments."""
        following = iter(values)
        parts = tuple(rebuild(argument, following) for argument in self.arguments)
        return parts[0] if self._one_argument else parts

    def like_output(self, values: Iterable[Any]) -> Any:
        """Return one value per output in the containers of the output."""
        return rebuild(self.output, iter(values))

    def value(self) -> Any:
        """Return the output for the caller: connected to the caller's own graph, or detached."""
        return self.like_output(self._settled(self.outputs))

    def aux(self) -> Any:
        """Return the auxiliary part for the caller, its Tensors connected or detached likewise."""
        values = _values(self._aux)
        settled = [self._settled([x])[0] if isinstance(x, Tensor) else x for x in values]
        if all(new is old for new, old in zip(settled, values, strict=True)):
            return self._aux
        return rebuild(self._aux, iter(settled))

    def _settled(self, tensors: Iterable[Tensor]) -> list[Tensor]:
        """Return `tensors`, those without their history that nobody else can differentiate."""
        keep = is_grad_enabled()
        return [
            t if not t._state or (keep and _reach_beyond([t], self.variables)) else t.detach()
            for t in tensors
        ]


def tensors_like(like: Any, given: Any, place: str) -> list[Tensor]:
    """Return the leaves of `given` as Tensors of the shapes and dtypes of the leaves of `like`.

    Args:
        like: a container of Tensors, or a Tensor.
        given: the same containers of Tensors, arrays and numbers.
        place: how errors call `given`.

    Raises:
        ValueError: containers or shapes differ.
        TypeError: a leaf of `given` is not a number nor numbers.
    """
    result = []
    for inner_place, tensor, value in paired(like, given, place):
        try:
            x = value if isinstance(value, Tensor) else Tensor(value)
        except (TypeError, ValueError):
            x = None
        if x is None or x.dtype.kind not in "biuf":
            raise TypeError(
                f"{inner_place} must be a Tensor, array or number of shape {tensor.shape}, got "
                f"{described(value)}"
            )
        if x.shape != tensor.shape:
            raise ValueError(f"{inner_place} must have shape {tensor.shape}, got {x.shape}")
        result.append(ops.astype(x, tensor.dtype))
    return result


def _values(container: Any) -> list[Any]:
    return [value for _, value in leaves(container, "")]


def _positions(caller: str, argnums: int | Sequence[int], count: int) -> list[int]:
    """Return which of `count` positional arguments `argnums` means."""
    several = list(argnums) if isinstance(argnums, Sequence) else [argnums]
    for argnum in several:
        if not -count <= argnum < count:
            raise ValueError(
                f"{caller}: argnums={argnums}, but the call has {count} positional arguments. "
                f"Arguments passed by name are not differentiated"
            )
    positions = [argnum % count for argnum in several]
    if len(set(positions)) != len(positions):
        raise ValueError(f"{caller}: argnums={argnums} names an argument twice")
    return positions


def _variable(value: Any, place: str) -> Tensor:
    """Return a Tensor with the value of an argument's leaf, from which a function is recorded.

    It is no leaf of the graph, so no backward pass writes its `.grad`.

    Args:
        value: the leaf.
        place: how errors call it.
    """
    if isinstance(value, (Tensor, np.ndarray, np.generic)):
        kind, what = value.dtype.kind, f"has dtype {value.dtype}"
    else:
        kind, what = ("f" if isinstance(value, float) else ""), f"is {described(value)}"
    if kind != "f":
        advice = "Leave it out of the arguments that are differentiated (argnums)"
        if kind in tuple("biu") or isinstance(value, int):
            advice = "Write 2.0 instead of 2, or convert it with .astype(float)"
        raise TypeError(
            f"{place} {what}, and derivatives are taken with respect to real floating-point "
            f"numbers only. {advice}"
        )
    variable = Tensor(value)
    if isinstance(value, Tensor) and value.name:
        variable.name = value.name
    # What a backward pass has released cannot be differentiated again: it counts as a constant.
    follows = isinstance(value, Tensor) and value._state == REQUIRES_GRAD
    variable._inputs = (value if follows else variable.detach(),)
    variable._operation = ops.copy.operation  # type: ignore[attr-defined]
    variable._context = ({}, None)
    variable._state = REQUIRES_GRAD
    variable._time = tick()
    return variable


def _checked_output(value: Any, place: str) -> Tensor:
    if not isinstance(value, Tensor):
        raise TypeError(
            f"{place} is {described(value)}; it must be a Tensor, computed from the arguments "
            f"with the library's operations"
        )
    if value.dtype.kind != "f":
        raise TypeError(
            f"{place} has dtype {value.dtype}, which has no derivative. Leave it out of the "
            f"output, or return it as the auxiliary part (has_aux=True)"
        )
    return value


def _gradients(
    outputs: Iterable[Tensor],
    inputs: Sequence[Tensor],
    cotangents: Iterable[Tensor],
    recorded: bool,
) -> list[Tensor]:
    """Return what `gradients` does, with zeros for inputs that no output depends on."""
    pairs = [(out, u) for out, u in zip(outputs, cotangents, strict=True) if out._state]
    found: Sequence[Tensor | None] = [None] * len(inputs)
    if pairs and inputs:
        found = gradients(
            [out for out, _ in pairs], inputs, [u for _, u in pairs],
            retain_graph=True, create_graph=recorded, allow_unused=True,
        )  # fmt: skip
    return [
        _zeros(x.shape, x.dtype) if g is None else g for x, g in zip(inputs, found, strict=True)
    ]


def _zeros(shape: tuple[int, ...], dtype: Any) -> Tensor:
    return Tensor(np.zeros(shape, dtype))


def _reach_beyond(tensors: Iterable[Tensor], own: Sequence[Tensor]) -> bool:
    """Tell whether `tensors` depend on a source of gradients other than the variables in `own`.

    Sources are leaves that require a gradient, and the variables of an enclosing call.
    """
    ours = set(own)
    reached = {t for t in tensors if t._state}
    waiting = list(reached)
    while waiting:
        tensor = waiting.pop()
        inputs = [x for x in tensor._inputs if isinstance(x, Tensor) and x._state]
        if not inputs and tensor not in ours:
            return True
        waiting += [x for x in inputs if x not in reached]
        reached.update(inputs)
    return False
