"""Whole random expressions, written as Python: what fails can be pasted into a test of its own."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from hypothesis import strategies as st

import autograd

from ..._tensor import Tensor
from ._shapes import broadcastable_shapes
from ._tensors import tensors

__all__ = ["Expression", "expressions", "graphs"]

Shape = tuple[int, ...]

_LARGEST = 10.0  # beyond it a result is scaled down, so that all stays finite and not too steep
_TOO_LARGE = 1e9  # beyond it, it is pressed between -1 and 1
_MOST_AXES = 4


class Expression:
    """A function of Tensors made of the library's operations; its repr is its source.

    Args:
        names: of its arguments.
        lines: assignments, and
        result: the name of what is returned.

    Example:
        >>> from autograd import Tensor
        >>> from autograd.testing.strategies import Expression
        >>> expression = Expression(["x", "y"], ["a = autograd.tanh(x)", "b = a * y"], "b")
        >>> expression
        def expression(x, y):
            a = autograd.tanh(x)
            b = a * y
            return b
        >>> expression(Tensor([0.0]), Tensor([2.0]))
        Tensor([0.])
    """

    __name__ = "expression"

    def __init__(self, names: Sequence[str], lines: Sequence[str], result: str) -> None:
        body = [*lines, f"return {result}"]
        self.source = "\n    ".join([f"def expression({', '.join(names)}):", *body])
        namespace: dict[str, Any] = {"autograd": autograd}
        # Of the templates below, or what the user wrote.
        exec(self.source, namespace)
        self._function = namespace["expression"]

    def __call__(self, *arguments: Any) -> Any:
        """Compute the expression; arguments are Tensors, or all arrays."""
        return self._function(*arguments)

    def __repr__(self) -> str:
        return self.source


class _Step(NamedTuple):
    """An operation as a template of source, where it applies, and how large its result may be."""

    template: str
    applies: Callable[..., bool]
    largest: Callable[..., float]

    @property
    def arity(self) -> int:
        """The number of operands."""
        return 2 if "{1}" in self.template else 1


def _anywhere(*shapes: Shape) -> bool:
    return True


def _with_axes(shape: Shape) -> bool:
    return len(shape) > 0


def _with_elements(shape: Shape) -> bool:
    return len(shape) > 0 and 0 not in shape


def _matrix(shape: Shape) -> bool:
    return len(shape) == 2


def _broadcasting(x: Shape, y: Shape) -> bool:
    try:
        np.broadcast_shapes(x, y)
    except ValueError:
        return False
    return True


def _multiplying(x: Shape, y: Shape) -> bool:
    return len(x) == len(y) == 2 and x[1] == y[0]


def _joining(x: Shape, y: Shape) -> bool:
    return len(x) == len(y) > 0 and x[1:] == y[1:]


# Simple ones first: what fails shrinks towards them. Bounds take magnitudes, then shapes.
_STEPS = [
    _Step("-{0}", _anywhere, lambda a, x: a),
    _Step("0.5 * {0}", _anywhere, lambda a, x: 0.5 * a),
    _Step("{0} + 1.0", _anywhere, lambda a, x: a + 1.0),
    _Step("{0} ** 2", _anywhere, lambda a, x: a * a),
    _Step("autograd.sin({0})", _anywhere, lambda a, x: 1.0),
    _Step("autograd.cos({0})", _anywhere, lambda a, x: 1.0),
    _Step("autograd.tanh({0})", _anywhere, lambda a, x: 1.0),
    _Step("autograd.sigmoid({0})", _anywhere, lambda a, x: 1.0),
    _Step("autograd.exp(-{0} * {0})", _anywhere, lambda a, x: 1.0),
    _Step("autograd.sqrt(1.0 + {0} * {0})", _anywhere, lambda a, x: 1.0 + a),
    _Step("autograd.log(1.0 + {0} * {0})", _anywhere, lambda a, x: 1.0 + a),
    _Step("{0}.sum()", _anywhere, lambda a, x: a * np.prod(x)),
    _Step("{0}.sum(axis=-1, keepdims=True)", _with_axes, lambda a, x: a * x[-1]),
    _Step("{0}.mean(axis=0)", _with_elements, lambda a, x: a),
    _Step("{0}.reshape(-1)", _anywhere, lambda a, x: a),
    _Step("{0}.T", _matrix, lambda a, x: a),
    _Step("{0} @ {0}.T", _matrix, lambda a, x: a * a * x[1]),
    _Step("{0}[0]", _with_elements, lambda a, x: a),
    _Step("{0}[..., ::-1]", _with_axes, lambda a, x: a),
    _Step("{0}[..., None]", lambda x: len(x) < _MOST_AXES, lambda a, x: a),
    _Step("autograd.softmax({0}, axis=-1)", _with_elements, lambda a, x: 1.0),
    _Step("autograd.logsumexp({0}, axis=-1)", _with_elements, lambda a, x: a + np.log(x[-1])),
    _Step("{0} + {1}", _broadcasting, lambda a, b, x, y: a + b),
    _Step("{0} - {1}", _broadcasting, lambda a, b, x, y: a + b),
    _Step("{0} * {1}", _broadcasting, lambda a, b, x, y: a * b),
    _Step("{0} / (1.0 + {1} * {1})", _broadcasting, lambda a, b, x, y: a),
    _Step("{0} @ {1}", _multiplying, lambda a, b, x, y: a * b * x[1]),
    _Step("{0} @ {1}.T", lambda x, y: _multiplying(x, y[::-1]), lambda a, b, x, y: a * b * x[1]),
    _Step("autograd.concatenate([{0}, {1}])", _joining, lambda a, b, x, y: max(a, b)),
]
_CHOICE = st.integers(0, 999)
_NEWEST = 700  # choices below it take the newest value as first operand, so that most is used


@st.composite
def expressions(
    draw: st.DrawFn, /, *inputs: Shape | Tensor, max_operations: int = 8, largest: float = 3.0
) -> Expression:
    """Draw a function of tensors: a random graph that is smooth, and finite everywhere.

    Values are used again, broadcast, summed, transposed, indexed, multiplied as matrices. What
    could grow beyond bounds is scaled down.

    Args:
        *inputs: the Tensors that it will be called with, or their shapes.
        max_operations: the greatest number of lines. Default: 8.
        largest: the greatest magnitude of the inputs' elements. Default: 3.

    Returns:
        An `Expression`; of arrays it gives arrays.

    Example:
        >>> from hypothesis import find
        >>> from autograd.testing import strategies
        >>> strategy = strategies.expressions((2, 3), (3,))
        >>> expression = find(strategy, lambda drawn: "sigmoid" in drawn.source)
        >>> repr(expression).splitlines()[0]
        'def expression(x, y):'
    """
    names = _names(len(inputs))
    shapes = {
        name: like.shape if isinstance(like, Tensor) else tuple(like)
        for name, like in zip(names, inputs, strict=True)
    }
    magnitudes = dict.fromkeys(names, float(largest))
    lines: dict[str, str] = {}
    # A list of numbers, for Hypothesis knows best how to shrink that: each means the same wherever
    # it stands, or the next step that is possible there.
    several = st.lists(st.tuples(_CHOICE, _CHOICE, _CHOICE), min_size=1, max_size=max_operations)
    for number, (step_choice, *choices) in enumerate(draw(several)):
        target = f"{'abcdefgh'[number % 8]}{number // 8 or ''}"
        newest_first = list(reversed(shapes))
        operands = [newest_first[choice % len(shapes)] for choice in choices]
        if choices[0] < _NEWEST:
            operands[0] = newest_first[0]
        of = [shapes[name] for name in operands]
        first = step_choice % len(_STEPS)
        in_turn = _STEPS[first:] + _STEPS[:first]
        step = next(step for step in in_turn if step.applies(*of[: step.arity]))
        operands, of = operands[: step.arity], of[: step.arity]
        source = step.template.format(*operands)
        magnitude = float(step.largest(*(magnitudes[name] for name in operands), *of))
        if magnitude > _TOO_LARGE:
            source, magnitude = f"autograd.tanh({source})", 1.0
        elif magnitude > _LARGEST:
            factor = 10.0 ** -math.ceil(math.log10(magnitude / _LARGEST))
            source, magnitude = f"{factor} * ({source})", factor * magnitude
        shapes[target] = _shape_of(step.template, tuple(of))
        magnitudes[target] = magnitude
        lines[target] = f"{target} = {source}"
    return Expression(names, _needed(lines, target), target)


@st.composite
def graphs(
    draw: st.DrawFn, /, count: int | None = None, max_operations: int = 8, **options: Any
) -> tuple[Expression, tuple[Tensor, ...]]:
    """Draw a random expression together with Tensors to call it with, as a pair.

    Args:
        count: how many Tensors, whose shapes broadcast. Default: 1 to 3.
        max_operations: the greatest number of lines. Default: 8.
        **options: what `tensors` takes besides the shape.

    Example:
        >>> from hypothesis import given
        >>> from autograd.testing import gradcheck, strategies
        >>> @given(strategies.graphs())
        ... def test_any_graph(graph):
        ...     expression, inputs = graph
        ...     assert gradcheck(expression, inputs, order=2)
    """
    number = draw(st.integers(1, 3)) if count is None else count
    chosen = draw(broadcastable_shapes(number, max_side=3))
    inputs = tuple(draw(tensors(shape, **options)) for shape in chosen)
    largest = max(
        3.0, *(float(np.max(np.abs(x.detach().numpy()), initial=0.0)) for x in inputs)
    )
    return draw(expressions(*inputs, max_operations=max_operations, largest=largest)), inputs


@cache
def _shape_of(template: str, operands: tuple[Shape, ...]) -> Shape:
    """Return the shape of a step's result, by carrying it out on zeros."""
    names = ["x", "y"][: len(operands)]
    step = Expression(names, [f"result = {template.format(*names)}"], "result")
    return np.shape(step(*map(np.zeros, operands)))


def _names(count: int) -> list[str]:
    return ["x", "y", "z"][:count] if count <= 3 else [f"x{number}" for number in range(count)]


def _needed(lines: dict[str, str], result: str) -> list[str]:
    """Return the lines on which the result depends."""
    wanted = {result}
    kept = []
    for target, line in reversed(lines.items()):
        if target in wanted:
            kept.append(line)
            wanted.update(re.findall(r"\b\w+\b", line.partition(" = ")[2]))
    return kept[::-1]
