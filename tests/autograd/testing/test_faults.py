"""Rules with something wrong are rejected, and the report says what."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor
from autograd.testing import GradientError, gradcheck
from tests.autograd.cases import CASES
from tests.autograd.testing.faults import binary, normal, square, tensor

X = tensor([0.7, -1.3, 2.1])
A, B = normal(3, 3, name="A"), normal(3, 3, name="B", seed=1)


def report(function: Any, inputs: Any, **settings: Any) -> str:
    with pytest.raises(GradientError) as caught:
        gradcheck(function, inputs, **settings)
    return str(caught.value)


def only_for_tensors(wrong: Any) -> Any:
    """The rule `g * 2x` on arrays, another one on Tensors."""
    return square(lambda g, out, x: wrong(g, out, x) if isinstance(x, Tensor) else g * 2 * x)


@pytest.mark.parametrize(
    ("rule", "cause"),
    [
        (lambda g, out, x: g * (2.001 * x), "it is 1.0005 times what it should be"),
        (lambda g, out, x: g * x, "it is 0.5 times what it should be"),
        (lambda g, out, x: g * x * (4 / 3), "it is 2/3 times what it should be"),
        (lambda g, out, x: -g * (2 * x), "its sign is wrong"),
        (lambda g, out, x: 2 * x, "the rule ignores g, the gradient that arrives"),
        (lambda g, out, x: g * g * 2 * x, "the rule is not linear in g"),
        (lambda g, out, x: g * (2 * x) + 0.5, "the rule is not linear in g"),
        (lambda g, out, x: g * 0, r"the graph does not lead there \(detach\(\), .*the rule gives 0"),
        (None, r"the graph does not lead there \(detach\(\), .data or NumPy on the way, or None"),
        (lambda g, out, x: g * (2 * x) * np.nan, "divides by zero, or takes 0 times infinity"),
        (lambda g, out, x: g * ag.flip(2 * x, 0), "it is in reverse order along axis 0"),
        (lambda g, out, x: ag.roll(g * 2 * x, 1), "the right numbers are in the wrong places"),
    ],
)
def test_wrong_rule_and_its_cause(rule: Any, cause: str) -> None:
    with pytest.raises(GradientError, match=rf"gradient of faulty_square is wrong in(.|\n)*{cause}"):
        gradcheck(square(rule), X)


def test_a_rule_that_treats_negative_gradients_differently() -> None:
    # One output, so its weight has one sign: at that sign the rule is right.
    text = report(square(lambda g, out, x: ag.absolute(g) * 2 * x), X[0].detach().requires_grad_(), seed=0)
    assert "for -g it is not the opposite" in text or "its sign is wrong" in text
    assert "not linear" in report(square(lambda g, out, x: ag.absolute(g) * 2 * x), normal(20))


def test_causes_between_inputs_and_axes() -> None:
    product = binary(lambda x, y: x * y, lambda g, out, x, y: g * x, lambda g, out, x, y: g * y)
    assert "the gradients of A and B are exchanged" in report(product, [A, B])
    matmul = binary(lambda x, y: x @ y, lambda g, out, x, y: (g @ y.T).T, lambda g, out, x, y: x.T @ g)
    assert "it is transposed, in the rule of faulty" in report(matmul, [A, B])
    first = binary(lambda x, y: x * 1.0, lambda g, out, x, y: g, lambda g, out, x, y: g * x)
    text = report(first, [A, B])
    assert "wrong in 9 of 18 elements" in text
    assert "the output does not depend on it, so its gradient must be 0" in text


def test_the_guilty_operation_is_named_in_a_long_expression() -> None:
    matmul = binary(lambda x, y: x @ y, lambda g, out, x, y: (g @ y.T).T, lambda g, out, x, y: x.T @ g)
    text = report(lambda a, b: (ag.tanh(matmul(ag.sin(a), b) * 2.0) ** 2).mean(), [A, B])
    assert text.endswith("Likely cause: it is in the rule of faulty.")
    text = report(lambda x: (x * x.detach()).sum(), X)
    assert "it is 0.5 times what it should be; but each rule is right by itself, so a path is missing" in text


@ag.operation(lambda g, out, x: g * 1.0005)
def slightly_too_steep(x: Any) -> Any:
    return x * 1.0


@ag.operation(lambda g, out, x: g * 1.0005 - 0.0005 * g.detach() if isinstance(g, Tensor) else g)
def too_steep_twice(x: Any) -> Any:
    """The gradient is right, its derivative is not."""
    return x * 1.0


def inputs_with_a_gradient(name: str) -> tuple[Any, list[Tensor]] | None:
    """The first case of an operation with a gradient that is not zero."""
    for case in CASES[name]:
        for shapes in case.shapes:
            inputs = [Tensor(a.astype(float)[()], requires_grad=True) for a in case.arrays(shapes)]
            out = case.call(*inputs)
            if not out.size or not out.requires_grad:
                continue
            weights = np.random.default_rng(2).standard_normal(out.shape)
            found = ag.gradients(out, inputs, weights, allow_unused=True)
            if any(g is not None and g.size and np.max(np.abs(g.numpy())) > 1e-3 for g in found):
                return case.call, inputs
    return None


@pytest.mark.parametrize("name", list(CASES))
def test_a_factor_of_1_0005_behind_any_operation_is_found(name: str) -> None:
    found = inputs_with_a_gradient(name)
    if found is not None:
        call, inputs = found
        text = report(lambda *x: slightly_too_steep(call(*x)), inputs)
        assert "in the rule of slightly_too_steep." in text
        assert "the second derivative" in report(lambda *x: too_steep_twice(call(*x)), inputs, order=2)


def test_wrong_second_derivatives_are_rejected_at_order_two_only() -> None:
    detached = only_for_tensors(lambda g, out, x: g * Tensor((2 * x).detach()))
    assert gradcheck(detached, X)
    text = report(detached, X, order=2)
    assert "the second derivative of faulty_square is wrong in 3 of 3 elements" in text
    assert "x[0]: analytic 0, numeric" in text
    assert "a rule takes values out of the graph (detach(), .data, NumPy)" in text

    slightly = only_for_tensors(lambda g, out, x: g * (2 * x + 0.001 * (x - x.detach())))
    assert gradcheck(slightly, X)
    assert "it is 1.0005 times what it should be" in report(slightly, X, order=2)


def test_second_derivative_with_respect_to_the_arriving_gradient() -> None:
    text = report(only_for_tensors(lambda g, out, x: g.detach() * 2 * x), X, order=2)
    assert "the gradient arriving at output 0[1]: analytic 0, numeric" in text
    assert "takes it out of the graph" in text


def test_a_rule_that_is_another_one_under_create_graph() -> None:
    other = only_for_tensors(lambda g, out, x: g * (2.1 * x))
    assert gradcheck(other, X)
    assert "with create_graph=True the gradient of x is another than without" in report(other, X, order=2)


@pytest.mark.parametrize("rule", [lambda g, out, x: (g * 2 * x)[:2], lambda g, out, x: ag.sum(g * x)])
def test_wrong_shape(rule: Any) -> None:
    text = report(square(rule), X)
    assert "the backward pass of faulty_square failed with RuntimeError" in text
    assert "returned a gradient of shape" in text
    assert "for an input of shape (3,)" in text


def test_a_rule_that_raises() -> None:
    assert "failed with ZeroDivisionError" in report(square(lambda g, out, x: 1 // 0), X)


def test_the_report_names_input_index_and_both_numbers() -> None:
    operation = square(lambda g, out, x: g * ag.where(x < -1, 3 * x, 2 * x))
    assert report(operation, X) == (
        "gradcheck: the gradient of faulty_square is wrong in 1 of 3 elements:\n"
        "  x[1]: analytic -3.9, numeric -2.6, relative error 0.333 (of output 0[1])\n"
        "Likely cause: it is in the rule of faulty_square."
    )
    assert "\n  input 0[1]: analytic -3.9" in report(operation, Tensor(X.detach(), requires_grad=True))


def test_a_single_number_and_many_wrong_elements() -> None:
    assert "\n  w: analytic 4, numeric 6, relative error 0.333\n" in report(
        square(lambda g, out, x: g * x * (4 / 3)), tensor(3.0, "w")
    )
    text = report(square(lambda g, out, x: g * x), normal(5, 4))
    assert "wrong in 20 of 20 elements" in text
    assert text.count("analytic") == 8
    assert "and 12 more" in text


def test_nan_in_one_element() -> None:
    text = report(square(lambda g, out, x: g * 2 * x * ag.where(x < 0, np.nan, 1.0)), X)
    assert "wrong in 1 of 3 elements" in text
    assert "x[1]: analytic nan, numeric -2.6" in text


def test_a_missing_path_to_an_input() -> None:
    assert "numeric 1.4" in report(lambda x: x * x.detach(), X)
    assert "analytic 0, numeric 1.4" in report(lambda x: Tensor(np.array(x.detach()) ** 2), X)
