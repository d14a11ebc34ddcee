"""Deck 4: is the number of ones odd? A tree of XORs, and one hidden layer.

The deck's reason for depth: x1 ⊕ x2 ⊕ ... ⊕ xn (printed ⊗: E-39) by XOR gates two by two needs few
units in many layers; one hidden layer of AND gates needs a gate for each of the 2^(n-1) inputs with
an odd number of ones. But perceptrons can do more than gates: with thresholds, n hidden units are
enough (E-40). All of it is built of perceptrons and tried on every input. --shift spoils the gates.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import autograd
import nn
from examples._command import claim, read_options
from examples._gates import AND, NAND, OR, perceptron
from examples._output import new_figure, save_figure

Array = NDArray[np.float64]
MOST = 12  # inputs, of which there are 2^12 combinations


class Net(NamedTuple):
    """A network of perceptrons: its answers to all inputs, and its size."""

    answers: Array
    xors: int
    perceptrons: int
    layers: int


def tree(inputs: Array, shift: float) -> Net:
    """Join neighbours by XOR = AND(NAND, OR), level by level; one left over goes up as it is."""
    gates = [perceptron(weights, bias + shift) for weights, bias in (NAND, OR, AND)]
    nand, or_, and_ = gates
    level = list(inputs.T[:, :, None])
    xors = layers = 0
    while len(level) > 1:
        rest = level[len(level) - len(level) % 2 :]
        pairs = [np.hstack(pair) for pair in zip(level[::2], level[1::2], strict=False)]
        with autograd.no_grad():
            both = [autograd.cat([nand(pair), or_(pair)], axis=1) for pair in pairs]
            level = [and_(pair).numpy() for pair in both] + rest
        xors += len(pairs)
        layers += 2
    return Net(level[0][:, 0], xors, len(gates) * xors, layers)


def two_layers(inputs: Array, weights: Any, biases: Any, outward: Any, bias: float) -> Net:
    """Send all inputs through a hidden layer of perceptrons, and one perceptron after it."""
    with autograd.no_grad():
        hidden = nn.Step(at_zero=0.0)(autograd.Tensor(inputs @ np.transpose(weights) + biases))
        answers = perceptron(outward, bias)(hidden).numpy()[:, 0]
    return Net(answers, 0, len(weights) + 1, 2)


def terms(inputs: Array) -> Net:
    """Detect each input with an odd number of ones by a gate of its own, and join them by OR."""
    odd = inputs[inputs.sum(axis=1) % 2 == 1]
    # The sum reaches the number of ones only where each one is there and nothing else.
    return two_layers(inputs, 2 * odd - 1, 0.5 - odd.sum(axis=1), np.ones(len(odd)), -0.5)


def thresholds(inputs: Array) -> Net:
    """Let unit k tell whether there are at least k ones, and add these answers as +1 -1 +1 ..."""
    n = inputs.shape[1]
    k = np.arange(1, n + 1)
    return two_layers(inputs, np.ones((n, n)), 0.5 - k, np.where(k % 2, 1.0, -1.0), -0.5)


def build(n: int, shift: float) -> dict[str, Net]:
    """Build the three networks for n inputs."""
    inputs = np.array(list(itertools.product([0.0, 1.0], repeat=n)))
    return {"tree": tree(inputs, shift), "terms": terms(inputs), "thresholds": thresholds(inputs)}


def check(n: int, nets: dict[str, Net]) -> None:
    """Claim that all are right, and how large they are."""
    inputs = np.array(list(itertools.product([0, 1], repeat=n)))
    parity = inputs.sum(axis=1) % 2
    claim(f"the tree is right for all {2**n} inputs", (nets["tree"].answers == parity).all())
    size = n - 1, 3 * (n - 1), 2 * math.ceil(math.log2(n))
    claim("it has {} XORs, {} perceptrons, in {} layers".format(*size), nets["tree"][1:] == size)
    claim(f"one hidden layer of AND gates is right too, but has {2 ** (n - 1)} of them",
          (nets["terms"].answers == parity).all()
          and nets["terms"].perceptrons == 2 ** (n - 1) + 1)  # fmt: skip
    claim(f"with thresholds {n} hidden units are enough (E-40)",
          (nets["thresholds"].answers == parity).all()
          and nets["thresholds"].perceptrons == n + 1)  # fmt: skip


def draw(path: Path) -> None:
    """Draw the tree of eight inputs, and the number of perceptrons against that of inputs."""
    figure = new_figure(12, 4.6)
    left, right = figure.subplots(1, 2)
    places, height = np.arange(8.0), 0
    left.plot(places, np.zeros(8), "s", markersize=13, color="#dbe9f6", markeredgecolor="black")
    for number, x in enumerate(places, 1):
        left.text(x, -0.35, f"$x_{number}$", ha="center")
    while len(places) > 1:
        height, above = height + 1, (places[::2] + places[1::2]) / 2
        for x, top in zip(places, np.repeat(above, 2), strict=True):
            left.plot([x, top], [height - 1, height], color="gray", zorder=0)
        for x in above:
            left.text(x, height, "XOR", ha="center", va="center",
                      bbox={"boxstyle": "round", "facecolor": "#fde3cf"})  # fmt: skip
        places = above
    left.set(title="Eight inputs: 7 XORs, each of 3 perceptrons", ylim=(-0.6, 3.4))
    left.axis("off")
    n = np.arange(2, 17)
    right.semilogy(n, 2.0 ** (n - 1) + 1, "s-", label="hidden layer of AND gates: $2^{n-1} + 1$")
    right.semilogy(n, 3 * (n - 1), "o-", label="tree of XORs: $3 (n - 1)$")
    right.semilogy(n, n + 1, "^-", label="hidden layer of thresholds: $n + 1$")
    right.set(title="Perceptrons for the parity of n inputs", xlabel="n", ylabel="perceptrons")
    right.legend()
    save_figure(figure, path)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        inputs=(8, f"number of inputs, from 2 to {MOST}"),
        shift=(0.0, "added to the bias of each gate of the tree"),
    )  # fmt: skip
    if not 2 <= options.inputs <= MOST:
        raise SystemExit(f"parity: --inputs must be from 2 to {MOST}, not {options.inputs}")
    print("inputs   tree: XORs  perceptrons  layers   AND gates in one layer   thresholds")
    for n in sorted({2, 4, 8, options.inputs}):
        nets = build(n, options.shift)
        _, xors, perceptrons, layers = nets["tree"]
        print(f"{n:6} {xors:12} {perceptrons:12} {layers:7} {nets['terms'].perceptrons - 1:24} "
              f"{nets['thresholds'].perceptrons - 1:12}")  # fmt: skip
    if options.out is not None:
        draw(options.out / "parity.png")
    check(options.inputs, build(options.inputs, options.shift))


if __name__ == "__main__":
    main()
