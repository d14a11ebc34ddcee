"""A joint rule gives the gradients of all inputs of an operation at once, in the ordinary pass."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor, gradients, operation
from autograd.testing import gradcheck

RULES = (lambda g, out, x, y: g * y, lambda g, out, x, y: g * x)


def product(joint_rule: Any, **more: Any) -> Any:
    """x * y with the joint rule given."""

    @operation(*RULES, joint_rule=joint_rule, **more)
    def my_product(x: Any, y: Any) -> Any:
        return x * y

    return my_product


def test_it_takes_the_place_of_the_rules_and_says_what_is_needed() -> None:
    asked: list[tuple[bool, ...]] = []

    def joint(g: Any, out: Any, x: Any, y: Any, needed: tuple[bool, ...]) -> Any:
        asked.append(needed)
        return (g * y if needed[0] else None, g * x if needed[1] else None)

    multiply = product(joint)
    x, y = Tensor([2.0, 3.0], requires_grad=True), Tensor([5.0, 7.0], requires_grad=True)
    multiply(x, y).sum().backward()
    assert (x.grad.data.tolist(), y.grad.data.tolist()) == ([5.0, 7.0], [2.0, 3.0])
    multiply(x, [1.0, 1.0]).sum().backward()
    gradients(multiply(x, y).sum(), y)
    multiply(Tensor(2.0, requires_grad=True), y).sum().backward()  # a number among arrays
    assert asked == [(True, True), (True, False), (False, True), (True, True)]


def test_what_is_not_needed_is_dropped() -> None:
    x, y = Tensor([2.0], requires_grad=True), Tensor([5.0])
    product(lambda g, out, x, y, needed: (g * y, g * x))(x, y).backward()
    assert x.grad.item() == 5.0
    assert y.grad is None


def test_recorded_passes_use_the_rules() -> None:
    def joint(*_: Any, **__: Any) -> Any:
        raise AssertionError("not for Tensors")

    x = Tensor([2.0], requires_grad=True)
    multiply = product(joint)
    (slope,) = gradients(multiply(x, multiply(x, x)), x, create_graph=True)
    assert slope.item() == 12.0  # 3 x²
    assert gradients(slope, x, create_graph=True)[0].item() == 12.0  # 6 x


def test_it_gets_what_the_forward_saved_and_the_parameters() -> None:
    @operation(
        lambda g, out, x, k, saved: g * k,
        joint_rule=lambda g, out, x, needed, k, saved: (g * saved,),
        saves=True,
    )
    def scaled(x: Any, k: float = 2.0) -> Any:
        return x * k, k

    x = Tensor([1.0, 1.0], requires_grad=True)
    scaled(x, 3.0).sum().backward()
    assert x.grad.data.tolist() == [3.0, 3.0]


def test_gradients_are_summed_over_broadcast_axes_and_cast() -> None:
    multiply = product(lambda g, out, x, y, needed: (g * y, g * x))
    x = Tensor(np.ones((2, 3)), requires_grad=True)
    y = Tensor(np.ones(3, np.float32), requires_grad=True)
    multiply(x, y).sum().backward()
    assert y.grad.data.tolist() == [2.0, 2.0, 2.0]
    assert y.grad.dtype == np.float32


@pytest.mark.parametrize("wrong", [lambda g, y: None, lambda g, y: (g * y,), lambda g, y: [g * y, g]])
def test_another_number_of_gradients_is_an_error(wrong: Any) -> None:
    x = Tensor([2.0], requires_grad=True)
    out = product(lambda g, out, x, y, needed: wrong(g, y))(x, x)
    with pytest.raises(RuntimeError, match="joint rule of my_product must return a tuple of 2 gradients"):
        out.backward()


def test_a_missing_gradient_is_an_error() -> None:
    x = Tensor([2.0], requires_grad=True)
    out = product(lambda g, out, x, y, needed: (g * y, None))(x, x)
    with pytest.raises(RuntimeError, match="my_product returned None for input 1"):
        out.backward()


def test_the_checker_sees_a_wrong_joint_rule() -> None:
    x, y = Tensor([2.0, 3.0], requires_grad=True), Tensor([5.0, 7.0], requires_grad=True)
    gradcheck(product(lambda g, out, x, y, needed: (g * y, g * x)), (x, y))
    with pytest.raises(AssertionError, match="my_product"):
        gradcheck(product(lambda g, out, x, y, needed: (g * y, 1.01 * g * x)), (x, y))


def test_anomalies_are_found_behind_it() -> None:
    x = Tensor([2.0], requires_grad=True)
    with ag.detect_anomaly():
        out = product(lambda g, out, x, y, needed: (g * np.nan, g * x))(x, Tensor([1.0], requires_grad=True))
        with pytest.raises(RuntimeError, match="my_product"):
            out.backward()


def test_its_arguments_are_checked_when_it_is_defined() -> None:
    with pytest.raises(TypeError, match=r"my_product: the joint rule must take \(g, out, x, y, needed\)"):
        product(lambda g, out, x, y: (g, g))
    with pytest.raises(TypeError, match="variadic"):
        operation(lambda g, out, index, *x: g, joint_rule=lambda *a, **k: (), variadic=True)(lambda *x: x[0])
