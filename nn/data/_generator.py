"""Random generators that users give, and their states, which a run is resumed from."""

from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = ["as_generator", "generator_state", "set_generator_state"]


def as_generator(where: str, generator: Any) -> np.random.Generator | None:
    """Return a generator of the user's, or None, or say what else it is."""
    if generator is not None and not isinstance(generator, np.random.Generator):
        raise TypeError(
            f"{where}: generator must be a np.random.Generator, such as np.random.default_rng(0), "
            f"not {generator!r} ({type(generator).__name__})"
        )
    return generator


def generator_state(generator: np.random.Generator | None) -> dict[str, Any]:
    """Return the state of ``generator`` as a dict that fits into JSON."""
    return {"generator": None if generator is None else _plain(generator.bit_generator.state)}


def _plain(state: Any) -> Any:
    if isinstance(state, Mapping):
        return {name: _plain(value) for name, value in state.items()}
    return state.tolist() if isinstance(state, np.ndarray | np.generic) else state


def set_generator_state(
    generator: np.random.Generator | None, state: Mapping[str, Any], where: str
) -> None:
    """Put ``generator`` into a state that `generator_state` returned; ``where`` is for errors."""
    try:
        wanted = state["generator"]
    except (KeyError, TypeError, IndexError):
        raise ValueError(f"{where}: the state to load has no 'generator'") from None
    if (wanted is None) != (generator is None):
        has, had = ("no", "one") if generator is None else ("one", "none")
        raise ValueError(
            f"{where}: it has {has} generator of its own, but what was saved had {had}; make it "
            "with seed or generator as it was made then"
        )
    if generator is not None:
        before = generator.bit_generator.state
        try:
            generator.bit_generator.state = wanted
        except (ValueError, TypeError, KeyError, OverflowError) as error:
            generator.bit_generator.state = before  # A part of the wrong one may have been taken.
            raise ValueError(f"{where}: the generator's state does not fit: {error}") from error
