"""Deck 5, exercise 5: logistic regression, from the formulas and with nn.

Six points in two classes. First the sigmoid and the cross-entropy are written out, as the notebook
does; then a class of nn.Linear and nn.Sigmoid learns with F.binary_cross_entropy. From the same
start, zeros, both take the same way. The cost never reaches 0: a line parts the classes, so larger
weights are always a little better.
"""

from __future__ import annotations

from collections.abc import Sequence

import autograd
import nn
import nn.functional as F
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import save_figure
from examples._tables import Row, count, rows_of, table

X, Y = nn.data.load_table("two_classes").tensors


class LogisticRegression(nn.Module):
    """sigmoid(W x + b), of two features."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(2, 1, dtype=float)
        self.sigmoid = nn.Sigmoid()

    def forward(self, x: Tensor) -> Tensor:
        return self.sigmoid(self.linear(x))


def by_formulas(epochs: int, lr: float) -> tuple[Tensor, Tensor, list[float]]:
    """Train W and b with the formulas of the slides; return both, and the costs."""
    W = autograd.zeros(2, 1, requires_grad=True)
    b = autograd.zeros(1, requires_grad=True)
    optimizer = nn.optim.SGD([W, b], lr=lr)
    costs = []
    for _ in range(epochs):
        hypothesis = 1 / (1 + autograd.exp(-(X @ W + b)))
        losses = -(Y * autograd.log(hypothesis) + (1 - Y) * autograd.log(1 - hypothesis))
        cost = losses.mean()
        costs.append(cost.item())
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
    return W.detach(), b.detach(), costs


def with_nn(epochs: int, lr: float) -> tuple[LogisticRegression, list[float]]:
    """Train the class from zeros; return it and the costs."""
    model = LogisticRegression()
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    optimizer = nn.optim.SGD(model.parameters(), lr=lr)
    costs = []
    for _ in range(epochs):
        cost = F.binary_cross_entropy(model(X), Y)
        costs.append(cost.item())
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
    return model, costs


def apart(model: LogisticRegression, W: Tensor, b: Tensor) -> float:
    """Return how far the parameters of the class are from W and b, at most."""
    layer = model.linear
    differences = autograd.cat([layer.weight.flatten() - W.flatten(), layer.bias - b])
    return autograd.absolute(differences).max().item()


def rows(W: Tensor, b: Tensor, costs: list[float]) -> list[Row]:
    """Return the notebook's printed numbers beside the computed ones."""
    hypothesis = autograd.sigmoid(X @ W + b)
    losses = F.binary_cross_entropy(hypothesis, Y, reduction="none")
    places = "1 2 3 4 5 6"
    printed = "0.00027648 0.031608 0.038977 0.95622 0.99823 0.99969"
    return [
        *(Row(f"cost, epoch {epoch}", "–", costs[epoch]) for epoch in range(0, len(costs), 500)),
        *rows_of("w{}, at the end", "₁ ₂", "– –", W),
        Row("b, at the end", "–", b.item()),
        *rows_of("hypothesis {}", places, printed, hypothesis),
        *rows_of("loss {}", places, "0.0003 0.0321 0.0398 0.0448 0.0018 0.0003", losses),
        Row("mean of the losses", "0.0198", losses.mean().item()),
    ]


def check(difference: float, right: int, costs: list[float], numbers: list[Row]) -> None:
    """Claim what the notebook shows."""
    claim("formulas and nn end at the same weights", difference < 1e-9)
    claim("all six points are classified rightly", right == 6)
    falls = costs[-1] < 0.99 * costs[len(costs) // 2]
    claim(f"the cost falls on and on, from 0.6931 to {costs[-1]:.4f} so far", falls)
    agree, printed = count(numbers)
    claim(f"all {printed} numbers of the notebook are reproduced", agree == printed)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        epochs=(1001, "steps of gradient descent"),
        lr=(1.0, "learning rate", 0),
    )  # fmt: skip
    W, b, costs = by_formulas(options.epochs, options.lr)
    model, _ = with_nn(options.epochs, options.lr)
    numbers = rows(W, b, costs)
    print(table(numbers, "notebook"))
    with autograd.no_grad():
        answers = model(X) >= 0.5
    right = int((answers == (Y == 1)).sum().item())
    print(f"\n{right} of 6 points are classified rightly\n")
    if options.out is not None:
        figure = nn.plots.decision_boundary(model, X, Y)
        figure.axes[0].set(xlabel="x₁", ylabel="x₂", title="Logistic regression: where H(x) ≥ 0.5")
        save_figure(figure, options.out / "decision_boundary.png")
    check(apart(model, W, b), right, costs, numbers)


if __name__ == "__main__":
    main()
