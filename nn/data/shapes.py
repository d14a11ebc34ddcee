"""Points in the plane that no straight line separates: moons and spirals."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

import autograd
from nn.data._indices import as_bool, as_integer
from nn.data.dataset import TensorDataset

__all__ = ["make_moons", "make_spirals"]


def make_moons(
    n_samples: int = 100, shuffle: bool = True, noise: float = 0.0, seed: int | None = None
) -> TensorDataset:
    """Two half circles that reach into each other, as points of two classes.

    Class 0 is the upper one, `(cos t, sin t)`, class 1 the lower one, `(1 - cos t, 1/2 - sin t)`,
    with t in equal steps from 0 to pi.

    Args:
        n_samples: how many points; class 1 has one more where it is odd. Default: 100.
        shuffle: whether they come in random order; else class 0 comes first. Default: True.
        noise: standard deviation of the normal noise on every coordinate. Default: 0.
        seed: fixes order and noise. Default: None, the library's generator.

    Returns:
        A `TensorDataset` of the points, float32 ``(N, 2)``, and their classes, int64 ``(N,)``.

    Raises:
        TypeError: when ``n_samples`` or ``seed`` is not an integer, or ``noise`` not a number.
        ValueError: when ``n_samples`` is below 2, or ``noise`` negative or not finite.

    Source: scikit-learn's ``make_moons``.

    Example:
        >>> points, classes = make_moons(5, shuffle=False)[:]
        >>> points.data.round(1)
        array([[ 1. , 0. ], [-1. , 0. ], [ 0. , 0.5], [ 1. , -0.5], [ 2. , 0.5]], dtype=float32)
        >>> classes.data
        array([0, 0, 1, 1, 1])
    """
    count = as_integer("make_moons: n_samples", n_samples, least=2)
    upper = np.linspace(0, math.pi, count // 2)
    lower = np.linspace(0, math.pi, count - count // 2)
    points = np.concatenate([
        np.stack([np.cos(upper), np.sin(upper)], axis=1),
        np.stack([1 - np.cos(lower), 0.5 - np.sin(lower)], axis=1),
    ])  # fmt: skip
    classes = np.repeat([0, 1], [len(upper), len(lower)])
    return _finish("make_moons", points, classes, shuffle, noise, seed)


def make_spirals(
    n_samples: int = 200,
    classes: int = 2,
    turns: float = 1.0,
    shuffle: bool = True,
    noise: float = 0.0,
    seed: int | None = None,
) -> TensorDataset:
    """Spirals wound about each other, each of them a class.

    Point i of the n of class k of K is at the radius `r = i / n`, i from 1 to n, and at the angle
    `2 pi (turns r + k / K)`.

    Args:
        n_samples: how many points; the first classes have one more where it does not divide.
            Default: 200.
        classes: how many spirals. Default: 2.
        turns: how often each goes round. Default: 1.
        shuffle: whether they come in random order; else class by class. Default: True.
        noise: standard deviation of the normal noise on every coordinate. Default: 0.
        seed: fixes order and noise. Default: None, the library's generator.

    Returns:
        A `TensorDataset` of the points, float32 ``(N, 2)``, and their classes, int64 ``(N,)``.

    Raises:
        TypeError: when a count or ``seed`` is not an integer, or another number is none.
        ValueError: when there are fewer points than classes, fewer than two classes, or a number
            is negative or not finite.

    Source: Lang and Witbrock, "Learning to tell two spirals apart", 1988.

    Example:
        >>> points, classes = make_spirals(4, shuffle=False)[:]
        >>> points.data.round(1) + 0.0
        array([[-0.5, 0. ], [ 1. , 0. ], [ 0.5, 0. ], [-1. , 0. ]], dtype=float32)
        >>> classes.data
        array([0, 0, 1, 1])
    """
    arms = as_integer("make_spirals: classes", classes, least=2)
    count = as_integer("make_spirals: n_samples", n_samples, least=arms)
    turns = _as_number("make_spirals: turns", turns)
    lengths = [count // arms + (arm < count % arms) for arm in range(arms)]
    radii = np.concatenate([np.arange(1, length + 1) / length for length in lengths])
    labels = np.repeat(np.arange(arms), lengths)
    angles = 2 * math.pi * (turns * radii + labels / arms)
    points = np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1)
    return _finish("make_spirals", points, labels, shuffle, noise, seed)


def _finish(
    name: str,
    points: NDArray[Any],
    classes: NDArray[Any],
    shuffle: bool,
    noise: float,
    seed: int | None,
) -> TensorDataset:
    noise = _as_number(f"{name}: noise", noise)
    generator = autograd.default_generator()
    if seed is not None:
        generator = np.random.default_rng(as_integer(f"{name}: seed", seed, least=0))
    if as_bool(f"{name}: shuffle", shuffle):
        order = generator.permutation(len(points))
        points, classes = points[order], classes[order]
    if noise:
        points = points + generator.normal(0.0, noise, points.shape)
    source = f"{name}({len(points)}, noise={noise:g}, seed={seed})"
    return TensorDataset(points.astype(np.float32), classes.astype(np.int64), source=source)


def _as_number(what: str, value: Any) -> float:
    number = isinstance(value, int | float | np.integer | np.floating)
    if not number or isinstance(value, bool):
        raise TypeError(f"{what} must be a number, not {value!r} ({type(value).__name__})")
    if not 0 <= value < math.inf:
        raise ValueError(f"{what} must be finite and at least 0, not {value!r}")
    return float(value)
