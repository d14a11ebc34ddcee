"""Repeated blocks of a graph, such as the steps of an unrolled loop, shown once with "× N"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping

import numpy as np

from ..reading._graph import Graph
from .blocks import Block
from .condensed import condensed
from .nesting import chains_of, common
from .periods import LONGEST_PERIOD, runs_of_period
from .signatures import wiring_of
from .wiring import Run

__all__ = ["with_repeats"]


def with_repeats(data: Graph, alike: Mapping[str, Hashable] | None = None) -> Graph:
    """Return a graph in which of blocks that come three times in a row or more one is left.

    The first block stays, in a group that says how many there are. What enters it enters the
    group; what is used of the others is drawn as coming from it: of each value the last one, with
    its own number. Modules drawn as one node, several in a row, become one node.

    Args:
        data: the graph; it stays as it is.
        alike: for the node of a module what its like must have in common with it, beside class,
            number of parameters and shape of the result. Default: nothing.
    """
    search = _Search(data, alike or {})
    search.run()
    return condensed(data, search.stand_ins(), search.blocks)


class _Search:
    """Collapses blocks, and blocks of collapsed blocks, until there are none.

    Attributes:
        blocks: those found, inner ones before those around them.
    """

    def __init__(self, data: Graph, alike: Mapping[str, Hashable]) -> None:
        self.blocks: list[Block] = []
        self._operations = [n for n in data.nodes if n.kind in ("operation", "module")]
        self._wiring = wiring_of(data, [n.key for n in self._operations], alike)
        self._left = np.arange(len(self._operations))  # the operation at each place of the wiring
        self._stands_for = self._left  # for each operation the one that is shown in its place
        chains = chains_of(data)
        self._chains = [chains.get(n.key, ()) for n in self._operations]

    def run(self) -> None:
        """Collapse blocks, the shortest first: what they leave may have shorter ones again."""
        period = 1
        while period <= min(LONGEST_PERIOD, len(self._wiring) // 3):
            runs = [run for run in runs_of_period(self._wiring, period) if self._fits(run)]
            if runs:
                self._collapse(runs)
            period = 1 if runs else period + 1

    def stand_ins(self) -> dict[str, str]:
        """Return for the key of each operation that of the one shown in its place."""
        keys = [node.key for node in self._operations]
        return {key: keys[i] for key, i in zip(keys, self._stands_for.tolist(), strict=True)}

    def _collapse(self, runs: list[Run]) -> None:
        for run in runs:
            members = self._left[run.start : run.stop].tolist()
            keys = [self._operations[i].key for i in members]
            self.blocks.append(
                Block(
                    shown=keys[: run.period],
                    hidden=keys[run.period :],
                    repeats=run.repeats,
                    around=common(self._chains[i] for i in members),
                    is_module=run.period == 1 and self._operations[members[0]].kind == "module",
                )
            )
        self._wiring, places = self._wiring.collapsed(runs)
        self._stands_for = self._left[places[np.searchsorted(self._left, self._stands_for)]]
        self._left = self._left[places == np.arange(len(places))]

    def _fits(self, run: Run) -> bool:
        """Tell whether no group of the graph would lie in the shown block only in part."""
        members = [self._chains[i] for i in self._left[run.start : run.stop].tolist()]
        depth = len(common(members))
        inner = {group for chain in members[: run.period] for group in chain[depth:]}
        if not inner:
            return True
        everywhere = Counter(g for i in self._left.tolist() for g in self._chains[i] if g in inner)
        return everywhere == Counter(g for chain in members for g in chain if g in inner)
