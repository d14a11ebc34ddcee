"""Deck 5, exercise 3: the same regressions with nn.Linear and F.mse_loss.

nn.Linear(inputs, outputs) brings the weights and the bias, so they need not be declared. It draws
them at random; here they start from the four digits that the notebook shows of its own, and the
costs agree with the notebook's as far as four digits determine them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import nn
import nn.functional as F
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import new_figure, save_figure
from examples._tables import Row, count, table

PRECISION = 1e-3  # how far the notebook's digits may be off, as a share: its start is known to 1e-4
SIMPLE = {"weight": [[0.5153]], "bias": [-0.4414]}
SEVERAL = {"weight": [[0.2975, -0.2548, -0.1119]], "bias": [0.2710]}


def train(
    name: str, start: dict[str, Any], lr: float, epochs: int = 2001
) -> tuple[nn.Linear, list[float]]:
    """Train nn.Linear on one of the decks' tables; return it and the cost before each step."""
    x_train, y_train = nn.data.load_table(name).tensors
    model = nn.Linear(x_train.shape[1], 1, dtype=float)
    model.load_state_dict(start)
    optimizer = nn.optim.SGD(model.parameters(), lr=lr)
    costs = []
    for _ in range(epochs):
        cost = F.mse_loss(model(x_train), y_train)
        costs.append(cost.item())
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
    return model, costs


def simple_rows(model: nn.Linear, costs: list[float]) -> list[Row]:
    """Return the notebook's numbers for y = 2x beside the computed ones."""
    printed = {0: "13.103541", 100: "0.002791", 500: "0.000407", 1000: "0.000037"}
    return [
        *(Row(f"cost, epoch {epoch}", digits, costs[epoch]) for epoch, digits in printed.items()),
        Row("weight", "1.9994", model.weight.item()),
        Row("bias", "0.0014", model.bias.item()),
        Row("prediction for 4", "7.9989", model(Tensor([4.0])).item(), "y = 2x would be 8"),
    ]


def several_rows(model: nn.Linear, costs: list[float]) -> list[Row]:
    """Return the notebook's numbers for the three quizzes beside the computed ones."""
    printed = {0: "31667.597656", 100: "0.225993", 1000: "0.210560", 2000: "0.199769"}
    weights = zip(("0.9778", "0.4539", "0.5768"), model.weight[0].tolist(), strict=True)
    predicted = model(Tensor([73.0, 80.0, 75.0])).item()
    return [
        *(Row(f"cost, epoch {epoch}", digits, costs[epoch]) for epoch, digits in printed.items()),
        *(Row(f"weight {place}", digits, w) for place, (digits, w) in enumerate(weights, 1)),
        Row("bias", "0.2802", model.bias.item()),
        Row("prediction for (73, 80, 75)", "151.2305", predicted, "the student had 152"),
    ]


def check(simple: list[Row], several: list[Row]) -> None:
    """Claim that the notebook is reproduced, and what it shows."""
    four = simple[-1].computed
    claim(f"y = 2x is learned: 4 gives {four:.4f}", abs(four - 8) < 0.01)
    student = several[-1].computed
    claim(f"the first student's 152 is predicted within 1: {student:.4f}", abs(student - 152) < 1)
    right, printed = count([*simple, *several], PRECISION)
    claim(f"all {printed} numbers of the notebook are reproduced", right == printed)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        lr=(0.01, "learning rate for y = 2x", 0),
        lr_several=(1e-5, "learning rate for the three quizzes", 0),
    )  # fmt: skip
    model, costs = train("line", SIMPLE, options.lr)
    simple = simple_rows(model, costs)
    print("nn.Linear(1, 1) on (1, 2, 3) → (2, 4, 6)\n")
    print(table(simple, "notebook"))

    model, several_costs = train("quizzes", SEVERAL, options.lr_several)
    several = several_rows(model, several_costs)
    print("\nnn.Linear(3, 1) on three quizzes → the final score\n")
    print(table(several, "notebook"))
    print()
    if options.out is not None:
        figure = new_figure(6.5, 4)
        axes = figure.add_subplot()
        axes.plot(costs, label="nn.Linear(1, 1), y = 2x")
        axes.plot(several_costs, "--", label="nn.Linear(3, 1), three quizzes")
        axes.set(xlabel="epoch", ylabel="cost: mean squared error", yscale="log",
                 title="Linear regression with nn.Linear")  # fmt: skip
        axes.legend()
        save_figure(figure, options.out / "costs.png")
    check(simple, several)


if __name__ == "__main__":
    main()
