"""Gradients of a normalization that share sums: right for each pass by itself."""

from __future__ import annotations

import numpy as np

import autograd
from autograd import Tensor
from nn.functional.standardization import standardize


def test_a_seed_overwritten_between_two_passes_counts_as_it_is_then():
    generator = np.random.default_rng(0)
    inputs = [Tensor(generator.normal(size=s), requires_grad=True) for s in ((5, 3), (3,), (3,))]
    out = standardize(*inputs, axes=(0,))
    seed = generator.normal(size=out.shape)
    first = autograd.gradients(out, inputs, seed, retain_graph=True)
    seed *= 2
    second = autograd.gradients(out, inputs, seed)
    for one, two in zip(first, second, strict=True):
        np.testing.assert_allclose(2 * one.data, two.data, 1e-12)


def test_the_variance_of_numbers_far_from_0_keeps_its_digits():
    generator = np.random.default_rng(0)
    for mean in (0.0, 5.0, 9.0, 11.0, 1e3, 1e5):
        x = (generator.normal(size=(4000, 3)) + mean).astype(np.float32)
        exact = x.astype(np.float64)
        exact = (exact - exact.mean(0)) / np.sqrt(exact.var(0) + 1e-5)
        np.testing.assert_allclose(standardize(x, axes=(0,)), exact, 1e-4, 1e-4)

