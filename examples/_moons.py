"""What the cures of overfitting are tried on: few noisy points, and too large a network."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

import autograd
import nn
from examples._output import new_figure, save_figure

__all__ = ["Result", "draw", "report", "train"]


class Result(NamedTuple):
    """A network that was trained, and its errors on the training points and on others."""

    name: str
    model: nn.Module
    points: nn.data.TensorDataset
    training: float
    test: float
    accuracy: float  # on the other points
    history: list[float]  # the test error after each epoch


def train(name: str, model: nn.Module, points: int, epochs: int, seed: int) -> Result:
    """Train a network from 2 inputs to 2 classes on that many points of two overlapping moons."""
    data, test = (
        nn.data.make_moons(count, noise=0.3, seed=2 * seed + part)
        for part, count in enumerate((points, 1000))
    )
    optimizer = nn.optim.Adam(model.parameters(), lr=0.01)
    trainer = nn.Trainer(model, nn.CrossEntropyLoss(), optimizer, metrics=[nn.accuracy])
    batches, others = nn.data.DataLoader(data, 25, shuffle=True), nn.data.DataLoader(test, 1000)
    history = trainer.fit(batches, epochs, others, progress=False)["validation_loss"]
    after = trainer.evaluate(others)
    return Result(name, model, data, trainer.evaluate(batches)["loss"], after["loss"],
                  after["accuracy"], history)  # fmt: skip


def report(results: Sequence[Result]) -> None:
    """Print the errors of each."""
    width = max(len(result.name) for result in results)
    print(f"\n{'':{width}}  training error  test error  test accuracy")
    for name, _, _, training, test, accuracy, _ in results:
        print(f"{name:{width}}  {training:14.4f}  {test:10.4f}  {100 * accuracy:11.1f} %")


def draw(results: Sequence[Result], path: Path) -> None:
    """Draw what each network makes of the plane, and its test error by epochs."""
    figure = new_figure(4 * len(results), 7)
    upper, lower = figure.subfigures(2, 1, height_ratios=[1, 0.9])
    x, y = np.meshgrid(np.linspace(-2, 3, 200), np.linspace(-1.6, 2.1, 200))
    plane = np.stack([x.ravel(), y.ravel()], axis=1).astype(np.float32)
    for axes, result in zip(upper.subplots(1, len(results)), results, strict=True):
        model = result.model.eval()
        with autograd.no_grad():
            chances = model(plane).softmax(axis=1)[:, 1].numpy().reshape(x.shape)
        axes.contourf(x, y, chances, levels=np.linspace(0, 1, 11), cmap="RdBu", alpha=0.7)
        axes.contour(x, y, chances, levels=[0.5], colors="black")
        points, classes = (tensor.numpy() for tensor in result.points.tensors)
        for label, colour, mark in ((0, "tab:red", "o"), (1, "tab:blue", "s")):
            axes.plot(*points[classes == label].T, mark, color=colour, markeredgecolor="white",
                      label=f"class {label}")  # fmt: skip
        axes.set(title=result.name, xlabel="$x_1$", ylabel="$x_2$", xlim=(-2, 3), ylim=(-1.6, 2.1))
        axes.legend(fontsize=8)
    axes = lower.subplots()
    for result, style in zip(results, ("-", "--", "-.", ":"), strict=False):
        axes.plot(range(1, len(result.history) + 1), result.history, style, label=result.name)
    axes.set(title="Error on test points", xlabel="epoch", ylabel="cross-entropy", ylim=(0, None))
    axes.legend()
    save_figure(figure, path)
