"""Redo the slides' backpropagation by hand: each number beside the slide's.

Deck 1 takes a step of gradient descent on a line, and one in a 2-2-1 network without activations.
The column "computed" comes out of the engine; a dash under "slide" means that no number is printed.
With --explain the chain rule follows each table. With --out, pictures of both graphs are saved, and
pages that go through forward and backward pass step by step, in a browser.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

import autograd
import nn
from autograd import Tensor
from autograd.show import Walkthrough
from examples._output import make_folder, save_graph


class Row(NamedTuple):
    """A number of the slides: what it is, the digits printed there, what the engine says."""

    quantity: str
    slide: str
    computed: float
    remark: str = ""


def leaf(value: ArrayLike, name: str) -> Tensor:
    return Tensor(value, requires_grad=True, dtype=float, name=name)


def step(weight: Tensor, learning_rate: float) -> Tensor:
    """Return the weight after a step of gradient descent: w - μ ∂J/∂w."""
    return leaf((weight - learning_rate * weight.grad).detach(), weight.name)


def gradient_descent(
    w: float, b: float, samples: Sequence[tuple[float, float]], learning_rate: float
) -> tuple[list[Row], Tensor]:
    """Fit the line y = w x + b to two samples (x, t), with a step for each.

    Returns the rows of the table, and the first loss, for its graph.
    """
    (x1, t1), (x2, t2) = samples
    w1, b1 = leaf(w, "w"), leaf(b, "b")
    y1 = w1 * Tensor(x1, name="x₁") + b1
    square = (y1 - Tensor(t1, name="t₁")) ** 2
    loss1 = 0.5 * square
    y1.name, loss1.name = "y₁", "J₁"
    loss1.backward()
    w2, b2 = step(w1, learning_rate), step(b1, learning_rate)

    y2 = w2 * x2 + b2
    loss2 = 0.5 * (y2 - t2) ** 2
    loss2.backward()
    w3, b3 = step(w2, learning_rate), step(b2, learning_rate)

    rows = [
        Row("y₁ = w x₁ + b", "32", y1.item()),
        Row(
            "J₁ = ½(y₁ − t₁)²",
            "196",
            loss1.item(),
            "the slide's erratum: it is the square without ½",
        ),
        Row("(y₁ − t₁)²", "–", square.item()),
        Row("∂J₁/∂w", "-28", w1.grad.item()),
        Row("∂J₁/∂b", "-14", b1.grad.item()),
        Row("w after step 1", "20.6", w2.item()),
        Row("b after step 1", "4.8", b2.item()),
        Row("w x₁ + b", "–", (w2 * x1 + b2).item(), "the first sample again: now it is t₁"),
        Row("y₂ = w x₂ + b", "66.6", y2.item()),
        Row("J₂ = ½(y₂ − t₂)²", "–", loss2.item(), "from here on the slide's example, continued"),
        Row("∂J₂/∂w", "–", w2.grad.item()),
        Row("∂J₂/∂b", "–", b2.grad.item()),
        Row("w after step 2", "–", w3.item()),
        Row("b after step 2", "–", b3.item()),
    ]
    return rows, loss1


def network(
    x: ArrayLike, t: float, W1: ArrayLike, W2: ArrayLike, learning_rate: float
) -> tuple[list[Row], Tensor]:
    """Send x through h = x W¹ and y = h W² and back, take a step, and send x through again.

    x is a row, W¹ is [[w₁, w₃], [w₂, w₄]] and W² is [[w₅], [w₆]]. Returns the rows of the table,
    and the first loss, for its graph.
    """
    x, W1, W2 = leaf(x, "x"), leaf(W1, "W¹"), leaf(W2, "W²")
    t = Tensor(t, name="t")

    def forward(W1: Any, W2: Any) -> tuple[Tensor, Tensor, Tensor]:
        h = x @ W1
        y = h @ W2
        return h, y, 0.5 * (y - t) ** 2

    h, y, loss = forward(W1, W2)
    h.name, y.name, loss.name = "h", "y", "J"
    h.retain_grad()
    y.retain_grad()
    loss.backward()

    new_W1, new_W2 = step(W1, learning_rate), step(W2, learning_rate)
    new_h, new_y, new_loss = forward(new_W1, new_W2)
    rough_h, rough_y, rough_loss = forward(np.round(new_W1.data, 2), np.round(new_W2.data, 2))
    rows = [
        *several("{}", "h₁ h₂", "0.85 0.48", h),
        Row("y", "0.191", y.item()),
        Row("J = ½(y − t)²", "–", loss.item()),
        Row("δ² = ∂J/∂y", "-0.809", y.grad.item()),
        *several("δ¹ = ∂J/∂{}", "h₁ h₂", "– –", h.grad),
        *several("∂J/∂{}", "w₅ w₆", "– –", W2.grad),
        *several("∂J/∂{}", "w₁ w₃ w₂ w₄", "– – – –", W1.grad),
        *several("∂J/∂{}", "x₁ x₂", "– –", x.grad),
        *several("μ ∂J/∂{}", "w₅ w₆", "-0.034 -0.019", learning_rate * W2.grad),
        *several("μ ∂J/∂{}", "w₁ w₃ w₂ w₄", "-0.011 -0.012 -0.017 -0.018", learning_rate * W1.grad),
        *several("{} after the step", "w₅ w₆", "0.17 0.17", new_W2),
        *several("{} after the step", "w₁ w₃ w₂ w₄", ".12 .13 .23 .10", new_W1),
        *several("{}, second time", "h₁ h₂", "– –", new_h),
        Row("y, second time", "–", new_y.item()),
        Row("J, second time", "–", new_loss.item()),
        *several("{}, second time", "h₁ h₂", "– –", rough_h, "with weights of two digits"),
        Row("y, second time", "–", rough_y.item(), "with weights of two digits"),
        Row("J, second time", "–", rough_loss.item(), "with weights of two digits"),
    ]
    return rows, loss


def neurons(
    x: ArrayLike, t: float, W1: ArrayLike, W2: ArrayLike, learning_rate: float
) -> Walkthrough:
    """Return the page that goes through the same step neuron by neuron, weight by weight."""
    layers = [nn.Linear(*np.shape(W), bias=False, dtype=float) for W in (W1, W2)]
    for layer, W in zip(layers, (W1, W2), strict=True):
        layer.load_state_dict({"weight": np.transpose(W)})  # nn has a row per output
    return nn.walkthrough(nn.Sequential(*layers), x, t, lr=learning_rate)


def several(quantity: str, symbols: str, slide: str, values: Tensor, remark: str = "") -> list[Row]:
    """Return a row for each element of an array."""
    printed = zip(symbols.split(), slide.split(), values.data.flat, strict=True)
    return [Row(quantity.format(name), digits, float(v), remark) for name, digits, v in printed]


def agrees(row: Row) -> bool:
    """Tell whether the computed number, rounded as the slide's, is the slide's."""
    decimals = len(row.slide.partition(".")[2])
    return abs(row.computed - float(row.slide)) <= 0.5 * 10**-decimals


def table(rows: list[Row]) -> str:
    cells = [Row._fields, *((r.quantity, r.slide, f"{r.computed:.10g}", r.remark) for r in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in cells]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def show(rows: list[Row], loss: Tensor, explained: bool) -> None:
    print(table(rows))
    if explained:
        print(f"\n{autograd.explain(loss)}")


def save(folder: Path, losses: dict[str, Tensor], net: dict[str, Any]) -> None:
    """Save the graphs of the losses as pictures, and as pages to step through; so the network."""
    for name, loss in losses.items():
        save_graph(autograd.draw(loss), folder / name)
    try:
        for name, loss in losses.items():
            print("wrote", autograd.walkthrough(loss).save(folder / f"{name}.html"))
        print("wrote", neurons(**net).save(folder / "neurons_2_2_1.html"))
    except RuntimeError as error:  # no program to draw them
        print("no pages to step through:", error)


def main(arguments: Sequence[str] | None = None) -> None:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # where ∂ cannot be printed, there is a ?
    parser = argparse.ArgumentParser(
        prog="python -m examples.backprop_by_hand", description=__doc__
    )
    parser.add_argument("--explain", action="store_true", help="print the chain rule in words")
    parser.add_argument(
        "--out", metavar="FOLDER", help="save pictures of both graphs and pages to step through"
    )
    options = parser.parse_args(arguments)
    folder = None if options.out is None else make_folder(options.out)

    line = {"w": 15.0, "b": 2.0, "samples": [(2.0, 46.0), (3.0, 72.0)], "learning_rate": 0.2}
    weights = {"W1": [[0.11, 0.12], [0.21, 0.08]], "W2": [[0.14], [0.15]]}
    net = {"x": [[2.0, 3.0]], "t": 1.0, **weights, "learning_rate": 0.05}
    line_rows, line_loss = gradient_descent(**line)
    net_rows, net_loss = network(**net)
    print("Deck 1, 경사하강법을 통한 가중치 수정 예제: a step of gradient descent on y = w x + b\n")
    show(line_rows, line_loss, options.explain)
    print("\nDeck 1, Back propagation example: the 2-2-1 network, h = x W¹ and y = h W²\n")
    show(net_rows, net_loss, options.explain)
    printed = [row for row in line_rows + net_rows if row.slide != "–"]
    right = sum(map(agrees, printed))
    print(f"\n{right} of the slides' {len(printed)} numbers are the computed ones, rounded.")
    if folder is not None:
        save(folder, {"gradient_descent": line_loss, "network_2_2_1": net_loss}, net)


if __name__ == "__main__":
    main()
