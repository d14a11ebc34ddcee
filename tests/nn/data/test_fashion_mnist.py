"""Fashion-MNIST, which has MNIST's form but other files; and some of the classes of either."""

import os

import numpy as np
import pytest

from nn.data import TensorDataset, fashion_mnist, mnist
from nn.data.mnist_files import FASHION_MNIST, MNIST

FASHION_MNIST_DIR = os.environ.get("FASHION_MNIST_DIR")  # before a fixture hides it


def test_its_files_are_read_as_mnists_are(folder):
    for split, count in [("train", 5), ("test", 3)]:
        dataset = fashion_mnist(folder, split)
        assert type(dataset) is TensorDataset
        assert [t.shape for t in dataset.tensors] == [(count, 1, 28, 28), (count,)]
        assert [t.dtype for t in dataset.tensors] == [np.float32, np.int64]
        assert dataset.source == f"{folder} ({count} {split} images)"
        for tensor, expected in zip(dataset.tensors, mnist(folder, split).tensors, strict=True):
            np.testing.assert_array_equal(tensor.data, expected.data)


def test_its_folder_is_named_by_a_variable_of_its_own(folder, monkeypatch):
    monkeypatch.setenv("MNIST_DIR", str(folder))
    with pytest.raises(FileNotFoundError, match="Fashion-MNIST is not to be had"):
        fashion_mnist()
    monkeypatch.setenv("FASHION_MNIST_DIR", str(folder))
    assert len(fashion_mnist()) == 5


def test_a_download_goes_into_a_cache_of_its_own(contents, serve, tmp_path):
    (mirror,) = serve("good")
    source = f"cache {tmp_path / 'cache' / 'fashion_mnist'}"
    assert fashion_mnist().source == f"{source} (5 train images)"
    assert fashion_mnist(split="test").source == f"{source} (3 test images)"
    assert len(mirror.requests) == 4
    assert not (tmp_path / "cache" / "mnist").exists()


def test_without_network_the_error_says_what_to_do(contents, serve):
    serve("absent")
    with pytest.raises(
        FileNotFoundError,
        match=r"Fashion-MNIST is not to be had: .*HTTP 404.*; set FASHION_MNIST_DIR to a folder",
    ):
        fashion_mnist()


def test_a_missing_file_is_named(folder):
    (folder / "train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(
        FileNotFoundError,
        match=r"Fashion-MNIST: .* lacks train-labels.*leave root and FASHION_MNIST_DIR unset: then "
        "a cache or a download serves",
    ):
        fashion_mnist(folder)


@pytest.mark.parametrize("split", ["validation", None], ids=repr)
def test_another_split_is_an_error(split, folder):
    with pytest.raises(ValueError, match='fashion_mnist: split must be "train" or "test", not '):
        fashion_mnist(folder, split)


def test_the_two_collections_have_nothing_in_common_but_names():
    assert [file.name for file in MNIST.files] == [file.name for file in FASHION_MNIST.files]
    assert not {f.sha256 for f in MNIST.files} & {f.sha256 for f in FASHION_MNIST.files}
    assert all(len(f.sha256) == 64 for f in FASHION_MNIST.files)
    assert len(FASHION_MNIST.classes) == len(MNIST.classes) == 10


# --- some of the classes --------------------------------------------------------------------------


@pytest.mark.parametrize("load", [mnist, fashion_mnist])
def test_labels_are_places_among_the_classes(load, folder):
    everything = load(folder)  # labels 3 1 4 1 5
    pair = load(folder, classes=(4, 1))
    assert pair.tensors[1].data.tolist() == [1, 0, 1]
    assert pair.tensors[1].dtype == np.int64
    np.testing.assert_array_equal(
        pair.tensors[0].data, everything.tensors[0].data[[1, 2, 3]], strict=True
    )
    assert pair.source == f"{folder} (5 train images), 3 of the classes 4, 1"


def test_a_pair_of_digits_from_the_subset():
    # Deck 1, logistic.ipynb: two of the ten digits.
    everything = mnist(subset=True).tensors[1].data
    pair = mnist(subset=True, classes=(0, 1))
    assert np.bincount(pair.tensors[1].data).tolist() == np.bincount(everything)[:2].tolist()
    ones = pair.tensors[0].data[pair.tensors[1].data == 1]
    assert ones.mean() < pair.tensors[0].data.mean()  # A one takes less ink than a zero.


def test_all_ten_classes_in_another_order(folder):
    turned = mnist(folder, classes=range(9, -1, -1))
    assert turned.tensors[1].data.tolist() == [6, 8, 5, 8, 4]


@pytest.mark.parametrize(
    ("classes", "error"),
    [
        ([], ValueError),
        ([3], ValueError),
        ((1, 1), ValueError),
        ((0, 10), ValueError),
        ((-1, 1), ValueError),
        ((0.5, 1), TypeError),
        ((True, 0), TypeError),
        (("0", "1"), TypeError),
    ],
    ids=str,
)
def test_classes_that_make_no_sense_are_refused(classes, error, folder):
    with pytest.raises(error, match=r"mnist: (classes must be two|a class must be)"):
        mnist(folder, classes=classes)


@pytest.mark.skipif(not FASHION_MNIST_DIR, reason="FASHION_MNIST_DIR is not set")
@pytest.mark.parametrize(("split", "count"), [("train", 60_000), ("test", 10_000)])
def test_the_complete_data(split, count):
    dataset = fashion_mnist(FASHION_MNIST_DIR, split)
    assert dataset.source == f"{FASHION_MNIST_DIR} (complete Fashion-MNIST)"
    assert np.bincount(dataset.tensors[1].data).tolist() == [count // 10] * 10
