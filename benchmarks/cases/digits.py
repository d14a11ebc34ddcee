"""MNIST's training images, read by NumPy alone: loading our `nn` would change PyTorch's process."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from typing import Any

import numpy as np

__all__ = ["digits_source", "training_digits"]

ROOT = Path(__file__).parents[2]
SUBSET = ROOT / "nn/data/subset/mnist10k.npz"


def digits_folder() -> Path | None:
    """Return the folder of the complete MNIST: `MNIST_DIR`, else ../shared/mnist if it is there."""
    given = os.environ.get("MNIST_DIR")
    folder = Path(given) if given else ROOT.parent / "shared/mnist"
    return folder if given or folder.is_dir() else None


def digits_source() -> str:
    """Say which images an epoch goes through."""
    return "the 60,000 of MNIST" if digits_folder() else "the 8,000 of the bundled subset"


def training_digits() -> tuple[Any, Any]:
    """Return images, float32 `(N, 1, 28, 28)` from 0 to 1, and labels, int64 `(N,)`."""
    folder = digits_folder()
    if folder is None:
        with np.load(SUBSET) as archive:
            images, labels = archive["x"][:8_000], archive["y"][:8_000]
    else:
        images = read(folder / "train-images-idx3-ubyte", 16)
        labels = read(folder / "train-labels-idx1-ubyte", 8)
    return images.reshape(-1, 1, 28, 28).astype(np.float32) / 255, labels.astype(np.int64)


def read(path: Path, header: int) -> Any:
    """Read the bytes behind the header of a file, compressed or plain."""
    packed = path.with_name(f"{path.name}.gz")
    content = gzip.decompress(packed.read_bytes()) if packed.exists() else path.read_bytes()
    return np.frombuffer(content, np.uint8, offset=header)
