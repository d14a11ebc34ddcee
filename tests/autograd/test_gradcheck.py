"""gradcheck: what it accepts, what it rejects, and how it tells."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays, broadcastable_shapes

import autograd as ag
from autograd import Tensor
from autograd.testing import GradientError, gradcheck


def faulty(*rules: Any) -> Any:
    @ag.operation(*rules)
    def faulty_square(x: Any) -> Any:
        return x * x

    return faulty_square


X = Tensor([0.7, -1.3, 2.1], requires_grad=True, name="x")


def test_right_rule_passes() -> None:
    assert gradcheck(faulty(lambda g, out, x: g * (2 * x)), X, order=2) is True


@pytest.mark.parametrize(
    "rule",
    [
        lambda g, out, x: g * (2.001 * x),
        lambda g, out, x: g * x,
        lambda g, out, x: 2 * x,
        lambda g, out, x: -g * (2 * x),
        lambda g, out, x: g * 0,
    ],
)
def test_wrong_rule_is_rejected(rule: Any) -> None:
    with pytest.raises(GradientError, match="the gradient of apply|the gradient of faulty_square"):
        gradcheck(faulty(rule), X)


def test_wrong_second_derivative_is_rejected_at_order_two_only() -> None:
    operation = faulty(lambda g, out, x: g * Tensor((2 * x).detach()) if isinstance(x, Tensor)
                       else g * 2 * x)  # fmt: skip
    assert gradcheck(operation, X)
    with pytest.raises(GradientError, match=r"second derivative of faulty_square .*\n.*analytic 0, numeric"):
        gradcheck(operation, X, order=2)


def test_the_report_names_input_index_and_both_numbers() -> None:
    operation = faulty(lambda g, out, x: g * ag.where(x < -1, 3 * x, 2 * x))
    with pytest.raises(GradientError) as caught:
        gradcheck(operation, X)
    text = str(caught.value)
    assert "wrong at 1 elements" in text
    assert "x[1]: analytic" in text
    assert "numeric" in text
    assert "relative error 0.333" in text


def test_a_missing_path_to_an_input_is_a_wrong_gradient() -> None:
    with pytest.raises(GradientError, match=r"analytic 0"):
        gradcheck(lambda x: x * x.detach(), X)
    with pytest.raises(GradientError, match="analytic 0"):
        gradcheck(lambda x: Tensor(np.array(x.detach()) ** 2), X)


def test_several_inputs_outputs_constants_and_empty_arrays() -> None:
    y = Tensor(np.ones((2, 1)), requires_grad=True)
    c = Tensor([1.0, 2.0, 3.0])
    assert gradcheck(lambda x, y, c: (x * y, ag.exp(y) + c), [X, y, c], order=2)
    assert gradcheck(ag.exp, Tensor(np.zeros((0, 3)), requires_grad=True), order=2)
    assert gradcheck(lambda x: x * 3.0, Tensor(2.0, requires_grad=True), order=2)


def test_it_neither_changes_inputs_nor_leaves_gradients() -> None:
    before = X.tolist()
    gradcheck(lambda x: x * x, X, order=2)
    assert X.tolist() == before
    assert X.grad is None

    def spoil(x: Tensor) -> Tensor:
        y = x * 1.0
        x.data[0] = 5.0
        return y

    with pytest.raises(GradientError, match="changes its input in place"):
        gradcheck(spoil, X)


def test_wrong_calls() -> None:
    single = Tensor(np.ones(2, np.float32), requires_grad=True)
    with pytest.raises(TypeError, match=r"input 0 has dtype float32; .*module.to\(np.float64\)"):
        gradcheck(ag.exp, single)
    with pytest.raises(TypeError, match="output 0 has dtype float32"):
        gradcheck(lambda x: x.float(), X)
    with pytest.raises(TypeError, match="output 0 is a ndarray"):
        gradcheck(lambda x: x.detach().numpy(), X)
    with pytest.raises(ValueError, match="none of the inputs"):
        gradcheck(ag.exp, Tensor([1.0]))
    with pytest.raises(ValueError, match="order must be 1 or 2"):
        gradcheck(ag.exp, X, order=3)


VALUES = st.floats(-2, 2, allow_subnormal=False)


@given(st.data())
def test_property_gradients_of_broadcast_expressions(data: st.DataObject) -> None:
    shape = data.draw(st.sampled_from([(), (3,), (2, 3), (1, 2), (0, 2)]))
    other = data.draw(broadcastable_shapes(shape, min_side=1, max_dims=2, max_side=3))
    x, y = (
        Tensor(data.draw(arrays(np.float64, s, elements=VALUES)), requires_grad=True)
        for s in (shape, other)
    )
    expressions = [
        lambda x, y: x * y + x, lambda x, y: ag.tanh(x - y) * y, lambda x, y: x / (y * y + 1.0),
        lambda x, y: ag.sigmoid(x) ** 2 - ag.exp(-y), lambda x, y: (x + y).sum() * ag.sin(y),
        lambda x, y: ag.logsumexp(x * 1.0) + ag.cos(x * y).mean()
        if x.numel() and (x * y).numel() else x + y,
    ]  # fmt: skip
    assert gradcheck(data.draw(st.sampled_from(expressions)), [x, y], order=2, rtol=1e-5, atol=1e-7)


@given(arrays(np.float64, st.sampled_from([(4,), (2, 3)]), elements=VALUES), st.integers(0, 2**16))
def test_property_gradient_is_linear_in_the_arriving_gradient(x: Any, seed: int) -> None:
    generator = np.random.default_rng(seed)
    g, h = generator.standard_normal(x.shape), generator.standard_normal(x.shape)

    def pull(gradient: Any) -> Any:
        t = Tensor(x.copy(), requires_grad=True)
        (ag.tanh(t) * t).backward(gradient)
        return t.grad.numpy()

    np.testing.assert_allclose(pull(2 * g - 3 * h), 2 * pull(g) - 3 * pull(h), rtol=1e-9, atol=1e-12)
