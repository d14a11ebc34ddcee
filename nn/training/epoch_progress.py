"""How far an epoch has come: what a checkpoint in the middle of it needs to go on."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import autograd

from .measurements import Measurements

__all__ = ["EpochProgress", "state_of"]


class EpochProgress:
    """An epoch under way.

    The order of the data is drawn when the loader is iterated. So the states that it was drawn from
    are kept: a resumed epoch draws it again from them, passes over the batches that are done, and
    then goes on with the random numbers of the moment at which it was saved.

    Args:
        loader: the loader that the epoch is about to go through.
        measured: where the epoch's numbers are gathered.

    Attributes:
        batches: how many of the loader's batches are done.
    """

    def __init__(self, loader: Any, measured: Measurements) -> None:
        self.measured = measured
        self.batches = 0
        self._began = time.perf_counter()
        self._generator = autograd.default_generator().bit_generator.state
        self._loader = state_of(loader)

    @property
    def seconds(self) -> float:
        """How long the epoch has taken so far, before and after an interruption."""
        return time.perf_counter() - self._began

    def state_dict(self) -> dict[str, Any]:
        """Return what another epoch of the same loader needs to go on here."""
        return {
            "batches": self.batches, "measured": self.measured.state_dict(),
            "seconds": self.seconds, "generator": self._generator, "loader": self._loader,
        }  # fmt: skip

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from what `state_dict` gave."""
        self.measured.load_state_dict(state["measured"])
        self.batches = state["batches"]
        self._began = time.perf_counter() - state["seconds"]
        self._generator, self._loader = state["generator"], state["loader"]

    def batches_to_do(self, batches: Iterable[Any], loader: Any) -> Iterator[Any]:
        """Return an iterator over the batches that are not done yet.

        Args:
            batches: what gives the loader's batches.
            loader: the loader.
        """
        if not self.batches:
            return iter(batches)
        generator = autograd.default_generator().bit_generator
        now, generator.state = generator.state, self._generator
        if self._loader is not None:
            loader.load_state_dict(self._loader)
        rest = iter(batches)
        for _ in islice(rest, self.batches):
            pass
        generator.state = now
        return rest


def state_of(part: Any) -> Any:
    """Return the state of a loader or a loss; None where it has none, as a list or a function."""
    return part.state_dict() if hasattr(part, "state_dict") else None
