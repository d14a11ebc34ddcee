"""What a function and its rules may not do, whatever their numbers: the checks at the point itself.

The same inputs give the same outputs and gradients, and nobody changes what belongs to others: a
function its inputs, a derivative rule its operands or the gradient that arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from .._tensor import Tensor
from ..chain_rule import topological_order
from ..modes import default_generator
from .errors import GradientError
from .subject import Subject, checked_outputs, joined, pulled

__all__ = ["Start", "check_determinism", "passing", "start"]

Array = np.ndarray[Any, Any]

_LARGEST_WATCHED = 10_000  # operations
_CALLS_OF_SUSPECTS = 16
_FACTOR = 64.0  # so far apart that a gradient clipped inside a rule shows
# The same sum may come out differently in its last bits, for arrays at other places in memory.
_SAME = 1e-11


class Start(NamedTuple):
    """The function at the point, and what came of going back once.

    Attributes:
        labels: the names of the outputs.
        outputs: their values.
        weights: the gradients that arrive at the outputs.
        gradients: those of the weighted sum of the outputs with respect to each variable.
        odd: whether opposite, larger weights give gradients in proportion, as linear rules do.
    """

    labels: list[str]
    outputs: list[Array]
    weights: list[Array]
    gradients: list[Array]
    odd: bool = True


def start(subject: Subject, generator: np.random.Generator) -> Start:
    """Call the function at the point and go back once, watching what it does.

    The weights of the outputs are random and of both signs: errors cannot cancel, and a rule that
    treats negative gradients differently is found.

    Raises:
        GradientError: the function or a rule misbehaves.
        TypeError: an output is no Tensor of dtype float64.
    """
    point = [value.copy() for value in subject.point]
    randomness = default_generator().bit_generator.state
    tensors, labelled = subject.call(point)
    throws_dice = default_generator().bit_generator.state != randomness
    outputs = checked_outputs(labelled)
    for variable, value in zip(subject.variables, point, strict=True):
        if not _same_bits(variable.value, value):
            raise GradientError(
                f"gradcheck: {subject.name} changes its input in place: {variable.label} has other "
                f"values after the call. Let it compute on a copy"
            )
    changed = subject.changed_argument()
    if changed is not None:
        raise GradientError(
            f"gradcheck: {subject.name} changes its input in place: an argument, {changed}, has "
            f"other values after the call. Let it compute on a copy"
        )
    values = [np.array(output._data) for output in outputs]
    weights = [np.asarray(random_weights(generator, v.shape) * _towards_one(v)) for v in values]
    kept_weights = [w.copy() for w in weights]
    watch = _Watch(outputs, dict(zip(tensors, (v.label for v in subject.variables), strict=True)))
    slopes = passing(subject, partial(pulled, outputs, kept_weights, tensors))
    watch.finish()
    begun = Start([label for label, _ in labelled], values, weights, slopes)
    # The second call serves several ends: if other weights give the gradients that are in
    # proportion, rules are linear, large gradients and other layouts of memory are no matter, and
    # the same inputs have given the same.
    opposite = _again(subject, begun, [_strided(-_FACTOR * w) for w in weights])
    odd = _same(_FACTOR * joined(slopes), -joined(opposite))
    if not odd or throws_dice:
        check_determinism(subject, begun)
    return begun._replace(odd=odd)


def check_determinism(subject: Subject, begun: Start) -> None:
    """Compute outputs and gradients again, several times, and compare.

    Twice the same is not enough for dropout of a single element.

    Raises:
        GradientError: they differ.
    """
    for _ in range(_CALLS_OF_SUSPECTS):
        if not _same(joined(begun.gradients), joined(_again(subject, begun, begun.weights))):
            raise _not_deterministic(subject, "gradients")


def _again(subject: Subject, begun: Start, weights: list[Array]) -> list[Array]:
    """Call the function once more, compare its outputs, and return its gradients."""
    tensors, labelled = subject.call([value.copy() for value in subject.point])
    outputs = [output for _, output in labelled]
    if not _same(joined(begun.outputs), joined([output._data for output in outputs])):
        raise _not_deterministic(subject, "outputs")
    slopes: list[Array] = passing(subject, partial(pulled, outputs, weights, tensors))
    return slopes


def _not_deterministic(subject: Subject, what: str) -> GradientError:
    return GradientError(
        f"gradcheck: {subject.name} is not deterministic: the same inputs gave other {what} at "
        f"another call. Fix the random numbers inside it; dropout needs module.eval()"
    )


def passing(subject: Subject, go_back: Callable[[], Any]) -> Any:
    """Run a backward pass; an error in it is a wrong rule."""
    try:
        return go_back()
    except GradientError:
        raise
    except Exception as error:
        raise GradientError(
            f"gradcheck: the backward pass of {subject.name} failed with {type(error).__name__}: "
            f"{error}"
        ) from error


def random_weights(generator: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """Draw numbers of both signs between 0.5 and 1.5, none of which makes an error vanish."""
    signs = generator.integers(0, 2, shape) * 2 - 1
    return np.asarray(signs * generator.uniform(0.5, 1.5, shape))


def _towards_one(values: Array) -> Array:
    """Return the powers of two that bring large values to about 1: small ones hide beside them."""
    return np.asarray(np.ldexp(1.0, -np.clip(np.frexp(values)[1], 0, 1000)))


def _strided(values: Array) -> Array:
    """Return the same values, not contiguous in memory."""
    if not values.ndim:
        return values
    room = np.empty((*reversed(values.shape), 2))
    view: Array = room[..., 0].T
    view[...] = values
    return view


class _Watch:
    """Keeps the values of a graph and the gradients that arrive during a pass, to compare later."""

    def __init__(self, outputs: Sequence[Tensor], labels: dict[Tensor, str]) -> None:
        self._arrived: list[tuple[str, Array, Array]] = []
        self._values: list[tuple[str, str, Array, Array]] = []
        self._hooks = []
        order = topological_order([output for output in outputs if output.requires_grad])
        if len(order) > _LARGEST_WATCHED:
            return
        users: dict[Tensor, str] = {}
        for tensor in order:
            label = labels.get(tensor, "a tensor")
            if tensor._operation is not None:
                name = tensor._operation.name
                label = f"the result of {name}"
                users.setdefault(tensor, name)
                users |= {x: name for x in tensor._inputs if isinstance(x, Tensor)}
                self._hooks.append(tensor.register_hook(self._noting(name)))
            if type(tensor._data) is np.ndarray:
                value = tensor._data
                self._values.append((users.get(tensor, ""), label, value, value.copy()))
            if tensor._context is not None:
                saved = tensor._context[1]
                for part in saved if isinstance(saved, (tuple, list)) else (saved,):
                    if isinstance(part, np.ndarray):
                        what = "what the forward pass saved"
                        self._values.append((tensor._operation.name, what, part, part.copy()))

    def _noting(self, name: str) -> Callable[[Tensor], None]:
        def note(gradient: Tensor) -> None:
            # The pass hands the rule this very array.
            self._arrived.append((name, np.asarray(gradient._data), np.array(gradient._data)))

        return note

    def finish(self) -> None:
        for hook in self._hooks:
            hook.remove()
        for name, now, before in self._arrived:
            if not _same_bits(now, before):
                raise GradientError(
                    f"gradcheck: the derivative rule of {name} changes g, the gradient that "
                    f"arrives, in place; others may need it. Compute a new one: g * x, not g *= x"
                )
        for name, label, now, before in self._values:
            if not _same_bits(now, before):
                raise GradientError(
                    f"gradcheck: a derivative rule, probably that of {name}, changes in place "
                    f"{label}, which it was given to read. Compute a new array instead"
                )


def _same_bits(now: Array, before: Array) -> bool:
    return np.array_equal(now, before, equal_nan=True)


def _same(first: Array, second: Array) -> bool:
    if first.shape != second.shape:
        return False
    scale = float(np.max(np.abs(first), initial=0.0, where=np.isfinite(first)))
    return np.allclose(first, second, rtol=_SAME, atol=_SAME * scale, equal_nan=True)
