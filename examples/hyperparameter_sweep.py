"""Decks 3 and 4: try settings of the hyperparameters, and keep the best.

What training does not learn must be chosen: the learning rate, the number of hidden units, the size
of a batch ... For each setting a small network learns the two moons, and is judged by data held out
for this choice (validation). The best is then judged once by data that had no part in it (test).
--search random draws the settings instead of going through a grid.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

import autograd
import nn
from examples._command import claim, read_options
from examples._output import new_figure, save_figure

RATES = (0.001, 0.01, 0.1, 1.0)
HIDDEN = (1, 4, 16)
ACTIVATIONS = ("relu", "tanh")
BATCHES = (16, 100)


class Setting(NamedTuple):
    lr: float
    hidden: int
    activation: str
    batch: int


class Result(NamedTuple):
    setting: Setting
    validation: float  # accuracy
    test: float


def make_data(seed: int) -> list[nn.data.TensorDataset]:
    """Return moons to train with, to choose by (validation), and to judge the choice by (test)."""
    counts = (200, 200, 1000)
    return [nn.data.make_moons(n, noise=0.2, seed=3 * seed + i) for i, n in enumerate(counts)]


def grid() -> list[Setting]:
    """Return every rate with every number of hidden units; otherwise alike."""
    return [Setting(lr, hidden, "tanh", 16) for lr in RATES for hidden in HIDDEN]


def drawn(trials: int, seed: int) -> list[Setting]:
    """Return random settings; rates are drawn evenly on a logarithmic scale."""
    random = np.random.default_rng(seed)
    return [
        Setting(
            float(10 ** random.uniform(-3, 0)), int(random.integers(1, 17)),
            str(random.choice(ACTIVATIONS)), int(random.choice(BATCHES)),
        )
        for _ in range(trials)
    ]  # fmt: skip


def train(setting: Setting, data: list[nn.data.TensorDataset], epochs: int, seed: int) -> Result:
    """Train a network with these settings; each begins with the same random numbers."""
    autograd.manual_seed(seed)
    training, validation, test = data
    model = nn.MLP([2, setting.hidden, 2], activations=setting.activation)
    optimizer = nn.optim.SGD(model.parameters(), lr=setting.lr, momentum=0.9)
    trainer = nn.Trainer(model, nn.CrossEntropyLoss(), optimizer)
    batches = nn.data.DataLoader(training, setting.batch, shuffle=True)
    trainer.fit(batches, epochs, progress=False)
    accuracies = [
        nn.accuracy(trainer.predict(points), classes)
        for points, classes in (validation.tensors, test.tensors)
    ]
    return Result(setting, *accuracies)


def check(results: list[Result]) -> None:
    """Claim that choosing matters, and that what was chosen is good on other data too."""
    best = max(results, key=lambda result: result.validation)
    worst = min(results, key=lambda result: result.validation)
    claim(
        "the worst setting makes more than twice as many mistakes as the best",
        1 - worst.validation > 2 * (1 - best.validation),
    )
    claim("the best one classifies over 90 % of the test data correctly", best.test > 0.9)
    claim(
        "on the test data it is still better than the setting in the middle of the ranking",
        best.test > float(np.median([result.test for result in results])),
    )


def draw(results: list[Result], search: str, out: Path) -> None:
    """Draw the accuracies: of a grid as a table in colours, of random settings as marks."""
    figure = new_figure(7, 4.5)
    axes = figure.subplots()
    axes.set(title="Accuracy on validation data", xlabel="learning rate", ylabel="hidden units")
    if search == "grid":
        values = np.array([result.validation for result in results]).reshape(len(RATES), -1).T
        image = axes.imshow(values, cmap="viridis", vmin=0.5, vmax=1, aspect="auto")
        axes.set_xticks(range(len(RATES)), [f"{rate:g}" for rate in RATES])
        axes.set_yticks(range(len(HIDDEN)), [str(count) for count in HIDDEN])
        for (row, column), value in np.ndenumerate(values):
            axes.text(column, row, f"{100 * value:.1f} %", ha="center", va="center",
                      color="white" if value < 0.85 else "black")  # fmt: skip
        figure.colorbar(image, label="accuracy")
    else:
        for name, mark in zip(ACTIVATIONS, "os", strict=True):
            some = [result for result in results if result.setting.activation == name]
            image = axes.scatter(
                [result.setting.lr for result in some], [result.setting.hidden for result in some],
                c=[result.validation for result in some], vmin=0.5, vmax=1, s=90, marker=mark,
                edgecolor="black", label=name,
            )  # fmt: skip
        axes.set(xscale="log")
        figure.legend(title="activation", loc="outside lower center", ncols=2)
        figure.colorbar(image, label="accuracy")
    save_figure(figure, out / "hyperparameter_sweep.png")


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(
        __file__, __doc__, arguments,
        search=("grid", "grid or random"),
        trials=(12, "settings that --search random draws"),
        epochs=(40, "passes over the data, for each setting"),
    )  # fmt: skip
    if options.search not in ("grid", "random"):
        raise SystemExit(f"--search must be grid or random, not {options.search}")
    settings = grid() if options.search == "grid" else drawn(options.trials, options.seed)
    data = make_data(options.seed)
    results = [train(setting, data, options.epochs, options.seed) for setting in settings]
    print("learning rate  hidden units  activation  batch  validation        test")
    for (lr, hidden, activation, batch), *accuracies in sorted(results, key=lambda r: -r[1]):
        scores = "  ".join(f"{100 * accuracy:8.1f} %" for accuracy in accuracies)
        print(f"{lr:13.4g}  {hidden:12}  {activation:10}  {batch:5}  {scores}")
    if options.out is not None:
        draw(results, options.search, options.out)
    check(results)


if __name__ == "__main__":
    main()
