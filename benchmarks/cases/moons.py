"""Two half circles that interlock, as scikit-learn's `make_moons` makes them."""

from __future__ import annotations

import numpy as np

__all__ = ["make_moons"]


def make_moons(count: int, noise: float) -> tuple[list[list[float]], list[int]]:
    """Return points in the plane, always the same, and their labels, -1 and 1."""
    generator = np.random.default_rng(1337)
    outer = np.linspace(0, np.pi, count // 2)
    inner = np.linspace(0, np.pi, count - count // 2)
    x = np.concatenate([np.cos(outer), 1 - np.cos(inner)])
    y = np.concatenate([np.sin(outer), 0.5 - np.sin(inner)])
    points = np.stack([x, y], axis=1) + generator.normal(scale=noise, size=(count, 2))
    return points.tolist(), [-1] * len(outer) + [1] * len(inner)
