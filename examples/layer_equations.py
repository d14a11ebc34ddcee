"""Deck 4: the passes through L layers in column form are the engine's.

The slide's equations in NumPy, with a column for each of m samples. Forward: Z = W A' + b and
A = g(Z), where A' is the A of the layer before. Backward: dZ = dA * g'(Z), dW = 1/m dZ A'ᵀ, db =
1/m (sum of dZ's columns), dA' = Wᵀ dZ. Each array's shape is checked against the slide's table.
Then the same cost by the engine: its dW and db are these; its dA and dZ are 1/m of these, for it
differentiates the mean, the slide each sample's cost. Hidden layers have tanh, the last sigmoid.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import autograd
import nn
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import save_graph
from examples._sizes import sizes_of

Array = NDArray[np.float64]

# A network of sizes 2, 3, 1 and three samples, with simple numbers; other sizes get random ones.
GIVEN = {
    "W1": [[0.1, 0.2], [-0.3, 0.4], [0.5, -0.6]], "b1": [[0.01], [0.02], [0.03]],
    "W2": [[0.7, -0.8, 0.9]], "b2": [[0.05]],
    "X": [[1.0, -1.0, 2.0], [0.5, 2.0, -1.0]], "Y": [[1.0, 0.0, 1.0]],
}  # fmt: skip


class Net(NamedTuple):
    """A network and its data; layer l is number l - 1 of the lists."""

    W: list[Array]
    b: list[Array]
    X: Array
    Y: Array


def build(sizes: Sequence[int], m: int) -> Net:
    """Return the given network, or one of these sizes with random weights and m samples."""
    if list(sizes) == [2, 3, 1] and m == 3:
        found = {name: np.array(values) for name, values in GIVEN.items()}
        return Net([found["W1"], found["W2"]], [found["b1"], found["b2"]], found["X"], found["Y"])

    def random(*shape: int) -> Array:
        return autograd.randn(*shape, dtype=float).numpy()

    W = [random(after, n) / n**0.5 for n, after in itertools.pairwise(sizes)]
    return Net(W, [0.1 * random(n, 1) for n in sizes[1:]], random(sizes[0], m),
               (random(sizes[-1], m) > 0).astype(float))  # fmt: skip


def forward(net: Net) -> dict[str, Array]:
    """Compute Z and A of every layer, and the cost J."""
    found = {"A0": net.X}
    for layer, (W, b) in enumerate(zip(net.W, net.b, strict=True), 1):
        Z = W @ found[f"A{layer - 1}"] + b
        found[f"Z{layer}"] = Z
        found[f"A{layer}"] = np.tanh(Z) if layer < len(net.W) else 1 / (1 + np.exp(-Z))
    A, Y = found[f"A{len(net.W)}"], net.Y
    found["J"] = -(Y * np.log(A) + (1 - Y) * np.log(1 - A)).sum() / Y.shape[1]
    return found


def backward(net: Net, found: dict[str, Array], m: int) -> dict[str, Array]:
    """Compute the gradients of every layer, last to first."""
    last = len(net.W)
    A = found[f"A{last}"]
    gradients = {f"dA{last}": -net.Y / A + (1 - net.Y) / (1 - A)}
    for layer in range(last, 0, -1):
        A, before = found[f"A{layer}"], found[f"A{layer - 1}"]
        slope = 1 - A**2 if layer < last else A * (1 - A)  # g'(Z), written with A = g(Z)
        dZ = gradients[f"dA{layer}"] * slope
        gradients[f"dZ{layer}"] = dZ
        gradients[f"dW{layer}"] = dZ @ before.T / m
        gradients[f"db{layer}"] = dZ.sum(axis=1, keepdims=True) / m
        gradients[f"dA{layer - 1}"] = net.W[layer - 1].T @ dZ
    return gradients


def engine(net: Net) -> tuple[dict[str, Array], Tensor]:
    """Return the gradients of the mean cost by the engine, and the cost, for its graph."""
    W, b = ([Tensor(array, requires_grad=True) for array in arrays] for arrays in (net.W, net.b))
    A = Tensor(net.X, requires_grad=True, name="X")
    named = {"dA0": A}
    for layer, (weights, biases) in enumerate(zip(W, b, strict=True), 1):
        Z = weights @ A + biases
        A = autograd.tanh(Z) if layer < len(W) else autograd.sigmoid(Z)
        named |= {f"dZ{layer}": Z, f"dA{layer}": A, f"dW{layer}": weights, f"db{layer}": biases}
        for name in ("dZ", "dA", "dW", "db"):
            named[f"{name}{layer}"].name = f"{name[1]}{layer}"
    for tensor in named.values():
        tensor.retain_grad()
    cost = nn.functional.binary_cross_entropy(A, net.Y, reduction="sum") / net.Y.shape[1]
    cost.name = "J"
    cost.backward()
    return {name: tensor.grad.numpy() for name, tensor in named.items()}, cost


def wanted_shape(name: str, sizes: Sequence[int], m: int) -> tuple[int, ...]:
    """Return the slide's shape of W, b, Z, A or a gradient of these: "dW2" as "W2"."""
    kind, layer = name.lstrip("d")[0], int(name.lstrip("d")[1:])
    if kind == "W":
        return sizes[layer], sizes[layer - 1]
    return sizes[layer], 1 if kind == "b" else m


