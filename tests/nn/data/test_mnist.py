"""MNIST as a dataset: its values, which source it is taken from, and what is said about it."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from nn.data import DataLoader, TensorDataset, mnist, mnist_files

MNIST_DIR = os.environ.get("MNIST_DIR")  # before a fixture hides it
SUBSET = "bundled subset (8,000 training and 2,000 test images)"


def decode(content: bytes, header: int) -> np.ndarray:
    import gzip

    return np.frombuffer(gzip.decompress(content), np.uint8, offset=header)


@pytest.mark.parametrize(("split", "count", "prefix"), [("train", 5, "train"), ("test", 3, "t10k")])
def test_values_are_the_files_scaled_to_one(folder, contents, split, count, prefix):
    dataset = mnist(folder, split)
    images, labels = dataset.tensors
    assert images.shape == (count, 1, 28, 28)
    assert images.dtype == np.float32
    assert labels.dtype == np.int64
    pixels = decode(contents[f"{prefix}-images-idx3-ubyte.gz"], header=16)
    np.testing.assert_array_equal(images.data.ravel(), pixels.astype(np.float32) / np.float32(255))
    np.testing.assert_array_equal(
        labels.data, decode(contents[f"{prefix}-labels-idx1-ubyte.gz"], 8)
    )
    assert dataset.source == f"{folder} ({count} {split} images)"


def test_the_training_images_are_the_default(folder):
    assert len(mnist(folder)) == 5


def test_mnist_dir_is_used_and_failing_there_is_no_fallback(folder, monkeypatch, capsys):
    monkeypatch.setenv("MNIST_DIR", str(folder))
    assert len(mnist(split="test")) == 3
    (folder / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(FileNotFoundError, match="lacks t10k-labels-idx1-ubyte"):
        mnist(split="test")
    assert capsys.readouterr().err == ""


def test_a_download_serves_both_splits_and_then_the_cache(contents, serve, tmp_path):
    (mirror,) = serve("good")
    source = f"cache {tmp_path / 'cache' / 'mnist'}"
    assert mnist().source == f"{source} (5 train images)"
    assert mnist(split="test", subset=False).source == f"{source} (3 test images)"
    assert len(mirror.requests) == 4


@pytest.mark.parametrize("split", ["train", "test"])
def test_the_bundled_subset_is_the_last_resort_and_one_line_says_so(split, serve, contents, capsys):
    serve("absent")
    dataset = mnist(split=split)
    assert dataset.source == SUBSET
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    assert captured.err.startswith(f"MNIST: using the {SUBSET}, because the download failed (")
    assert "HTTP 404" in captured.err


def test_both_splits_wait_for_silent_mirrors_once(serve, contents, monkeypatch, capsys):
    (mirror,) = serve("silent")
    monkeypatch.setattr(mnist_files, "DEADLINE", 0.2)
    assert mnist().source == mnist(split="test").source == SUBSET
    assert len(mirror.requests) == 1
    assert capsys.readouterr().err.count("\n") == 1  # and is told so once


@pytest.mark.parametrize("problem", ["read-only", "homeless"])
def test_no_place_for_a_cache_leaves_the_subset(problem, serve, tmp_path, monkeypatch, capsys):
    serve("good")
    (tmp_path / "file").touch()
    if problem == "read-only":
        monkeypatch.setenv("HANDGRAD_CACHE", str(tmp_path / "file"))
    else:
        monkeypatch.setattr(mnist_files.Collection, "cache_directory", lambda self: None)
    assert mnist(split="test").source == SUBSET
    assert capsys.readouterr().err.count("\n") == 1


def test_the_subset_may_be_ruled_out(serve, contents):
    serve("absent")
    for _ in range(2):
        with pytest.raises(FileNotFoundError, match=r"is not to be had: .*404.*; set MNIST_DIR"):
            mnist(subset=False)


def test_the_subset_may_be_asked_for(folder, monkeypatch, serve, capsys):
    (mirror,) = serve("good")
    monkeypatch.setenv("MNIST_DIR", str(folder))
    assert mnist(subset=True).source == SUBSET
    assert mirror.requests == []
    assert capsys.readouterr().err == ""


def test_the_subset_holds_eight_and_two_thousand_images():
    training, test = mnist(subset=True), mnist(split="test", subset=True)
    assert (len(training), len(test)) == (8_000, 2_000)
    for dataset in (training, test):
        images, labels = dataset.tensors
        assert images.shape[1:] == (1, 28, 28)
        assert (images.dtype, labels.dtype) == (np.float32, np.int64)
        assert (images.data.min(), images.data.max()) == (0.0, 1.0)
        assert set(labels.data.tolist()) == set(range(10))
    assert training.tensors[1].data[:5].tolist() == [9, 0, 2, 5, 2]
    assert test.tensors[1].data[:5].tolist() == [3, 9, 8, 3, 8]
    pixels = {image.tobytes() for image in training.tensors[0].data}
    assert not any(image.tobytes() in pixels for image in test.tensors[0].data)


def test_the_subset_ships_its_notice():
    notice = (Path(mnist_files.__file__).parent / "subset" / "NOTICE.md").read_text("utf-8")
    assert "CC BY-SA 3.0" in notice
    assert "Yann LeCun and Corinna Cortes" in notice


def test_it_goes_through_a_loader():
    images, labels = next(iter(DataLoader(mnist(subset=True), 32, shuffle=True, seed=0)))
    assert images.shape == (32, 1, 28, 28)
    assert labels.shape == (32,)


def test_counts_that_differ_name_both_files(folder, contents):
    images, labels = folder / "train-images-idx3-ubyte.gz", folder / "train-labels-idx1-ubyte.gz"
    labels.write_bytes(contents["t10k-labels-idx1-ubyte.gz"])
    with pytest.raises(ValueError, match="do not belong together") as error:
        mnist(folder)
    assert f"{images} has 5 images, but {labels} has 3 labels" in str(error.value)


@pytest.mark.parametrize("kind", ["images", "labels"])
def test_exchanged_files_are_named(folder, contents, kind):
    names = {"images": "train-images-idx3-ubyte.gz", "labels": "train-labels-idx1-ubyte.gz"}
    other = "labels" if kind == "images" else "images"
    (folder / names[kind]).write_bytes(contents[names[other]])
    with pytest.raises(ValueError, match=rf"{names[kind]} has shape \(.*exchanged"):
        mnist(folder)


def test_a_damaged_file_in_the_folder_given_is_named(folder):
    path = folder / "train-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ValueError, match="is truncated") as error:
        mnist(folder)
    assert str(path) in str(error.value)


@pytest.mark.parametrize("split", ["validation", "TRAIN", "", None, 0], ids=repr)
def test_another_split_is_an_error(split):
    with pytest.raises(ValueError, match='split must be "train" or "test", not '):
        mnist(split=split, subset=True)


def test_a_folder_and_the_subset_contradict_each_other(folder):
    with pytest.raises(ValueError, match="contradict each other"):
        mnist(folder, subset=True)


def test_importing_loads_nothing_that_only_a_download_needs():
    code = (
        "import sys, nn.data; "
        "print(*{'tqdm', 'urllib.request', 'http.client', 'ssl'} & set(sys.modules))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert result.stdout.split() == []


@pytest.mark.skipif(not MNIST_DIR, reason="MNIST_DIR is not set")
@pytest.mark.parametrize(
    ("split", "count", "labels"),
    [("train", 60_000, [5, 0, 4, 1, 9]), ("test", 10_000, [7, 2, 1, 0, 4])],
)
def test_the_complete_data(split, count, labels):
    dataset = mnist(MNIST_DIR, split, subset=False)
    assert type(dataset) is TensorDataset
    assert dataset.source == f"{MNIST_DIR} (complete MNIST)"
    assert dataset.tensors[0].shape == (count, 1, 28, 28)
    assert dataset.tensors[1].data[:5].tolist() == labels
    mean = dataset.tensors[0].data.mean(dtype=np.float64)
    assert mean == pytest.approx({"train": 0.1307, "test": 0.1325}[split], abs=1e-4)
