"""Windows of signals and images in plain loops: what the layers' results are held against."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

__all__ = ["convolve", "source", "windows"]


def source(place: int, length: int, mode: str) -> int | None:
    """Which element of a row is put at a place that may lie outside of it; None for a zero."""
    if mode == "zeros":
        return place if 0 <= place < length else None
    if mode == "replicate":
        return min(max(place, 0), length - 1)
    if mode == "circular":
        return place % length
    while not 0 <= place < length:  # mirrored at the first or at the last element
        place = -place if place < 0 else 2 * (length - 1) - place
    return place


def windows(
    lengths: Any, kernel: Any, stride: Any, pads: Any, dilation: Any
) -> Iterator[tuple[tuple[int, ...], list[tuple[tuple[int, ...], tuple[int, ...]]]]]:
    """Each window's place among the windows, and for each of its elements the place in it and in
    the input, which may lie outside of the input.
    """
    counts = [
        (n + sum(p) - d * (k - 1) - 1) // s + 1
        for n, k, s, p, d in zip(lengths, kernel, stride, pads, dilation, strict=True)
    ]
    for place in np.ndindex(*counts):
        elements = []
        for position in np.ndindex(*kernel):
            parts = zip(place, stride, position, dilation, pads, strict=True)
            elements.append((position, tuple(a * s + k * d - p[0] for a, s, k, d, p in parts)))
        yield place, elements


def convolve(
    x: Any, weight: Any, bias: Any, stride: Any, padding: Any, dilation: Any, groups: int, mode: str
) -> Any:
    """The convolution of a batch."""
    kernel, lengths = weight.shape[2:], x.shape[2:]
    if padding == "same":
        reaches = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
        pads = [(r // 2, r - r // 2) for r in reaches]
    else:
        pads = [(0, 0) if padding == "valid" else (p, p) for p in padding[: len(kernel)]]
    inside, outside = weight.shape[1], len(weight) // groups
    found = {}
    for place, elements in windows(lengths, kernel, stride, pads, dilation):
        for n in range(len(x)):
            for o in range(len(weight)):
                total = 0.0 if bias is None else bias[o]
                for c in range(inside):
                    for position, at in elements:
                        taken = [source(a, m, mode) for a, m in zip(at, lengths, strict=True)]
                        if None not in taken:
                            channel = o // outside * inside + c
                            total += weight[(o, c, *position)] * x[(n, channel, *taken)]
                found[(n, o, *place)] = total
    result = np.empty([m + 1 for m in max(found)])
    for place, value in found.items():
        result[place] = value
    return result
