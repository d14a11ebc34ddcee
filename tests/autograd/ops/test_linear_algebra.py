"""Products of matrices: literal numbers, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor


def leaf(values: object) -> Tensor:
    return Tensor(np.array(values, dtype=float), requires_grad=True)


def test_gradients_of_a_matrix_product_by_hand() -> None:
    """Deck 1, "벡터 연산": 2x4 by 4x3 with A = 1..8, B = 1..12."""
    a = leaf(np.arange(1.0, 9.0).reshape(2, 4))
    b = leaf(np.arange(1.0, 13.0).reshape(4, 3))
    product = a @ b
    assert product.tolist() == [[70.0, 80.0, 90.0], [158.0, 184.0, 210.0]]
    product.sum().backward()
    assert a.grad.tolist() == [[6.0, 15.0, 24.0, 33.0]] * 2
    assert b.grad.tolist() == [[6.0] * 3, [8.0] * 3, [10.0] * 3, [12.0] * 3]


def test_a_vector_between_matrices_gets_an_outer_product() -> None:
    w, x = leaf([[1.0, 2.0], [3.0, 4.0]]), leaf([5.0, 6.0])
    (w @ x).backward(Tensor([1.0, 10.0]))
    assert w.grad.tolist() == [[5.0, 6.0], [50.0, 60.0]]  # g x.T
    assert x.grad.tolist() == [31.0, 42.0]  # W.T g
    w.grad = x.grad = None
    (x @ w).backward(Tensor([1.0, 10.0]))
    assert w.grad.tolist() == [[5.0, 50.0], [6.0, 60.0]]  # x g.T
    assert x.grad.tolist() == [21.0, 43.0]  # W g


def test_a_matrix_used_by_a_whole_stack_gets_the_sum() -> None:
    stack, w = leaf([[[1.0, 2.0]], [[3.0, 4.0]]]), leaf([[1.0], [1.0]])
    (stack @ w).sum().backward()
    assert w.grad.tolist() == [[4.0], [6.0]]
    v = leaf([1.0, 1.0])
    (v @ ag.matrix_transpose(stack)).sum().backward()
    assert v.grad.tolist() == [4.0, 6.0]


def test_linear_without_features_or_rows() -> None:
    x, w = leaf(np.ones((2, 5, 0))), leaf(np.ones((3, 0)))
    y = ag.linear(x, w, Tensor([1.0, 2.0, 3.0]))
    assert y.shape == (2, 5, 3)
    assert y[0, 0].tolist() == [1.0, 2.0, 3.0]
    y.sum().backward()
    assert w.grad.shape == (3, 0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ag.matmul(Tensor(np.ones((2, 3))), np.ones((4, 5))),
         r"matmul\(Tensor of shape \(2, 3\), array of shape \(4, 5\)\): mat1 and mat2 shapes cannot "
         r"be multiplied \(2x3 and 4x5\)"),
        (lambda: Tensor(np.ones(3)) @ np.ones(4), r"cannot be multiplied \(3 and 4\)"),
        (lambda: Tensor(np.ones(3)) @ 2.0, r"a single number; multiply by it with \*"),
        (lambda: Tensor(np.ones((2, 2, 3))) @ np.ones((3, 3, 2)), r"matmul\("),
        (lambda: ag.mm(np.ones((2, 3)), np.ones(3)),
         r"mm: takes operands of 2 and 2 axes, got shapes \(2, 3\) and \(3,\); matmul\(\) takes any"),
        (lambda: ag.mv(np.ones((2, 3)), np.ones((3, 1))), r"mv: takes operands of 2 and 1 axes"),
        (lambda: ag.bmm(np.ones((2, 3)), np.ones((3, 1))), r"bmm: takes operands of 3 and 3 axes"),
        (lambda: ag.bmm(np.ones((2, 2, 3)), np.ones((1, 3, 2))),
         r"bmm: stacks of 2 and 1 matrices; matmul\(\) broadcasts"),
        (lambda: ag.linear(Tensor(np.ones((2, 3))), np.ones((4, 2))), r"in_features"),
        (lambda: ag.linear(Tensor(np.ones((2, 3))), np.ones((4, 3)), np.ones(3)),
         r"the bias has shape \(3,\); with this weight it must be \(4,\)"),
    ],
)  # fmt: skip
def test_shapes_that_do_not_fit(call: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
