"""The whole state of a training run, in a file and back: what a Checkpoint saves."""

from __future__ import annotations

import os
from collections.abc import Sized
from pathlib import Path
from typing import TYPE_CHECKING, Any

import autograd

from ..serialization.files import place_of, read_file, write_file
from ..serialization.nested_state import pack, unpack
from .epoch_progress import EpochProgress, state_of

if TYPE_CHECKING:
    from .trainer import Trainer

__all__ = ["read_run_state", "write_run_state"]


def write_run_state(trainer: Trainer, path: str | os.PathLike[str]) -> Path:
    """Write the state of a run to a file, whole or not at all, and return its path."""
    arrays, text = pack(_state(trainer))
    return write_file(path, arrays, "checkpoint", "Checkpoint", state=text)


def read_run_state(trainer: Trainer, path: str | os.PathLike[str]) -> None:
    """Put a run into the state in a file, wholly, or leave it as it is.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is damaged, no checkpoint, or one of another run.
    """
    arrays, words = read_file(path, "fit")
    if words.get("content") != "checkpoint":
        raise ValueError(f"fit: {place_of(path)} is not a checkpoint, as nn.Checkpoint writes it")
    before = _state(trainer)
    try:
        _restore(trainer, unpack(arrays, words.get("state", "")))
    except BaseException as error:  # whatever a part of the run finds wrong with its state
        _restore(trainer, before)
        if not isinstance(error, Exception):  # Ctrl-C
            raise
        reason = f"it has no {error}" if isinstance(error, KeyError) else error
        raise ValueError(
            f"fit: cannot resume from {place_of(path)}; nothing was changed: {reason}"
        ) from error


def _state(trainer: Trainer) -> dict[str, Any]:
    """Return all that decides how a run goes on."""
    under_way = trainer.epoch_progress
    return {
        "epoch": trainer.epoch,
        "step": trainer.step,
        "history": [dict(row) for row in trainer.history],
        "metrics": list(trainer.metrics),
        "model": trainer.model.state_dict(),
        "optimizer": _named(trainer.optimizer),
        "callbacks": [_named(callback) for callback in trainer.callbacks],
        "generator": autograd.default_generator().bit_generator.state,
        "loss": state_of(trainer.loss),
        "batches": _length(trainer.loader),
        "loader": state_of(trainer.loader),
        "validation": state_of(trainer.validation),
        "within_epoch": under_way.state_dict() if under_way else None,
    }


def _length(loader: Any) -> int | None:
    return len(loader) if isinstance(loader, Sized) else None


def _named(part: Any) -> dict[str, Any]:
    return {"class": type(part).__name__, "state": part.state_dict()}


def _restore(trainer: Trainer, state: dict[str, Any]) -> None:
    for kind, own, given in (
        ("optimizer", [trainer.optimizer], [state["optimizer"]]),
        ("callbacks", trainer.callbacks, state["callbacks"]),
    ):
        names = [type(part).__name__ for part in own]
        saved = [part["class"] for part in given]
        if names != saved:
            raise ValueError(
                f"it was saved with the {kind} {', '.join(saved) or 'none'}; this run has "
                f"{', '.join(names) or 'none'}"
            )
    if (batches := _length(trainer.loader)) != state["batches"]:
        raise ValueError(
            f"it was saved with {state['batches']} batches in an epoch, the loader has {batches}; "
            f"give it the data and the batch size of that run"
        )
    if (metrics := list(trainer.metrics)) != state["metrics"]:
        raise ValueError(
            f"it was saved with the metrics {', '.join(state['metrics']) or 'none'}; this run has "
            f"{', '.join(metrics) or 'none'}"
        )
    trainer.model.load_state_dict(state["model"])
    trainer.optimizer.load_state_dict(state["optimizer"]["state"])
    for callback, part in zip(trainer.callbacks, state["callbacks"], strict=True):
        callback.load_state_dict(part["state"])
    for name in ("loss", "loader", "validation"):
        part = getattr(trainer, name)
        if (state[name] is None) != (state_of(part) is None):
            raise ValueError(f"it was saved with another kind of {name}")
        if state[name] is not None:
            part.load_state_dict(state[name])
    under_way = None
    if state["within_epoch"] is not None:
        under_way = EpochProgress(trainer.loader, trainer.measurements("fit"))
        under_way.load_state_dict(state["within_epoch"])
    trainer.epoch_progress = under_way
    trainer.history.rows = [dict(row) for row in state["history"]]
    trainer.epoch, trainer.step = int(state["epoch"]), int(state["step"])
    # Last: what comes before may draw random numbers.
    autograd.default_generator().bit_generator.state = state["generator"]
