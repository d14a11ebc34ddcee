"""Deck 5, exercise 9: a multi-layer perceptron with dropout reads digits.

The exercise's network and settings: 784-512-512-10 with ReLU and dropout 0.2, batches of 20,
cross-entropy, gradient descent with learning rate 0.01. The exercise trains for 30 epochs on 60,000
images (--epochs 30 --data FOLDER); the default is 12, on the 8,000 that come with the library. In
the picture each digit has its label in brackets after the prediction, green where it is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import autograd
import nn
from examples._command import claim, read_options
from examples._mnist import DEFAULT, load
from examples._output import new_figure, save_figure

SHOWN = 20


def build(hidden: int, dropout: float) -> nn.Sequential:
    """Return the exercise's network, whose inputs are images."""
    return nn.Sequential(
        nn.Flatten(),
        nn.Linear(28 * 28, hidden),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(hidden, hidden),
        nn.ReLU(),
        nn.Dropout(dropout),
        nn.Linear(hidden, 10),
    )


def parameters(model: nn.Module) -> int:
    return sum(parameter.numel() for parameter in model.parameters())


def differs(model: nn.Module, images: Any) -> bool:
    """Tell whether the same images, sent through twice, give different scores."""
    with autograd.no_grad():
        return bool((model(images) != model(images)).any())


def check(model: nn.Module, images: Any, accuracy: float) -> None:
    """Claim what the exercise shows."""
    claim("the network has 669,706 parameters", parameters(model) == 669_706)
    claim("dropout makes two passes differ in training, not in evaluation",
          differs(model.train(), images) and not differs(model.eval(), images))  # fmt: skip
    claim(f"more than 90 % of the test images are read rightly: {100 * accuracy:.2f} %",
          accuracy > 0.9)  # fmt: skip


def draw(history: nn.History, images: Any, labels: Any, predicted: Any, folder: Path) -> None:
    """Draw the learning curves, and the first test images with prediction and label."""
    curves = nn.plots.learning_curves(history, ["loss", "accuracy"])
    save_figure(curves, folder / "learning_curves.png")
    figure = new_figure(12, 3.2)
    figure.suptitle("predicted (true)")
    cells = zip(figure.subplots(2, SHOWN // 2).ravel(), images, labels, predicted, strict=False)
    for axes, image, label, answer in cells:
        axes.imshow(image[0], cmap="gray_r")
        axes.set_title(f"{answer} ({label})", color="green" if answer == label else "red")
        axes.axis("off")
    save_figure(figure, folder / "predictions.png")


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        data=(DEFAULT, "where MNIST's four files are"),
        epochs=(12, "passes over the training images"),
        batch_size=(20, "images in a batch"),
        lr=(0.01, "learning rate", 0),
        hidden=(512, "units of each hidden layer"),
        dropout=(0.2, "probability of dropping a hidden unit in training", 0),
    )  # fmt: skip
    if options.dropout > 1:
        raise SystemExit(f"--dropout must be from 0 to 1, not {options.dropout:g}")
    train, test = load(options.data)
    model = build(options.hidden, options.dropout)
    print(model, flush=True)  # before the progress bar, which goes to another stream
    optimizer = nn.optim.SGD(model.parameters(), lr=options.lr)
    trainer = nn.Trainer(model, nn.CrossEntropyLoss(), optimizer, metrics=[nn.accuracy])
    history = trainer.fit(
        nn.data.DataLoader(train, options.batch_size, shuffle=True),
        options.epochs,
        validation=nn.data.DataLoader(test, batch_size=1000),
    )
    for row in history.rows:
        print(f"epoch {row['epoch']:2}  training loss {row['loss']:.6f}  "
              f"test loss {row['validation_loss']:.6f}")  # fmt: skip

    images, labels = (tensor.numpy() for tensor in test.tensors)
    predicted = trainer.predict(images).numpy().argmax(axis=1)
    for digit, part in enumerate(nn.per_class_accuracy(predicted, labels, num_classes=10)):
        count = np.sum(labels == digit)
        print(f"test accuracy of {digit}: {100 * part:5.1f} % ({part * count:.0f} of {count})")
    accuracy = nn.accuracy(predicted, labels)
    print(f"test accuracy: {100 * accuracy:.2f} %")
    if options.out is not None:
        draw(history, images, labels, predicted, options.out)
    check(model, test.tensors[0][:5], accuracy)


if __name__ == "__main__":
    main()
