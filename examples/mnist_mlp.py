"""Train a network to read handwritten digits, and look at what it learned.

On MNIST, a multilayer perceptron: 784-256-128-10 with ReLU and dropout; Adam minimises the
cross-entropy. Weights, history and pictures go into the folder --out. Ctrl-C ends the training
early: the rest is done with what it has reached.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

import autograd
import nn
from examples._digits import new_parser, positive, report, say
from examples._output import make_folder


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
    say(train, test, batch_size, model)

    trainer = nn.Trainer(model, nn.CrossEntropyLoss(), optimizer, metrics=[nn.accuracy])
    history = trainer.fit(
        nn.data.DataLoader(train, batch_size, shuffle=True),
        options.epochs,
        validation=nn.data.DataLoader(test, batch_size=1000),
    )
    report(trainer, history, train, test, out)


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = new_parser("mnist_mlp", __doc__)
    option = parser.add_argument
    option("--epochs", type=positive, default=10, help="passes over the data (default: 10)")
    option(
        "--batch-size",
        type=positive,
        help="images in a batch (default: 128, or 32 where the data are 10,000 or fewer)",
    )
    option("--lr", type=float, default=0.001, help="Adam's learning rate (default: 0.001)")
    option(
        "--dropout",
        type=float,
        default=0.2,
        help="the probability of dropping a hidden unit in training (default: 0.2)",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
