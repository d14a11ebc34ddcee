"""What the strategies draw, how it shrinks, and how it prints."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import autograd as ag
from autograd import Tensor
from autograd.testing import gradcheck, strategies
from tests.autograd.testing.faults import square


@given(strategies.shapes())
def test_shapes(shape: Any) -> None:
    assert len(shape) <= 3
    assert all(1 <= side <= 4 for side in shape)


def test_shapes_of_all_kinds_come_up() -> None:
    for shape in ((), (1,), (2, 3), (4, 4, 4)):
        assert find(strategies.shapes(), lambda drawn, shape=shape: drawn == shape) == shape
    assert find(strategies.shapes(min_side=0), lambda drawn: 0 in drawn) == (0,)


@given(strategies.broadcastable_shapes(3, min_side=0))
def test_shapes_that_broadcast(shapes: Any) -> None:
    assert len(shapes) == 3
    np.broadcast_shapes(*shapes)


DOMAINS = {
    "real": (-3.0, 3.0, lambda x: True),
    "nonzero": (-3.0, 3.0, lambda x: np.abs(x) >= 0.0999999),
    "positive": (0.0999999, 3.0, lambda x: True),
    "unit": (0.0999999, 0.9000001, lambda x: True),
    "finite": (-np.inf, np.inf, np.isfinite),
}


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("domain", DOMAINS)
def test_domains(domain: str, dtype: Any) -> None:
    low, high, holds = DOMAINS[domain]

    @settings(max_examples=30)
    @given(strategies.tensors(dtype=dtype, domain=domain, name="x"))
    def all_elements_lie_in_it(x: Tensor) -> None:
        assert x.dtype == dtype
        assert x.requires_grad
        assert x.name == "x"
        values = x.detach().numpy()
        assert np.all((values >= low) & (values <= high) & holds(values))

    all_elements_lie_in_it()


@given(strategies.tensors(min_value=-1.0, max_value=2.0, away_from=[0.0, 1.0], margin=0.25))
def test_other_bounds_and_kinks_to_keep_away_from(x: Tensor) -> None:
    values = x.detach().numpy()
    assert np.all((values >= -1) & (values <= 2))
    assert np.all((np.abs(values) >= 0.25) & (np.abs(values - 1) >= 0.25))


@given(strategies.tensors((2, 3, 4), distinct=True), strategies.tensors((5,), domain="unit", distinct=True))
def test_distinct_elements_are_well_apart(x: Tensor, y: Tensor) -> None:
    assert np.diff(np.sort(x.detach().numpy(), axis=None)).min() > 0.09
    assert np.diff(np.sort(y.detach().numpy())).min() > 0.07


@given(strategies.tensors(strategies.shapes(min_dims=2, max_dims=2), requires_grad=False))
def test_shape_may_be_a_strategy(x: Tensor) -> None:
    assert x.ndim == 2
    assert not x.requires_grad


@given(strategies.broadcastable_tensors(3, domain="positive"))
def test_tensors_that_broadcast(three: Any) -> None:
    x, y, z = three
    assert (x + y + z).shape == np.broadcast_shapes(x.shape, y.shape, z.shape)
    assert all((t.detach().numpy() > 0).all() for t in three)


def test_wrong_arguments() -> None:
    with pytest.raises(ValueError, match="there is no domain 'complex'; there are real, nonzero"):
        strategies.tensors(domain="complex")
    with pytest.raises(ValueError, match="no number between 0.0 and 1.0 keeps the margin 0.6"):
        strategies.tensors(domain="unit", margin=0.6)
    with pytest.raises(ValueError, match="the margin must be positive, got 0"):
        strategies.tensors(margin=0)


# --- expressions -------------------------------------------------------------------------------------


@given(strategies.graphs())
def test_graphs_are_finite_use_what_they_say_and_print_as_python(graph: Any) -> None:
    expression, inputs = graph
    out = expression(*inputs)
    assert np.all(np.isfinite(out.detach().numpy()))
    namespace = {"autograd": ag}
    exec(repr(expression), namespace)
    again = namespace["expression"](*inputs)
    np.testing.assert_array_equal(out.detach().numpy(), again.detach().numpy())
    lines = expression.source.splitlines()[1:]
    used = " ".join(line.partition(" = ")[2] or line for line in lines)
    assert all(line.split(" = ")[0].strip() in used for line in lines[:-1])


@given(strategies.graphs(count=2))
def test_expressions_take_arrays_too(graph: Any) -> None:
    expression, inputs = graph
    arrays = [x.detach().numpy() for x in inputs]
    result = expression(*arrays)
    assert not isinstance(result, Tensor)
    np.testing.assert_array_equal(result, expression(*inputs).detach().numpy())


@pytest.mark.parametrize(
    "text", ["@", ".T", ".sum(", "[0]", "softmax", "concatenate", "tanh", "** 2", " / ", "[..., None]"]
)
def test_operations_of_all_kinds_come_up(text: str) -> None:
    strategy = strategies.expressions((2, 3), (2, 3), (3,))
    quick = settings(max_examples=5000, phases=[Phase.generate], database=None)
    assert text in find(strategy, lambda drawn: text in drawn.source, settings=quick).source


def test_expressions_shrink_to_what_matters() -> None:
    strategy = strategies.expressions((2, 3))
    lines = repr(find(strategy, lambda drawn: "autograd.cos" in drawn.source)).splitlines()
    assert lines[0] == "def expression(x):"
    assert "autograd.cos(" in lines[-2]
    assert len(lines) <= 4  # how far it shrinks depends on the version of Hypothesis


def test_expressions_reach_far() -> None:
    lengths: list[int] = []

    @settings(max_examples=200)
    @given(strategies.expressions((2, 3), (3,)))
    def collect(expression: Any) -> None:
        lengths.append(len(expression.source.splitlines()) - 2)

    collect()
    assert max(lengths) >= 6
    assert np.mean(lengths) > 2


def test_expressions_of_given_tensors() -> None:
    x, w = Tensor(np.ones((2, 3)), requires_grad=True), Tensor(np.ones(3))
    expression = find(strategies.expressions(x, w), lambda drawn: True)
    assert repr(expression).startswith("def expression(x, y):\n    a = ")
    assert isinstance(expression(x, w), Tensor)
    five = find(strategies.expressions((), (), (), (), ()), lambda drawn: True)
    assert repr(five).startswith("def expression(x0, x1, x2, x3, x4):")


@given(st.data())
def test_a_wrong_rule_in_a_random_graph_is_found(data: st.DataObject) -> None:
    expression, inputs = data.draw(strategies.graphs(count=1, domain="nonzero"))
    wrong = square(lambda g, out, x: g * 3.0 * x)

    def with_a_fault(x: Any) -> Any:
        return (expression(x), wrong(x))

    with pytest.raises(AssertionError, match="in the rule of faulty_square"):
        gradcheck(with_a_fault, inputs)


def test_a_failing_property_shrinks_to_one_simple_number() -> None:
    wrong = square(lambda g, out, x: ag.where(x > 1.5, g * 3.0 * x, g * 2.0 * x))

    def fails(x: Tensor) -> bool:
        try:
            return not gradcheck(wrong, x)
        except AssertionError:
            return True

    assert find(strategies.tensors(), fails).tolist() == 2.0


def test_without_hypothesis_the_error_says_how_to_get_it() -> None:
    code = (
        "import sys; sys.modules['hypothesis'] = None\n"
        "import autograd.testing\n"
        "assert autograd.testing.gradcheck\n"
        "try:\n    autograd.testing.strategies\n"
        "except ImportError as error:\n    print(error)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "autograd.testing.strategies needs Hypothesis: pip install hypothesis"


def test_hypothesis_is_not_loaded_by_the_checker() -> None:
    code = "import sys, autograd.testing; print('hypothesis' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_wrong_arguments_are_named_where_they_are_given() -> None:
    with pytest.raises(ValueError, match="min_value 5.0 is above max_value 3.0, which the domain 'real'"):
        strategies.tensors(min_value=5)
    with pytest.raises(ValueError, match="min_value nan is above"):
        strategies.tensors(min_value=float("nan"))
    with pytest.raises(TypeError, match="dtype must be a floating-point one, got int64"):
        strategies.tensors(dtype=np.int64)
    with pytest.raises(TypeError, match="shape must be a tuple or a strategy for one, got 'x'"):
        strategies.tensors("x")


@given(strategies.tensors(3, away_from=1.0), strategies.tensors([2, 1]))
def test_numbers_and_lists_serve_as_shapes(x: Any, y: Any) -> None:
    assert (x.shape, y.shape) == ((3,), (2, 1))
    assert np.abs(x.data - 1.0).min() > 0.0999
