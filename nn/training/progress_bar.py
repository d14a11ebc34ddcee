"""The progress bar of an epoch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sized
from typing import Any

__all__ = ["ProgressBar"]


class ProgressBar:
    """The batches of an epoch, under a progress bar if wanted."""

    def __init__(self, loader: Iterable[Any], title: str, visible: bool) -> None:
        self._loader = loader
        self._bar = None
        if visible:
            from tqdm import tqdm

            total = len(loader) if isinstance(loader, Sized) else None
            self._bar = tqdm(total=total, desc=title, unit="batch", mininterval=0.2)

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *error: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def __iter__(self) -> Iterator[Any]:
        for batch in self._loader:
            yield batch
            if self._bar is not None:
                self._bar.update()

    def show(self, values: Mapping[str, float]) -> None:
        """Write numbers beside the bar."""
        if self._bar is not None:
            numbers = {name: f"{value:.4f}" for name, value in values.items()}
            self._bar.set_postfix(numbers, refresh=False)
