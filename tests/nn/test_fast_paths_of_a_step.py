"""Losses, normalization, LSTM and Adam where their fast ways begin and end."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from nn.functional.scans import lstm
from nn.functional.standardization import standardize

GENERATOR = np.random.default_rng(31)


def test_a_second_pass_through_the_cross_entropy_adds_the_same_again():
    logits = Tensor(GENERATOR.standard_normal((4, 3)), requires_grad=True)
    loss = nn.functional.cross_entropy(logits, np.array([2, 0, 1, 0]))
    loss.backward(retain_graph=True)
    first = logits.grad.numpy().copy()
    loss.backward()
    np.testing.assert_allclose(logits.grad.data, 2 * first, rtol=1e-15)


@pytest.mark.parametrize("create_graph", [False, True])
@pytest.mark.parametrize("dtype", [np.intp, np.uint8])
def test_labels_overwritten_after_the_loss_do_not_matter(create_graph: bool, dtype: Any):
    logits = Tensor(GENERATOR.standard_normal((4, 3)), requires_grad=True)
    labels = np.array([2, 0, 1, 0], dtype)
    kept = nn.functional.cross_entropy(logits, labels.copy())
    loss = nn.functional.cross_entropy(logits, labels)
    labels[:] = 1
    (expected,) = autograd.gradients(kept, logits)
    (ours,) = autograd.gradients(loss, logits, create_graph=create_graph)
    np.testing.assert_allclose(ours.data, expected.data, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("shape", [(5, 3), (1, 3), (5, 1), (1, 1)])
def test_each_gradient_of_the_cross_entropy_is_at_its_label(order: str, shape: Any):
    logits = Tensor(np.asarray(GENERATOR.standard_normal(shape), order=order), requires_grad=True)
    labels = np.arange(shape[0]) % shape[1]
    g = GENERATOR.standard_normal(shape[0])
    nn.functional.cross_entropy(logits, labels, reduction="none").backward(g)
    shares = np.exp(logits.data) / np.exp(logits.data).sum(1, keepdims=True)
    expected = (shares - np.eye(shape[1])[labels]) * g[:, None]
    np.testing.assert_allclose(logits.grad.data, expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(
    ("weight", "bias"),
    [(None, (4, 3)), ((3,), (4, 3)), ((4, 3), (3,)), ((4, 3), (4, 1)), ((4, 1), (3,)), ((3,), None)],
)
@pytest.mark.parametrize("frozen", [(), (0,), (1,), (2,), (0, 1), (0, 2), (1, 2)])
def test_standardization_with_any_shapes_of_weight_and_bias(weight: Any, bias: Any, frozen: Any):
    """By the shared sums where a shape is constant along the axes, and without where it is not."""
    values = [GENERATOR.standard_normal(s) if s is not None else None for s in ((4, 3), weight, bias)]
    inputs = [
        None if value is None else Tensor(value, requires_grad=position not in frozen)
        for position, value in enumerate(values)
    ]
    wanted = [x for x in inputs if x is not None and x.requires_grad]
    if not wanted:
        return
    out = standardize(*inputs, axes=(0,))
    g = GENERATOR.standard_normal(out.shape)
    fast = autograd.gradients(out, wanted, g, retain_graph=True)
    plain = autograd.gradients(out, wanted, g, create_graph=True)
    for one, other, x in zip(fast, plain, wanted, strict=True):
        assert one.shape == x.shape
        np.testing.assert_allclose(one.data, other.data, rtol=1e-10, atol=1e-12)


def large_lstm(**options: Any) -> tuple[nn.LSTM, Tensor]:
    autograd.manual_seed(0)
    x = Tensor(np.random.default_rng(0).standard_normal((100, 2, 3)), requires_grad=True)
    return nn.LSTM(3, 8, dtype=np.float64, **options), x


@pytest.mark.parametrize(("length", "steps"), [(50, True), (51, False)])
def test_a_walk_of_a_thousand_numbers_still_shows_its_steps(length: int, steps: bool):
    layer = nn.LSTM(3, 10)  # of two samples: 20 numbers a step
    hidden, _ = layer(np.zeros((length, 2, 3), np.float32))
    names, waiting = set(), [hidden]
    while waiting:
        tensor = waiting.pop()
        if tensor._operation is not None and tensor._operation.name not in names:
            names.add(tensor._operation.name)
            waiting.extend(x for x in tensor._inputs if isinstance(x, Tensor))
    assert ("lstm_step" in names) == steps
    assert ("lstm" in names) != steps


def test_a_frozen_sequence_does_not_ask_for_the_old_weights_of_the_input():
    layer, x = large_lstm()
    hidden, _ = layer(x.detach())
    hidden.sum().backward(retain_graph=True)
    first = layer.weight_hh_l0.grad.numpy().copy()
    with autograd.no_grad():
        layer.weight_ih_l0.sub_(1.0)
    hidden.sum().backward()
    np.testing.assert_array_equal(layer.weight_hh_l0.grad.data, 2 * first)


@pytest.mark.parametrize("name", ["weight_ih_l0", "weight_hh_l0"])
def test_weights_changed_between_the_passes_are_an_error(name: str):
    layer, x = large_lstm()
    hidden, _ = layer(x)
    with autograd.no_grad():
        getattr(layer, name).sub_(1.0)
    with pytest.raises(RuntimeError, match="an input of lstm, has been modified by an in-place"):
        hidden.sum().backward()


@pytest.mark.parametrize("options", [{}, {"bidirectional": True}, {"num_layers": 2}, {"bias": False}])
def test_no_two_gradients_of_an_lstm_share_memory(options: Any):
    layer, x = large_lstm(**options)
    hidden, (h, c) = layer(x)
    ((hidden * hidden).sum() + (h * c).sum()).backward()
    arrays = [x.grad.data, *(p.grad.data for p in layer.parameters())]
    arrays += [x.data, hidden.data, h.data, c.data, *(p.data for p in layer.parameters())]
    for i, one in enumerate(arrays):
        assert not any(np.shares_memory(one, other) for other in arrays[i + 1 :])


def test_the_final_state_of_an_lstm_is_its_own():
    layer, x = large_lstm()
    with autograd.no_grad():
        hidden, (h, _) = layer(x)
        last = h.data.copy()
        hidden.sub_(1.0)
    np.testing.assert_array_equal(h.data, last)


def adam_steps(parameters: list[Tensor], gradients: list[Any], groups: Any) -> list[Any]:
    optimizer = nn.optim.Adam(groups(parameters))
    for factor in (1.0, -0.5, 2.0):
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = Tensor(gradient * np.asarray(factor, gradient.dtype))
        optimizer.step()
    return [p.data.copy() for p in parameters]


def drawn_parameters(dtypes: list[Any]) -> tuple[list[Tensor], list[Any]]:
    generator = np.random.default_rng(0)
    values = [generator.standard_normal((2, 3)).astype(dtype) for dtype in dtypes]
    gradients = [generator.standard_normal((2, 3)).astype(dtype) for dtype in dtypes]
    return [Tensor(v.copy(), requires_grad=True) for v in values], gradients


@pytest.mark.parametrize(
    "dtypes", [[np.float16, np.float64], [np.float64, np.float16], [np.float32, np.float64] * 2]
)
def test_parameters_of_different_dtypes_do_not_share_adams_factors(dtypes: Any):
    parameters, gradients = drawn_parameters(dtypes)
    alone = [
        adam_steps([Tensor(p.data.copy(), requires_grad=True)], [g], lambda several: several)[0]
        for p, g in zip(parameters, gradients, strict=True)
    ]
    together = adam_steps(parameters, gradients, lambda several: several)
    for one, other in zip(together, alone, strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("setting", [{"lr": 0.1}, {"betas": (0.5, 0.6)}, {"eps": 0.3}])
def test_groups_in_the_same_step_do_not_share_adams_factors(setting: Any):
    parameters, gradients = drawn_parameters([np.float64] * 2)
    copies = [Tensor(p.data.copy(), requires_grad=True) for p in parameters]
    both = adam_steps(
        parameters, gradients, lambda several: [{"params": several[:1]}, {"params": several[1:], **setting}]
    )  # fmt: skip
    usual = adam_steps(copies[:1], gradients[:1], lambda several: several)
    other = adam_steps(copies[1:], gradients[1:], lambda several: [{"params": several, **setting}])
    np.testing.assert_array_equal(both[0], usual[0])
    np.testing.assert_array_equal(both[1], other[0])


def test_the_walk_as_one_operation_keeps_single_precision():
    generator = np.random.default_rng(0)
    shapes = [(4, 3, 2), (20, 2), (20, 5), (3, 5), (3, 5), (20,), (20,)]
    inputs = [Tensor(generator.normal(size=s).astype(np.float32), requires_grad=True) for s in shapes]
    out = lstm(*inputs)
    assert out.dtype == np.float32
    saved = out._context[1]
    assert {part.dtype for part in saved} == {np.dtype(np.float32)}
