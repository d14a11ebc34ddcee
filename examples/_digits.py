"""What the MNIST examples share: their options, and what they tell and draw after the training."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

import autograd
import nn
from examples._output import new_figure, save_figure, save_graph

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from autograd.show import Picture


def new_parser(name: str, description: str | None) -> argparse.ArgumentParser:
    """Return a parser with the options that every MNIST example has."""
    parser = argparse.ArgumentParser(prog=f"python -m examples.{name}", description=description)
    option = parser.add_argument
    option("--seed", type=int, default=0, help="equal seeds give equal runs (default: 0)")
    option(
        "--data",
        metavar="FOLDER",
        help="where MNIST's four files are (default: the folder MNIST_DIR names, else a cache, "
        "else a download, else the small subset that comes with the library)",
    )
    option(
        "--out",
        metavar="FOLDER",
        default=f"{name}_output",
        help=f"where the results go (default: {name}_output)",
    )
    return parser


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {number}")
    return number


def say(train: Any, test: Any, batch_size: int, model: nn.Module) -> None:
    """Print what is about to be trained, and on what."""
    print(f"data: {train.source}")
    print(f"{len(train):,} training images in batches of {batch_size}, {len(test):,} test images")
    print(model, flush=True)  # before the progress bar, which goes to another stream


def report(
    trainer: nn.Trainer, history: nn.History, train: Any, test: Any, out: Path,
    pictures: dict[str, Callable[[], Figure]] | None = None,
) -> None:  # fmt: skip
    """Write weights, history and pictures, and print the confusion matrix and the accuracy.

    Args:
        trainer: has trained.
        history: of the training.
        train: the training images.
        test: the test images.
        out: the folder to write to.
        pictures: further ones, by the names of their files. Default: none.
    """
    model = trainer.model
    images, labels = (tensor.numpy() for tensor in test.tensors)
    probabilities = trainer.predict(images).softmax(axis=1).numpy()

    # The weights first: pictures can be made again, from them.
    print("wrote", nn.save(model, out / "weights.npz"))
    print("wrote", history.save_csv(out / "history.csv"))
    print("\n" + confusion_table(nn.confusion_matrix(probabilities, labels, num_classes=10)) + "\n")
    try:
        if len(history):  # Ctrl-C may have ended the first epoch
            curves = nn.plots.learning_curves(history, ["loss", "accuracy"])
            save_figure(curves, out / "learning_curves.png")
        save_figure(misclassified(images, labels, probabilities), out / "misclassified.png")
        for name, draw in (pictures or {}).items():
            save_figure(draw(), out / f"{name}.png")
    except ImportError as error:
        print(f"no learning curves, no misclassified digits: {error}")
    save_graph(model_graph(model, trainer.loss, train), out / "model_graph")
    print(f"test accuracy: {100 * nn.accuracy(probabilities, labels):.2f} %")


def confusion_table(counts: NDArray[np.int64]) -> str:
    """Write the confusion matrix as text: a row for each true digit, a column for each answer."""
    width = len(str(counts.max())) + 2
    header, *rows = (
        "".join(f"{number:{width}}" for number in row) for row in [range(10), *counts.tolist()]
    )
    lines = [f"{'true' if digit == 0 else '':4} {digit} |{row}" for digit, row in enumerate(rows)]
    return "\n".join([f"{'predicted':>17}", " " * 8 + header, " " * 8 + "-" * len(header), *lines])


def misclassified(
    images: NDArray[np.float32], labels: NDArray[np.int64], probabilities: NDArray[np.float32]
) -> Figure:
    """Show up to 40 digits that the model misreads, first those it is surest of."""
    predicted = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(predicted != labels)
    shown = wrong[np.argsort(-probabilities[wrong].max(axis=1), kind="stable")][:40]
    rows = max(1, -(-len(shown) // 10))  # rounded up
    figure = new_figure(10, 0.5 + 1.3 * rows)
    figure.suptitle(f"{len(shown)} of {len(wrong)} misclassified digits, the surest mistakes first")
    cells = figure.subplots(rows, 10).ravel()
    for axes in cells:
        axes.axis("off")
    for axes, index in zip(cells, shown, strict=False):
        axes.imshow(images[index, 0], cmap="gray_r")
        axes.set_title(f"predicted {predicted[index]}\ntrue {labels[index]}", fontsize=8)
    return figure


def model_graph(model: nn.Module, loss_function: nn.Module, train: nn.data.Dataset) -> Picture:
    """Draw how the loss of four training images is computed, with the gradients."""
    images, labels = train[:4]
    images.requires_grad_()  # so that the graph begins at the images
    model.train().zero_grad()
    loss = loss_function(model(images), labels)
    loss.backward(retain_graph=True)  # else it drops the large values
    names = {"images": images, "loss": loss}
    return autograd.draw(loss, names, model, direction="TB")
