"""Sequences: an LSTM that reads an image row by row, and an attention block."""

from __future__ import annotations

from typing import Any

from benchmarks.cases.job import Builder, Job, classification_batch, training

__all__ = ["JOBS"]


def lstm(library: Any) -> Job:
    L = library.nn

    class RowReader(L.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.lstm = L.LSTM(28, 128, batch_first=True)
            self.head = L.Linear(128, 10)

        def forward(self, x: Any) -> Any:
            out, _ = self.lstm(x)
            return self.head(out[:, -1])

    return training(library, RowReader(), *classification_batch((64, 28, 28)))


def attention(library: Any) -> Job:
    L = library.nn

    class AttentionBlock(L.Module):  # type: ignore[misc, name-defined]
        def __init__(self) -> None:
            super().__init__()
            self.attention = L.MultiheadAttention(64, 4, batch_first=True)
            self.norm1, self.norm2 = L.LayerNorm(64), L.LayerNorm(64)
            self.feed_forward = L.Sequential(L.Linear(64, 256), L.ReLU(), L.Linear(256, 64))
            self.head = L.Linear(64, 10)

        def forward(self, x: Any) -> Any:
            attended, _ = self.attention(x, x, x, need_weights=False)
            x = self.norm1(x + attended)
            x = self.norm2(x + self.feed_forward(x))
            return self.head(x.mean(1))

    return training(library, AttentionBlock(), *classification_batch((32, 64, 64)))


JOBS: dict[str, Builder] = {"lstm-training": lstm, "attention-training": attention}
