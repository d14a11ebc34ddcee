"""Deck 2, Early Stopping: keep the weights of the lowest validation error.

A network with more capacity than its 100 noisy points need goes on learning them, while its error
on validation data falls, zigzags and rises again. Training stops when the validation error has not
become better for some epochs (the patience), and the weights of the best epoch come back. For
comparison the network is also trained to the end, and with a patience of one epoch.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import autograd
import nn
from examples._command import claim, read_options
from examples._output import new_figure, save_figure


class Run(NamedTuple):
    """A training: its history, the best epoch, and the error of the weights it left."""

    training: list[float]
    validation: list[float]
    best_epoch: int
    left: float  # validation loss of the weights after the run


def train(
    data: Sequence[Any], epochs: int, hidden: int, seed: int, stopping: nn.EarlyStopping | None
) -> Run:
    """Train with a callback, or without one to the end; always with the same random numbers."""
    autograd.manual_seed(seed)
    model = nn.MLP([2, hidden, hidden, 2], activations="relu")
    optimizer = nn.optim.Adam(model.parameters(), lr=0.01)
    trainer = nn.Trainer(model, nn.CrossEntropyLoss(), optimizer)
    train_loader = nn.data.DataLoader(data[0], 20, shuffle=True)
    validation = nn.data.DataLoader(data[1], len(data[1]))
    callbacks = [] if stopping is None else [stopping]
    history = trainer.fit(train_loader, epochs, validation, callbacks=callbacks, progress=False)
    losses = history["validation_loss"]
    best = losses.index(min(losses)) + 1 if stopping is None else stopping.best_epoch
    return Run(history["loss"], losses, best, trainer.evaluate(validation)["loss"])


def check(whole: Run, stopped: Run, hasty: Run) -> None:
    """Claim what the slide says of training to the end, with patience, and with hardly any."""
    best = min(whole.validation)
    before = whole.validation[: whole.best_epoch]
    rises = sum(later > earlier for earlier, later in pairwise(before))
    claim(
        "trained to the end, the validation error is half as large again as its lowest, or more, "
        "and the training error lower than it was there",
        whole.validation[-1] >= 1.5 * best
        and whole.training[-1] < whole.training[whole.best_epoch - 1],
    )
    claim("the curve zigzags: it rises before its lowest point, more than once", rises > 1)
    claim("with patience the training ends early", len(stopped.validation) < len(whole.validation))
    claim(
        "the weights it leaves are those of its best epoch",
        abs(stopped.left - min(stopped.validation)) < 1e-6,
    )
    claim("that is the best epoch of the whole training", stopped.best_epoch == whole.best_epoch)
    claim("a patience of one epoch stops too soon, at a larger error", hasty.left > stopped.left)


def draw(whole: Run, stopped: dict[int, Run], out: Path) -> None:
    """Draw the errors of the whole training, and where each patience stops it."""
    figure = new_figure(8, 4.5)
    axes = figure.subplots()
    epochs = range(1, len(whole.training) + 1)
    axes.plot(epochs, whole.training, label="training")
    axes.plot(epochs, whole.validation, label="validation")
    for (patience, run), colour in zip(stopped.items(), ("tab:red", "tab:green"), strict=False):
        last = len(run.validation)
        axes.axvline(last, color=colour, linestyle=":", label=f"stopped, patience {patience}")
        axes.plot(run.best_epoch, run.validation[run.best_epoch - 1], "o", color=colour,
                  markersize=9, label=f"best epoch {run.best_epoch}")  # fmt: skip
    axes.set(title="Training longer than is good", xlabel="epoch", ylabel="cross-entropy")
    axes.set_ylim(0, 1.05 * max(whole.validation))
    axes.legend()
    save_figure(figure, out / "early_stopping.png")


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        epochs=(150, "passes over the data, at most"),
        patience=(25, "epochs without a better validation error, until it stops"),
        hidden=(50, "units in each of both hidden layers"),
        points=(100, "to train with", 2),
        keep_last=(False, "keep the last weights, instead of the best epoch's"),
    )  # fmt: skip
    seed = options.seed
    data = [nn.data.make_moons(n, noise=0.3, seed=2 * seed + i)
            for i, n in enumerate((options.points, 300))]  # fmt: skip
    stopping = nn.EarlyStopping(patience=options.patience, restore_best=not options.keep_last)
    whole, stopped, hasty = (
        train(data, options.epochs, options.hidden, seed, callback)
        for callback in (None, stopping, nn.EarlyStopping(patience=1))
    )
    for name, run in (("to the end", whole), (f"patience {options.patience}", stopped),
                      ("patience 1", hasty)):  # fmt: skip
        print(f"{name}: {len(run.training)} epochs; lowest validation error "
              f"{min(run.validation):.4f} in epoch {run.best_epoch}; the weights left: "
              f"{run.left:.4f}")  # fmt: skip
    if options.out is not None:
        draw(whole, {1: hasty, options.patience: stopped}, options.out)
    check(whole, stopped, hasty)


if __name__ == "__main__":
    main()
