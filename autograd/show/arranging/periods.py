"""Finding blocks of operations that come several times in a row, as unrolled loops leave them.

Two operations, one period apart, correspond if they are of a kind and each input either comes from
corresponding operations, or from the same operation before the loop, or is a value that no
operation computed (the same one, or one of a kind that only its own block uses). In the first block
what is carried over from block to block comes from anywhere outside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from .wiring import Booleans, Integers, Run, Wiring

__all__ = ["LONGEST_PERIOD", "runs_of_period"]

LONGEST_PERIOD = 512
_FEWEST = 3  # blocks; two in a row may be a coincidence


def runs_of_period(wiring: Wiring, period: int) -> list[Run]:
    """Return the runs of blocks of `period` operations, none overlapping, in order."""
    found: list[Run] = []
    alike = wiring.signatures[:-period] == wiring.signatures[period:]
    for low, high in _stretches(alike, (_FEWEST - 1) * period):
        matched, fixed = _matching_inputs(wiring, period, low, high)
        for start, stop in _stretches(matched, period):
            users, sources = fixed
            first, last = np.searchsorted(users, [low + start, low + stop])
            inputs = zip(users[first:last].tolist(), sources[first:last].tolist(), strict=True)
            for piece in _pieces(inputs, low + start, low + stop, period):
                earliest = max(low, found[-1].stop if found else 0)
                run = _whole_blocks(wiring, period, earliest, *piece)
                if run is not None:
                    found.append(run)
    return found


def _stretches(true: Booleans, shortest: int) -> Iterator[tuple[int, int]]:
    """Go through the ends of the longest stretches of True, those at least so long."""
    falls = np.flatnonzero(~true)
    starts = np.concatenate([[0], falls + 1])
    stops = np.concatenate([falls, [len(true)]])
    long = stops - starts >= shortest
    return zip(starts[long].tolist(), stops[long].tolist(), strict=True)


def _matching_inputs(
    wiring: Wiring, period: int, low: int, high: int
) -> tuple[Booleans, tuple[Integers, Integers]]:
    """Compare the inputs of operations from `low` to `high` with those one period later.

    Returns:
        For each operation whether all its inputs correspond; and operations, beside others that
        computed an input both of them and of their counterparts.
    """
    first = wiring.first_input
    users = wiring.users[first[low] : first[high]]
    here = wiring.sources[first[low] : first[high]]
    there = wiring.sources[first[low + period] : first[high + period]]
    the_same = here == there
    match = the_same | ((here >= 0) & (there - here == period))
    given = np.flatnonzero(~match & (here < 0) & (there < 0))
    if len(given):
        match[given] = _given_alike(wiring, period, -1 - here[given], -1 - there[given])
    matched = np.ones(high - low, np.bool_)
    matched[users[~match] - low] = False
    computed = the_same & (here >= 0)
    return matched, (users[computed], here[computed])


def _given_alike(wiring: Wiring, period: int, a: Integers, b: Integers) -> Booleans:
    """Tell which of two rows of values that no operation computed correspond."""
    first, last = wiring.first_and_last_use
    own = (last[a] - first[a] < period) & (last[b] - first[b] < period)
    own &= first[b] - first[a] == period
    alike: Booleans = (wiring.kinds[a] == wiring.kinds[b]) & (own | ~wiring.distinct[a])
    return alike


def _pieces(
    fixed: Iterable[tuple[int, int]], start: int, stop: int, period: int
) -> Iterator[tuple[int, int, int]]:
    """Cut a stretch where an operation in it is a fixed input: such must lie before the loop.

    Yields start and stop of a piece, and the least start that it may be extended to.
    """
    earliest = 0
    for user, source in fixed:
        if user < start:
            continue
        if source >= start:
            if user - start >= period:
                yield start, user, earliest
            start = source + 1
        earliest = max(earliest, source + 1)
    if stop - start >= period:
        yield start, stop, earliest


def _whole_blocks(
    wiring: Wiring, period: int, low: int, start: int, stop: int, earliest: int
) -> Run | None:
    """Return the run of whole blocks in a piece of corresponding operations, None for too few."""
    start = max(start, low)
    start = _extended(wiring, period, max(low, earliest, start - period), start)
    end = stop + period
    if end - start < _FEWEST * period:
        return None
    crossing = _crossing(wiring, start, period)
    choices = [
        Run(place, period, (end - place) // period)
        for place in range(start, start + period)
        if not wiring.inner[place]
    ]
    best = min(choices, key=lambda r: (-r.repeats, crossing[r.start - start]), default=None)
    return best if best is not None and best.repeats >= _FEWEST else None


def _extended(wiring: Wiring, period: int, low: int, start: int) -> int:
    """Return how far towards `low` a run may start, as its first block's inputs lie outside."""
    best, least, most = start, low, start
    for place in range(start - 1, low - 1, -1):
        if wiring.signatures[place] != wiring.signatures[place + period]:
            break
        here, there = (_inputs(wiring, p) for p in (place, place + period))
        for a, b in zip(here, there, strict=True):
            if b >= 0 and b - a == period and a >= 0:
                continue
            if a == b or (a < 0 and b < 0):
                if a >= 0:
                    least = max(least, a + 1)
                elif a != b and not _given_alike(wiring, period, *np.array([[-1 - a], [-1 - b]])):
                    return best
            elif b >= 0:  # carried over from the block before, but in the first from outside
                least = max(least, b - period + 1, a + 1)
                most = min(most, b)
            else:
                return best
        if least <= place <= most:
            best = place
    return best


def _inputs(wiring: Wiring, place: int) -> list[int]:
    low, high = wiring.first_input[place : place + 2]
    sources: list[int] = wiring.sources[low:high].tolist()
    return sources


def _crossing(wiring: Wiring, start: int, period: int) -> list[int]:
    """Count, for blocks that begin at each place of a period, the values they pass to the next.

    A loop's body passes on least where it ends.
    """
    stop = min(start + 3 * period, len(wiring))
    low, high = wiring.first_input[start], wiring.first_input[stop]
    last_use: dict[int, int] = {}
    for user, source in zip(
        wiring.users[low:high].tolist(), wiring.sources[low:high].tolist(), strict=True
    ):
        if source >= start:
            last_use[source] = user
    change = [0] * (stop - start + 2 * period)
    for source, user in last_use.items():
        change[source + 1 - start] += 1
        change[min(user, source + period) + 1 - start] -= 1
    alive = np.cumsum(change)
    return [int(alive[offset + period]) for offset in range(period)]
