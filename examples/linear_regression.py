"""Deck 5: the score by the hours of study: a line, its error, its descent.

The slides measure the line y = 13x + 1 at four points. The third error is −11 and not −9, so the
squares sum to 250 and not to 210 (E-41). The best line is y = 10x + 9.5. Gradient descent starts
from W = b = 0, as in deck 1's figure of the hypothesis changing under gradient descent: the first
ten steps turn the line, hundreds more move it to its height.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import autograd
import nn
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import new_figure, save_figure
from examples._tables import Row, rows_of, table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HOURS, SCORES = (column.flatten() for column in nn.data.load_table("study_hours").tensors)
SHOWN = (0, 1, 2, 10, 100, 500)  # the lines of the figure, by their steps


class Line(NamedTuple):
    """A line y = W x + b, and its mean squared error."""

    W: float
    b: float
    mse: float


def measure(W: float, b: float) -> tuple[Tensor, Tensor]:
    """Return a line's predictions and its errors, the score less the prediction."""
    predicted = W * HOURS + b
    return predicted, SCORES - predicted


def best() -> Line:
    """Return the line with the least mean squared error: where both derivatives are 0."""

    def cost(line: Tensor) -> Tensor:
        return nn.functional.mse_loss(line[0] * HOURS + line[1], SCORES)

    start = autograd.zeros(2)
    line = start - autograd.solve(autograd.hessian(cost)(start), autograd.grad(cost)(start))
    return Line(*line.tolist(), cost(line).item())


def descend(steps: int, lr: float) -> list[Line]:
    """Return the line from W = b = 0 on, after each step of gradient descent."""
    W, b = Tensor(0.0, requires_grad=True), Tensor(0.0, requires_grad=True)
    lines = []
    for _ in range(steps + 1):
        cost = nn.functional.mse_loss(W * HOURS + b, SCORES)
        lines.append(Line(W.item(), b.item(), cost.item()))
        W.grad = b.grad = None
        cost.backward()
        with autograd.no_grad():
            W -= lr * W.grad
            b -= lr * b.grad
    return lines


def rows(W: float, b: float) -> list[Row]:
    """Return the slide's numbers for a line beside the computed ones."""
    predicted, errors = measure(W, b)
    squares = (errors**2).sum().item()
    hours = " ".join(f"{hour:g}" for hour in HOURS.tolist())
    return [
        *rows_of("prediction for {} hours", hours, "27 40 53 66", predicted),
        *rows_of("error at {} hours", hours, "-2 10 -9 -5", errors),
        Row("sum of squared errors", "210", squares, "210 has the slide's −9; it is −11 (E-41)"),
        Row("mean squared error", "–", squares / len(HOURS)),
    ]


def check(squares: float, least: Line, lines: list[Line]) -> None:
    """Claim what the slides show, with the right numbers."""
    claim("the squared errors of y = 13x + 1 sum to 250, not to 210", abs(squares - 250) < 1e-9)
    target = abs(least.W - 10) < 1e-9 and abs(least.b - 9.5) < 1e-9
    claim(f"the best line is y = 10x + 9.5; its MSE is {least.mse:.2f}", target)
    costs = [line.mse for line in lines]
    falls = all(after < before or after - least.mse < 1e-9 for before, after in pairwise(costs))
    claim("every step of descent lowers the MSE, down to the least", falls)
    near = costs[-1] - least.mse < 0.01
    claim(f"after {len(lines) - 1} steps the MSE is within 0.01 of the least", near)


def draw(lines: list[Line], least: Line) -> Figure:
    """Draw the points, the line after some of the steps, and the best line."""
    figure = new_figure(9, 4.5)
    axes = figure.add_subplot()
    ends = Tensor([1.5, 5.5])
    steps = [step for step in SHOWN if step < len(lines)]
    for place, step in enumerate(steps):
        line = lines[step]
        label = f"step {step}: {line.W:.2f}x + {line.b:.2f}, MSE {line.mse:.1f}"
        shade = 0.75 - 0.75 * place / max(1, len(steps) - 1)
        axes.plot(ends, line.W * ends + line.b, color=(shade, shade, 1), label=label)
    label = f"best line: {least.W:.2f}x + {least.b:.2f}, MSE {least.mse:.2f}"
    axes.plot(ends, least.W * ends + least.b, "--", color="tab:orange", label=label)
    axes.plot(HOURS, SCORES, "o", color="tab:red", label="scores")
    axes.set(xlabel="hours of study", ylabel="score", title="The line moving during descent")
    axes.legend(loc="center left", bbox_to_anchor=(1.02, 0.5))
    return figure


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        slope=(13.0, "W of the line that is measured"),
        intercept=(1.0, "b of the line that is measured"),
        steps=(2000, "steps of gradient descent"),
        lr=(0.01, "learning rate"),
    )  # fmt: skip
    print(f"The line y = {options.slope:g}x + {options.intercept:g}\n")
    print(table(rows(options.slope, options.intercept)))
    lines, least = descend(options.steps, options.lr), best()
    print(f"\nGradient descent from W = b = 0, learning rate {options.lr:g}\n")
    for step in [step for step in (0, 1, 2, 3, 10, 100, 1000) if step < options.steps]:
        print("step {:5}  W {:9.6f}  b {:9.6f}  MSE {:14.8f}".format(step, *lines[step]))
    print("step {:5}  W {:9.6f}  b {:9.6f}  MSE {:14.8f}".format(options.steps, *lines[-1]))
    print("best line   W {:9.6f}  b {:9.6f}  MSE {:14.8f}\n".format(*least))
    if options.out is not None:
        save_figure(draw(lines, least), options.out / "moving_line.png")
    _, errors = measure(options.slope, options.intercept)
    check((errors**2).sum().item(), least, lines)


if __name__ == "__main__":
    main()
