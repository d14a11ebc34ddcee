"""Padding: literal borders and gradients, NumPy's forms of the widths, errors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor


@pytest.mark.parametrize(
    ("mode", "result", "gradient"),
    [  # the gradient with respect to the result is 1, 2, 4, 8, 16, 32
        ("constant", [0.0, 0.0, 1.0, 2.0, 3.0, 0.0], [4.0, 8.0, 16.0]),
        ("reflect", [3.0, 2.0, 1.0, 2.0, 3.0, 2.0], [4.0, 2.0 + 8 + 32, 1.0 + 16]),
        ("symmetric", [2.0, 1.0, 1.0, 2.0, 3.0, 3.0], [2.0 + 4, 1.0 + 8, 16.0 + 32]),
        ("edge", [1.0, 1.0, 1.0, 2.0, 3.0, 3.0], [1.0 + 2 + 4, 8.0, 16.0 + 32]),
        ("replicate", [1.0, 1.0, 1.0, 2.0, 3.0, 3.0], [1.0 + 2 + 4, 8.0, 16.0 + 32]),
        ("wrap", [2.0, 3.0, 1.0, 2.0, 3.0, 1.0], [4.0 + 32, 1.0 + 8, 2.0 + 16]),
        ("circular", [2.0, 3.0, 1.0, 2.0, 3.0, 1.0], [4.0 + 32, 1.0 + 8, 2.0 + 16]),
    ],
)
def test_hand_computed(mode: str, result: list[float], gradient: list[float]) -> None:
    x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    y = ag.pad(x, (2, 1), mode)
    assert y.tolist() == result
    (y * [1.0, 2.0, 4.0, 8.0, 16.0, 32.0]).sum().backward()
    assert x.grad.tolist() == gradient


def test_the_image_of_the_slide() -> None:
    """Deck 2, "Padding": (32, 32, 3) with two pixels on every side."""
    image = ag.ones(32, 32, 3)
    padded = ag.pad(image, ((2, 2), (2, 2), (0, 0)))
    assert padded.shape == (36, 36, 3)
    assert padded.sum().item() == 32 * 32 * 3


def test_corners_belong_to_two_borders() -> None:
    x = Tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    y = ag.pad(x, 1, "edge")
    assert y.tolist() == [[1.0, 1.0, 2.0, 2.0], [1.0, 1.0, 2.0, 2.0],
                          [3.0, 3.0, 4.0, 4.0], [3.0, 3.0, 4.0, 4.0]]  # fmt: skip
    y.sum().backward()
    assert x.grad.tolist() == [[4.0, 4.0], [4.0, 4.0]]


def test_the_second_derivative_counts_copies_of_the_curvature() -> None:
    x = Tensor([1.0, 2.0, 3.0], requires_grad=True)
    (slope,) = ag.gradients((ag.pad(x, 1, "reflect") ** 3).sum(), x, create_graph=True)
    assert slope.tolist() == [3.0, 3 * 12.0, 27.0]  # 2 is there three times
    (curvature,) = ag.gradients(slope.sum(), x)
    assert curvature.tolist() == [6.0, 3 * 12.0, 18.0]


@pytest.mark.parametrize(
    ("pad_width", "shape"),
    [
        (1, (4, 5)), ((1, 2), (5, 6)), (((1, 2),), (5, 6)), ([[0, 1], [2, 0]], (3, 5)), (((1,), (0,)), (4, 3)),
        ((1,), (4, 5)), (np.array([[0, 0], [1, 1]]), (2, 5)), (Tensor([1, 0]), (3, 4)), ({1: 2}, (2, 7)),
        ({-2: (0, 3)}, (5, 3)), ({}, (2, 3)),
    ],
)  # fmt: skip
def test_numpys_forms_of_the_widths(pad_width: Any, shape: tuple[int, ...]) -> None:
    x = Tensor(np.ones((2, 3)), requires_grad=True)
    for mode in ("constant", "edge"):
        y = ag.pad(x, pad_width, mode)
        assert y.shape == shape
        y.sum().backward()
    assert ag.pad(x, pad_width).sum().item() == 6.0


def test_constant_values_keep_the_dtype() -> None:
    x = Tensor([1.0], dtype=np.float32, requires_grad=True)
    y = ag.pad(x, (1, 2), constant_values=np.float64(-1.5))
    assert y.dtype == np.float32
    assert y.tolist() == [-1.5, 1.0, -1.5, -1.5]
    assert ag.pad(x, 1, constant_values=(8.0, 9.0)).tolist() == [8.0, 1.0, 9.0]
    assert ag.pad(Tensor([1, 2]), 1).tolist() == [0, 1, 2, 0]
    assert ag.pad(x, 1, constant_values=-np.inf).tolist() == [-np.inf, 1.0, -np.inf]


def test_padding_copies_even_by_nothing() -> None:
    x = Tensor([1.0, 2.0])
    assert not np.shares_memory(ag.pad(x, 0).numpy(), x.numpy())
    assert not np.shares_memory(ag.unpad(x, ((0, 0),)).numpy(), x.numpy())
    assert ag.pad(Tensor(2.0), 0).item() == 2.0


def test_empty_axes_can_be_padded_with_a_constant() -> None:
    x = Tensor(np.zeros((0, 2)), requires_grad=True)
    y = ag.pad(x, ((1, 1), (0, 0)), constant_values=3.0)
    assert y.tolist() == [[3.0, 3.0], [3.0, 3.0]]
    y.sum().backward()
    assert x.grad.shape == (0, 2)


@pytest.mark.parametrize(
    ("wrong", "error", "text"),
    [
        (lambda x: ag.pad(x, 1, "mirror"), ValueError, "there is no mode 'mirror'; the modes are constant, reflect"),
        (lambda x: ag.pad(x, -1), ValueError, "widths must not be negative, got -1; slice instead"),
        (lambda x: ag.pad(x, ((0, 0), (0, -1))), ValueError, "must not be negative"),
        (lambda x: ag.pad(x, 1.0), TypeError, "widths must be integers, got 1.0"),
        (lambda x: ag.pad(x, ((1, 1),) * 3), ValueError, r"do not fit the 2 axes of a tensor of shape \(2, 3\)"),
        (lambda x: ag.pad(x, (1, 2, 3)), ValueError, "do not fit the 2 axes"),
        (lambda x: ag.pad(x, {2: 1}), (ValueError, IndexError), "pad: axis 2 is out of bounds for a tensor with 2 axes"),
        (lambda x: ag.pad(x, 2, "reflect"), ValueError, r"pad\(x: Tensor of shape \(2, 3\)\): mode 'reflect' can put at most 1 elements on a side of axis 0, of length 2, but pad_width asks for 2"),
        (lambda x: ag.pad(x, ((0, 0), (0, 4)), "wrap"), ValueError, "'wrap' can put at most 3 elements on a side of axis 1"),
        (lambda x: ag.pad(x, 3, "symmetric"), ValueError, "at most 2 elements"),
        (lambda x: ag.pad(x[:0], 1, "edge"), ValueError, "'edge' can put at most 0 elements on a side of axis 0, of length 0"),
        (lambda x: ag.pad(x.sum(), 1), ValueError, "a single number has no axes to pad"),
        (lambda x: ag.pad(x, 1, constant_values=x.sum()), TypeError, r"pad\(\) cannot be differentiated with respect to its argument 'constant_values'"),
    ],
)  # fmt: skip
def test_errors(wrong: Callable[..., Any], error: type[Exception], text: str) -> None:
    with pytest.raises(error, match=text):
        wrong(Tensor(np.zeros((2, 3)), requires_grad=True, name="x"))
