"""Deck 5, exercise 2: regression on several features, letters or a matrix.

The final score of five students from three quizzes. The notebook writes H = w₁x₁ + w₂x₂ + w₃x₃ + b
first, then H = XW + b. Its second data have a slip, (89, 91, 80) in place of (89, 91, 90) (E-46),
so its two runs cannot be compared; with equal data both ways give equal costs. Its numbers are of
single precision, and the learning rate is 0.00001 because the scores are large.
"""

from __future__ import annotations

from collections.abc import Sequence

import autograd
import nn
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import new_figure, save_figure
from examples._tables import Row, count, table

PRECISION = 1e-4  # how far the notebook's digits may be off, as a share


def data(score: float = 90.0) -> tuple[Tensor, Tensor]:
    """Return the quizzes and the final scores, with another third quiz of the third student."""
    quizzes, final = nn.data.load_table("quizzes").tensors
    quizzes = quizzes.numpy().copy()
    quizzes[2, 2] = score
    return Tensor(quizzes), final


def by_letters(quizzes: Tensor, final: Tensor, steps: int, lr: float) -> tuple[list[float], Tensor]:
    """Train with a weight for each column by itself; return the costs and the weights."""
    x1, x2, x3 = (quizzes[:, column : column + 1] for column in range(3))
    w1, w2, w3, b = (autograd.zeros(1, requires_grad=True) for _ in range(4))
    optimizer = nn.optim.SGD([w1, w2, w3, b], lr=lr)
    costs = []
    for _ in range(steps):
        hypothesis = x1 * w1 + x2 * w2 + x3 * w3 + b
        cost = ((hypothesis - final) ** 2).mean()
        costs.append(cost.item())
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
    return costs, autograd.cat([w1, w2, w3, b]).detach()


def by_matrix(quizzes: Tensor, final: Tensor, steps: int, lr: float) -> tuple[list[float], Tensor]:
    """Train with all weights in one column; return the costs and the weights."""
    W = autograd.zeros(3, 1, requires_grad=True)
    b = autograd.zeros(1, requires_grad=True)
    optimizer = nn.optim.SGD([W, b], lr=lr)
    costs = []
    for _ in range(steps):
        hypothesis = quizzes @ W + b
        cost = ((hypothesis - final) ** 2).mean()
        costs.append(cost.item())
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
    return costs, autograd.cat([W.flatten(), b]).detach()


def rows(costs: list[float], weights: Tensor, slip: list[float]) -> list[Row]:
    """Return the notebook's printed numbers beside the computed ones."""
    printed = {0: "29661.800781", 100: "1.563628", 500: "1.319507", 1000: "1.079390"}
    ends = zip(("w₁", "w₂", "w₃", "b"), ("0.718", "0.613", "0.680", "0.009"), weights, strict=True)
    second = {1: "9537.694336", 10: "6.331847", 20: "5.957089"}
    remark = "the second run, of (89, 91, 80)"
    return [
        *(Row(f"cost, epoch {epoch}", digits, costs[epoch]) for epoch, digits in printed.items()),
        *(Row(f"{name}, epoch 1000", digits, w.item()) for name, digits, w in ends),
        *(Row(f"cost, epoch {epoch}", digits, slip[epoch], remark)
          for epoch, digits in second.items()),
    ]  # fmt: skip


def check(difference: float, table: list[Row], best: float) -> None:
    """Claim that both ways are one, and that the notebook's numbers are explained."""
    claim("by letters and by a matrix the weights are the same", difference < 1e-9)
    first, second = table[:8], table[8:]
    right, all_of_them = count(first, PRECISION)
    claim("the notebook's first run is reproduced", right == all_of_them)
    right, all_of_them = count(second, PRECISION)
    claim("its second run was on (89, 91, 80), the slip of a digit", right == all_of_them)
    end = table[3].computed
    claim(f"1,000 steps are far from the least cost: {end:.4f}, not {best:.4f}", end > 5 * best)


def least() -> float:
    """Return the least cost that any plane has."""
    quizzes, final = data()
    columns = autograd.cat([quizzes, autograd.ones(5, 1)], axis=1)
    plane = autograd.solve(columns.T @ columns, columns.T @ final)
    return nn.functional.mse_loss(columns @ plane, final).item()


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        lr=(1e-5, "learning rate", 0),
        slip=(80.0, "the third quiz of the third student in the second run; 90 is right"),
    )  # fmt: skip
    costs, letters = by_letters(*data(), steps=1001, lr=options.lr)
    same, matrix = by_matrix(*data(), steps=1001, lr=options.lr)
    slip, _ = by_matrix(*data(options.slip), steps=21, lr=options.lr)
    numbers = rows(costs, letters, slip)
    print(table(numbers, "notebook"))
    print(f"\nwith the right digit epoch 1 has the cost {same[1]:.3f}, epoch 20 {same[20]:.6f}\n")
    if options.out is not None:
        figure = new_figure(6.5, 4)
        axes = figure.add_subplot()
        axes.plot(same[:21], "-", label="(89, 91, 90), right")
        axes.plot(slip, "--", label=f"(89, 91, {options.slip:g}), the second run")
        axes.set(xlabel="epoch", ylabel="cost: mean squared error", yscale="log",
                 title="One digit in the data", xticks=range(0, 21, 5))  # fmt: skip
        axes.legend()
        save_figure(figure, options.out / "slip.png")
    check(autograd.absolute(letters - matrix).max().item(), numbers, least())


if __name__ == "__main__":
    main()
