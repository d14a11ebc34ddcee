"""Deck 5, exercise 6: softmax regression, three classes in three ways.

First one-hot targets, the softmax and the cross-entropy are written out; then F.cross_entropy takes
the scores and the classes; then a class of nn.Linear does. From zeros all take the same way. The
notebook's first two have one bias for all three classes, b = zeros(1), which the softmax cancels:
its gradient is 0, and the cost stays higher (E-47). --biases 1 does as the notebook.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import autograd
import nn
import nn.functional as F
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import new_figure, save_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

X, Y = nn.data.load_table("three_classes").tensors
Y = Y.flatten().long()


class SoftmaxClassifier(nn.Module):
    """Scores of three classes, from four features."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(4, 3, dtype=float)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)


def by_formulas(scores: Tensor) -> Tensor:
    """Return the cross-entropy as the slide writes it: −Σⱼ yⱼ log pⱼ, the mean over the samples."""
    one_hot = F.one_hot(Y, 3)
    hypothesis = autograd.softmax(scores, axis=1)
    return (one_hot * -autograd.log(hypothesis)).sum(axis=1).mean()


def by_function(scores: Tensor) -> Tensor:
    """Return the same from the scores and the classes, in one step."""
    return F.cross_entropy(scores, Y)


def train(
    cost_of: Callable[[Tensor], Tensor], biases: int, epochs: int, lr: float
) -> tuple[Tensor, Tensor, list[float]]:
    """Train W and b from zeros; return both and the cost before each step."""
    W = autograd.zeros(4, 3, requires_grad=True)
    b = autograd.zeros(biases, requires_grad=True)
    optimizer = nn.optim.SGD([W, b], lr=lr)
    costs = []
    for _ in range(epochs):
        cost = cost_of(X @ W + b)
        costs.append(cost.item())
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
    return W, b, costs


def train_class(epochs: int, lr: float) -> list[float]:
    """Train the class from zeros; return the cost before each step."""
    model = SoftmaxClassifier()
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    optimizer = nn.optim.SGD(model.parameters(), lr=lr)
    costs = []
    for _ in range(epochs):
        cost = F.cross_entropy(model(X), Y)
        costs.append(cost.item())
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
    return costs


def slope_of_one_bias() -> float:
    """Return the gradient of a bias that all classes share, for weights drawn at random."""
    W, b = autograd.randn(4, 3), autograd.zeros(1, requires_grad=True)
    by_function(X @ W + b).backward()
    return abs(b.grad.item())


def check(costs: list[list[float]], right: int, slope: float) -> None:
    """Claim what the exercise is about."""
    claim("a bias that all classes share has the gradient 0, whatever the weights", slope < 1e-12)
    ends = [way[-1] for way in costs]
    same = all(abs(end - ends[0]) < 1e-9 for end in ends)
    claim(f"the three ways end at one cost, {ends[0]:.6f}", same)
    claim("all eight samples are classified rightly", right == 8)


def draw(costs: dict[str, list[float]]) -> Figure:
    """Draw the cost of each tenth epoch: at a rate of 0.1 it swings between odd and even ones."""
    figure = new_figure(6.5, 4)
    axes = figure.add_subplot()
    for (label, way), style in zip(costs.items(), ("-", "--"), strict=True):
        axes.plot(range(0, len(way), 10), way[::10], style, label=label)
    axes.set(xlabel="epoch", ylabel="cost: cross-entropy", ylim=(0, None),
             title="Softmax regression: a bias for each class, or one for all")  # fmt: skip
    axes.legend()
    return figure


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        biases=(3, "how many: 3, one for each class, or 1 as in the notebook"),
        epochs=(1001, "steps of gradient descent"),
        lr=(0.1, "learning rate", 0),
    )  # fmt: skip
    if options.biases not in (1, 3):
        raise SystemExit(f"exercise_6_softmax_regression: --biases is 3 or 1, not {options.biases}")
    settings = (options.epochs, options.lr)
    W, b, formulas = train(by_formulas, options.biases, *settings)
    _, _, function = train(by_function, options.biases, *settings)
    model = train_class(*settings)
    _, _, shared = train(by_function, 1, *settings)
    print("epoch     formulas  F.cross_entropy        class  b = zeros(1)")
    for epoch in [e for e in (0, 1, *range(100, options.epochs, 100)) if e < options.epochs]:
        print(f"{epoch:5}  {formulas[epoch]:11.9f}  {function[epoch]:15.9f}  {model[epoch]:11.9f}"
              f"  {shared[epoch]:12.9f}")  # fmt: skip
    with autograd.no_grad():
        right = int(((X @ W + b).argmax(axis=1) == Y).sum().item())
    print(f"\n{right} of 8 samples are classified rightly\n")
    if options.out is not None:
        ways = {"b has three entries": model, "b = zeros(1), as in the notebook": shared}
        save_figure(draw(ways), options.out / "biases.png")
    check([formulas, function, model], right, slope_of_one_bias())


if __name__ == "__main__":
    main()
