"""Checkpoints: a run that was killed goes on as if nothing had happened."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from ...checks import positive_integer
from ...serialization.files import checked_place
from .callback import Callback, monitored, one_of
from .early_stopping import MODES, Best

if TYPE_CHECKING:
    from ..trainer import Trainer

__all__ = ["Checkpoint"]


class Checkpoint(Callback):
    """Saves the whole state of a run, from which `fit(resume=path)` goes on bit for bit.

    It holds the weights, the state of the optimizer, of the loss, of all callbacks (schedulers
    among them), of the random generator and of the data loaders, the history, the epoch and the
    step. A run that was killed and resumed ends with the weights that it would have had; also when
    it was killed in the middle of an epoch, and whatever was drawn since the checkpoint.

    Data that draw from a generator of their own, not the library's, need a loader that has
    `state_dict` and `load_state_dict`, as DataLoader has. A checkpoint within an epoch also holds
    the predictions that the metrics wait for.

    The file is written whole, beside the old one, and then takes its place. Nothing in it is a
    pickle: arrays, and JSON. `nn.load(model, path)` loads the model alone from it.

    Args:
        path: the file, `.npz` or `.safetensors`; a missing suffix becomes `.npz`.
        every: save every so many epochs, or batches. Default: 1.
        per: "epoch" or "batch"; a batch is one step of the optimizer. Default: "epoch".
        best: another file, which keeps the state at the best epoch. Default: none.
        monitor: the column of the history that tells which is best. Default: "validation_loss".
        mode: "min" for a loss, "max" for an accuracy; "auto" as for `EarlyStopping`, the
            default.

    Raises:
        ValueError: `every` is not a positive integer, or `per` or `mode` is another word; or, when
            the run begins, a suffix is that of a pickle of PyTorch's.
        OSError: when the run begins, there is no such folder; or the file cannot be written.
        TypeError: in the run, a callback's state holds what cannot be saved.

    Example:
        >>> import autograd, nn, tempfile
        >>> def run(epochs, **options):
        ...     autograd.manual_seed(0)
        ...     model = nn.Sequential(nn.Linear(2, 3), nn.Dropout(0.5), nn.Linear(3, 1))
        ...     trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.Adam(model.parameters()))
        ...     trainer.fit([([[1.0, 2.0]], [[3.0]])] * 5, epochs, progress=False, **options)
        ...     return model[0].weight
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = f"{folder}/run.npz"
        ...     interrupted = run(2, callbacks=[nn.Checkpoint(path)])
        ...     resumed = run(4, callbacks=[nn.Checkpoint(path)], resume=path)
        >>> bool((resumed == run(4)).all())
        True
    """

    order: ClassVar[int] = 2  # after all others, to save what they have become

    def __init__(
        self,
        path: str | os.PathLike[str],
        every: int = 1,
        per: str = "epoch",
        best: str | os.PathLike[str] | None = None,
        monitor: str = "validation_loss",
        mode: str = "auto",
    ) -> None:
        owner = type(self).__name__
        self.path = Path(path)
        self.every = positive_integer(every, f"{owner}: every")
        self.per = one_of(owner, "per", per, ("epoch", "batch"))
        self.best = None if best is None else Path(best)
        self.monitor = monitor
        self.mode = one_of(owner, "mode", mode, MODES)
        self._best = Best(self.monitor, self.mode)
        self._judged: int | None = None  # the last epoch that was compared

    def on_fit_begin(self, trainer: Trainer) -> None:
        """Forget an earlier run; refuse now what could not be written after the first epoch."""
        for path in (self.path, self.best):
            if path is not None:
                checked_place(path, type(self).__name__)
        self._judged = None
        if not trainer.resumed:
            self._best = Best(self.monitor, self.mode)

    def on_batch_end(self, trainer: Trainer, row: dict[str, Any]) -> None:
        """Save, if batches count and this is one of them."""
        if self.per == "batch" and trainer.step % self.every == 0:
            trainer.save_checkpoint(self.path)

    def on_epoch_end(self, trainer: Trainer, row: dict[str, Any]) -> None:
        """Save, if epochs count and this is one of them, or the best."""
        for callback in trainer.callbacks:  # what the others compare is part of what is saved
            if isinstance(callback, Checkpoint):
                callback._keep_if_best(trainer, row)
        if self.per == "epoch" and trainer.epoch % self.every == 0:
            trainer.save_checkpoint(self.path)

    def _keep_if_best(self, trainer: Trainer, row: dict[str, Any]) -> None:
        if self.best is None or self._judged == trainer.epoch:
            return
        self._judged = trainer.epoch
        if self._best.improved(monitored(type(self).__name__, row, self.monitor)):
            trainer.save_checkpoint(self.best)

    def state_dict(self) -> dict[str, Any]:
        """Return the best value so far."""
        return {"best": self._best.value}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from the best value of a checkpoint."""
        self._best.value = state["best"]
