"""Where the exercises on MNIST take their images from."""

from __future__ import annotations

import os

import nn

__all__ = ["DEFAULT", "load"]

DEFAULT = "the folder MNIST_DIR names, else the bundled images"  # the default of --data


def load(data: str) -> tuple[nn.data.TensorDataset, nn.data.TensorDataset]:
    """Return training and test images, and say where they are from; never download them.

    Args:
        data: a folder of MNIST's files, or `DEFAULT`.
    """
    root = os.environ.get("MNIST_DIR") if data == DEFAULT else data
    try:
        train, test = (
            nn.data.mnist(root or None, split=split, subset=None if root else True)
            for split in ("train", "test")
        )
    except (OSError, ValueError) as error:
        option = "MNIST_DIR" if data == DEFAULT else "--data"
        raise SystemExit(f"{option}: {error}") from None
    print(f"data: {train.source}")
    print(f"{len(train):,} training images, {len(test):,} test images")
    return train, test
