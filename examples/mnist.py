"""Deck 1, mnist: all ten digits by an MLP written with the engine alone.

No layer, no loss and no optimizer of nn: two weight matrices, ReLU between them, softmax and
cross-entropy with one-hot targets, mini-batches, and w = w - lr * w.grad; only the images come from
nn.data. The engine does the backward pass. Two things to see: the gradient by the scores is the
slide's y - t; and the training images are soon known better than the test images: overfitting.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

import autograd
from autograd import Tensor
from examples._command import claim, read_options
from examples._mnist import DEFAULT, load
from examples._output import new_figure, save_figure
from nn.data import TensorDataset

Array = NDArray[np.float32]


class Images(NamedTuple):
    """Images as rows of pixels, their digits, and these one-hot."""

    x: Array
    digits: NDArray[np.int64]
    t: Array


def images_of(dataset: TensorDataset) -> Images:
    """Flatten the images of a dataset, and encode its labels one-hot."""
    x, digits = (tensor.numpy() for tensor in dataset.tensors)
    return Images(x.reshape(len(x), -1), digits, np.eye(10, dtype=np.float32)[digits])


def weights_of(hidden: int) -> list[Tensor]:
    """Return W1, b1, W2, b2: random weights, which break the symmetry, and biases 0."""
    W1 = (2 / 784) ** 0.5 * autograd.randn(784, hidden, dtype="float32")
    W2 = (2 / hidden) ** 0.5 * autograd.randn(hidden, 10, dtype="float32")
    biases = [autograd.zeros(units, dtype="float32") for units in (hidden, 10)]
    return [w.requires_grad_() for w in (W1, biases[0], W2, biases[1])]


def scores(x: Array, weights: Sequence[Tensor]) -> Tensor:
    """Forward pass up to the scores z of the ten digits."""
    W1, b1, W2, b2 = weights
    return autograd.maximum(x @ W1 + b1, 0) @ W2 + b2


def cross_entropy(z: Tensor, t: Array) -> Tensor:
    """Return the mean of -Σ t ln y with y = softmax(z)."""
    z = z - z.detach().max(axis=1, keepdims=True)  # the same y, and no overflow
    log_y = z - z.exp().sum(axis=1, keepdims=True).log()
    return -(t * log_y).sum() / len(t)


def accuracy(images: Images, weights: Sequence[Tensor]) -> float:
    """Return which part of the images is read rightly."""
    with autograd.no_grad():
        z = scores(images.x, weights).numpy()
    return float((z.argmax(axis=1) == images.digits).mean())


def epoch(train: Images, weights: Sequence[Tensor], batch_size: int, lr: float) -> float:
    """Take a step for every mini-batch, in random order; return the mean loss."""
    order = autograd.rand(len(train.x)).numpy().argsort()  # a random one
    losses = []
    for start in range(0, len(order), batch_size):
        batch = order[start : start + batch_size]
        loss = cross_entropy(scores(train.x[batch], weights), train.t[batch])
        loss.backward()
        with autograd.no_grad():
            for w in weights:
                w -= lr * w.grad
                w.grad = None
        losses.append(loss.item())
    return float(np.mean(losses))


def gradient_error(images: Images, weights: Sequence[Tensor]) -> float:
    """Return by how much the gradient by the scores differs from (y - t) / n, at most."""
    z = scores(images.x[:50], weights).detach().requires_grad_()
    cross_entropy(z, images.t[:50]).backward()
    y = np.exp(z.detach().numpy())
    y /= y.sum(axis=1, keepdims=True)
    return float(abs(z.grad.numpy() - (y - images.t[:50]) / 50).max())


def check(error: float, training: Sequence[float], test: Sequence[float]) -> None:
    """Claim what the exercise shows."""
    claim("the loss's gradient by the scores is (y - t) / n", error < 1e-6)
    claim(f"more than 90 % of the test images are read rightly: {100 * test[-1]:.2f} %",
          test[-1] > 0.9)  # fmt: skip
    gap = 100 * (training[-1] - test[-1])
    claim(f"the training images are known better, by {gap:.2f} points: it overfits", gap > 1)


def draw(training: Sequence[float], test: Sequence[float], W1: Array, path: Path) -> None:
    """Draw the accuracies over the epochs, and what some hidden units look for."""
    figure = new_figure(12, 4.6)
    left, right = figure.subfigures(1, 2)
    axes = left.subplots()
    epochs = range(1, len(test) + 1)
    axes.plot(epochs, [100 * part for part in training], "o-", label="training images")
    axes.plot(epochs, [100 * part for part in test], "s-", label="test images")
    axes.set(title="Accuracy", xlabel="epoch", ylabel="read rightly, %")
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend()
    right.suptitle("Weights of hidden units (red: ink speaks for it)")
    for cell, weights in zip(right.subplots(3, 5).ravel(), W1.T, strict=False):
        cell.imshow(weights.reshape(28, 28), cmap="RdBu_r", vmin=-0.25, vmax=0.25)
    for cell in right.axes:
        cell.axis("off")
    save_figure(figure, path)


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        data=(DEFAULT, "where MNIST's four files are"),
        epochs=(10, "passes over the training images"),
        batch_size=(50, "images in a batch"),
        lr=(0.2, "learning rate", 0),
        hidden=(64, "hidden units"),
    )  # fmt: skip
    train, test = map(images_of, load(options.data))
    weights = weights_of(options.hidden)
    error = gradient_error(train, weights)
    print(f"gradient by the scores: at most {error:.1e} from (y - t) / n")
    of_training, of_test = [], []
    for number in range(1, options.epochs + 1):
        loss = epoch(train, weights, options.batch_size, options.lr)
        of_training.append(accuracy(train, weights))
        of_test.append(accuracy(test, weights))
        print(f"epoch {number:2}  loss {loss:.4f}  training accuracy {100 * of_training[-1]:.2f} %"
              f"  test accuracy {100 * of_test[-1]:.2f} %", flush=True)  # fmt: skip
    if options.out is not None:
        draw(of_training, of_test, weights[0].detach().numpy(), options.out / "mnist.png")
    check(error, of_training, of_test)


if __name__ == "__main__":
    main()
