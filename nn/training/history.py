"""The record of a training run."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

__all__ = ["History"]


class History:
    """What a training run measured, one row of named numbers per epoch.

    Attributes:
        rows: a dict per finished epoch, such as `{"epoch": 1, "loss": 0.31, "accuracy": 0.91,
            "validation_loss": 0.17, "seconds": 2.5}`; with a regularizer also "penalty", with
            `LRScheduling` also "lr".
        interrupted: whether the run was ended early with Ctrl-C.

    Example:
        >>> from nn import History
        >>> history = History()
        >>> history.append({"epoch": 1, "loss": 0.5})
        >>> history.append({"epoch": 2, "loss": 0.25})
        >>> history["loss"]
        [0.5, 0.25]
    """

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.interrupted = False

    def append(self, row: dict[str, Any]) -> None:
        """Add the row of one more epoch."""
        self.rows.append(dict(row))

    @property
    def names(self) -> list[str]:
        """The names of all columns, in the order in which they came up."""
        return list(dict.fromkeys(name for row in self.rows for name in row))

    def __getitem__(self, name: str) -> list[Any]:
        if self.rows and name not in self.names:
            raise KeyError(f"the history has no column {name!r}; it has {', '.join(self.names)}")
        return [row.get(name) for row in self.rows]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.rows)

    def __repr__(self) -> str:
        if not self.rows:
            return "History(no epochs)"
        last = ", ".join(
            f"{name}={value:.4g}" for name, value in self.rows[-1].items() if name != "epoch"
        )
        return f"History({len(self)} epochs; last: {last})"

    def save_csv(self, path: str | os.PathLike[str]) -> Path:
        """Write the rows as a table of comma-separated values, and return its path."""
        place = Path(path)
        with place.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, self.names)
            if self.rows:
                writer.writeheader()
                writer.writerows(self.rows)
        return place
