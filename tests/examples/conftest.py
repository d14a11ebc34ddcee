"""A tiny data set in MNIST's format, and a way to run an example."""

import functools
import gzip
import struct

import numpy as np
import pytest

from tests.examples.claims import run


@pytest.fixture
def data(tmp_path):
    """A folder of MNIST's four files: digit d is a bar in row 2 d + 3, in front of noise."""
    folder = tmp_path / "data"
    folder.mkdir()
    generator = np.random.default_rng(0)
    for name, count in (("train", 100), ("t10k", 40)):
        labels = np.arange(count) % 10
        images = generator.integers(0, 60, (count, 28, 28))
        images[np.arange(count), 2 * labels + 3, 4:24] = 255
        for kind, array in (("images-idx3", images), ("labels-idx1", labels)):
            header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
            content = gzip.compress(header + array.astype(np.uint8).tobytes())
            (folder / f"{name}-{kind}-ubyte.gz").write_bytes(content)
    return folder


@pytest.fixture
def run_example(capsys, tmp_path):
    """Run an example by its name and arguments; what it printed and the files that it wrote."""
    return functools.partial(run, capsys, tmp_path / "out")
