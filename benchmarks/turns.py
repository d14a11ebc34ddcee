"""Taking turns: first one side works for a moment, then the other, over and over.

A machine that slows down then slows both, and the ratio of neighbouring turns hardly notices. Two
things would still leak from one side into the other:

- A library's threads wait for more work by spinning: OpenBLAS's for some 27 ms after their last
  product, OpenMP's (PyTorch) for some milliseconds. They would take a core from whoever comes next.
  So each turn begins with a pause.
- Then threads sleep and caches hold another's data. So the first step of a turn is not counted.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from benchmarks.process import Worker

__all__ = ["PAUSE", "TURN", "rounds"]

PAUSE = 0.05  # seconds
TURN = 0.1  # seconds of counted steps, or one step where that takes longer
LONG = 0.5  # seconds: where a step takes as long as this, how it begins does not matter


def rounds(workers: Sequence[Worker], seconds: float, at_least: int = 3) -> list[list[float]]:
    """Let workers take turns for a number of seconds, and return the seconds of each one's steps.

    Returns:
        A list for each round, with the seconds of a step of each worker.
    """
    end = time.monotonic() + seconds
    first = [turn(worker, 1, 0) for worker in workers]
    plans = [(max(1, round(TURN / t)), int(t < LONG)) for t in first]
    done = [first] if min(first) >= LONG else []
    order = list(range(len(workers)))
    while len(done) < at_least or time.monotonic() < end:
        times = {place: turn(workers[place], *plans[place]) for place in order}
        done.append([times[place] for place in range(len(workers))])
        order.reverse()  # so that neither always comes after the other
    return done


def turn(worker: Worker, steps: int, leave: int) -> float:
    """Let a worker take steps, some of them uncounted, when the others' threads have gone quiet."""
    time.sleep(PAUSE)
    return worker.run(steps, leave)
