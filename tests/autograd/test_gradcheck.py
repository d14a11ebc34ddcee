"""gradcheck: what it accepts, how it is called, and that it leaves nothing behind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import autograd as ag
from autograd import Tensor
from autograd.testing import GradientError, gradcheck, strategies
from tests.autograd.testing.faults import normal, square, tensor

X = tensor([0.7, -1.3, 2.1])


def test_right_rule_passes() -> None:
    assert gradcheck(square(lambda g, out, x: g * (2 * x)), X, order=2) is True


@given(strategies.graphs())
def test_random_graphs_pass(graph: Any) -> None:
    expression, inputs = graph
    assert gradcheck(expression, inputs, order=2)


def test_several_inputs_outputs_constants_and_empty_arrays() -> None:
    y = Tensor(np.ones((2, 1)), requires_grad=True)
    c = Tensor([1.0, 2.0, 3.0])
    assert gradcheck(lambda x, y, c: (x * y, ag.exp(y) + c), [X, y, c], order=2)
    assert gradcheck(ag.exp, Tensor(np.zeros((0, 3)), requires_grad=True), order=2)
    assert gradcheck(lambda x: x * 3.0, Tensor(2.0, requires_grad=True), order=2)
    assert gradcheck(lambda x: Tensor([1.0, 2.0]), X, order=2)  # it does not depend on x
    assert gradcheck(lambda x, y: y * 2.0, [X, y], order=2)


def test_containers_and_other_arguments_are_passed_as_they_are() -> None:
    def mixed(pair: Any, table: Any, power: int, name: str, array: Any) -> Any:
        assert isinstance(pair, tuple)
        assert (power, name, type(array)) == (2, "label", np.ndarray)
        return {"sum": pair[0] + table["w"], "parts": [pair[1] ** power, (table["w"] * array,)]}

    inputs = [(X, tensor([1.0, 2.0], "y")), {"w": tensor([0.1, 0.2, 0.3], "w")}, 2, "label", np.ones(3)]
    assert gradcheck(mixed, inputs, order=2)


def test_an_unnamed_part_of_a_container_is_named_by_its_place() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    with pytest.raises(GradientError, match=r"input 0\['w'\]\[0\]\[1\]: analytic"):
        gradcheck(lambda table: square(lambda g, out, x: g * x)(table["w"][0]), [{"w": [x]}])


def test_a_function_that_differentiates_inside() -> None:
    def slope(x: Tensor) -> Any:
        return ag.gradients((x**3).sum(), x, create_graph=True)[0]

    assert gradcheck(slope, X, order=2)


def test_it_records_under_no_grad_and_restores_the_mode() -> None:
    with ag.no_grad():
        assert gradcheck(ag.exp, X, order=2)
        assert not ag.is_grad_enabled()
        with pytest.raises(GradientError):
            gradcheck(square(lambda g, out, x: g), X)
        assert not ag.is_grad_enabled()


def test_it_leaves_nothing_behind(capsys: pytest.CaptureFixture[str]) -> None:
    ag.manual_seed(4)
    expected = ag.rand(3).tolist()
    ag.manual_seed(4)
    before, error_state = X.tolist(), np.geterr()
    gradcheck(ag.exp, X, order=2)
    with pytest.raises(GradientError):
        gradcheck(square(lambda g, out, x: g), X)
    with pytest.raises(KeyError):
        gradcheck(lambda x: {}["missing"], X)
    assert X.tolist() == before
    assert X.grad is None
    assert np.geterr() == error_state
    assert ag.is_grad_enabled()
    assert ag.rand(3).tolist() == expected
    assert capsys.readouterr() == ("", "")


def test_default_dtype_float32_does_not_matter() -> None:
    ag.set_default_dtype("float32")
    try:
        assert gradcheck(ag.tanh, X, order=2)
    finally:
        ag.set_default_dtype(None)


def test_tolerances_can_be_set() -> None:
    slightly_off = square(lambda g, out, x: g * (2.0002 * x))
    with pytest.raises(GradientError):
        gradcheck(slightly_off, X)
    assert gradcheck(slightly_off, X, rtol=1e-3)
    assert gradcheck(slightly_off, X, atol=1e-2)


def test_wrong_calls() -> None:
    single = Tensor(np.ones(2, np.float32), requires_grad=True)
    with pytest.raises(TypeError, match=r"input 0 has dtype float32; .*module.to\(np.float64\)"):
        gradcheck(ag.exp, single)
    with pytest.raises(TypeError, match="input 1 has dtype float32"):
        gradcheck(lambda x, y: x, [X, Tensor(np.ones(2, np.float32))])
    assert gradcheck(lambda x, index: x[index], [X, Tensor([0, 2])])
    with pytest.raises(TypeError, match=r"output 0 has dtype float32; .*module.to\(np.float64\)"):
        gradcheck(lambda x: x.float(), X)
    with pytest.raises(TypeError, match="output 1 has dtype int64; .*float64"):
        gradcheck(lambda x: (x, x.argmax()), X)
    with pytest.raises(TypeError, match="output 0 is an array of dtype float64 .*, not a Tensor"):
        gradcheck(lambda x: x.detach().numpy(), X)
    with pytest.raises(TypeError, match="output 0 is None, not a Tensor"):
        gradcheck(lambda x: None, X)
    with pytest.raises(TypeError, match="returned no Tensor"):
        gradcheck(lambda x: (), X)
    with pytest.raises(ValueError, match="none of the inputs .*got a Tensor of dtype float64"):
        gradcheck(ag.exp, Tensor([1.0]))
    with pytest.raises(ValueError, match="order must be 1 or 2"):
        gradcheck(ag.exp, X, order=3)
    with pytest.raises(ValueError, match="max_elements must be at least 1"):
        gradcheck(ag.exp, X, max_elements=0)
    with pytest.raises(ValueError, match="tolerances are not negative, got rtol=-1"):
        gradcheck(ag.exp, X, rtol=-1)
    with pytest.raises(TypeError, match="fn must be a function, got Tensor"):
        gradcheck(X, ag.exp)


@pytest.mark.parametrize(
    ("function", "message"),
    [(ag.log, r"output 0\[1\] is -inf"), (lambda x: x * np.nan, r"output 0\[0\] is nan")],
)
def test_outputs_must_be_finite(function: Any, message: str) -> None:
    with pytest.raises(GradientError, match=message):
        gradcheck(function, tensor([1.0, 0.0]))


def test_it_costs_few_calls() -> None:
    calls = []

    def counted(x: Tensor) -> Any:
        calls.append(1)
        return ag.tanh(x)

    gradcheck(counted, normal(2, 3))
    assert len(calls) <= 2 + 2 * 6
    calls.clear()
    gradcheck(counted, normal(100, 100))
    assert len(calls) <= 2 + 2 * (2 + 16)  # two directions, sixteen elements


@given(arrays(np.float64, st.sampled_from([(4,), (2, 3)]),
              elements=st.floats(-2, 2, allow_subnormal=False)), st.integers(0, 2**16))  # fmt: skip
def test_property_gradient_is_linear_in_the_arriving_gradient(x: Any, seed: int) -> None:
    generator = np.random.default_rng(seed)
    g, h = generator.standard_normal(x.shape), generator.standard_normal(x.shape)

    def pull(gradient: Any) -> Any:
        t = Tensor(x.copy(), requires_grad=True)
        (ag.tanh(t) * t).backward(gradient)
        return t.grad.numpy()

    np.testing.assert_allclose(pull(2 * g - 3 * h), 2 * pull(g) - 3 * pull(h), rtol=1e-9, atol=1e-12)


# --- what was once missed, or called wrong -------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "forward", "x"),
    [
        # Clipping the gradient: linear as long as that is small.
        (lambda g, out, x: ag.clip(g, -2.0, 2.0), lambda x: x * 1.0, [0.5, 1.0]),
        # Right for arrays in C order alone.
        (lambda g, out, x: g * 2.0 if getattr(g, "flags", np.ones(1).flags).c_contiguous else g * 3.0,
         lambda x: x * 2.0, [[0.5, 1.0], [2.0, 3.0]]),
        # Wrong in one output, whose slopes are small beside another's.
        (lambda g, out, x: g * ag.where(x == x, [[1.0], [2.0]], 0.0) * [[1e6], [1.0]],
         lambda x: x * [[1e6], [1.0]], [[0.5, 1.0], [2.0, 3.0]]),
        # Wrong where gradients are small, among larger ones.
        (lambda g, out, x: g * ag.where(x < 0, 2 * out, out), np.exp,
         np.random.default_rng(0).standard_normal(100) * 10),
    ],
)  # fmt: skip
def test_a_rule_that_is_wrong_at_times_is_found(rule: Any, forward: Any, x: Any) -> None:
    made = ag.operation(rule)(forward)
    with pytest.raises(GradientError):
        gradcheck(made, tensor(x))


def test_a_rule_that_overwrites_what_was_saved_is_found() -> None:
    def rule(g: Any, out: Any, x: Any, saved: Any) -> Any:
        result = g * np.array(saved)
        saved[...] = 0.0
        return result

    @ag.operation(rule, saves=True)
    def masked(x: Any) -> Any:
        mask = (x > 0) * 1.0
        return x * mask, mask

    with pytest.raises(GradientError, match="masked, changes in place what the forward pass saved"):
        gradcheck(masked, tensor([1.0, -2.0]))


@pytest.mark.parametrize(
    ("function", "x"),
    [
        (lambda x: ag.sin(1e6 * x), [-3.0, 0.1, 1.0, 2.0]),
        (lambda x: ag.exp(-(((x - 0.5) / 1e-7) ** 2)), [0.5 + 5e-8]),
        (ag.tanh, [9e307]),
    ],
)
def test_steep_functions_and_huge_numbers_pass(function: Any, x: Any) -> None:
    assert gradcheck(function, tensor(x))
