"""Train a network to read handwritten digits (MNIST), and look at what it learned.

It is a multilayer perceptron, 784-256-128-10 with ReLU and dropout; Adam minimises the
cross-entropy. Weights, history and pictures go into the folder --out. Ctrl-C ends the training
early: the rest is done with what it has reached.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

import autograd
import nn
from examples._output import make_folder, new_figure, save_figure, save_graph

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from autograd.show import Picture


def build_model(dropout: float) -> nn.Sequential:
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(28 * 28, 256),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(256, 128),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(128, 10),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(arguments)
    try:
        autograd.manual_seed(options.seed)  # initial weights, order of the images, dropout
        train = nn.data.mnist(options.data, split="train")
        test = nn.data.mnist(options.data, split="test")
        model = build_model(options.dropout)
        optimizer = nn.optim.Adam(model.parameters(), lr=options.lr)
    except (OSError, ValueError) as error:
        raise SystemExit(f"mnist_mlp: {error}") from None
    out = make_folder(options.out)
    batch_size = options.batch_size or (128 if len(train) > 10_000 else 32)
    print(f"data: {train.source}")
    print(f"{len(train):,} training images in batches of {batch_size}, {len(test):,} test images")
    print(model, flush=True)  # before the progress bar, which goes to another stream

    loss_function = nn.CrossEntropyLoss()
    trainer = nn.Trainer(model, loss_function, optimizer, metrics=[nn.accuracy])
    history = trainer.fit(
        nn.data.DataLoader(train, batch_size, shuffle=True),
        options.epochs,
        validation=nn.data.DataLoader(test, batch_size=1000),
    )
    images, labels = (tensor.numpy() for tensor in test.tensors)
    probabilities = trainer.predict(images).softmax(axis=1).numpy()

    # The weights first: pictures can be made again, from them.
    print("wrote", nn.save(model, out / "weights.npz"))
    print("wrote", history.save_csv(out / "history.csv"))
    print("\n" + confusion_table(nn.confusion_matrix(probabilities, labels, num_classes=10)) + "\n")
    try:
        if len(history):  # Ctrl-C may have ended the first epoch
            save_figure(learning_curve(history), out / "learning_curve.png")
        save_figure(misclassified(images, labels, probabilities), out / "misclassified.png")
    except ImportError as error:
        print(f"no learning curve, no misclassified digits: {error}; pip install matplotlib")
    save_graph(model_graph(model, loss_function, train), out / "model_graph")
    print(f"test accuracy: {100 * nn.accuracy(probabilities, labels):.2f} %")


def confusion_table(counts: NDArray[np.int64]) -> str:
    """Write the confusion matrix as text: a row for each true digit, a column for each answer."""
    width = len(str(counts.max())) + 2
    header, *rows = (
        "".join(f"{number:{width}}" for number in row) for row in [range(10), *counts.tolist()]
    )
    lines = [f"{'true' if digit == 0 else '':4} {digit} |{row}" for digit, row in enumerate(rows)]
    return "\n".join([f"{'predicted':>17}", " " * 8 + header, " " * 8 + "-" * len(header), *lines])


def learning_curve(history: nn.History) -> Figure:
    """Plot loss and accuracy over the epochs.

    The training's numbers are averages over an epoch, in which the model still changes and drops
    out units; so the validation's, measured at its end without dropout, may well be better.
    """
    figure = new_figure(10, 4)
    for axes, name in zip(figure.subplots(1, 2), ("loss", "accuracy"), strict=True):
        axes.plot(history["epoch"], history[name], "o-", label="training")
        axes.plot(
            history["epoch"], history[f"validation_{name}"], "s-", label="validation (test images)"
        )
        axes.set(xlabel="epoch", ylabel=name, xlim=(0.5, len(history) + 0.5))
        axes.locator_params(axis="x", integer=True, min_n_ticks=1)
        axes.grid(alpha=0.3)
        axes.legend()
    return figure


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


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m examples.mnist_mlp", description=__doc__)
    option = parser.add_argument
    option("--epochs", type=positive, default=10, help="passes over the data (default: 10)")
    option(
        "--batch-size",
        type=positive,
        help="images in a batch (default: 128, or 32 where the data are 10,000 or fewer)",
    )
    option("--lr", type=float, default=0.001, help="Adam's learning rate (default: 0.001)")
    option("--seed", type=int, default=0, help="equal seeds give equal runs (default: 0)")
    option(
        "--dropout",
        type=float,
        default=0.2,
        help="the probability of dropping a hidden unit in training (default: 0.2)",
    )
    option(
        "--data",
        metavar="FOLDER",
        help="where MNIST's four files are (default: the folder MNIST_DIR names, else a cache, "
        "else a download, else the small subset that comes with the library)",
    )
    option(
        "--out",
        metavar="FOLDER",
        default="mnist_mlp_output",
        help="where the results go (default: mnist_mlp_output)",
    )
    return parser.parse_args(arguments)


def positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {number}")
    return number


if __name__ == "__main__":
    main()
