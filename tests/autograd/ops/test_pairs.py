"""Max pooling of pairs, the usual windows: as the plain rule, ties and infinities included."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd as ag
from autograd import Tensor
from autograd.ops.window import max_pooling, pairs

INF, NAN = float("inf"), float("nan")
GENERATOR = np.random.default_rng(12)


def both(x: Any, g: Any) -> Any:
    """The gradient by the fast rule and by the plain one."""
    axes = x.ndim - 2
    operation = max_pooling._max_pool.operation
    parameters = {"kernel": (2,) * axes, "stride": 2}
    size = tuple(n // 2 * 2 - n for n in x.shape[2:])
    parameters["padding"] = tuple((0, after) for after in size)
    out = operation.forward(x, **parameters)
    return [rules[0](g, out, x, **parameters) for rules in (operation.fast_rules, operation.rules)]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_fast_rule_gives_what_the_plain_one_gives(data: Any) -> None:
    axes = data.draw(st.integers(1, 3))
    shape = tuple(data.draw(st.integers(0 if i < 1 else 1 if i == 1 else 2, 5)) for i in range(axes + 2))
    values = np.random.default_rng(data.draw(st.integers(0, 99))).integers(0, 3, shape) - 1.0  # ties
    last = data.draw(st.booleans())
    if last:
        values = np.moveaxis(np.ascontiguousarray(np.moveaxis(values, 1, -1)), -1, 1)
    values = values.astype(data.draw(st.sampled_from(["f2", "f4", "f8"])))
    g = GENERATOR.standard_normal((*shape[:2], *(n // 2 for n in shape[2:]))).astype(values.dtype)
    fast, plain = both(values, g)
    assert np.array_equal(fast, plain)
    assert fast.dtype == values.dtype


@pytest.mark.parametrize("block", [1, 20, 1000])
def test_the_size_of_the_blocks_does_not_matter(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "_BLOCK", block)
    fast, plain = both(GENERATOR.standard_normal((5, 2, 4, 3)), GENERATOR.standard_normal((5, 2, 2, 1)))
    assert np.array_equal(fast, plain)


def test_an_infinite_gradient_leaves_zeros_elsewhere() -> None:
    fast, _ = both(np.arange(4.0).reshape(1, 1, 2, 2), np.array([[[[INF]]]]))
    assert fast.tolist() == [[[[0, 0], [0, INF]]]]
    fast, _ = both(-np.arange(4.0).reshape(1, 1, 2, 2), np.array([[[[NAN]]]]))
    assert np.array_equal(fast, [[[[NAN, 0], [0, 0]]]], equal_nan=True)


def test_nan_takes_the_plain_way_and_wins() -> None:
    x = np.array([[[[1.0, 2.0], [NAN, 3.0]]]])
    fast, plain = both(x, np.ones((1, 1, 1, 1)))
    assert fast.tolist() == plain.tolist() == [[[[0, 0], [1, 0]]]]


def test_channels_last_memory_stays() -> None:
    x = Tensor(GENERATOR.standard_normal((2, 4, 6, 3)).transpose(0, 3, 1, 2), requires_grad=True)
    out = ag.max_pool2d(x, 2)
    assert np.moveaxis(out.detach().numpy(), 1, -1).flags.c_contiguous
    assert ag.max_pool2d(np.array([[[True, False]]]), (1, 2)).tolist() == [[[True]]]
    assert ag.max_pool1d(np.array([[1, 5, 7]]), 2).tolist() == [[5]]
