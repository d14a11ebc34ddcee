"""Measuring a case: its workers take turns, and rows of the table come out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from benchmarks.libraries import LIBRARIES, OURS
from benchmarks.plan import Case, Scale
from benchmarks.process import Worker
from benchmarks.results import Row, row_of_times
from benchmarks.turns import rounds

__all__ = ["TOLERANCE", "DifferenceError", "compare", "grow"]

TOLERANCE = 1e-3  # by which float32 may differ after ten steps of Adam
MEGABYTE = 1e6


class DifferenceError(RuntimeError):
    """The sides do not do the same, or not by the same means: the ratio of their times is none."""


def compare(case: Case, threads: int, patience: float, hellos: dict[str, Any]) -> Iterator[Row]:
    """Measure a case against all its rivals in one go.

    Args:
        case: what to measure.
        threads: how many threads each side may use.
        patience: what its seconds are multiplied with.
        hellos: what each library says of itself is noted here.

    Raises:
        DifferenceError: the sides' numbers differ in the first ten steps, or their threads.
    """
    with ExitStack() as ends:
        workers = [
            ends.enter_context(Worker(library, case.name, threads))
            for library in (OURS, *(rival.library for rival in case.rivals))
        ]
        hellos.update({worker.library: worker.hello for worker in workers})
        refuse_other_threads(case, workers)
        ours, *theirs = (worker.check() for worker in workers)
        for rival, numbers in zip(case.rivals, theirs, strict=True):
            hold_together(case, ours, LIBRARIES[rival.library].title, numbers)
        times = rounds(workers, case.seconds * patience)
        peaks = [worker.memory()["peak"] / MEGABYTE for worker in workers]
    for place, rival in enumerate(case.rivals, 1):
        against = LIBRARIES[rival.library].title
        pairs = [(one[0], one[place]) for one in times]
        yield row_of_times(case.name, case.title, against, pairs, case.parts, rival.bar, rival.aim)
        if case.memory and rival.library == "torch":
            yield Row(
                case.name, f"{case.title}: peak memory", against, peaks[0] / peaks[place],
                peaks[0], peaks[place], "MB", 1.0,
            )  # fmt: skip


def refuse_other_threads(case: Case, workers: list[Worker]) -> None:
    """Refuse to compare sides that really use different numbers of threads; micrograd has none."""
    counts = {w.library: w.hello["threads"] for w in workers if w.library != "micrograd"}
    if len(set(counts.values()) - {None}) > 1:
        raise DifferenceError(f"{case.name}: the sides use different numbers of threads: {counts}")


def hold_together(case: Case, ours: list[float], against: str, theirs: list[float]) -> None:
    """Refuse to compare the speed of sides that compute different things."""
    for step, (a, b) in enumerate(zip(ours, theirs, strict=True), 1):
        if not math.isclose(a, b, rel_tol=TOLERANCE):
            raise DifferenceError(
                f"{case.name}: the sides do not compute the same. From the same weights, at "
                f"step {step} of {len(ours)}, handgrad has {a:.6g} and {against} has {b:.6g}; "
                f"all of them: {ours} and {theirs}"
            )


def grow(scale: Scale, threads: int, patience: float, hellos: dict[str, Any]) -> Iterator[Row]:
    """Measure our own cost at several sizes, and compare each with the smallest."""
    if scale.what == "steps":
        yield grow_by_steps(scale, threads, hellos)
        return
    with ExitStack() as ends:
        workers = [
            ends.enter_context(Worker(OURS, f"{scale.name}:{size}", threads))
            for size in scale.sizes
        ]
        hellos[OURS] = workers[0].hello
        times = rounds(workers, scale.seconds * patience)
    smallest = scale.sizes[0]
    for place, size in enumerate(scale.sizes[1:], 1):
        pairs = [(one[place] / size, one[0] / smallest) for one in times]
        title = f"{scale.title}: time per {scale.what[:-1]} at {size:,}"
        yield row_of_times(scale.name, title, f"{smallest:,} {scale.what}", pairs, bar=scale.bar)


def grow_by_steps(scale: Scale, threads: int, hellos: dict[str, Any]) -> Row:
    """Compare the memory of a process after many steps with that after fewer."""
    first, last = scale.sizes
    with Worker(OURS, scale.name, threads) as worker:
        hellos[OURS] = worker.hello
        worker.run(first)
        begun = worker.memory()["now"] / MEGABYTE
        worker.run(last - first)
        ended = worker.memory()["now"] / MEGABYTE
    title = f"{scale.title}: after {last:,} steps"
    return Row(
        scale.name, title, f"{first:,} {scale.what}", ended / begun, ended, begun, "MB", scale.bar
    )
