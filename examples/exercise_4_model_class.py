"""Deck 5, exercise 4: a model as a class, a subclass of nn.Module.

The class holds its layers as attributes and says in forward() what they compute; the module finds
their parameters by itself. In numbers nothing changes: from the same start the class learns what
nn.Linear of exercise 3 learns. With --hide the layer is kept in a plain Python list, where the
module does not see it: a common slip, for which there is nn.ModuleList.
"""

from __future__ import annotations

from collections.abc import Sequence

import autograd
import nn
import nn.functional as F
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import save_graph


class LinearRegressionModel(nn.Module):
    """One feature: H(x) = W x + b."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(1, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)


class MultivariateLinearRegressionModel(nn.Module):
    """Three features: H(x) = x Wᵀ + b."""

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(3, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)


class HidingModel(nn.Module):
    """What not to do: a layer in a list is no part of the module."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = [nn.Linear(1, 1)]

    def forward(self, x: Tensor) -> Tensor:
        return self.layers[0](x)


def train(model: nn.Module, name: str, lr: float, epochs: int) -> float:
    """Train a model on one of the decks' tables; return its last cost."""
    x_train, y_train = (tensor.float() for tensor in nn.data.load_table(name).tensors)
    optimizer = nn.optim.SGD(model.parameters(), lr=lr)
    for _ in range(epochs):
        cost = F.mse_loss(model(x_train), y_train)
        optimizer.zero_grad()
        cost.backward()
        optimizer.step()
    return cost.item()


def same_start(model: nn.Module, layer: nn.Linear) -> nn.Linear:
    """Return the layer with the weights that the model has now."""
    state = {name.removeprefix("linear."): value for name, value in model.state_dict().items()}
    layer.load_state_dict(state)
    return layer


def names_of(model: nn.Module) -> list[str]:
    return [name for name, _ in model.named_parameters()]


def check_parameters(names: list[str]) -> None:
    """Claim that the module finds what its attributes hold."""
    found = names == ["linear.weight", "linear.bias"]
    claim("the module finds the weight and the bias of the layer that is its attribute", found)


def check(pairs: list[tuple[nn.Module, nn.Linear]], four: float) -> None:
    """Claim that a class changes nothing in the numbers, and that it learns."""
    equal = all(
        (mine == theirs).all()
        for model, layer in pairs
        for mine, theirs in zip(model.parameters(), layer.parameters(), strict=True)
    )
    claim("from the same start the classes learn exactly what nn.Linear learns", equal)
    claim(f"y = 2x is learned: 4 gives {four:.4f}", abs(four - 8) < 0.05)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        epochs=(2001, "steps of gradient descent"),
        lr=(0.01, "learning rate for y = 2x", 0),
        hide=(False, "keep the layer in a list, where the module does not find it"),
    )  # fmt: skip
    simple = HidingModel() if options.hide else LinearRegressionModel()
    several = MultivariateLinearRegressionModel()
    print(simple)
    print(f"parameters: {names_of(simple)}\n")
    check_parameters(names_of(simple))
    print(f"\n{several}\n")

    pairs = []
    for model, layer, name, lr in (
        (simple, nn.Linear(1, 1), "line", options.lr),
        (several, nn.Linear(3, 1), "quizzes", 1e-5),
    ):
        pairs.append((model, same_start(model, layer)))
        costs = [train(each, name, lr, options.epochs) for each in pairs[-1]]
        print(f"{name}: cost {costs[0]:.6f} of the class, {costs[1]:.6f} of nn.Linear")
    four = simple(Tensor([[4.0]])).item()
    student = several(Tensor([[73.0, 80.0, 75.0]])).item()
    print(f"prediction for 4: {four:.4f}; for (73, 80, 75): {student:.4f}\n")
    if options.out is not None:
        x, y = (tensor.float() for tensor in nn.data.load_table("quizzes").tensors)
        several.zero_grad()
        loss = F.mse_loss(several(x), y)
        loss.backward()
        graph = autograd.draw(loss, {"x": x, "y": y, "loss": loss}, several)
        save_graph(graph, options.out / "model")
    check(pairs, four)


if __name__ == "__main__":
    main()
