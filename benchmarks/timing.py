"""Timing two programs in turn, so that a machine that slows down slows both."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any


def seconds(function: Callable[[], Any]) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def compare(ours: Callable[[], Any], theirs: Callable[[], Any], rounds: int) -> str:
    """Call both in turn, with the garbage collector off, and describe the ratios of their times."""
    for _ in range(max(3, rounds // 20)):
        ours(), theirs()
    gc.disable()
    try:
        pairs = [(seconds(ours), seconds(theirs)) for _ in range(rounds)]
    finally:
        gc.enable()
    low, median, high = statistics.quantiles([a / b for a, b in pairs], n=4)
    best = min(a for a, _ in pairs) / min(b for _, b in pairs)
    mine, other = (statistics.median(times) * 1e3 for times in zip(*pairs, strict=True))
    return (
        f"ratio {median:.2f} (quartiles {low:.2f} to {high:.2f}; of the best times {best:.2f}); "
        f"medians {mine:.2f} ms and {other:.2f} ms"
    )
