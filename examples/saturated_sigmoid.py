"""Deck 2: with the squared error a saturated sigmoid hardly learns.

One unit o = σ(w x + b) should answer 0. On the slide's left it answers 0.7503, on its right 0.9971:
a worse mistake, yet the squared error's gradient is 49 times smaller, for the factor σ'(z) is
almost 0 there. In the cross-entropy's gradient x (o - y) this factor is gone. The slide's figures,
which had the weights, are not in its text; x = 1.5 and these w and b give its numbers.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import autograd
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import new_figure, save_figure
from examples._tables import Row, table

X, LEFT = 1.5, (0.4, 0.5)  # the input; w and b on the slide's left


def squared_error(z: Any) -> Any:
    """Return e = ½ (y - σ(z))² where y = 0."""
    return 0.5 * autograd.sigmoid(z) ** 2


def cross_entropy(z: Any) -> Any:
    """Return e = -ln(1 - σ(z)), which is softplus(z): what y = 0 leaves of the cross-entropy."""
    return autograd.softplus(z)


def cross_entropy_2(z: Any) -> Any:
    """Return the same with the logarithm of base 2, as the slide writes it."""
    return cross_entropy(z) / math.log(2)


class Side(NamedTuple):
    """One side of the slide: the output, and e, ∂e/∂w and ∂e/∂b for each of the three errors."""

    z: float
    o: float
    errors: dict[str, tuple[float, float, float]]


def compute(w: float, b: float) -> Side:
    """Compute one side."""
    errors = {}
    for error in (squared_error, cross_entropy, cross_entropy_2):
        weight, bias = Tensor(w, requires_grad=True), Tensor(b, requires_grad=True)
        e = error(weight * X + bias)
        e.backward()
        errors[error.__name__] = (e.item(), weight.grad.item(), bias.grad.item())
    z = w * X + b
    return Side(z, autograd.sigmoid(z).item(), errors)


def second_derivative(error: Callable[[Any], Any], z: float) -> float:
    """Return how the slope of an error changes with z: below 0, it is not convex there."""
    return autograd.grad(autograd.grad(error))(z).item()


def rows(left: Side, right: Side) -> list[Row]:
    """Return the numbers beside the slide's."""
    found = []
    slide = {"left": (left, "0.7503", "0.2815"), "right": (right, "0.9971", "0.4971")}
    for name, (side, o, e) in slide.items():
        remark = "E-15: of the rounded output" if name == "left" else ""
        found += [
            Row(f"o = σ({side.z:g}), {name}", o, side.o),
            Row(f"e = ½ (y - o)², {name}", e, side.errors["squared_error"][0], remark),
        ]
        for kind, (_, by_w, by_b) in side.errors.items():
            title = kind.replace("_2", ", base 2").replace("_", " ")
            found += [Row(f"  ∂e/∂w, {title}", "–", by_w), Row(f"  ∂e/∂b, {title}", "–", by_b)]
    return found


def check(left: Side, right: Side) -> None:
    """Claim what the slide shows."""
    steep, flat = (side.errors["squared_error"][1] for side in (left, right))
    claim("the larger mistake has the larger squared error, but a gradient 49 times smaller",
          right.o > left.o and 49 * flat < steep < 49.5 * flat)  # fmt: skip
    claim("the cross-entropy's gradient is larger for the larger mistake: x (o - y)",
          right.errors["cross_entropy"][1] > left.errors["cross_entropy"][1]
          and all(abs(side.errors["cross_entropy"][1] - X * side.o) < 1e-9
                  for side in (left, right)))  # fmt: skip
    claim("with the logarithm of base 2 the gradient is x (o - y) / ln 2, not x (o - y) (E-16)",
          all(abs(side.errors["cross_entropy_2"][1] - X * side.o / math.log(2)) < 1e-9
              for side in (left, right)))  # fmt: skip
    claim("on the right the squared error is not convex, the cross-entropy is",
          second_derivative(squared_error, right.z) < 0
          and second_derivative(cross_entropy, right.z) > 0)  # fmt: skip


def descend(error: Callable[[Any], Any], w: float, b: float, steps: int) -> list[float]:
    """Return the outputs o during gradient descent with learning rate 0.15."""
    at = Tensor([w, b])
    slope = autograd.grad(lambda p: error(p[0] * X + p[1]))
    outputs = []
    for _ in range(steps):
        outputs.append(autograd.sigmoid(at[0] * X + at[1]).item())
        at = at - 0.15 * slope(at)
    return outputs


def draw(left: Side, right: Side, right_weights: tuple[float, float], path: Path) -> None:
    """Draw the gradients against the mistake, and the descent that they lead to."""
    figure = new_figure(12, 4.6)
    against, descent = figure.subplots(1, 2)
    z = np.linspace(-6, 8, 400)
    o = autograd.sigmoid(z)
    for error, label in ((squared_error, "squared error"), (cross_entropy, "cross-entropy")):
        slopes = autograd.grad(lambda z, error=error: error(z).sum())(z).numpy()
        against.plot(o, slopes, label=label)
        for side, style in ((left, "--"), (right, "-")):
            outputs = descend(error, *(LEFT if side is left else right_weights), 400)
            descent.plot(outputs, style, label=f"{label} from o = {side.o:.4f}",
                         color="tab:blue" if error is squared_error else "tab:orange")  # fmt: skip
    for side in (left, right):
        against.axvline(side.o, color="gray", linestyle=":")
    against.set(title="The gradient against the mistake", ylabel="gradient by z, ∂e/∂z",
                xlabel="output o, which should be 0 (dotted: left and right)")  # fmt: skip
    descent.set(title="Gradient descent, learning rate 0.15", xlabel="step", ylabel="output o")
    against.legend()
    descent.legend()
    save_figure(figure, path)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        w=(1.9, "weight on the slide's right"),
        b=(3.0, "bias on the slide's right"),
    )  # fmt: skip
    left, right = compute(*LEFT), compute(options.w, options.b)
    print(table(rows(left, right)))
    for error in (squared_error, cross_entropy):
        bends = ", ".join(f"{second_derivative(error, z):.6f} at {z:g}" for z in (0.0, 1.1, 2.0))
        print(f"second derivative of the {error.__name__.replace('_', ' ')} by z: {bends}")
    if options.out is not None:
        draw(left, right, (options.w, options.b), options.out / "saturated_sigmoid.png")
    check(left, right)


if __name__ == "__main__":
    main()
