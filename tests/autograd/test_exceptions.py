"""Exceptions: nothing of a pass that failed stays behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor, enable_grad, gradients, is_grad_enabled, no_grad


def leaf(value: Any, name: str | None = None) -> Tensor:
    return Tensor(value, requires_grad=True, name=name)


class Interrupted(BaseException):
    """Not an Exception: as KeyboardInterrupt."""


def raises(*_args: Any, **_kwargs: Any) -> Any:
    raise Interrupted


@ag.operation(lambda g, out, x: raises())
def fails_backward(x: Any) -> Any:
    return x * 1.0


@ag.operation(lambda g, out, x: g)
def fails_forward(x: Any) -> Any:
    raise Interrupted


def hooked(x: Tensor) -> Tensor:
    y = x * 1.0
    y.register_hook(raises)
    return y


@pytest.mark.parametrize("create_graph", [False, True])
@pytest.mark.parametrize("recording", [False, True])
@pytest.mark.parametrize("broken", [fails_backward, hooked])
@pytest.mark.parametrize("value", [2.0, [2.0, 3.0]])
def test_a_pass_that_fails_changes_nothing(
    value: Any, broken: Callable[..., Any], recording: bool, create_graph: bool
) -> None:
    x, y, warnings = leaf(value), leaf(value), np.geterr()
    (x * 5.0).sum().backward()
    before, bits = x.grad, x.grad.tolist()
    kept = x * y
    kept.retain_grad()
    # The pass gets to y, and to x by one of two ways, before it fails.
    out = (kept * 2.0 + broken(x * 3.0)).sum()
    with enable_grad() if recording else no_grad():
        for _ in range(2):  # it fails in the same way again: the graph was not released
            with pytest.raises(Interrupted):
                out.backward(create_graph=create_graph)
            with pytest.raises(Interrupted):
                gradients(out, [x, y], create_graph=create_graph)
        assert is_grad_enabled() is recording
    assert is_grad_enabled()
    assert np.geterr() == warnings
    assert x.grad is before
    assert x.grad.tolist() == bits
    assert y.grad is kept.grad is None
    (slope,) = gradients(kept.sum(), y, retain_graph=True)
    assert slope.tolist() == x.tolist()
    kept.sum().backward()
    assert y.grad.tolist() == x.tolist()
    assert x.grad.tolist() == (np.array(bits) + y.data).tolist()


def test_a_leafs_hook_that_fails_keeps_all_gradients_as_they_were() -> None:
    first, last = leaf(1.0), leaf(1.0)
    removable = first.register_hook(raises)
    with pytest.raises(Interrupted):
        (first * 2.0 + last * 3.0).backward()
    assert first.grad is last.grad is None
    removable.remove()
    (first * 2.0 + last * 3.0).backward()
    assert (first.grad.item(), last.grad.item()) == (2.0, 3.0)


@pytest.mark.parametrize("mode", [no_grad, enable_grad])
def test_a_forward_pass_that_fails_leaves_the_mode_and_its_operands(mode: Any) -> None:
    x = leaf([1.0, 2.0])
    y = x * 3.0
    for fails in (
        lambda: fails_forward(y), lambda: y + np.ones(3), lambda: y @ np.ones((3, 3)),
        lambda: y[7], lambda: y.reshape(5), lambda: ag.concatenate([y, y], axis=4),
    ):  # fmt: skip
        with pytest.raises((Interrupted, ValueError, IndexError)), mode():
            fails()
        assert is_grad_enabled()
    y.sum().backward()
    assert x.grad.tolist() == [3.0, 3.0]


def test_an_update_that_fails_writes_nothing_and_spoils_no_graph() -> None:
    w = leaf([1.0, 2.0])
    y = (w * w).sum()
    with no_grad():
        for wrong in (np.ones((3, 2)), np.ones(5)):
            with pytest.raises(ValueError, match="add|cannot be written"):
                w += wrong
        with pytest.raises(ValueError, match="cannot be written"):
            w.copy_(np.ones(3))
    assert w.tolist() == [1.0, 2.0]
    y.backward()
    assert w.grad.tolist() == [2.0, 4.0]


def test_a_hook_may_run_a_backward_pass_of_its_own() -> None:
    x, other = leaf(2.0), leaf(5.0)
    y = x * 3.0

    def within(g: Tensor) -> None:
        with enable_grad():
            (other * other).backward()

    y.register_hook(within)
    (y * y).backward()
    assert (x.grad.item(), other.grad.item()) == (36.0, 10.0)
    assert is_grad_enabled()