def check(sizes: Sequence[int], m: int, arrays: dict[str, Array], ours: dict[str, Any],
          costs: tuple[float, float]) -> None:  # fmt: skip
    """Claim that shapes and gradients are right, and that a step lowers the cost."""
    claim("every array has the shape of the slide's table",
          all(array.shape == wanted_shape(name, sizes, m)
              for name, array in arrays.items() if name != "J"))  # fmt: skip
    claim("the equations' dW and db are the engine's, of the mean cost",
          all(np.allclose(arrays[name], ours[name], rtol=1e-9, atol=1e-12)
              for name in ours if name[1] in "Wb"))  # fmt: skip
    claim("their dA and dZ are m times the engine's",
          all(np.allclose(arrays[name], m * ours[name], rtol=1e-9, atol=1e-12)
              for name in ours if name[1] in "AZ"))  # fmt: skip
    claim("an iteration of gradient descent lowers the cost", costs[1] < costs[0])


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        sizes=("2,3,1", "inputs, units of each layer"),
        samples=(3, "m, the number of samples"),
        lr=(0.1, "learning rate of the iteration of gradient descent"),
        without_mean=(False, "forget 1/m in dW and db"),
    )  # fmt: skip
    sizes, m = sizes_of(options.sizes), options.samples
    net = build(sizes, m)
    values = forward(net)
    gradients = backward(net, values, 1 if options.without_mean else m)
    ours, cost = engine(net)
    arrays = {}
    for layer, (W, b) in enumerate(zip(net.W, net.b, strict=True), 1):
        arrays |= {f"W{layer}": W, f"b{layer}": b}
    arrays |= {**values, **gradients}

    precision = {"precision": 10, "suppress_small": True, "threshold": 20}
    for name, array in arrays.items():
        text = np.array2string(np.asarray(array), **precision)
        print(f"{name:4}{np.shape(array)!s:9}", text.replace("\n", "\n" + " " * 14))
    step = Net([W - options.lr * gradients[f"dW{layer}"] for layer, W in enumerate(net.W, 1)],
               [b - options.lr * gradients[f"db{layer}"] for layer, b in enumerate(net.b, 1)],
               net.X, net.Y)  # fmt: skip
    costs = float(values["J"]), float(forward(step)["J"])
    print(f"\ncost {costs[0]:.10f}, by the engine {cost.item():.10f}")
    print(f"after an iteration of gradient descent {costs[1]:.10f}")
    if options.out is not None:
        save_graph(autograd.draw(cost, direction="TB"), options.out / "layer_equations")
    check(sizes, m, arrays, ours, costs)


if __name__ == "__main__":
    main()
