"""Train a convolutional network to read handwritten digits (MNIST).

LeNet-5 (LeCun et al., 1998, with ReLU and max pooling), a small one, or one with batch
normalization, which with --augment reads more than 99.5 % of the test images. Adam or AdamW
minimises the cross-entropy, its learning rate going up and down once (OneCycleLR). Weights, history
and pictures go into the folder --out. Ctrl-C ends the training early: the rest is done with what it
has reached. After each epoch a checkpoint is written there too, from which --resume goes on, to the
same weights as without the interruption.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import autograd
import nn
from examples._digits import new_parser, positive, report, say
from examples._output import make_folder


def small() -> nn.Sequential:
    """Two convolutions with few channels: 9,098 weights."""
    return nn.Sequential(
        nn.Conv2d(1, 8, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(8, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(16 * 7 * 7, 10),
    )  # fmt: skip


def lenet() -> nn.Sequential:
    """LeNet-5: 61,706 weights."""
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * 5 * 5, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10),
    )  # fmt: skip


def bn() -> nn.Sequential:
    """Three convolutions with batch normalization: 104,426 weights."""

    def block(channels: int, filters: int) -> list[nn.Module]:
        return [
            # Pooling first: the others then have a quarter of the values to go through.
            nn.Conv2d(channels, filters, 3, padding=1, bias=False), nn.MaxPool2d(2),
            nn.BatchNorm2d(filters), nn.ReLU(),
        ]  # fmt: skip

    return nn.Sequential(
        *block(1, 32), *block(32, 64), *block(64, 128),
        nn.Flatten(), nn.Dropout(0.3), nn.Linear(128 * 3 * 3, 10),
    )  # fmt: skip


class Recipe(NamedTuple):
    """A model, and how it is trained where the options do not say otherwise."""

    build: Callable[[], nn.Sequential]
    optimizer: type[nn.optim.Optimizer]
    epochs: int
    batch_size: int
    peak: float  # the highest learning rate


MODELS = {
    "small": Recipe(small, nn.optim.Adam, epochs=12, batch_size=64, peak=4e-3),
    "lenet": Recipe(lenet, nn.optim.Adam, epochs=5, batch_size=64, peak=4e-3),
    "bn": Recipe(bn, nn.optim.AdamW, epochs=12, batch_size=128, peak=5e-3),
}


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(arguments)
    recipe = MODELS[options.model]
    epochs, batch_size = options.epochs or recipe.epochs, options.batch_size or recipe.batch_size
    try:
        autograd.manual_seed(options.seed)  # initial weights, order of the images, dropout
        train = nn.data.mnist(options.data, split="train", subset=options.subset or None)
        test = nn.data.mnist(options.data, split="test", subset=options.subset or None)
        loader = nn.data.DataLoader(
            augmented(train) if options.augment else train,
            batch_size, shuffle=True, num_workers=1 if options.augment else 0,
        )  # fmt: skip
        model = recipe.build()
        optimizer = recipe.optimizer(model.parameters())
        schedule = nn.optim.lr_scheduler.OneCycleLR(
            optimizer, options.lr or recipe.peak, epochs=epochs, steps_per_epoch=len(loader)
        )
    except (OSError, ValueError, ImportError) as error:
        raise SystemExit(f"mnist_cnn: {error}") from None
    out = make_folder(options.out)
    say(train, test, batch_size, model)
    plan = {
        "model": options.model, "augment": options.augment, "epochs": epochs,
        "batch-size": batch_size, "lr": options.lr or recipe.peak, "seed": options.seed,
        "images": len(train),
    }  # fmt: skip

    trainer = nn.Trainer(model, nn.CrossEntropyLoss(), optimizer, metrics=[nn.accuracy])
    checkpoint = out / "checkpoint.npz"
    if options.resume:
        check_plan(plan, out)
    else:
        (out / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    try:
        history = trainer.fit(
            loader,
            epochs,
            validation=nn.data.DataLoader(test, batch_size=1000),
            callbacks=[nn.LRScheduling(schedule), nn.Checkpoint(checkpoint)],
            resume=checkpoint if options.resume else None,
        )
    except (FileNotFoundError, ValueError) as error:  # the checkpoint is missing, or another run's
        raise SystemExit(f"mnist_cnn: {error}") from None
    pictures = {
        "filters": lambda: nn.plots.filters(model[0]),
        "feature_maps": lambda: nn.plots.feature_maps(model[:3], test[0][0]),
    }
    if history.interrupted:
        print("What follows is what it has reached; --resume goes on from the last epoch's end.")
    report(trainer, history, train, test, out, pictures)


def check_plan(plan: dict[str, Any], out: Path) -> None:
    """Refuse to go on with another run than the one that was begun."""
    try:
        begun = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    except OSError:
        raise SystemExit(f"mnist_cnn: there is no run to resume in {out}") from None
    other = [f"{name} {begun.get(name)}, now {new}" for name, new in plan.items()
             if begun.get(name) != new]  # fmt: skip
    if other:
        raise SystemExit(f"mnist_cnn: the run in {out} was begun with {'; '.join(other)}")


def augmented(train: nn.data.Dataset) -> nn.data.Dataset:
    """Turn, move, scale and shear each image a little, otherwise in each epoch."""
    change = nn.data.augmentation.RandomAffine(
        degrees=12, translate=(0.08, 0.08), scale=(0.9, 1.1), shear=8
    )
    return nn.data.TransformedDataset(train, change)


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = new_parser("mnist_cnn", __doc__)
    option = parser.add_argument
    option("--model", choices=MODELS, default="lenet", help="the network (default: lenet)")
    option("--augment", action="store_true", help="turn, move, scale and shear the images")
    option(
        "--epochs", type=positive,
        help="passes over the data (default: small 12, lenet 5, bn 12)",
    )  # fmt: skip
    option("--batch-size", type=positive, help="images in a batch (default: 64, bn 128)")
    option("--lr", type=float, help="the highest learning rate (default: 0.004, bn 0.005)")
    option("--subset", action="store_true", help="take the 10,000 images that come along")
    option(
        "--resume", action="store_true",
        help="go on from the checkpoint in --out, with the options of that run",
    )  # fmt: skip
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()
