"""MNIST as a dataset: 28 x 28 grey images of handwritten digits, and which digit each one is."""

import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn.data import mnist_files
from nn.data.dataset import TensorDataset
from nn.data.idx import read_idx

__all__ = ["mnist"]

_SUBSET = Path(__file__).parent / "subset" / "mnist10k.npz"
_SUBSET_TRAINING = 8_000
_SUBSET_SOURCE = "bundled subset (8,000 training and 2,000 test images)"
_COMPLETE = {"train": 60_000, "test": 10_000}


def mnist(
    root: str | os.PathLike[str] | None = None, split: str = "train", subset: bool | None = None
) -> TensorDataset:
    """The MNIST images of handwritten digits, with their labels.

    They are taken from the first of these places that has them:

    1. the folder ``root``, else the one that the environment variable ``MNIST_DIR`` names: the
       original IDX files, as ``.gz`` or plain; if they are not there, it is an error;
    2. the cache: ``HANDGRAD_CACHE``, else ``handgrad`` in the user's cache directory;
    3. a download into the cache (11.6 MB, checked by SHA-256), given up after 15 s of silence;
       ``HANDGRAD_MNIST_MIRRORS`` replaces the addresses, separated by commas;
    4. the subset that comes with the library; a line on standard error then says so.

    Args:
        root: a folder with MNIST's files. Default: None.
        split: ``"train"`` (60,000 images; 8,000 in the subset) or ``"test"`` (10,000; 2,000).
            Default: ``"train"``.
        subset: True for the bundled subset straight away, False for never. Default: None, the
            order above.

    Returns:
        A `TensorDataset` of the images, float32 ``(N, 1, 28, 28)`` from 0 (paper) to 1 (ink), and
        the labels, int64 ``(N,)`` from 0 to 9. Its ``source`` says where they come from.

    Raises:
        FileNotFoundError: when the folder given, or a file in it, does not exist; with
            ``subset=False`` also when the files are neither cached nor to be downloaded.
        ValueError: when ``split`` is another word, when ``root`` is given with ``subset=True``, or
            when a file is damaged or does not fit the other one; the error names it.

    Example:
        >>> test_set = mnist(split="test", subset=True)
        >>> images, labels = test_set[:3]
        >>> images.shape, labels.data
        ((3, 1, 28, 28), array([3, 9, 8]))
        >>> test_set.source
        'bundled subset (8,000 training and 2,000 test images)'
    """
    if split not in _COMPLETE:
        raise ValueError(f'mnist: split must be "train" or "test", not {split!r}')
    if subset:
        if root is not None:
            raise ValueError(
                f"mnist: root={os.fspath(root)!r} and subset=True contradict each other; "
                "leave one out"
            )
        return _from_subset(split)
    try:
        location = mnist_files.find(root, retry=subset is False)
    except mnist_files.UnavailableError as reason:
        if subset is False:
            raise mnist_files.UnavailableError(
                f"MNIST is not to be had: {reason}; set MNIST_DIR to a folder with its files, or "
                "allow the bundled subset"
            ) from reason
        why = " ".join(str(reason).split())
        _say_once(
            f"MNIST: using the {_SUBSET_SOURCE}, because {why}; "
            "MNIST_DIR may name a folder with all of it"
        )
        return _from_subset(split)
    return _from_files(location, split)


_said: set[str] = set()


def _say_once(line: str) -> None:
    """Print a line on standard error, once, though both splits are asked for."""
    if line not in _said:
        _said.add(line)
        print(line, file=sys.stderr)


def _from_files(location: mnist_files.Location, split: str) -> TensorDataset:
    images_path, labels_path = location.paths(split)
    images, labels = read_idx(images_path), read_idx(labels_path)
    if images.ndim != 3 or images.shape[1:] != (28, 28):
        raise ValueError(
            f"{images_path} has shape {images.shape}, but MNIST's images have (N, 28, 28); "
            "are its files exchanged?"
        )
    if labels.ndim != 1:
        raise ValueError(
            f"{labels_path} has shape {labels.shape}, but MNIST's labels have (N,); "
            "are its files exchanged?"
        )
    if len(images) != len(labels):
        raise ValueError(
            f"{images_path} has {len(images):,} images, but {labels_path} has {len(labels):,} "
            "labels; the two do not belong together"
        )
    complete = len(images) == _COMPLETE[split]
    extent = "complete MNIST" if complete else f"{len(images):,} {split} images"
    return _as_dataset(images, labels, f"{location.source} ({extent})")


def _from_subset(split: str) -> TensorDataset:
    rows = slice(_SUBSET_TRAINING) if split == "train" else slice(_SUBSET_TRAINING, None)
    with np.load(_SUBSET) as arrays:
        return _as_dataset(arrays["x"][rows], arrays["y"][rows], _SUBSET_SOURCE)


def _as_dataset(images: NDArray[Any], labels: NDArray[Any], source: str) -> TensorDataset:
    scaled = images[:, np.newaxis].astype(np.float32)
    scaled /= np.float32(255)
    return TensorDataset(scaled, labels.astype(np.int64), source=source)
