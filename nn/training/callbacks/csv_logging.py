"""A table of the run that grows on disk, epoch by epoch."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from .callback import Callback

if TYPE_CHECKING:
    from ..trainer import Trainer

__all__ = ["CSVLogger"]


class CSVLogger(Callback):
    """Writes each epoch's row of the history to a table of comma-separated values, at once.

    So the numbers are there when the run is killed, and can be watched from outside. A new run
    begins a new table; a resumed one goes on in it, after the rows of its checkpoint: what the
    killed run wrote after that is written anew.

    Args:
        path: the file.

    Raises:
        OSError: the file cannot be written.

    Example:
        >>> import nn, tempfile
        >>> model = nn.Linear(1, 1)
        >>> trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters(), lr=0.1))
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     log = nn.CSVLogger(f"{folder}/log.csv")
        ...     history = trainer.fit([([[1.0]], [[2.0]])], 2, callbacks=[log], progress=False)
        ...     log.path.read_text().splitlines()[0]
        'epoch,loss,seconds'
    """

    order: ClassVar[int] = 1  # after those that add columns

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self._columns: list[str] = []

    def on_fit_begin(self, trainer: Trainer) -> None:
        """Begin the table, with the rows of a resumed run."""
        self._columns = trainer.history.names
        trainer.history.save_csv(self.path)

    def on_epoch_end(self, trainer: Trainer, row: dict[str, Any]) -> None:
        """Add the epoch's row."""
        if not row.keys() <= set(self._columns):  # the first row, or one with another column
            self._columns = trainer.history.names
            trainer.history.save_csv(self.path)
            return
        with self.path.open("a", newline="", encoding="utf-8") as file:
            csv.DictWriter(file, self._columns).writerow(row)
