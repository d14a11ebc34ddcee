"""Deck 1: a grade from three scores, linear regression with several inputs.

The slide's table has midterm, final and project of four students, and the grade. The grades are the
means of the three scores, rounded down, and a model H(x) = W₁x₁ + W₂x₂ + W₃x₃ + b finds that out:
its weights come close to a third each. Four students and four parameters: one plane goes through
all of them. Gradient descent gets near it, slowly, since the scores are large numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import autograd
import nn
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import new_figure, save_figure
from examples._tables import Row, rows_of, table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SCORES, GRADES = nn.data.load_table("grades").tensors
GRADES = GRADES.flatten()


class Descent(NamedTuple):
    """Where gradient descent ends, its costs, and the first gradient."""

    W: Tensor
    b: Tensor
    costs: list[float]
    first: tuple[Tensor, Tensor]


def exact() -> Tensor:
    """Return the weights and the bias of the plane through all four students."""
    return autograd.solve(autograd.cat([SCORES, autograd.ones(len(SCORES), 1)], axis=1), GRADES)


def descend(steps: int, lr: float) -> Descent:
    """Learn by gradient descent on the mean squared error, from zeros."""
    W, b = autograd.zeros(3, requires_grad=True), autograd.zeros(1, requires_grad=True)
    costs, first = [], []
    for _ in range(steps):
        cost = nn.functional.mse_loss(SCORES @ W + b, GRADES)
        W.grad = b.grad = None
        cost.backward()
        if not first:
            first = [W.grad.detach().clone(), b.grad.detach().clone()]
        costs.append(cost.item())
        with autograd.no_grad():
            W -= lr * W.grad
            b -= lr * b.grad
    return Descent(W.detach(), b.detach(), costs, (first[0], first[1]))


def rows(learned: Descent) -> list[Row]:
    """Return the slide's grades beside what descent predicts, then all that no slide prints."""
    plane, (dW, db) = exact(), learned.first
    means = autograd.floor(SCORES.mean(axis=1))
    names, dashes = "W₁ W₂ W₃", "– – –"
    return [
        *rows_of("grade {}", "1 2 3 4", "96 78 86 76", means, "mean of the scores, rounded down"),
        *rows_of("grade {}, learned", "1 2 3 4", "– – – –", SCORES @ learned.W + learned.b),
        *rows_of("{} through all four", names, dashes, plane[:3], "a third is 0.3333"),
        Row("b through all four", "–", plane[3].item()),
        *rows_of("{}, learned", names, dashes, learned.W),
        Row("b, learned", "–", learned.b.item()),
        Row("MSE at W = 0, b = 0", "–", learned.costs[0]),
        *rows_of("∂MSE/∂{} there", names, dashes, dW),
        Row("∂MSE/∂b there", "–", db.item()),
    ]


def check(rounded: Tensor, plane: Tensor, learned: Tensor) -> None:
    """Claim what the table holds, and that it can be learned.

    Args:
        rounded: the means of the scores, rounded down.
        plane: the weights and the bias through all four.
        learned: the predictions after gradient descent.
    """
    claim("the grades are the means of the scores, rounded down", (rounded == GRADES).all())
    off = autograd.absolute(SCORES @ plane[:3] + plane[3] - GRADES).max().item()
    claim("a plane with W = (0.3315, 0.3337, 0.3182), b = 0.9171 goes through all", off < 1e-9)
    worst = autograd.absolute(learned - GRADES).max().item()
    claim(f"descent predicts each grade within a quarter of a point: {worst:.2f}", worst < 0.25)


def draw(learned: Tensor) -> Figure:
    """Draw each student's grade beside the learned one."""
    figure = new_figure(6, 4)
    axes = figure.add_subplot()
    students = range(1, 5)
    axes.bar([s - 0.2 for s in students], GRADES.tolist(), 0.4, label="grade")
    axes.bar([s + 0.2 for s in students], learned.tolist(), 0.4, label="learned from the scores")
    for student, grade, guess in zip(students, GRADES.tolist(), learned.tolist(), strict=True):
        axes.text(student - 0.2, grade, f"{grade:g}", ha="center", va="bottom")
        axes.text(student + 0.2, guess, f"{guess:.2f}", ha="center", va="bottom")
    axes.set(xlabel="student", ylabel="grade", xticks=list(students), ylim=(0, 118),
             title="Grades from midterm, final and project")  # fmt: skip
    axes.legend(ncols=2, loc="upper center")
    return figure


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        steps=(2000, "steps of gradient descent"),
        lr=(3e-5, "learning rate; above 4.58e-05 descent grows without bound"),
    )  # fmt: skip
    learned = descend(options.steps, options.lr)
    print(table(rows(learned)))
    print(f"\nMSE after {options.steps} steps: {learned.costs[-1]:.6g}\n")
    guesses = SCORES @ learned.W + learned.b
    if options.out is not None:
        save_figure(draw(guesses), options.out / "grades.png")
    check(autograd.floor(SCORES.mean(axis=1)), exact(), guesses)


if __name__ == "__main__":
    main()
