"""MNIST and Fashion-MNIST as datasets: 28 x 28 grey images in ten classes, with their labels."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nn.data._indices import as_integer
from nn.data.dataset import TensorDataset
from nn.data.idx import read_idx
from nn.data.mnist_files import FASHION_MNIST, MNIST, Location, UnavailableError

__all__ = ["fashion_mnist", "mnist"]

_SUBSET = Path(__file__).parent / "subset" / "mnist10k.npz"
_SUBSET_TRAINING = 8_000
_SUBSET_SOURCE = "bundled subset (8,000 training and 2,000 test images)"
_COMPLETE = {"train": 60_000, "test": 10_000}


def mnist(
    root: str | os.PathLike[str] | None = None,
    split: str = "train",
    subset: bool | None = None,
    classes: Sequence[int] | None = None,
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
        classes: the digits to keep, such as ``(0, 1)`` for logistic regression; the labels are then
            their places in it, here 0 for a zero and 1 for a one. Default: None, all ten.

    Returns:
        A `TensorDataset` of the images, float32 ``(N, 1, 28, 28)`` from 0 (paper) to 1 (ink), and
        the labels, int64 ``(N,)`` from 0 to 9. Its ``source`` says where they come from.

    Raises:
        FileNotFoundError: when the folder given, or a file in it, does not exist; with
            ``subset=False`` also when the files are neither cached nor to be downloaded.
        TypeError: when a class is not an integer.
        ValueError: when ``split`` is another word, when ``root`` is given with ``subset=True``, or
            when a file is damaged or does not fit the other one; the error names it. When fewer
            than two classes are given, or one twice, or one that does not exist.

    Source: LeCun, Cortes, Burges, http://yann.lecun.com/exdb/mnist/; deck 1, ``logistic.ipynb``
    (two classes) and ``mnist.ipynb``; deck 5, ``9.mnist_mlp.ipynb``.

    Example:
        >>> test_set = mnist(split="test", subset=True)
        >>> images, labels = test_set[:3]
        >>> images.shape, labels.data
        ((3, 1, 28, 28), array([3, 9, 8]))
        >>> test_set.source
        'bundled subset (8,000 training and 2,000 test images)'
        >>> mnist(split="test", subset=True, classes=(8, 3))[:3][1].data
        array([1, 0, 1])
    """
    if split not in _COMPLETE:
        raise ValueError(f'mnist: split must be "train" or "test", not {split!r}')
    chosen = _as_classes("mnist", classes)
    if subset:
        if root is not None:
            raise ValueError(
                f"mnist: root={os.fspath(root)!r} and subset=True contradict each other; "
                "leave one out"
            )
        return _from_subset(split, chosen)
    try:
        location = MNIST.find(root, retry=subset is False)
    except UnavailableError as reason:
        if subset is False:
            raise UnavailableError(
                f"MNIST is not to be had: {reason}; set MNIST_DIR to a folder with its files, or "
                "allow the bundled subset"
            ) from reason
        why = " ".join(str(reason).split())
        _say_once(
            f"MNIST: using the {_SUBSET_SOURCE}, because {why}; "
            "MNIST_DIR may name a folder with all of it"
        )
        return _from_subset(split, chosen)
    return _from_files(location, split, chosen)


