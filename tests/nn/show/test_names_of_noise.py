"""The random factors of dropout have names in graphs, and are what they were otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd
import nn
import nn.functional as F
from autograd import Tensor


def constants(x: Tensor) -> list[Any]:
    return [node for node in autograd.graph(x).nodes if node.kind == "constant"]


@pytest.mark.parametrize(
    ("layer", "names"),
    [
        (nn.Dropout(0.5), ["dropout mask"]),
        (nn.Dropout1d(0.5), ["dropout mask"]),
        (nn.Dropout2d(0.5), ["dropout mask"]),
        (nn.AlphaDropout(0.5), ["dropout mask", "alpha dropout shift"]),
        (nn.GaussianDropout(0.5), ["noise"]),
        (nn.GaussianNoise(0.5), ["noise"]),
    ],
)
@pytest.mark.parametrize("dtype", ["float32", "float64", "float16"])
def test_names_in_the_graph(layer: nn.Module, names: list[str], dtype: str) -> None:
    shape = (2, 3, 4) if isinstance(layer, nn.Dropout1d) else (2, 3, 4, 5)
    x = autograd.ones(shape, dtype=dtype, requires_grad=True)
    result = layer(x)
    assert [node.name for node in constants(result)] == names
    assert {str(node.dtype) for node in constants(result)} == {str(result.dtype)} == {dtype}


def test_weights_dropped_by_drop_connect() -> None:
    layer = nn.DropConnect(3, 2)
    assert [node.name for node in constants(layer(autograd.ones(3)))] == ["dropout mask", None]


def test_arrays_stay_arrays() -> None:
    for function in (F.dropout, F.gaussian_dropout):
        assert isinstance(function(np.ones(3), 0.5), np.ndarray)
    assert isinstance(F.gaussian_noise(np.ones(3), 0.5), np.ndarray)
    assert isinstance(F.alpha_dropout(np.ones(3), 0.5, training=True), np.ndarray)


def test_a_large_mask_is_gone_after_backward_and_its_name_is_not() -> None:
    x = autograd.ones(100, 100, requires_grad=True)
    result = F.dropout(x * 2.0, 0.5).sum()
    result.backward()
    (mask,) = (node for node in constants(result) if node.shape == (100, 100))
    assert mask.name == "dropout mask"
    assert mask.value is None
