"""Graphs to step through, and what the engine says about their gradients."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

import autograd as ag
from autograd import Tensor
from autograd.show import graph

__all__ = ["GRAPHS", "engine_gradients", "fan_out", "numbers_in", "of_the_slides", "random_scalars"]


def fan_out() -> Tensor:
    """L = x y + y: y is used twice."""
    x = Tensor(3.0, requires_grad=True, name="x")
    y = Tensor(2.0, requires_grad=True, name="y")
    v = x * y
    v.name = "v"
    loss = v + y
    loss.name = "L"
    return loss


def of_the_slides() -> Tensor:
    """Deck 1, "Back propagation example": the 2-2-1 network without activations."""
    x = Tensor([[2.0, 3.0]], name="x")
    first = Tensor([[0.11, 0.12], [0.21, 0.08]], requires_grad=True, name="W1")
    second = Tensor([[0.14], [0.15]], requires_grad=True, name="W2")
    hidden = x @ first
    y = hidden @ second
    hidden.name, y.name = "h", "y"
    loss = ((y - 1.0) ** 2 / 2).sum()
    loss.name = "J"
    return loss


def random_scalars(seed: int = 5, operations: int = 7) -> Tensor:
    """A graph of numbers made at random, in which values are used several times."""
    random = np.random.default_rng(seed)
    values = [Tensor(float(random.uniform(0.5, 2.0)), requires_grad=True) for _ in range(3)]
    choices: list[Callable[[Tensor, Tensor], Tensor]] = [
        lambda a, b: a * b, lambda a, b: a + b, lambda a, b: a - b, lambda a, b: ag.tanh(a) + b,
        lambda a, b: ag.sigmoid(a * b), lambda a, b: a / (b * b + 1.0), lambda a, b: a * a,
    ]  # fmt: skip
    for _ in range(operations):
        a, b = (values[i] for i in random.integers(0, len(values), 2))
        values.append(choices[random.integers(len(choices))](a, b))
    loss = values[0] * 0.5
    for value in values[1:]:
        loss = loss + value
    return loss


@ag.operation(lambda g, out, x, y: g * y * ag.cos(x), lambda g, out, x, y: g * ag.sin(x))
def wave(x, y):
    """A user's own operation: y sin(x)."""
    return y * np.sin(x)


def with_a_users_operation() -> Tensor:
    x = Tensor(0.7, requires_grad=True, name="x")
    y = Tensor(-1.3, requires_grad=True, name="y")
    return wave(x, y) * wave(x * y, y)


def with_hostile_names() -> Tensor:
    x = Tensor(0.7, requires_grad=True, name="</script><script>alert(1)</script>")
    y = Tensor(-1.3, requires_grad=True, name="한국어 😀 \"quoted\" 'n' & <b>\\n{|}")
    twin = Tensor(0.2, requires_grad=True, name="</script><script>alert(1)</script>")
    product = x * y + twin * x
    product.name = "\x00\u2028 --><!--"
    return product * product


GRAPHS = {
    "fan out": fan_out,
    "slides": of_the_slides,
    "random": random_scalars,
    "user's operation": with_a_users_operation,
    "hostile names": with_hostile_names,
}


def engine_gradients(loss: Tensor) -> dict[str, np.ndarray]:
    """Run the real backward pass, and return each gradient by the key of its node."""
    nodes = [n for n in graph(loss).nodes if n.kind in ("value", "leaf")]
    for node in nodes:
        if node.kind == "value":
            node.tensor.retain_grad()
    loss.backward()
    return {n.key: n.tensor.grad.numpy() for n in nodes if n.tensor.grad is not None}


def numbers_in(text: str) -> np.ndarray:
    """Return the numbers that stand in a text, in a row."""
    found = re.findall(r"-?(?:\d+\.?\d*(?:e[-+]?\d+)?|inf|nan)", text)
    return np.array([float(number) for number in found])