def fashion_mnist(
    root: str | os.PathLike[str] | None = None,
    split: str = "train",
    classes: Sequence[int] | None = None,
) -> TensorDataset:
    """The Fashion-MNIST images of clothes, with their labels: MNIST's form, but harder.

    The labels mean, from 0 on: T-shirt/top, Trouser, Pullover, Dress, Coat, Sandal, Shirt, Sneaker,
    Bag, Ankle boot (`nn.data.mnist_files.FASHION_MNIST.classes`). The files have the names of
    MNIST's, so give them a folder of their own. They are taken from ``root``, else from the folder
    that ``FASHION_MNIST_DIR`` names, else from the cache, else downloaded (30.9 MB, checked by
    SHA-256; ``HANDGRAD_FASHION_MNIST_MIRRORS`` replaces the addresses). No subset is bundled.

    Args:
        root: a folder with the files. Default: None.
        split: ``"train"`` (60,000 images) or ``"test"`` (10,000). Default: ``"train"``.
        classes: the classes to keep, whose places in it are then the labels. Default: None, all.

    Returns:
        A `TensorDataset` of the images, float32 ``(N, 1, 28, 28)`` from 0 to 1, and the labels,
        int64 ``(N,)`` from 0 to 9. Its ``source`` says where they come from.

    Raises:
        FileNotFoundError: when the folder given, or a file in it, does not exist; when the files
            are neither given nor cached nor to be downloaded.
        TypeError, ValueError: as from `mnist`.

    Source: Xiao, Rasul, Vollgraf, "Fashion-MNIST", 2017, https://arxiv.org/abs/1708.07747.

    Example:
        >>> fashion_mnist("/no/such/folder")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        FileNotFoundError: Fashion-MNIST: the folder /no/such/folder (given as root) does not ...
    """
    if split not in _COMPLETE:
        raise ValueError(f'fashion_mnist: split must be "train" or "test", not {split!r}')
    chosen = _as_classes("fashion_mnist", classes)
    try:
        location = FASHION_MNIST.find(root)
    except UnavailableError as reason:
        raise UnavailableError(
            f"Fashion-MNIST is not to be had: {reason}; set FASHION_MNIST_DIR to a folder with its "
            "files"
        ) from reason
    return _from_files(location, split, chosen)


def _as_classes(where: str, classes: Sequence[int] | None) -> list[int] | None:
    if classes is None:
        return None
    chosen = [as_integer(f"{where}: a class", label, least=0) for label in classes]
    if len(chosen) < 2 or len(set(chosen)) < len(chosen) or max(chosen) > 9:
        raise ValueError(
            f"{where}: classes must be two or more different numbers from 0 to 9, such as (0, 1), "
            f"not {classes!r}"
        )
    return chosen


_said: set[str] = set()


def _say_once(line: str) -> None:
    """Print a line on standard error, once, though both splits are asked for."""
    if line not in _said:
        _said.add(line)
        print(line, file=sys.stderr)


def _from_files(location: Location, split: str, classes: list[int] | None) -> TensorDataset:
    title = location.collection.title
    images_path, labels_path = location.paths(split)
    images, labels = read_idx(images_path), read_idx(labels_path)
    if images.ndim != 3 or images.shape[1:] != (28, 28):
        raise ValueError(
            f"{images_path} has shape {images.shape}, but {title}'s images have (N, 28, 28); "
            "are its files exchanged?"
        )
    if labels.ndim != 1:
        raise ValueError(
            f"{labels_path} has shape {labels.shape}, but {title}'s labels have (N,); "
            "are its files exchanged?"
        )
    if len(images) != len(labels):
        raise ValueError(
            f"{images_path} has {len(images):,} images, but {labels_path} has {len(labels):,} "
            "labels; the two do not belong together"
        )
    complete = len(images) == _COMPLETE[split]
    extent = f"complete {title}" if complete else f"{len(images):,} {split} images"
    return _as_dataset(images, labels, f"{location.source} ({extent})", classes)


def _from_subset(split: str, classes: list[int] | None) -> TensorDataset:
    rows = slice(_SUBSET_TRAINING) if split == "train" else slice(_SUBSET_TRAINING, None)
    with np.load(_SUBSET) as arrays:
        return _as_dataset(arrays["x"][rows], arrays["y"][rows], _SUBSET_SOURCE, classes)


def _as_dataset(
    images: NDArray[Any], labels: NDArray[Any], source: str, classes: list[int] | None
) -> TensorDataset:
    if classes is not None:
        places = np.full(256, -1)
        places[classes] = range(len(classes))
        labels = places[labels]
        images, labels = images[labels >= 0], labels[labels >= 0]
        names = ", ".join(map(str, classes))
        source = f"{source}, {len(labels):,} of the classes {names}"
    scaled = images[:, np.newaxis].astype(np.float32)
    scaled /= np.float32(255)
    return TensorDataset(scaled, labels.astype(np.int64), source=source)
