"""Graphs of single numbers: computed on Python's floats, with all that NumPy's numbers show."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd as ag
from autograd import Tensor
from autograd._operation import registry
from autograd.graph_state import ON_NUMBERS

BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "power": lambda x, y: x**y,
}
SPECIAL = (0.0, -0.0, 1.0, -1.0, 2.0, -2.5, 0.5, 1e-200, -1e-200, 1e200, 5e-324, np.inf, np.nan)


def noted(function: Callable[[], Any]) -> tuple[Any, list[str]]:
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        result = function()
    return result, [str(one.message) for one in found]


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize("a", SPECIAL)
def test_values_and_warnings_are_numpys(name: str, a: float) -> None:
    for b in SPECIAL:
        expected, their_warnings = noted(lambda b=b: BINARY[name](np.float64(a), np.float64(b)))
        for x, y in ((Tensor(a), Tensor(b)), (Tensor(a), b), (a, Tensor(b))):
            result, ours = noted(lambda x=x, y=y: BINARY[name](x, y))
            assert type(result.data) is np.float64
            np.testing.assert_array_max_ulp(result.data, expected, 1)
            assert np.signbit(result.data) == np.signbit(expected) or np.isnan(expected)
            assert ours == their_warnings


def test_underflow_is_noted_where_numpy_is_told_to() -> None:
    x = Tensor(1e-200)
    assert (x * x).item() == 0.0
    with np.errstate(under="raise"), pytest.raises(FloatingPointError, match="underflow"):
        x * x
    with np.errstate(under="raise"), pytest.raises(FloatingPointError, match="underflow"):
        ag.square(x)
    with np.errstate(over="raise"), pytest.raises(FloatingPointError, match="overflow"):
        Tensor(1e200) * 1e200
    with np.errstate(under="raise"):
        assert (x * 0.0).item() == 0.0
        assert (x - x).item() == 0.0


def test_dtypes_are_numpys() -> None:
    x = Tensor(3.0)
    assert (x * np.float32(2)).dtype == np.float64
    assert (x * Tensor(np.float32(2))).dtype == np.float64
    assert (x * Tensor(np.ones(2, np.float32))).dtype == np.float64
    assert (2.0 * Tensor(np.ones(2, np.float32))).dtype == np.float32
    assert (x * 2).dtype == (x * True).dtype == (x * np.int64(2)).dtype == np.float64
    assert (Tensor(3) * 2).dtype == np.int64
    assert (Tensor(3) * 2.0).dtype == np.float64
    with pytest.raises(OverflowError):
        x * 10**400


def test_the_gradient_of_a_number_is_a_number_of_numpys() -> None:
    x = Tensor(2.0, requires_grad=True)
    (x * 3 + 1).backward()
    assert type(x.grad.data) is np.float64
    assert (x.grad.data, x.data) == (3.0, 2.0)


OF_ONE_NUMBER = {
    name: made for name, made in registry.items() if made.takes_numbers and made.arity == 1
}
OF_TWO_NUMBERS = {
    name: made
    for name, made in registry.items()
    if made.takes_numbers and made.arity == 2 and made.on_numbers is not None
}


@pytest.mark.parametrize("name", [*OF_ONE_NUMBER, *OF_TWO_NUMBERS])
def test_a_rule_gives_the_same_on_pythons_and_on_numpys_numbers(name: str) -> None:
    made = registry[name]
    for numbers in ((0.3, 0.7), (1.5, 2.0), (-0.4, 3.0), (-2.5, 1.5), (0.0, 2.0), (2.0, 0.0)):
        inputs = [np.float64(x) for x in numbers[: made.arity]]
        with np.errstate(all="ignore"):
            try:
                out = made.forward(*inputs)
            except (TypeError, ValueError, IndexError):
                return  # not for single numbers
            if type(out) is not np.float64 or not np.isfinite(out):
                continue
            for rule in made.fast_rules:
                expected = rule(np.float64(1.7), out, *inputs)
                try:
                    got = rule(1.7, float(out), *map(float, inputs))
                except Exception:  # then the pass gives it NumPy's numbers
                    continue
                np.testing.assert_allclose(float(got), expected, rtol=1e-15, equal_nan=True)


numbers = st.floats(-3, 3).map(lambda x: round(x, 2))


@given(st.lists(st.tuples(st.sampled_from([*BINARY, "tanh", "relu", "square", "negative"]),
                          st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=12),
       numbers, numbers)  # fmt: skip
def test_graphs_of_numbers_and_of_arrays_with_one_element_agree(
    steps: list[tuple[str, int, int]], a: float, b: float
) -> None:
    def gradients(shape: tuple[int, ...]) -> tuple[Any, ...]:
        leaves = [Tensor(np.full(shape, x)[()], requires_grad=True) for x in (a, b)]
        values = list(leaves)
        for name, i, j in steps:
            x, y = values[i % len(values)], values[j % len(values)]
            if name == "power":
                value = x ** (j % 4)
            else:
                value = BINARY[name](x, y) if name in BINARY else getattr(ag, name)(x)
            values.append(value)
        total = values[-1] + values[-2]
        if not np.isfinite(total.data).all():
            return ()
        total.sum().backward()
        return tuple(None if x.grad is None else float(x.grad.data.reshape(())) for x in leaves)

    with np.errstate(all="ignore"):
        ours, arrays = gradients(()), gradients((1,))
    assert len(ours) == len(arrays)
    for mine, theirs in zip(ours, arrays, strict=True):
        assert (mine is None) == (theirs is None)
        if mine is not None:
            np.testing.assert_allclose(mine, theirs, rtol=1e-9, atol=1e-300)


def test_a_pass_goes_from_numbers_to_arrays_and_back() -> None:
    x = Tensor([1.0, 2.0], requires_grad=True)
    w = Tensor(3.0, requires_grad=True)
    y = ag.stack([x[0] * w, x[1] * x[1] * w])
    ((y * y).sum() * 0.5 + w * w).backward()
    # y = (3, 12); dL/dw = 3 * 1 + 12 * 4 + 2 * 3; dL/dx = (3 * 3, 12 * 2 * 2 * 3).
    assert w.grad.item() == 57.0
    assert x.grad.tolist() == [9.0, 144.0]


def test_a_hook_and_a_kept_gradient_amid_numbers() -> None:
    x = Tensor(2.0, requires_grad=True)
    y = x * x
    z = y * 3.0
    y.register_hook(lambda g: g * 10.0)
    z.retain_grad()
    (z + x).backward()
    assert z.grad.item() == 1.0
    assert x.grad.item() == 3 * 10 * 4 + 1


def test_a_pass_within_a_hook_shares_a_leaf_with_the_one_around_it() -> None:
    x = Tensor(2.0, requires_grad=True)
    y = x * x
    found = []

    def differentiate(g: Tensor) -> None:
        with ag.enable_grad():
            (x * x * x).backward()
        found.append(x.grad.item())

    y.register_hook(differentiate)
    (y * x + x).backward()
    assert found == [12.0]
    assert x.grad.item() == 12 + 3 * 4 + 1


def test_a_pass_that_was_stopped_leaves_no_gradient_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    x = Tensor(2.0, requires_grad=True)
    y = ag.exp(x * x) * x
    operation = ag.exp.operation  # type: ignore[attr-defined]
    rules = operation.fast_rules

    def stop(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(operation, "fast_rules", (stop,))
    with pytest.raises(KeyboardInterrupt):
        y.backward()
    monkeypatch.setattr(operation, "fast_rules", rules)
    assert x.grad is None
    y.backward()
    assert x.grad.item() == pytest.approx(np.exp(4.0) * 9)


def test_threads_share_a_graph_of_numbers() -> None:
    x = Tensor(1.0, requires_grad=True)
    shared = x
    for _ in range(300):
        shared = shared * 1.0 + 0.0
    results: list[float] = []

    def differentiate(factor: float) -> None:
        for _ in range(20):
            y = shared * factor
            results.append(ag.gradients(y, x, retain_graph=True)[0].item() / factor)
            y.backward(retain_graph=True)

    threads = [threading.Thread(target=differentiate, args=(float(i + 1),)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [1.0] * 80
    assert x.grad.item() == 20 * (1 + 2 + 3 + 4)


def test_numbers_are_marked_and_others_are_not() -> None:
    x = Tensor(2.0, requires_grad=True)
    array = Tensor([2.0], requires_grad=True)
    single = Tensor(np.float32(2), requires_grad=True)
    assert (x * 2)._context is ON_NUMBERS
    assert (np.float64(2) * x)._context is ON_NUMBERS
    for y in (array * x, single * 2.0, single * x, array.sum() * np.float32(2), x * np.float32(2)):
        assert y._context is not ON_NUMBERS
