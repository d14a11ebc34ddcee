"""Attention as one operation: held against the same with each step recorded."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd
import nn
import nn.functional as F
from autograd import Tensor
from autograd.symbol import Symbol
from autograd.testing import gradcheck
from nn.functional.fused_attention import attention

NAMES = ["query", "key", "value"]
SHAPES = {
    "one head": ((3, 4), (5, 4), (5, 2)),
    "a batch": ((2, 3, 4), (2, 5, 4), (2, 5, 2)),
    "heads": ((2, 3, 3, 4), (2, 3, 5, 4), (2, 3, 5, 2)),
    "stacks of heads": ((2, 1, 2, 3, 2), (2, 1, 2, 4, 2), (2, 1, 2, 4, 3)),
    "no features": ((2, 2, 3, 0), (2, 2, 5, 0), (2, 2, 5, 2)),
    "no values": ((2, 2, 3, 4), (2, 2, 5, 4), (2, 2, 5, 0)),
    "no queries": ((2, 2, 0, 4), (2, 2, 5, 4), (2, 2, 5, 2)),
}


def drawn(shapes: Any = SHAPES["heads"], dtype: Any = np.float64) -> list[Tensor]:
    generator = np.random.default_rng(0)
    return [Tensor(generator.normal(size=s).astype(dtype), requires_grad=True) for s in shapes]


def recorded(query: Any, key: Any, value: Any, scale: float) -> Any:
    scores = autograd.matmul(query, autograd.swapaxes(key, -1, -2)) * scale
    return autograd.matmul(autograd.softmax(scores, -1), value)


def heads_of(joined: Tensor, heads: int) -> list[Tensor]:
    """Views of a joint projection, as in the layer: their rows do not follow on each other."""
    parts = autograd.chunk(joined, 3, -1)
    return [autograd.swapaxes(x.reshape(*x.shape[:2], heads, -1), 1, 2) for x in parts]


@pytest.mark.parametrize("shapes", SHAPES.values(), ids=SHAPES)
def test_one_operation_does_what_the_recorded_steps_do(shapes):
    inputs = drawn(shapes)
    out, expected = attention(*inputs, 0.7), recorded(*inputs, 0.7)
    np.testing.assert_allclose(out.data, expected.data, 1e-12, 1e-14)
    g = np.random.default_rng(1).normal(size=out.shape)
    fast = autograd.gradients(out, inputs, g, retain_graph=True)
    again = autograd.gradients(out, inputs, g, create_graph=True)
    known = autograd.gradients(expected, inputs, g)
    for position, (one, other, right) in enumerate(zip(fast, again, known, strict=True)):
        np.testing.assert_allclose(one.data, right.data, 1e-11, 1e-13)
        np.testing.assert_allclose(other.detach().numpy(), right.data, 1e-11, 1e-13)
        rule = attention.operation.rules[position]
        plain = rule(g, out.data, *[x.data for x in inputs], scale=0.7, saved=None)
        np.testing.assert_allclose(plain, right.data, 1e-11, 1e-13)


def test_views_of_a_joint_projection_are_taken_as_they_lie():
    joined = drawn([(2, 5, 24)])[0]
    results = []
    for function in (attention, recorded):
        out = function(*heads_of(joined, 2), 0.5)
        g = np.random.default_rng(1).normal(size=out.shape)
        results.append((out.data, autograd.gradients(out, joined, g)[0].data))
    for one, other in zip(*results, strict=True):
        np.testing.assert_allclose(one, other, 1e-12, 1e-14)


def test_gradients_are_those_of_finite_differences_to_second_order():
    gradcheck(lambda *inputs: attention(*inputs, 0.7), drawn(), order=2)


def test_by_hand():
    # Scores 0 and ln 3 give the weights 1/4 and 3/4, and the mean 1/4 + 9/4; d = (1, 3) less 5/2
    # times the weights is s = (-3/8, 3/8), with which q = 1 and k = (0, ln 3) are multiplied.
    ln3 = np.log(3.0)
    inputs = [Tensor(x, requires_grad=True) for x in ([[1.0]], [[0.0], [ln3]], [[1.0], [3.0]])]
    out = attention(*inputs)
    np.testing.assert_allclose(out.data, [[2.5]], 1e-14)
    query, key, value = autograd.gradients(out, inputs)
    np.testing.assert_allclose(query.data, [[3 / 8 * ln3]], 1e-14)
    np.testing.assert_allclose(key.data, [[-3 / 8], [3 / 8]], 1e-14)
    np.testing.assert_allclose(value.data, [[1 / 4], [3 / 4]], 1e-14)


def test_on_symbols_the_rules_are_formulas_with_their_values():
    inputs = drawn()
    out = attention(*inputs, 0.7)
    g = np.random.default_rng(1).normal(size=out.shape)
    known = autograd.gradients(out, inputs, g)
    symbols = [Symbol(name, x.data) for name, x in zip(NAMES, inputs, strict=True)]
    formulas = [
        rule(Symbol("g", g), Symbol("out", out.data), *symbols, scale=0.7, saved=None)
        for rule in attention.operation.rules
    ]
    assert formulas[2].text == "softmax((query * 0.7) @ key.mT).mT @ g"
    for formula, right in zip(formulas, known, strict=True):
        np.testing.assert_allclose(formula.value, right.data, 1e-11)


def test_passes_come_again_with_other_gradients_and_wishes():
    inputs = drawn()
    out = attention(*inputs, 0.7)
    g = np.random.default_rng(1).normal(size=out.shape)
    whole = autograd.gradients(out, inputs, g, retain_graph=True)
    for wanted in ([0], [1], [2], [0, 2], [1, 2], [0, 1]):
        some = autograd.gradients(out, [inputs[i] for i in wanted], 2 * g, retain_graph=True)
        for i, one in zip(wanted, some, strict=True):
            np.testing.assert_allclose(one.data, 2 * whole[i].data, 1e-12)
    arrays = [t.data for t in whole]
    for i, one in enumerate(arrays):
        assert not any(np.may_share_memory(one, other) for other in arrays[:i])


@pytest.mark.parametrize("position", range(3))
def test_an_input_that_was_overwritten_is_not_used(position):
    inputs = drawn()
    out = attention(*inputs, 0.7)
    with autograd.no_grad():
        inputs[position].zero_()
    with pytest.raises(RuntimeError, match="modified by an in-place operation"):
        autograd.gradients(out, inputs, np.ones(out.shape))
    if position < 2:  # the gradient of the values needs the weights alone
        again = attention(*drawn(), 0.7)
        expected = autograd.gradients(again, again._inputs[2], np.ones(out.shape))[0]
        found = autograd.gradients(out, inputs[2], np.ones(out.shape))[0]
        np.testing.assert_array_equal(found.data, expected.data)


@pytest.mark.parametrize("size", [1e3, 1e30, np.inf, np.nan])
def test_scores_that_are_large_or_no_numbers_go_where_the_recorded_ones_go(size):
    query, key, value = drawn(((2, 2, 40, 4), (2, 2, 30, 4), (2, 2, 30, 3)), np.float32)
    query.data[0, 0, 1] = size
    with np.errstate(all="ignore"):
        results = [f(query, key, value, 0.5) for f in (attention, recorded)]
        results += [autograd.gradients(x.sum(), [query, key, value]) for x in results]
    np.testing.assert_allclose(results[0].data, results[1].data, 1e-5, 1e-6)
    for one, other in zip(*results[2:], strict=True):
        np.testing.assert_array_equal(np.isnan(one.data), np.isnan(other.data))


def names(root: Tensor) -> set[str]:
    found, waiting = set(), [root]
    while waiting:
        tensor = waiting.pop()
        if isinstance(tensor, Tensor) and tensor._operation is not None:
            found.add(tensor._operation.name)
            waiting += tensor._inputs
    return found


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_function_gives_the_same_for_long_sequences_as_for_short_ones(dtype, monkeypatch):
    results = []
    for shown in (0, 10**9):
        monkeypatch.setattr("nn.functional.sequences.SHOWN_IN_STEPS", shown)
        inputs = drawn(dtype=dtype)
        out = F.scaled_dot_product_attention(*inputs)
        assert ("attention" in names(out)) == (shown == 0)
        results.append([out, *autograd.gradients((out**2).sum(), inputs)])
    for one, other in zip(*results, strict=True):
        assert one.dtype == other.dtype == dtype
        np.testing.assert_allclose(one.data, other.data, 1e-4 if dtype == np.float32 else 1e-12)


@pytest.mark.parametrize(
    ("shapes", "dtypes"),
    [
        (((2, 3, 4), (5, 4), (5, 2)), "ddd"),
        (((3, 4), (2, 5, 4), (2, 5, 2)), "ddd"),
        (((2, 3, 4), (2, 5, 4), (5, 2)), "ddd"),
        (((2, 3, 4), (2, 5, 4), (2, 5, 2)), "eee"),
        (((2, 3, 4), (2, 5, 4), (2, 5, 2)), "fdf"),
    ],
)
def test_stacks_that_broadcast_and_other_dtypes_are_recorded_step_by_step(
    shapes, dtypes, monkeypatch
):
    monkeypatch.setattr("nn.functional.sequences.SHOWN_IN_STEPS", 0)
    inputs = [Tensor(x.data.astype(d), requires_grad=True)
              for x, d in zip(drawn(shapes), dtypes, strict=True)]  # fmt: skip
    out = F.scaled_dot_product_attention(*inputs)
    assert "attention" not in names(out)
    out.sum().backward()
    assert [x.grad.shape for x in inputs] == [x.shape for x in inputs]


@pytest.mark.parametrize(
    "settings", [{}, {"bias": False}, {"kdim": 3, "vdim": 6}, {"dropout": 0.5}]
)
@pytest.mark.parametrize("batch_first", [True, False])
def test_a_layer_gives_the_same_as_one_operation(settings, batch_first, monkeypatch):
    layer = nn.MultiheadAttention(4, 2, batch_first=batch_first, dtype=np.float64, **settings)
    layer.eval()
    sizes = 4, settings.get("kdim", 4), settings.get("vdim", 4)
    inputs = drawn([(5, 5, size) for size in sizes])
    parameters = [*inputs, *layer.parameters()]
    results = []
    for shown in (0, 10**9):
        monkeypatch.setattr("nn.functional.sequences.SHOWN_IN_STEPS", shown)
        out, weights = layer(*inputs, need_weights=False)
        assert weights is None
        assert ("attention" in names(out)) == (shown == 0)
        results.append([out, *autograd.gradients((out**2).sum(), parameters)])
    for one, other in zip(*results, strict=True):
        np.testing.assert_allclose(one.data, other.data, 1e-10, 1e-12)


def test_where_its_parts_are_asked_for_they_are_recorded():
    layer = nn.MultiheadAttention(4, 2, dropout=0.5)
    x = autograd.randn(30, 2, 4)
    layer.eval()
    assert "attention" in names(layer(x, x, x, need_weights=False)[0])
    assert "attention" not in names(layer(x, x, x)[0])
    assert "attention" not in names(layer(x, x, x, need_weights=False, is_causal=True)[0])
    layer.train()
    assert "attention" not in names(layer(x, x, x, need_weights=False)[0])
    layer.eval()
    x = autograd.randn(10, 2, 4)  # 2 samples with 2 heads of 10 by 10 weights
    assert "attention" not in names(layer(x, x, x, need_weights=False)[0])


def test_a_checkpoint_computes_the_same_gradient():
    layer = nn.MultiheadAttention(8, 2, batch_first=True, dtype=np.float64)
    x = drawn([(2, 30, 8)])[0]
    parameters = [x, *layer.parameters()]

    def run(x: Any) -> Any:
        return layer(x, x, x, need_weights=False)[0]

    expected = autograd.gradients((run(x) ** 2).sum(), parameters)
    found = autograd.gradients((autograd.checkpoint(run, x) ** 2).sum(), parameters)
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one.data, other.data, 1e-11, 1e-13)


def test_large_inputs_are_refused_as_small_ones_are():
    q = autograd.zeros(40, 8)
    with pytest.raises(ValueError, match="probability must be between 0 and 1, got None"):
        F.scaled_dot_product_attention(q, q, q, dropout_p=None)
    vector = autograd.zeros(8)
    with pytest.raises(ValueError, match="swapaxes|attention|axis"):
        F.scaled_dot_product_attention(autograd.zeros(2000, 8), vector, vector)
