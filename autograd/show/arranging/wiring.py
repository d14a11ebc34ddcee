"""Operations in the order of time as arrays: what each is, and where its inputs come from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

__all__ = ["Run", "Wiring"]

Integers = np.ndarray[Any, np.dtype[np.int64]]
Booleans = np.ndarray[Any, np.dtype[np.bool_]]


@dataclass(frozen=True)
class Run:
    """A block of operations that comes several times in a row.

    Attributes:
        start: the place of the first operation.
        period: operations in a block.
        repeats: how often the block comes.
    """

    start: int
    period: int
    repeats: int

    @property
    def stop(self) -> int:
        """The place after the last operation."""
        return self.start + self.period * self.repeats


@dataclass
class Wiring:
    """Operations, each at a place, and where their inputs come from.

    Attributes:
        signatures: a number for each operation; those of a kind have the same one, and as many
            inputs.
        first_input: the place of its first input in `sources`; one more at the end.
        sources: for each input the place of the operation that computed it, or -1 - i for the
            i-th of the values that no operation computed.
        kinds: a number for each of the latter; those of a kind have the same one.
        distinct: whether one of the latter stands for itself: weights do, numbers do not.
        inner: whether an operation lies in a block collapsed before, other than as its first.
    """

    signatures: Integers
    first_input: Integers
    sources: Integers
    kinds: Integers
    distinct: Booleans
    inner: Booleans

    def __len__(self) -> int:
        return len(self.signatures)

    @cached_property
    def users(self) -> Integers:
        """For each of `sources` the place of the operation that it is an input of."""
        return np.repeat(np.arange(len(self)), np.diff(self.first_input))

    @cached_property
    def first_and_last_use(self) -> tuple[Integers, Integers]:
        """For each value that no operation computed, where it is used first and last."""
        given = self.sources < 0
        which, users = -1 - self.sources[given], self.users[given]
        first = np.zeros(len(self.kinds), np.int64)
        last = np.zeros(len(self.kinds), np.int64)
        last[which] = users  # of several assignments to one place the last one stays
        first[which[::-1]] = users[::-1]
        return first, last

    def collapsed(self, runs: list[Run]) -> tuple[Wiring, Integers]:
        """Leave the first block of each run, whose operations get signatures of their own.

        Returns:
            The wiring of those that are left; and for each operation of this one the place, in
            this one, of that which stands for it.
        """
        stands_for = np.arange(len(self))
        signatures, inner = self.signatures.copy(), self.inner.copy()
        new: dict[tuple[int, ...], int] = {}
        for run in runs:
            offsets = np.arange(run.stop - run.start) % run.period
            stands_for[run.start : run.stop] = run.start + offsets
            inner[run.start + 1 : run.start + run.period] = True
            for place in range(run.start, run.start + run.period):
                what = int(signatures[place]), place - run.start, run.period, run.repeats
                signatures[place] = new.setdefault(what, int(self.signatures.max()) + 1 + len(new))
        kept = stands_for == np.arange(len(self))
        place_after = np.cumsum(kept) - 1
        kept_inputs = kept[self.users]
        sources = self.sources[kept_inputs]
        computed = sources >= 0
        sources[computed] = place_after[stands_for[sources[computed]]]
        first_input = np.concatenate([[0], np.cumsum(np.diff(self.first_input)[kept])])
        left = Wiring(
            signatures[kept], first_input, sources, self.kinds, self.distinct, inner[kept]
        )
        return left, stands_for
