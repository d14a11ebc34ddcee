"""Deck 1's exercise: logistic regression on two digits of MNIST, in three ways.

First with NumPy alone: the sigmoid, the slide's gradient (1/n) Σ (y − t) x, the threshold at 0.5.
Then with the engine, which finds the gradient of the cross-entropy by itself; then with nn. All
start from zeros and see the same mini-batches, so all three end at the same weights. With --lr 10
they do not: outputs become exactly 1, and the cross-entropy as the slide writes it takes the
logarithm of 0, which the loss of nn avoids.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

import autograd
import nn
from autograd import Tensor
from examples._command import claim, read_options
from examples._mnist import DEFAULT, load
from examples._output import new_figure, save_figure
from nn.data import TensorDataset

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Array = NDArray[np.float64]
Batches = list[list[NDArray[np.int64]]]  # for each epoch, the places of the images in each batch


class Images(NamedTuple):
    """Images as rows of 784 numbers from 0 to 1, and whether each is the second digit."""

    x: Array
    t: Array


def two_digits(dataset: TensorDataset, first: int, second: int) -> Images:
    """Keep the images of two digits: logistic regression tells two classes apart."""
    images, digits = (tensor.numpy() for tensor in dataset.tensors)
    kept = (digits == first) | (digits == second)
    x = images[kept].reshape(kept.sum(), -1).astype(float)
    return Images(x, (digits[kept] == second).astype(float))


def mini_batches(count: int, size: int, epochs: int, seed: int) -> Batches:
    """Return the mini-batches of each epoch, in another order every time."""
    generator = np.random.default_rng(seed)
    orders = [generator.permutation(count) for _ in range(epochs)]
    return [[order[start : start + size] for start in range(0, count, size)] for order in orders]


def with_numpy(train: Images, batches: Batches, lr: float) -> list[tuple[Array, float]]:
    """Learn with NumPy alone; return w and b after each epoch."""
    w, b = np.zeros(train.x.shape[1]), 0.0
    epochs = []
    for epoch in batches:
        for batch in epoch:
            x, t = train.x[batch], train.t[batch]
            y = sigmoid(x @ w + b)
            w = w - lr * (y - t) @ x / len(batch)  # ∂J/∂w = (1/n) Σ (y − t) x
            b = b - lr * (y - t).mean()
        epochs.append((w, b))
    return epochs


def sigmoid(z: Array) -> Array:
    """Return 1 / (1 + e⁻ᶻ), written so that no power of e overflows."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def with_engine(train: Images, batches: Batches, lr: float) -> tuple[Array, float]:
    """Learn with the engine: the cost is written down, its gradient is not. Return w and b."""
    w = autograd.zeros(train.x.shape[1], requires_grad=True)
    b = autograd.zeros(1, requires_grad=True)
    for epoch in batches:
        for batch in epoch:
            x, t = Tensor(train.x[batch]), Tensor(train.t[batch])
            y = autograd.sigmoid(x @ w + b)
            cost = -(t * autograd.log(y) + (1 - t) * autograd.log(1 - y)).mean()
            w.grad = b.grad = None
            cost.backward()
            with autograd.no_grad():
                w -= lr * w.grad
                b -= lr * b.grad
    return w.detach().numpy(), b.item()


def with_nn(train: Images, batches: Batches, lr: float) -> tuple[Array, float]:
    """Learn with a layer, a loss and an optimizer; return w and b."""
    model = nn.Linear(train.x.shape[1], 1, dtype=float)
    for parameter in model.parameters():
        nn.init.zeros_(parameter)
    loss = nn.BCEWithLogitsLoss()
    optimizer = nn.optim.SGD(model.parameters(), lr=lr)
    for epoch in batches:
        for batch in epoch:
            cost = loss(model(train.x[batch]), train.t[batch][:, None])
            optimizer.zero_grad()
            cost.backward()
            optimizer.step()
    return model.weight.detach().numpy()[0], model.bias.item()


def accuracy(images: Images, w: Array, b: float) -> float:
    """Return the share of images on the right side of the threshold 0.5."""
    return float(((sigmoid(images.x @ w + b) > 0.5) == (images.t == 1)).mean())


def check(ways: Sequence[tuple[Array, float]], right: float, guessed: float) -> None:
    """Claim what the exercise is about."""
    (w, b), *others = ways
    same = all(np.abs(w - v).max() < 1e-9 and abs(b - c) < 1e-9 for v, c in others)
    claim("NumPy alone, the engine and nn end at the same weights", same)
    better = right > guessed
    claim(f"always the more frequent digit is right for less, {100 * guessed:.1f} %", better)
    claim(f"{100 * right:.1f} % of the test images are read rightly, above 95 %", right > 0.95)


def draw(w: Array, digits: tuple[int, int], curves: dict[str, list[float]]) -> Figure:
    """Draw the weights as an image, and the accuracies over the epochs."""
    figure = new_figure(9.5, 4)
    left, right = figure.subplots(1, 2)
    most = np.abs(w).max()
    image = left.imshow(w.reshape(28, 28), cmap="RdBu", vmin=-most, vmax=most)
    first, second = digits
    left.set(title=f"weights: blue speaks for {second}, red for {first}", xticks=[], yticks=[])
    figure.colorbar(image, ax=left, label="weight of the pixel")
    epochs = range(1, len(curves["training"]) + 1)
    for (label, values), style in zip(curves.items(), ("-", "--"), strict=True):
        right.plot(epochs, [100 * value for value in values], style, marker=".", label=label)
    right.set(xlabel="epoch", ylabel="accuracy in %", title=f"{first} or {second}?")
    right.legend()
    return figure


def pair_of(text: str) -> tuple[int, int]:
    """Return the digits of "3,8"."""
    first, _, second = text.partition(",")
    if len({first, second}) < 2 or not {first, second} <= set("0123456789"):
        raise SystemExit(f"logistic: --digits takes two different digits, as 3,8, not {text}")
    return int(first), int(second)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        data=(DEFAULT, "a folder with MNIST's files"),
        digits=("3,8", "the two digits"),
        epochs=(10, "passes over the training images"),
        batch_size=(32, "images in a mini-batch"),
        lr=(0.1, "learning rate", 0),
    )  # fmt: skip
    first, second = pair_of(options.digits)
    train, test = (two_digits(dataset, first, second) for dataset in load(options.data))
    print(f"{len(train.x):,} and {len(test.x):,} of them show {first} or {second}\n")
    batches = mini_batches(len(train.x), options.batch_size, options.epochs, options.seed)
    epochs = with_numpy(train, batches, options.lr)
    curves = {"training": [accuracy(train, *end) for end in epochs],
              "test": [accuracy(test, *end) for end in epochs]}  # fmt: skip
    for epoch, shares in enumerate(zip(*curves.values(), strict=True), 1):
        print("epoch {:2}  accuracy {:7.2%} training, {:7.2%} test".format(epoch, *shares))
    ways = {"NumPy": epochs[-1], "engine": with_engine(train, batches, options.lr),
            "nn": with_nn(train, batches, options.lr)}  # fmt: skip
    print()
    for name, (w, b) in ways.items():
        print(f"{name:7} |w| = {np.linalg.norm(w):.12f}  b = {b:.12f}")
    print()
    if options.out is not None:
        save_figure(draw(epochs[-1][0], (first, second), curves), options.out / "logistic.png")
    check(list(ways.values()), curves["test"][-1], max(test.t.mean(), 1 - test.t.mean()))


if __name__ == "__main__":
    main()
