"""Decks 2 and 5: AND, NAND and OR, each by one perceptron that draws a line.

A perceptron adds its inputs, times their weights, and a bias; it answers by the sign of the sum. So
it parts the plane by a straight line. The weights are the decks'; nothing is learned. Deck 5
answers with 0 and 1, deck 2 with -1 and +1. --shift adds a number to every bias, which moves the
lines in parallel: a gate is right as long as its line stays between the two kinds of points.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import nn
from examples._command import claim, read_options
from examples._gates import AND, NAND, OR, SIGNED_OR, draw_line, perceptron
from examples._output import new_figure, save_figure


class Gate(NamedTuple):
    """A perceptron, and what it does with the four inputs."""

    weights: tuple[float, float]
    bias: float
    sums: Any
    answers: Any
    wanted: Any

    @property
    def distance(self) -> float:
        """The distance of its line from the origin."""
        return abs(self.bias) / float(np.hypot(*self.weights))


def gates(shift: float) -> dict[str, Gate]:
    """Return the four gates, their biases shifted."""
    tables = {"AND": (AND, "and", 0), "NAND": (NAND, "nand", 0), "OR": (OR, "or", 0)}
    tables["OR with -1 and +1"] = (SIGNED_OR, "or", -1)
    found = {}
    for name, ((weights, bias), table, low) in tables.items():
        x, wanted = nn.data.load_table(table).tensors
        model = perceptron(weights, bias + shift, low)
        if low < 0:
            wanted = nn.data.to_signed_labels(wanted)
        numbers = (values.detach().numpy()[:, 0] for values in (model[0](x), model(x), wanted))
        found[name] = Gate(weights, bias + shift, *numbers)
    return found


def check(found: dict[str, Gate]) -> None:
    """Claim that each gate is right, and that its line is where the slide has it."""
    *unsigned, signed = found.values()
    distance = signed.distance
    claim("no sum is 0, so it does not matter what a perceptron answers there",
          all(abs(gate.sums).min() > 1e-9 for gate in found.values()))  # fmt: skip
    claim("deck 2's OR answers -1 for (0,0) and +1 for the others",
          (signed.answers == signed.wanted).all())  # fmt: skip
    claim("its line x1 + x2 - 0.5 = 0 is 0.3536 from the origin", abs(distance - 0.3536) < 5e-5)
    claim("deck 5's AND, NAND and OR answer as their truth tables",
          all((gate.answers == gate.wanted).all() for gate in unsigned))  # fmt: skip


def draw(found: dict[str, Gate], path: Path) -> None:
    """Draw each gate's line, the side where it answers 1, and its truth table as points."""
    x = nn.data.load_table("or").tensors[0].numpy()
    figure = new_figure(9, 9)
    plane = np.meshgrid(np.linspace(-0.5, 1.5, 300), np.linspace(-0.5, 1.5, 300))
    for axes, (name, gate) in zip(figure.subplots(2, 2).ravel(), found.items(), strict=True):
        (w1, w2), b = gate.weights, gate.bias
        axes.contourf(*plane, w1 * plane[0] + w2 * plane[1] + b > 0, [-0.5, 0.5, 1.5],
                      colors=["#dbe9f6", "#fde3cf"])  # fmt: skip
        draw_line(axes, gate.weights, b, color="black")
        for kind in np.unique(gate.wanted):
            own = x[gate.wanted == kind]
            style = {"s": 90, "edgecolors": "black", "zorder": 3}
            label = f"{kind:+.0f}" if -1 in gate.wanted else f"{kind:.0f}"
            axes.scatter(*own.T, color="#e66100" if kind > 0 else "#1a6bb5",
                         marker="o" if kind > 0 else "s", label=label, **style)  # fmt: skip
        line = f"{w1:g} x_1 {w2:+g} x_2 {b:+.3g} = 0".replace("1 x", "x")
        axes.set(title=f"{name}: ${line}$", xlabel="$x_1$",
                 ylabel="$x_2$", xlim=(-0.5, 1.5), ylim=(-0.5, 1.5), xticks=[0, 1],
                 yticks=[0, 1], aspect="equal")  # fmt: skip
        axes.legend(title="wanted", loc="lower left")
    save_figure(figure, path)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        shift=(0.0, "added to every bias"),
    )  # fmt: skip
    found = gates(options.shift)
    inputs = nn.data.load_table("or").tensors[0].numpy()
    for name, gate in found.items():
        print(f"{name}: weights {gate.weights[0]:g} and {gate.weights[1]:g}, bias {gate.bias:g}")
        for (a, b), s, answer in zip(inputs, gate.sums, gate.answers, strict=True):
            print(f"    ({a:.0f}, {b:.0f})  s = {s:5.4g}  answer {answer:2.0f}")
    if options.out is not None:
        draw(found, options.out / "gates.png")
    check(found)


if __name__ == "__main__":
    main()
