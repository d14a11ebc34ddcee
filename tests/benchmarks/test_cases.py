"""The two sides compute the same: by other means than theirs."""

from __future__ import annotations

import gzip
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import cases, libraries
from benchmarks.cases import digits
from benchmarks.cases.moons import make_moons
from benchmarks.cases.scalars import CHAIN_NODES, initial_scalars
from benchmarks.measure import TOLERANCE
from benchmarks.plan import PLAN
from benchmarks.process import Worker

OURS = libraries.load("handgrad")


def losses_of_the_demo() -> list[float]:
    """micrograd's demo by matrices: max-margin loss, L2, gradient descent; ten steps."""
    points, labels = make_moons(100, noise=0.1)
    x, y = np.array(points), np.array(labels)
    numbers = [p.data for p in filled(OURS.scalar_mlp(2, [16, 16, 1])).parameters()]
    layers, place = [], 0
    for inputs, outputs in ((2, 16), (16, 16), (16, 1)):
        rows = np.array(numbers[place : place + outputs * (inputs + 1)]).reshape(outputs, -1)
        layers.append(rows)  # a row is a neuron: its weights and then its bias
        place += rows.size
    losses = []
    for _ in range(10):
        entered = [x]
        for rows in layers[:-1]:
            entered.append(np.maximum(entered[-1] @ rows[:, :-1].T + rows[:, -1], 0))
        score = (entered[-1] @ layers[-1][:, :-1].T + layers[-1][:, -1])[:, 0]
        margin = np.maximum(1 - y * score, 0)
        losses.append(margin.mean() + 1e-4 * sum((rows**2).sum() for rows in layers))
        g = (-(y * (margin > 0)) / len(y))[:, None]
        for rows, values in zip(layers[::-1], entered[::-1], strict=True):
            gradient = np.column_stack([g.T @ values, g.sum(axis=0)]) + 2e-4 * rows
            g = (g @ rows[:, :-1]) * (values > 0)
            rows -= 0.1 * gradient
    return losses


def filled(model: Any) -> Any:
    initial_scalars(model.parameters())
    return model


def test_the_demo_is_micrograds_algorithm() -> None:
    np.testing.assert_allclose(cases.build("demo", OURS).first_numbers(), losses_of_the_demo(), rtol=1e-9)


def test_moons_are_two_half_circles() -> None:
    points, labels = make_moons(100, noise=0.0)
    outer, inner = np.split(np.array(points), 2)
    assert labels == [-1] * 50 + [1] * 50
    np.testing.assert_allclose((outer**2).sum(axis=1), 1)
    np.testing.assert_allclose(((inner - [1, 0.5]) ** 2).sum(axis=1), 1)
    assert (outer[:, 1] >= 0).all()
    assert (inner[:, 1] <= 0.5).all()


def test_the_chains_derivatives_are_those_of_the_formulas() -> None:
    half = CHAIN_NODES // 2
    numbers = cases.build("chain-constants", OURS).first_numbers()
    np.testing.assert_allclose(numbers, [0.999**half])
    # y = x (w^n + w^(n-1) + ... + 1)
    numbers = cases.build("chain-parameters", OURS).first_numbers()
    np.testing.assert_allclose(numbers, [(1 - 0.99 ** (half + 1)) / 0.01])
    x, derivative = 1.0, 1.0
    for _ in range(CHAIN_NODES // 5):
        derivative *= (x * 0.99 + 0.3) * 0.99
        x = (x * 0.99 + 0.3) ** 2 / 2
    np.testing.assert_allclose(cases.build("chain-mixture", OURS).first_numbers(), [derivative])


@pytest.mark.parametrize("batch", [128, 32])
def test_the_mlp_by_hand_trains_as_ours(batch: int) -> None:
    ours = cases.build(f"mlp-training-{batch}", OURS).first_numbers()
    by_hand = cases.build(f"mlp-training-{batch}", libraries.load("numpy")).first_numbers()
    np.testing.assert_allclose(by_hand, ours, rtol=1e-4)
    assert ours[-1] < 0.9 * ours[0]


def numbers_of(rival: str, name: str) -> list[float]:
    """The first ten numbers of another library, from a process of its own."""
    if libraries.missing({rival}):
        pytest.skip(f"{rival} is not installed")
    with Worker(rival, name, threads=1) as worker:
        return worker.check()


PAIRS = [
    (case.name, rival.library)
    for case in PLAN
    for rival in case.rivals
    if rival.library != "numpy" and "epoch" not in case.name
]


@pytest.mark.parametrize(("name", "rival"), PAIRS)
def test_both_sides_of_a_case_compute_the_same(name: str, rival: str) -> None:
    theirs = numbers_of(rival, name)
    np.testing.assert_allclose(cases.build(name, OURS).first_numbers(), theirs, rtol=TOLERANCE)


@pytest.fixture
def few_digits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files of 1,300 random images."""
    generator = np.random.default_rng(0)
    for kind, shape in (("images-idx3", (1300, 28, 28)), ("labels-idx1", (1300,))):
        top = 256 if len(shape) == 3 else 10
        header = bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape)
        content = header + generator.integers(0, top, shape).astype(np.uint8).tobytes()
        (tmp_path / f"train-{kind}-ubyte.gz").write_bytes(gzip.compress(content))
    monkeypatch.setenv("MNIST_DIR", str(tmp_path))
    return tmp_path


def test_digits_are_read_as_nn_reads_them(few_digits: Path) -> None:
    import nn

    for path in few_digits.iterdir():  # as nn asks for the test images, too
        (few_digits / path.name.replace("train", "t10k")).write_bytes(path.read_bytes())
    images, labels = digits.training_digits()
    expected = nn.data.mnist(few_digits).tensors
    np.testing.assert_array_equal(images, expected[0].data)
    np.testing.assert_array_equal(labels, expected[1].data)
    assert images.dtype == np.float32
    assert labels.dtype == np.int64
    assert digits.digits_source() == "the 60,000 of MNIST"


def test_without_mnist_the_subset_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import nn

    monkeypatch.delenv("MNIST_DIR", raising=False)
    monkeypatch.setattr(digits, "ROOT", tmp_path / "checkout")
    images, labels = digits.training_digits()
    expected = nn.data.mnist(subset=True).tensors
    np.testing.assert_array_equal(images, expected[0].data)
    np.testing.assert_array_equal(labels, expected[1].data)
    assert digits.digits_source() == "the 8,000 of the bundled subset"


@pytest.mark.parametrize("name", ["mlp-epoch", "lenet-epoch"])
def test_an_epoch_begins_with_ten_steps_whose_losses_are_known(name: str, few_digits: Path) -> None:
    job = cases.build(name, OURS)
    losses = job.first_numbers()
    assert len(losses) == 10
    assert losses[0] == pytest.approx(np.log(10), abs=1)
    assert 0 < job.step() < losses[0]


@pytest.mark.parametrize("name", ["mlp-epoch", "lenet-epoch"])
def test_the_trainer_takes_the_same_steps_as_the_usual_loop(name: str, few_digits: Path) -> None:
    theirs = numbers_of("torch", name)
    np.testing.assert_allclose(cases.build(name, OURS).first_numbers(), theirs, rtol=TOLERANCE)


def test_scale_takes_a_size() -> None:
    assert float(cases.build("scale-nodes:1000", OURS).step()) == pytest.approx(0.999**500)
    assert cases.build("scale-images:200", OURS).step() == pytest.approx(np.log(10), abs=1)
