"""Deck 1: a step of gradient descent on a line, by hand; the loss is 98.

The line y = w x + b takes a step for the first of two samples. The column "computed" comes out of
the engine; a dash under "slide" means that no number is printed. The slide's learning rate is
1 / (x² + 1), the inverse of the curvature along the step, so one step is enough for one sample.
With --explain the chain rule follows the table. With --out, a picture of the graph is saved, and a
page that goes through forward and backward pass step by step, in a browser.
"""

from __future__ import annotations

from collections.abc import Sequence

import autograd
import nn
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import save_graph
from examples._pages import save_pages
from examples._tables import Row, agrees, count, table


def parameter(value: float, name: str) -> Tensor:
    return Tensor(value, requires_grad=True, dtype=float, name=name)


def step(weight: Tensor, learning_rate: float) -> Tensor:
    """Return the weight after a step of gradient descent: w - μ ∂J/∂w."""
    return parameter((weight - learning_rate * weight.grad).detach(), weight.name)


def gradient_descent(
    w: float, b: float, samples: Sequence[tuple[float, float]], learning_rate: float
) -> tuple[list[Row], Tensor]:
    """Fit the line y = w x + b to two samples (x, t), with a step for each.

    Returns the rows of the table, and the first loss, for its graph.
    """
    (x1, t1), (x2, t2) = samples
    w1, b1 = parameter(w, "w"), parameter(b, "b")
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
            "J₁ = ½(y₁ − t₁)²", "196", loss1.item(),
            "the slide's erratum: it is the square without ½ (E-01)",
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
    ]  # fmt: skip
    return rows, loss1


def check(rows: list[Row], target: float) -> None:
    """Claim what the slide shows: where one step leads, with its numbers."""
    after = next(row.computed for row in rows if row.quantity == "w x₁ + b")
    reached = abs(after - target) < 1e-9
    claim(f"after one step the line gives the first sample's {target:g}", reached)
    wrong = [row.quantity[:2] for row in rows if row.slide != "–" and not agrees(row)]
    claim("of the slide's numbers all but the loss are the computed ones", wrong == ["J₁"])


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        explain=(False, "print the chain rule in words"),
        w=(15.0, "the weight at first"),
        b=(2.0, "the bias at first"),
        lr=(0.2, "learning rate"),
    )  # fmt: skip
    x, t = nn.data.load_table("gradient_descent").tensors
    samples = list(zip(x.flatten().tolist(), t.flatten().tolist(), strict=True))
    rows, loss = gradient_descent(options.w, options.b, samples, options.lr)
    print("Deck 1, 경사하강법을 통한 가중치 수정 예제: a step of gradient descent on y = w x + b\n")
    print(table(rows))
    if options.explain:
        print(f"\n{autograd.explain(loss)}")
    print("\n{} of the slide's {} numbers are the computed ones, rounded.".format(*count(rows)))
    if options.out is not None:
        save_graph(autograd.draw(loss), options.out / "gradient_descent")
        save_pages(options.out, {"gradient_descent": lambda: autograd.walkthrough(loss)})
    check(rows, samples[0][1])


if __name__ == "__main__":
    main()
