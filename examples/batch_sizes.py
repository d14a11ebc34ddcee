"""Decks 1, 2, 3 and 5: all samples at once, some, or one by one (batch sizes).

One update of the weights takes the mean gradient of a batch. A batch of all samples is gradient
descent; a batch of one is stochastic gradient descent; mini-batches lie between. Smaller batches
give more updates in an epoch, and a noisier path, with steps uphill. The example fits a line
y = W x + b to 48 points.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import autograd
import nn
from autograd import Tensor
from examples._command import claim, read_options
from examples._output import save_figure

SAMPLES = 48
START = (-1.0, -0.5)  # W and b


def make_data(noise: float) -> nn.data.TensorDataset:
    x = autograd.rand(SAMPLES) * 4 - 2
    return nn.data.TensorDataset(x, 2 * x + 1 + noise * autograd.randn(SAMPLES))


def loader_of(data: Any, size: int, drop_last: bool, seed: int) -> nn.data.DataLoader:
    """Return batches in an order that depends on the seed alone."""
    autograd.manual_seed(seed)
    return nn.data.DataLoader(data, size, shuffle=True, drop_last=drop_last)


def off(found: Any, expected: Any) -> float:
    """Return how far numbers are from what is expected, at most, relative to the largest."""
    return float(np.abs(found - expected).max() / np.abs(expected).max())


def descend(loader: Iterable[Any], lr: float, epochs: int, loss: Any) -> Any:
    """Return W and b before the first and after each update, `(updates + 1, 2)`."""
    W, b = (Tensor(number, requires_grad=True) for number in START)
    optimizer = nn.optim.SGD([W, b], lr=lr)
    path = [START]
    for _ in range(epochs):
        for x, t in loader:
            optimizer.zero_grad()
            loss(W * x + b, t).backward()
            optimizer.step()
            path.append((W.item(), b.item()))
    return np.array(path)


def by_formula(loader: Iterable[Any], lr: float, epochs: int) -> Any:
    """Return the same by the slide's W - μ 1/B Σ ((W x + b) - t) x."""
    W, b = START
    path = [START]
    for _ in range(epochs):
        for x, t in ((x.numpy(), t.numpy()) for x, t in loader):
            errors = W * x + b - t
            W, b = W - lr * (errors * x).mean(), b - lr * errors.mean()
            path.append((W, b))
    return np.array(path)


def distance(data: Any, loader: Any, loss: Any) -> float:
    """Return how far the mean of the batches' gradients is off the gradient of all samples."""
    W, b = (Tensor(number, requires_grad=True) for number in START)

    def gradient(x: Any, t: Any) -> Any:
        return np.array([g.item() for g in autograd.gradients(loss(W * x + b, t), [W, b])])

    of_batches = np.mean([gradient(x, t) for x, t in loader], axis=0)
    return off(of_batches, gradient(*data.tensors))


def half_mean_square(data: Any, W: Any, b: Any) -> Any:
    """Return the loss of all samples, for numbers W and b or for arrays of them."""
    x, t = (tensor.numpy().reshape(-1, *[1] * np.ndim(W)) for tensor in data.tensors)
    return np.mean((W * x + b - t) ** 2, axis=0) / 2


def uphill_part(data: Any, path: Any) -> float:
    """Return which part of the updates makes the loss of all samples larger."""
    return float(np.mean(np.diff(half_mean_square(data, *path.T)) > 0))


def check(
    updates: dict[int, int], off_formula: list[float], off_mean: list[float],
    losses: list[float], uphill: list[float],
) -> None:  # fmt: skip
    """Claim what the slides say, of sizes 1, some and all, in this order."""
    claim(
        f"an epoch of {SAMPLES} samples in batches of B has {SAMPLES}/B updates, rounded up",
        all(count == math.ceil(SAMPLES / size) for size, count in updates.items()),
    )
    claim("every update is W - μ 1/B Σ ((W x + b) - t) x", np.max(off_formula) < 1e-12)
    claim("the mean of the mini-batches' gradients is that of all samples",
          np.max(off_mean) < 1e-12)  # fmt: skip
    one, some, every = losses
    claim("the smaller the batch, the lower the loss after one epoch", one < some < every)
    claim("with all samples no update leads uphill", uphill[-1] == 0)
    claim("the smaller the batch, the more updates lead uphill", uphill[0] > uphill[1] > uphill[2])


def draw(data: Any, paths: dict[str, Any], out: Path) -> None:
    def loss(W: Any, b: Any) -> Any:
        return half_mean_square(data, W, b)

    figure = nn.plots.loss_surface(loss, paths, xlim=(-1.5, 3), ylim=(-1, 2))
    figure.axes[0].set(title="Paths over the loss of all samples", xlabel="W", ylabel="b")
    save_figure(figure, out / "batch_sizes.png")


@np.errstate(all="ignore")  # with a large learning rate numbers overflow, and claims fail
def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        mini=(8, "size of a mini-batch"),
        epochs=(20, "passes over the data"),
        lr=(0.1, "learning rate", 0),
        noise=(0.5, "deviation of the points from the line", 0),
        drop_last=(False, "leave out the last batch where it is smaller"),
        mse=(False, "minimise the mean square, not half of it"),
    )  # fmt: skip
    if options.mini > SAMPLES:
        raise SystemExit(f"--mini must be {SAMPLES} or less, as there are {SAMPLES} samples")
    if options.noise > 1e6:
        raise SystemExit(f"--noise must be a million or less, not {options.noise:g}")
    for count, size in ((60_000, 20), (100, 32), (9, 4)):
        iterations = len(nn.data.DataLoader(range(count), size))
        print(f"{count} samples in batches of {size}: {iterations} iterations are an epoch")
    data = make_data(options.noise)
    loss = nn.MSELoss() if options.mse else nn.HalfSquaredError(reduction="mean")
    sizes = {"one sample": 1, "mini-batch": options.mini, "all samples": SAMPLES}
    paths, updates, losses, uphill, off_formula, off_mean = {}, {}, [], [], [], []
    for name, size in sizes.items():
        loader = loader_of(data, size, options.drop_last, options.seed)
        path = descend(loader, options.lr, options.epochs, loss)
        updates[size] = (len(path) - 1) // options.epochs
        again = loader_of(data, size, options.drop_last, options.seed)
        off_formula.append(off(path, by_formula(again, options.lr, options.epochs)))
        off_mean.append(distance(data, loader, loss))
        W, b = path[-1]
        losses.append(float(half_mean_square(data, *path[updates[size]])))
        uphill.append(uphill_part(data, path))
        paths[f"{name} (B = {size})"] = path
        print(f"\n{name} (B = {size}), updates in an epoch: {updates[size]}")
        last = half_mean_square(data, W, b)
        print(f"loss after one epoch {losses[-1]:.4g}, after all {last:.4g}")
        print(f"at last W = {W:.4g}, b = {b:.4g}; updates uphill: {100 * uphill[-1]:.0f} %")
    if options.out is not None:
        draw(data, paths, options.out)
    check(updates, off_formula, off_mean, losses, uphill)


if __name__ == "__main__":
    main()
