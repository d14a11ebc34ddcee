"""Products over chosen axes: literal numbers, random einsums, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import autograd as ag
from autograd import Tensor
from autograd.testing import gradcheck


def leaf(values: object, dtype: Any = float) -> Tensor:
    return Tensor(np.array(values, dtype=dtype), requires_grad=True)


def test_outer_by_hand() -> None:
    x, y = leaf([1.0, 2.0]), leaf([3.0, 4.0, 5.0])
    product = ag.outer(x, y)
    assert product.tolist() == [[3.0, 4.0, 5.0], [6.0, 8.0, 10.0]]
    product.sum().backward()
    assert x.grad.tolist() == [12.0, 12.0]
    assert y.grad.tolist() == [3.0, 3.0, 3.0]


def test_einsum_by_hand() -> None:
    x = leaf([[1.0, 2.0], [3.0, 4.0]])
    y = leaf([10.0, 100.0])
    ag.einsum("ij,j->i", x, y).backward(Tensor([1.0, 2.0]))
    assert x.grad.tolist() == [[10.0, 100.0], [20.0, 200.0]]  # g_i y_j
    assert y.grad.tolist() == [7.0, 10.0]  # sum_i g_i x_ij


@pytest.mark.parametrize(
    ("subscripts", "value", "gradient"),
    [
        ("ii", 5.0, [[1.0, 0.0], [0.0, 1.0]]),
        ("ii->i", [1.0, 4.0], [[1.0, 0.0], [0.0, 1.0]]),
        ("ij->", 10.0, [[1.0, 1.0], [1.0, 1.0]]),
        ("ij->j", [4.0, 6.0], [[1.0, 1.0], [1.0, 1.0]]),
        ("ji", [[1.0, 3.0], [2.0, 4.0]], [[1.0, 1.0], [1.0, 1.0]]),
        ("...j", [[1.0, 2.0], [3.0, 4.0]], [[1.0, 1.0], [1.0, 1.0]]),
    ],
)
def test_einsum_of_one_matrix(subscripts: str, value: Any, gradient: Any) -> None:
    x = leaf([[1.0, 2.0], [3.0, 4.0]])
    y = ag.einsum(subscripts, x)
    assert y.tolist() == value
    y.sum().backward()
    assert x.grad.tolist() == gradient


def test_einsum_of_one_tensor_as_two_operands() -> None:
    x = leaf([1.0, 2.0])
    ag.einsum("i,i", x, x).backward()
    assert x.grad.tolist() == [2.0, 4.0]


def test_einsum_gradients_have_the_shape_and_dtype_of_their_tensors() -> None:
    """Broadcast axes, an index that one operand alone has, a repeated one, mixed dtypes."""
    x = leaf(np.ones((2, 1, 3)), np.float32)
    y = leaf(np.ones((4, 3)), np.float64)
    z = leaf(np.ones((3, 3, 2)), np.float32)
    result = ag.einsum("aib,ib,bbc->i", x, y, z)
    assert result.dtype == np.float64
    result.sum().backward()
    for tensor in (x, y, z):
        assert tensor.grad.shape == tensor.shape
        assert tensor.grad.dtype == tensor.dtype
    assert x.grad.tolist() == [[[8.0] * 3]] * 2  # 4 of i times 2 of c
    assert z.grad[:, :, 0].tolist() == [[8.0, 0, 0], [0, 8.0, 0], [0, 0, 8.0]]


def test_a_number_among_float32_operands_leaves_them_float32() -> None:
    x = leaf([1.0, 2.0], np.float32)
    for result in (ag.einsum(",i->i", 0.5, x), ag.outer(0.5, x), ag.kron(0.5, x), ag.dot(0.5, x)):
        assert result.dtype == np.float32


def test_einsum_does_not_write_into_its_operand_nor_detach_a_view() -> None:
    x = np.arange(4.0).reshape(2, 2)
    t = Tensor(x, requires_grad=True)
    y = ag.einsum("ij->ji", t)
    y.backward(Tensor([[1.0, 2.0], [3.0, 4.0]]))
    assert t.grad.tolist() == [[1.0, 3.0], [2.0, 4.0]]
    assert x.tolist() == [[0.0, 1.0], [2.0, 3.0]]


def test_large_einsums_take_another_way_to_the_same_result() -> None:
    generator = np.random.default_rng(0)
    x, y, z = (generator.standard_normal((40, 40)) for _ in range(3))
    a, b, c = (leaf(v) for v in (x, y, z))
    result = ag.einsum("ij,jk,kl->il", a, b, c)
    np.testing.assert_allclose(result.detach().numpy(), x @ y @ z, rtol=1e-10, atol=1e-10)
    result.sum().backward()
    np.testing.assert_allclose(b.grad.numpy(), np.outer(x.sum(0), z.sum(1)), rtol=1e-9, atol=1e-9)


def test_third_derivative_of_einsum() -> None:
    x = leaf([1.0, 2.0])
    y = ag.einsum("i,i,i", x, x, x)
    for expected in ([3.0, 12.0], [6.0, 12.0], [6.0, 6.0]):
        (y,) = ag.gradients(y.sum(), x, create_graph=True)
        assert y.tolist() == expected


@st.composite
def einsums(draw: Any) -> tuple[str, list[tuple[int, ...]]]:
    """Subscripts with repeated and broadcast indices and ellipses, and shapes they fit."""
    lengths = {i: draw(st.integers(0 if i == "k" else 1, 3)) for i in "ijkB"}
    hidden = draw(st.lists(st.integers(1, 2), max_size=2))
    terms, shapes = [], []
    for _ in range(draw(st.integers(1, 3))):
        letters = draw(st.lists(st.sampled_from("ijkB"), max_size=3))
        short = draw(st.sets(st.sampled_from("ijkB")))
        axes: list[tuple[str, tuple[int, ...]]] = [
            (i, (1 if i in short else lengths[i],)) for i in letters
        ]
        if draw(st.booleans()):
            own = hidden[len(hidden) - draw(st.integers(0, len(hidden))) :]
            ellipsis = ("...", tuple(1 if draw(st.booleans()) else n for n in own))
            axes.insert(draw(st.integers(0, len(axes))), ellipsis)
        terms.append("".join(name for name, _ in axes))
        shapes.append(tuple(n for _, part in axes for n in part))
    subscripts = ",".join(terms)
    if draw(st.booleans()):
        known = sorted(set(subscripts) - set(".,"))
        names = draw(st.lists(st.sampled_from(known), unique=True)) if known else []
        if "..." in subscripts:
            names.insert(draw(st.integers(0, len(names))), "...")
        subscripts += "->" + "".join(names)
    return subscripts, shapes


@given(einsums())
@example(("...ii,i...->...", [(2, 3, 3), (1, 2)]))
@example(("iji,j->", [(2, 3, 2), (1,)]))
def test_any_einsum_is_numpys_and_its_derivatives_are_right(case: Any) -> None:
    subscripts, shapes = case
    generator = np.random.default_rng(5)
    arrays = [generator.uniform(0.5, 2.0, shape) for shape in shapes]
    tensors = [Tensor(a, requires_grad=True) for a in arrays]
    result = ag.einsum(subscripts, *tensors)
    expected = np.einsum(subscripts, *arrays)
    assert result.shape == expected.shape
    np.testing.assert_allclose(result.detach().numpy(), expected, rtol=1e-12)
    assert gradcheck(lambda *x: ag.einsum(subscripts, *x), tensors, order=2)


@given(st.data())
def test_any_tensordot_is_numpys_and_its_derivatives_are_right(data: Any) -> None:
    x_shape = tuple(data.draw(st.lists(st.integers(1, 2), min_size=1, max_size=4)))
    mine = data.draw(st.lists(st.sampled_from(range(len(x_shape))), unique=True))
    free = data.draw(st.lists(st.integers(1, 2), max_size=2))
    order = data.draw(st.permutations(range(len(mine) + len(free))))
    lengths = [x_shape[a] for a in mine] + free
    y_shape = tuple(lengths[k] for k in order)
    theirs = [order.index(k) for k in range(len(mine))]
    generator = np.random.default_rng(5)
    x, y = generator.uniform(0.5, 2.0, x_shape), generator.uniform(0.5, 2.0, y_shape)
    axes = ([a - len(x_shape) for a in mine], theirs)
    tensors = [Tensor(v[()], requires_grad=True) for v in (x, y)]
    result = ag.tensordot(*tensors, axes)
    np.testing.assert_allclose(result.detach().numpy(), np.tensordot(x, y, axes), rtol=1e-12)
    assert gradcheck(lambda *t: ag.tensordot(*t, axes), tensors, order=2)


@pytest.mark.parametrize(
    ("ours", "numpys", "shapes"),
    [
        (ag.dot, np.dot, [((), ()), ((), (3,)), ((2, 2), ()), ((3,), (3,)), ((2, 3), (3,)),
                          ((3,), (3, 2)), ((2, 3), (3, 2)), ((2, 2, 3), (3,)), ((2, 2, 3), (3, 2)),
                          ((0,), (0,))]),
        (ag.inner, np.inner, [((), ()), ((), (3,)), ((2, 2), ()), ((3,), (3,)), ((2, 3), (3,))]),
        (ag.vdot, np.vdot, [((3,), (3,)), ((2, 2), (2, 2)), ((2, 3), (6,)), ((), ())]),
        (ag.vecdot, np.vecdot, [((3,), (3,)), ((2, 3), (3,)), ((2, 1, 3), (4, 3)), ((2, 0), (2, 0))]),
        (lambda x, y: ag.vecdot(x, y, dim=0), lambda x, y: (x * y).sum(0), [((3, 2), (3, 2))]),
        (ag.kron, np.kron, [((2,), (3,)), ((2, 2), (2, 3)), ((2, 1, 2), (2,)), ((2,), (2, 2)),
                            ((), (2, 2)), ((2,), ()), ((0,), (2,)), ((), ())]),
    ],
)  # fmt: skip
def test_products_made_of_other_operations(ours: Any, numpys: Any, shapes: Any) -> None:
    generator = np.random.default_rng(2)
    for pair in shapes:
        arrays = [generator.uniform(0.5, 2.0, shape) for shape in pair]
        tensors = [Tensor(a, requires_grad=True) for a in arrays]
        result, expected = ours(*tensors), numpys(*arrays)
        assert result.shape == np.shape(expected)
        np.testing.assert_allclose(result.detach().numpy(), expected, rtol=1e-13)
        assert gradcheck(ours, tensors, order=2)


def ones(*shape: int) -> Tensor:
    return Tensor(np.ones(shape))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: ag.einsum("ij,jk->ik", ones(2, 3), ones(4, 2)),
         r"einsum\('ij,jk->ik'\): index 'j' has length 3 in operand 0 and 4 in operand 1"),
        (lambda: ag.einsum("ij,jk,kj", ones(2, 1), ones(3, 1), ones(2, 4)),
         r"index 'j' has length 3 in operand 1 and 4 in operand 2"),
        (lambda: ag.einsum("ii", ones(1, 3)),
         r"index 'i' has lengths 1 and 3 in operand 0, whose diagonal it takes"),
        (lambda: ag.einsum("...i,...i", ones(2, 3, 2), ones(4, 2)),
         r"axis -1 of the ellipsis has length 3 in operand 0 and 4 in operand 1"),
        (lambda: ag.einsum("ij,jk->iz", ones(2, 3), ones(3, 2)),
         r"the output index 'z' is in no operand"),
        (lambda: ag.einsum("ij->ii", ones(2, 3)), r"the output names the index 'i' twice"),
        (lambda: ag.einsum("ij,jk", ones(2, 3)), r"2 terms for 1 operands"),
        (lambda: ag.einsum("ijk", ones(2, 3)),
         r"operand 0 has 2 axes, shape \(2, 3\), but its term 'ijk' is for 3"),
        (lambda: ag.einsum("i,ijk...", ones(2), ones(2, 3)),
         r"operand 1 has 2 axes, shape \(2, 3\), but its term 'ijk...' is for at least 3"),
        (lambda: ag.einsum("i1", ones(2, 3)), r"the term 'i1' has '1' in it; indices are the letters"),
        (lambda: ag.einsum("......", ones(2, 3)), r"a term may have one ellipsis"),
        (lambda: ag.tensordot(ones(2, 3), ones(3), 2), r"no way to sum over 2 axes of each"),
        (lambda: ag.tensordot(ones(2, 3), ones(3), -1), r"no way to sum over -1 axes"),
        (lambda: ag.tensordot(ones(2, 3), ones(2, 3), 1),
         r"tensordot of shapes \(2, 3\) and \(2, 3\): axis 1 of the first has length 3 and its "
         r"partner, axis 0 of the second, 2"),
        (lambda: ag.tensordot(ones(2, 2), ones(2, 2), ([0, 0], [0, 1])), r"an axis is summed twice"),
        (lambda: ag.tensordot(ones(2, 2), ones(2, 2), ([0], [0, 1])),
         r"1 axes of the first have 2 partners in the second"),
        (lambda: ag.tensordot(ones(2, 2), ones(2, 2), ([0], [5])), r"axis 5 is out of bounds"),
        (lambda: ag.tensordot(ones(2, 2), ones(2, 2), 1.5), r"an int or a pair of lists of ints"),
        (lambda: ag.dot(ones(2, 3), ones(2, 3)),
         r"dot: shapes \(2, 3\) and \(2, 3\) do not fit: axis -1 of the first has length 3, axis -2 "
         r"of the second 2"),
        (lambda: ag.inner(ones(3), ones(2)), r"inner: shapes \(3,\) and \(2,\) do not fit"),
        (lambda: ag.vdot(ones(3), ones(2)), r"vdot: 3 elements on the left, 2 on the right"),
        (lambda: ag.vecdot(ones(2, 3), ones(2, 1)), r"vecdot: vectors of lengths 3 and 1"),
        (lambda: ag.vecdot(ones(2, 3), ones(3), 0), r"count it from the end, as a negative number"),
        (lambda: ag.vecdot(ones(2, 3), 2.0), r"a single number is no vector"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (ag.einsum, r"einsum\(\) needs subscripts and operands"),
        (lambda: ag.einsum("ij"), r"einsum\('ij'\) has no operands"),
        (lambda: ag.einsum(ones(2)), r"give the subscripts as a string first"),
        (lambda: ag.einsum(ones(2), [99]), r"\[99\] is no list of indices"),
        (lambda: ag.einsum(ones(2), [-1]), r"\[-1\] is no list of indices"),
        (lambda: ag.einsum(ones(2), subscripts="i"), r"takes the operands as one list"),
        (lambda: ag.tensordot(ones(2, 2), ones(2, 2), 1, dims=1), r"both axes= and dims="),
        (lambda: ag.tensordot(ones(2, 2), ones(2, 2), ([0], [0.5])), r"integer"),
        (lambda: ag.vecdot(ones(2, 2), ones(2, 2), 0, dim=0), r"both axis= and dim="),
    ],
)
def test_calls_of_no_known_form_are_refused(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        call()
