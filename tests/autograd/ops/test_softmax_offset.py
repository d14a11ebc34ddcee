"""Softmax of many scores: with an offset and without, the same numbers."""

from __future__ import annotations

import numpy as np
import pytest

import autograd as ag


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("axis", [-1, 0, 1])
@pytest.mark.parametrize("largest", [1e-3, 59.9, 60.1, 800.0])
def test_many_scores_without_an_offset_give_what_they_give_with_one(largest, axis, dtype):
    # Scores of moderate size need no offset to keep their exponentials from overflowing.
    x = np.random.default_rng(0).uniform(-largest, largest, size=(7, 11, 40)).astype(dtype)
    exact = x.astype(np.float64)
    exact = np.exp(exact - exact.max(axis=axis, keepdims=True))
    exact /= exact.sum(axis=axis, keepdims=True)
    close = {"rtol": 2e-5, "atol": 1e-37} if dtype == np.float32 else {"rtol": 1e-12, "atol": 0}
    found = ag.softmax(x, axis)
    assert found.dtype == dtype
    np.testing.assert_allclose(found, exact, **close)


@pytest.mark.parametrize("odd", [-np.inf, np.inf, np.nan, 1e4, -1e4])
def test_a_single_odd_score_among_many_changes_its_row_alone(odd):
    x = np.random.default_rng(0).normal(size=(50, 40)).astype(np.float32)
    expected = ag.softmax(x)
    before = x.copy()
    x[3, 4] = odd
    with np.errstate(invalid="ignore"):
        found, alone = ag.softmax(x), ag.softmax(x[3])
    np.testing.assert_allclose(np.delete(found, 3, 0), np.delete(expected, 3, 0), 1e-6)
    np.testing.assert_allclose(found[3], alone, 1e-6)
    x[3, 4] = before[3, 4]
    np.testing.assert_array_equal(x, before)
