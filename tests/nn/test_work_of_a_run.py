"""The work and the memory of a run grow with its images, not faster: counted, not timed."""

from __future__ import annotations

import gc
import tracemalloc

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from nn.data import DataLoader, TensorDataset


class Taken:
    """How often `np.take` was called, and how many elements it gathered."""

    def __init__(self) -> None:
        self.calls = self.elements = 0


@pytest.fixture
def taken(monkeypatch):
    count, take = Taken(), np.take

    def counted(*args, **kwargs):
        result = take(*args, **kwargs)
        count.calls += 1
        count.elements += result.size
        return result

    monkeypatch.setattr(np, "take", counted)
    return count


def run(images, epochs=1, batch_size=50):
    """Train a small model, and return the trainer."""
    autograd.manual_seed(0)
    x = np.random.default_rng(0).random((images, 6), dtype=np.float32)
    loader = DataLoader(TensorDataset(x, np.arange(images) % 3), batch_size, shuffle=True)
    model = nn.Linear(6, 3)
    trainer = nn.Trainer(model, nn.CrossEntropyLoss(), nn.optim.Adam(model.parameters()))
    trainer.fit(loader, epochs, progress=False)
    return trainer


@pytest.mark.parametrize("images", [1_000, 4_000])
@pytest.mark.parametrize("epochs", [1, 3])
def test_an_epoch_gathers_each_image_once_with_two_takes_a_batch(taken, images, epochs):
    trainer = run(images, epochs)
    assert taken.calls == 2 * epochs * images // 50
    assert taken.elements == epochs * images * (6 + 1)
    assert trainer.step == epochs * images // 50


def test_an_epoch_of_four_times_the_images_calls_four_times_the_operations(monkeypatch):
    calls = []
    for made in (autograd.linear.operation, autograd.mean.operation):
        monkeypatch.setattr(made, "fast_rules", tuple(
            lambda *args, rule=rule, **kw: calls.append(1) or rule(*args, **kw)
            for rule in made.fast_rules
        ))  # fmt: skip
    run(1_000)
    once = len(calls)
    run(4_000)
    assert len(calls) - once == 4 * once > 0


def test_the_history_has_a_row_for_each_epoch_not_for_each_step():
    trainer = run(1_000, epochs=4)
    assert trainer.step == 80
    assert len(trainer.history) == 4


def test_memory_at_the_end_of_a_run_does_not_depend_on_its_steps():
    run(1_000)  # what Python and NumPy set up once
    kept = []
    for epochs in (2, 20):
        tracemalloc.start()
        try:
            trainer = run(1_000, epochs)
            gc.collect()  # empties Python's lists of free tuples
            kept.append(tracemalloc.get_traced_memory()[0])
            del trainer
        finally:
            tracemalloc.stop()
    assert kept[1] - kept[0] < 18 * 2_000  # 18 rows of history more


# --- the loss of a batch ----------------------------------------------------------------------------


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_gradient_of_cross_entropy_is_softmax_minus_one_hot_in_any_order_of_memory(order, dtype):
    values = np.random.default_rng(0).normal(size=(7, 4)).astype(dtype)
    labels = np.array([0, 3, 1, 1, 2, 0, 3])
    logits = Tensor(np.asarray(values, order=order), requires_grad=True)
    nn.functional.cross_entropy(logits, labels, reduction="sum").backward()
    exponentials = np.exp(values - values.max(1, keepdims=True))
    expected = exponentials / exponentials.sum(1, keepdims=True) - np.eye(4)[labels]
    np.testing.assert_allclose(logits.grad.data, expected, atol=4 * np.finfo(dtype).eps)
    np.testing.assert_array_equal(logits.data, values)


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int32, np.uint64])
def test_labels_of_any_integer_dtype_are_classes(dtype):
    logits = np.log(np.array([[0.25, 0.75], [0.5, 0.5]]))
    losses = nn.functional.cross_entropy(logits, np.array([1, 0], dtype), reduction="none")
    np.testing.assert_allclose(losses.data, -np.log([0.75, 0.5]))


@pytest.mark.parametrize(
    "label", [np.int64(-1), np.int64(2), np.int64(-(2**63)), np.uint64(2**64 - 1), np.uint64(2**63)]
)
def test_a_label_beyond_the_classes_is_named(label):
    with pytest.raises(ValueError, match=rf"the label {label} at index \[1\] is out of range"):
        nn.functional.cross_entropy(np.zeros((2, 2)), np.array([label * 0, label]))


def test_a_later_write_to_the_labels_does_not_change_the_gradient():
    logits, labels = Tensor(np.zeros((2, 2)), requires_grad=True), np.array([0, 1])
    loss = nn.functional.cross_entropy(logits, labels, reduction="sum")
    labels[:] = 0
    loss.backward()
    np.testing.assert_array_equal(logits.grad.data, [[-0.5, 0.5], [0.5, -0.5]])


# --- Adam ---------------------------------------------------------------------------------------------


def test_adams_groups_and_late_parameters_step_by_their_own_numbers():
    early, late = (Tensor(np.zeros(2, np.float32), requires_grad=True) for _ in range(2))
    wide = Tensor(np.zeros(2), requires_grad=True)
    optimizer = nn.optim.Adam([{"params": [early, wide]}, {"params": [late], "lr": 0.5}], lr=0.1)
    early.grad = wide.grad = Tensor(np.array([1.0, -2.0]))
    optimizer.step()
    early.grad = wide.grad = late.grad = Tensor(np.array([1.0, -2.0]))
    optimizer.step()
    # With one gradient over and over, every step is lr.
    np.testing.assert_allclose(early.data, [-0.2, 0.2], rtol=1e-6)
    np.testing.assert_allclose(wide.data, [-0.2, 0.2], rtol=1e-7)
    np.testing.assert_allclose(late.data, [-0.5, 0.5], rtol=1e-6)
    assert [p.dtype for p in (early, late, wide)] == [np.float32, np.float32, np.float64]
    assert {a.dtype for a in optimizer.state[early].values() if hasattr(a, "dtype")} == {
        np.dtype(np.float32)
    }


def test_adam_steps_by_a_learning_rate_and_betas_set_between_steps():
    w = Tensor(np.zeros(1), requires_grad=True)
    w.grad = Tensor(np.ones(1))
    optimizer = nn.optim.Adam([w], lr=0.1)
    optimizer.step()
    optimizer.param_groups[0]["lr"] = 0.01
    optimizer.step()
    np.testing.assert_allclose(w.data, [-0.11], rtol=1e-7)
    optimizer.param_groups[0]["betas"] = (0.0, 0.0)
    optimizer.step()
    np.testing.assert_allclose(w.data, [-0.12], rtol=1e-7)
