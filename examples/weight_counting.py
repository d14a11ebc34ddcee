"""Deck 2, Locality and Shared Weights: how many weights a layer needs.

Three hidden units see seven inputs. If each sees all of them (global), there are 3 · 7 weights; if
each sees three neighbours (local), 3 · 3; and if all three look with the same three weights
(shared: a convolution with stride 2), 3 · 1. A fully connected network for letters, 256-100-26,
has 28,200: so a network for images looks locally, with shared weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import autograd
import nn
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import new_figure, save_figure
from examples._tables import Row, agrees, table


def patterns(inputs: int, kernel: int, stride: int, bias: bool) -> dict[str, nn.Module]:
    """Return three layers from that many inputs, each to as many units as there are windows."""
    units = (inputs - kernel) // stride + 1
    return {
        "global": nn.Linear(inputs, units, bias=bias),
        "local": nn.LocallyConnected1d(1, 1, inputs, kernel, stride=stride, bias=bias),
        "shared": nn.Conv1d(1, 1, kernel, stride=stride, bias=bias),
    }


def count(model: nn.Module, weights_only: bool = False) -> int:
    return sum(
        parameter.numel()
        for name, parameter in model.named_parameters()
        if not (weights_only and name.endswith("bias"))
    )


def connections(layer: nn.Module, inputs: int) -> Any:
    """Return the derivative of each unit by each input, `(units, inputs)`: 0 where none leads."""
    x = autograd.ones(1, inputs)
    return autograd.jacobian(lambda x: layer(x)[0])(x).detach().numpy().reshape(-1, inputs)


def check(rows: list[Row], links: dict[str, Any], shifted: bool) -> None:
    """Claim what the slides say."""
    claim("the slides' numbers are the layers' own, counted", all(map(agrees, rows)))
    distinct = {name: len(np.unique(matrix[matrix != 0])) for name, matrix in links.items()}
    used = {name: int(np.count_nonzero(matrix)) for name, matrix in links.items()}
    claim("local and shared units have the same connections, fewer than global ones",
          used["global"] > used["local"] == used["shared"])  # fmt: skip
    claim("all connections have weights of their own, but for the shared ones",
          used["global"] == distinct["global"] and used["local"] == distinct["local"]
          and used["shared"] > distinct["shared"])  # fmt: skip
    claim("with shared weights, an input that moves by the stride moves the output by one unit",
          shifted)  # fmt: skip


def moves_along(layer: nn.Module, inputs: int, stride: int) -> bool:
    """Tell whether the units' outputs move with the input."""
    x = autograd.randn(inputs)
    moved = autograd.cat([x[stride:], autograd.zeros(stride)])
    first, second = (layer(some[None])[0].detach().numpy() for some in (x, moved))
    return bool(np.allclose(first[1:], second[:-1], atol=1e-5))


def draw(links: dict[str, Any], layers: dict[str, nn.Module], out: Path) -> None:
    """Draw the three patterns; lines of the same colour and style share a weight."""
    colours = ("tab:blue", "tab:orange", "tab:green")
    figure = new_figure(11, 4.5)
    for axes, (name, matrix) in zip(figure.subplots(1, 3), links.items(), strict=True):
        units, inputs = matrix.shape
        places = np.linspace(0, inputs - 1, units + 2)[1:-1] if units < inputs else range(units)
        values = list(np.unique(matrix[matrix != 0]))
        for (unit, source), value in np.ndenumerate(matrix):
            if value != 0:
                shared = len(values) <= len(colours)
                colour = colours[values.index(value)] if shared else "0.45"
                axes.plot([0, 1], [source, places[unit]], color=colour, linewidth=1.8, zorder=1)
        axes.scatter(np.zeros(inputs), range(inputs), s=330, color="white", edgecolor="black")
        axes.scatter(np.ones(units), places, s=330, color="white", edgecolor="black")
        for index in range(inputs):
            axes.text(0, index, f"$x_{{{index + 1}}}$", ha="center", va="center")
        for index, place in enumerate(places):
            axes.text(1, place, f"$h_{{{index + 1}}}$", ha="center", va="center")
        weights = count(layers[name], weights_only=True)
        axes.set(title=f"{name}: {weights} weights", xlim=(-0.2, 1.2), ylim=(inputs - 0.4, -0.6))
        axes.axis("off")
    figure.supxlabel("Lines of one colour have one weight in common; grey ones have their own.",
                     fontsize=11)  # fmt: skip
    save_figure(figure, out / "weight_counting.png")


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        inputs=(7, "of each layer"),
        kernel=(3, "neighbours that a unit sees"),
        stride=(2, "from one unit's first input to the next one's"),
        bias=(False, "count a bias for each unit, which the slides do not"),
    )  # fmt: skip
    if options.inputs < options.kernel:
        raise SystemExit(f"--inputs must be --kernel, {options.kernel}, or more")
    layers = patterns(options.inputs, options.kernel, options.stride, options.bias)
    printed = {"global": "21", "local": "9", "shared": "3"}
    rows = [
        Row(f"{name}, {text}", printed[name], count(layers[name]))
        for name, text in (("global", "3 · 7"), ("local", "3 · 3"), ("shared", "3 · 1"))
    ]
    letters = nn.MLP([256, 100, 26])
    print(table(rows))
    weights = count(letters, weights_only=True)
    print(f"256-100-26 has {weights} weights and {count(letters) - weights} biases")
    kernel = nn.Conv1d(1, 1, 3, stride=2, bias=False)
    kernel.load_state_dict({"weight": [[[1.0, 0.0, -1.0]]]})
    output = kernel(Tensor([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]]))[0].tolist()
    print(f"the shared weights (1, 0, -1) on the inputs 1 to 7: {output}")
    links = {name: connections(layer, options.inputs) for name, layer in layers.items()}
    if options.out is not None:
        draw(links, layers, options.out)
    check(rows, links, moves_along(layers["shared"], options.inputs, options.stride))


if __name__ == "__main__":
    main()
