"""Deck 2, Batch Normalization: numbers by hand, distributions, learning rates.

A layer subtracts the mean of its batch, divides by its deviation, then scales by γ and shifts by β,
which are learned. First for the batch (1, 2, 3, 4, 5), forward and backward. Then in a network of
four hidden layers: without normalization the values shrink from layer to layer; with it each layer
gets them with mean 0 and deviation 1. So the network also learns with higher learning rates, and
learns faster.
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
from examples._tables import Row, agrees, rows_of, table

RATES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
KINDS = {False: "without normalization", True: "with batch normalization"}


def found_by_hand() -> list[Row]:
    """Return what becomes of the batch (1, 2, 3, 4, 5), and the gradients."""
    x = Tensor([[1.0], [2.0], [3.0], [4.0], [5.0]], requires_grad=True)
    layer = nn.BatchNorm1d(1, dtype=float)  # ε is 0.00001
    plain = layer(x).detach()[:, 0]
    layer.load_state_dict({"weight": [2.0], "bias": [0.5]}, strict=False)
    y = layer(x)[:, 0]
    y.backward(Tensor([1.0, 0.0, 0.0, 0.0, -1.0]))
    names = "₁ ₂ ₃ ₄ ₅"
    return [
        Row("μ", "3.0", x.mean().item()),
        Row("σ²", "2.0", x.var().item(), "divided by n, not by n - 1"),
        *rows_of("x̂{}", names, "-1.414210027 -0.707105013 0 0.707105013 1.414210027", plain),
        *rows_of("y{} for γ = 2, β = 0.5", names,
                 "-2.328420054 -0.914210027 0.5 1.914210027 3.328420054", y),
        *rows_of("∂L/∂x{}", names, "0.2828476622 -0.5656811823 0 0.5656811823 -0.2828476622",
                 x.grad[:, 0], "L = y₁ - y₅"),
        *rows_of("∂L/∂{}", "γ", "-2.8284200537", layer.weight.grad),
        *rows_of("∂L/∂{}", "β", "0", layer.bias.grad),
    ]  # fmt: skip


def build(normalized: bool, depth: int, width: int = 16) -> nn.Sequential:
    """Return a network from 2 inputs to 2 classes, whose hidden layers may be normalized."""
    layers: list[nn.Module] = []
    for index in range(depth):
        layers.append(nn.Linear(2 if index == 0 else width, width))
        if normalized:
            layers.append(nn.BatchNorm1d(width))
        layers.append(nn.ReLU())
    return nn.Sequential(*layers, nn.Linear(width, 2))


def before_activations(model: nn.Sequential, x: Any) -> list[Any]:
    """Return what each activation function gets."""
    found = []
    with autograd.no_grad():
        for layer in model:
            if isinstance(layer, nn.ReLU):
                found.append(x.numpy().ravel())
            x = layer(x)
    return found


def train(normalized: bool, lr: float, options: Any, data: Any) -> list[float]:
    """Return the loss before each of the steps of gradient descent on all points."""
    autograd.manual_seed(options.seed)
    model = build(normalized, options.depth)
    optimizer = nn.optim.SGD(model.parameters(), lr=lr)
    points, classes = data.tensors
    losses = []
    with np.errstate(all="ignore"):  # some of these runs are to diverge
        for _ in range(options.steps):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(points), classes)
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


def check(rows: list[Row], values: dict[bool, list[Any]], runs: Any, enough: float) -> None:
    """Claim what the slide says."""
    claim("the numbers found by hand are the computed ones, rounded", all(map(agrees, rows)))
    spread = {kind: [float(some.std()) for some in values[kind]] for kind in values}
    claim(
        "without it the deviation falls from first to last layer to half, or less",
        spread[False][-1] < spread[False][0] / 2,
    )
    means = [abs(float(some.mean())) for some in values[True]]
    claim(
        "with it every layer has mean 0 and deviation 1, within 0.05",
        max(means) < 0.05 and all(abs(deviation - 1) < 0.05 for deviation in spread[True]),
    )
    highest = {kind: highest_rate(runs[kind], enough) for kind in runs}
    claim("with it the network learns at three times the highest rate without it, or more",
          highest[True] > 2.9 * highest[False] > 0)  # fmt: skip
    fastest = {kind: min(losses[-1] for losses in runs[kind].values()) for kind in runs}
    claim("with each its best rate, it ends at a lower loss", fastest[True] < fastest[False])


def highest_rate(runs: dict[float, list[float]], enough: float) -> float:
    """Return the highest rate at which the loss ends below what is enough; 0 if none does."""
    return max((rate for rate, losses in runs.items() if losses[-1] < enough), default=0.0)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        depth=(4, "hidden layers"),
        steps=(200, "steps of gradient descent, for each learning rate"),
        enough=(0.1, "a network has learned when its loss is below this", 0),
    )  # fmt: skip
    if options.depth > 10:
        raise SystemExit(f"--depth must be 10 or less, not {options.depth}")
    rows = found_by_hand()
    print(table(rows, "by hand"))
    data = nn.data.make_moons(200, noise=0.1, seed=options.seed)
    values = {}
    for kind in KINDS:
        autograd.manual_seed(options.seed)
        values[kind] = before_activations(build(kind, options.depth), data.tensors[0])
    print("\ndeviation before each activation function, before training")
    for kind, name in KINDS.items():
        print(f"{name:25}", "  ".join(f"{some.std():.3f}" for some in values[kind]))
    runs = {kind: {lr: train(kind, lr, options, data) for lr in RATES} for kind in KINDS}
    print(f"\nloss after {options.steps} steps\nlearning rate            ",
          "".join(f"{rate:>8g}" for rate in RATES))  # fmt: skip
    for kind, name in KINDS.items():
        print(f"{name:25}", "".join(f"{losses[-1]:8.3f}" for losses in runs[kind].values()))
    if options.out is not None:
        draw(values, runs, options.out)
    check(rows, values, runs, options.enough)


def draw(values: dict[bool, list[Any]], runs: Any, out: Path) -> None:
    """Draw the distributions in each layer, and how each learning rate does."""
    figure = new_figure(11, 7)
    upper, lower = figure.subfigures(2, 1)
    upper.suptitle("What the activation function of each layer gets, before training")
    grid = upper.subplots(2, len(values[True]), sharex=True, squeeze=False)
    for row, (kind, name) in zip(grid, KINDS.items(), strict=True):
        for number, (axes, some) in enumerate(zip(row, values[kind], strict=True), start=1):
            axes.hist(some, bins=np.linspace(-3, 3, 41), color="tab:orange" if kind else "tab:blue")
            axes.set(yticks=[], title=f"layer {number}" if not kind else "")
        row[0].set_ylabel(name.replace(" ", "\n", 1).replace("batch ", "batch\n"))
    plots = lower.subplots(1, 2)
    for kind, name in KINDS.items():
        ends = [losses[-1] for losses in runs[kind].values()]
        plots[0].loglog(RATES, ends, "o-", label=name, color="tab:orange" if kind else "tab:blue")
        best = min(runs[kind], key=lambda rate, kind=kind: runs[kind][rate][-1])
        plots[1].semilogy(runs[kind][best], label=f"{name}, rate {best:g}",
                          color="tab:orange" if kind else "tab:blue")  # fmt: skip
    plots[0].set(title="Loss after training", xlabel="learning rate", ylabel="cross-entropy")
    plots[1].set(title="The best rate of each", xlabel="step", ylabel="cross-entropy")
    plots[0].legend()
    plots[1].set_ylim(None, 60)  # room for the legend
    plots[1].legend(loc="upper right")
    save_figure(figure, out / "batch_normalization.png")


if __name__ == "__main__":
    main()
