"""Single numbers, gone through on Python's floats: what needs no gradient gets none."""

from __future__ import annotations

import operator

import pytest

from autograd import Tensor


@pytest.mark.parametrize("apply", [operator.add, operator.mul, operator.sub, operator.truediv])
@pytest.mark.parametrize("reflected", [False, True])
def test_a_number_that_needs_no_gradient_gets_none(apply, reflected) -> None:
    x, constant = Tensor(2.0, requires_grad=True), Tensor(4.0)
    y = apply(constant, x) if reflected else apply(x, constant)
    (y * 1.0).backward()
    assert constant.grad is None
    assert constant._flow is None
    assert x.grad is not None
