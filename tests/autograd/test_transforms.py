"""Derivatives of functions: literal values, shapes, containers, and laws on random expressions."""

from __future__ import annotations

import math
from collections import OrderedDict, defaultdict, namedtuple
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd as ag
from autograd import Tensor, grad, hessian, hvp, jacobian, jvp, value_and_grad, vjp

Point = namedtuple("Point", ["x", "y"])


def cubic(p: Tensor) -> Tensor:
    """x³y"""
    return p[0] ** 3 * p[1]


def rosenbrock(p: Tensor) -> Tensor:
    """(1 - x)² + 100 (y - x²)²"""
    return (1.0 - p[0]) ** 2 + 100.0 * (p[1] - p[0] ** 2) ** 2


def polar(p: Tensor) -> Tensor:
    return ag.stack([p[0] * ag.cos(p[1]), p[0] * ag.sin(p[1])])


# --- literal values ------------------------------------------------------------------------------


def test_gradient() -> None:
    gradient = grad(cubic)(ag.tensor([2.0, 5.0]))
    assert isinstance(gradient, Tensor)
    assert gradient.tolist() == [60.0, 8.0]  # 3x²y, x³
    assert grad(rosenbrock)(ag.tensor([-1.0, 2.0])).tolist() == [396.0, 200.0]


def test_value_and_gradient() -> None:
    value, gradient = value_and_grad(cubic)(ag.tensor([2.0, 5.0]))
    assert value.item() == 40.0
    assert gradient.tolist() == [60.0, 8.0]


def test_derivatives_by_nesting() -> None:
    def quintic(x: Tensor) -> Tensor:
        return x**5

    derivative, values = quintic, []
    for _ in range(6):
        derivative = grad(derivative)
        values.append(derivative(2.0).item())
    assert values == [80.0, 160.0, 240.0, 240.0, 120.0, 0.0]
    third = grad(grad(grad(ag.sin)))
    assert third(0.3).item() == pytest.approx(-math.cos(0.3), rel=1e-14)


def test_jacobian_of_polar_coordinates() -> None:
    r, angle = 2.0, math.pi / 6
    cos, sin = math.sqrt(3) / 2, 0.5
    expected = np.array([[cos, -r * sin], [sin, r * cos]])
    np.testing.assert_allclose(jacobian(polar)([r, angle])[0].data, expected[:, 0], rtol=1e-14)
    np.testing.assert_allclose(jacobian(polar)(np.array([r, angle])).data, expected, rtol=1e-14)


def test_hessian_of_a_cubic() -> None:
    assert hessian(cubic)(ag.tensor([2.0, 5.0])).tolist() == [[60.0, 12.0], [12.0, 0.0]]


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ([1.0, 1.0], [[802.0, -400.0], [-400.0, 200.0]]),
        ([0.0, 0.0], [[2.0, 0.0], [0.0, 200.0]]),
        ([-1.0, 2.0], [[402.0, 400.0], [400.0, 200.0]]),
    ],
)
def test_hessian_of_rosenbrocks_function(point: list[float], expected: list[list[float]]) -> None:
    assert hessian(rosenbrock)(ag.tensor(point)).tolist() == expected


def test_hessian_of_a_quadratic_form_is_the_symmetric_part() -> None:
    a = np.array([[1.0, 2.0, 0.0], [4.0, 3.0, 1.0], [5.0, 0.0, -2.0]])
    h = hessian(lambda x: x @ a @ x)(np.array([1.0, 2.0, 3.0]))
    assert h.tolist() == (a + a.T).tolist()


def test_third_derivatives_as_a_jacobian_of_a_hessian() -> None:
    third = jacobian(hessian(cubic))(ag.tensor([2.0, 5.0]))
    assert third.tolist() == [[[30.0, 12.0], [12.0, 0.0]], [[12.0, 0.0], [0.0, 0.0]]]


def test_hessian_vector_product() -> None:
    assert hvp(cubic)(ag.tensor([2.0, 5.0]), [1.0, 10.0]).tolist() == [180.0, 12.0]
    assert hvp(rosenbrock)(ag.tensor([1.0, 1.0]), ag.tensor([1.0, 2.0])).tolist() == [2.0, 0.0]


def test_vector_jacobian_product() -> None:
    output, pull = vjp(lambda x, y: (x * y, x + 2.0 * y), ag.tensor([1.0, 2.0]), 3.0)
    assert [part.tolist() for part in output] == [[3.0, 6.0], [7.0, 8.0]]
    to_x, to_y = pull(([1.0, 10.0], [0.0, 1.0]))
    assert to_x.tolist() == [3.0, 31.0]
    assert to_y.item() == 23.0
    again = pull(([0.0, 0.0], [1.0, 1.0]))
    assert [part.tolist() for part in again] == [[1.0, 1.0], 4.0]


def test_jacobian_vector_product() -> None:
    output, tangent = jvp(polar, (np.array([2.0, 0.0]),), ([3.0, 0.5],))
    assert output.tolist() == [2.0, 0.0]
    assert tangent.tolist() == [3.0, 1.0]


def test_jvp_agrees_with_differences() -> None:
    def f(x: Any, y: Any) -> Any:
        return ag.exp(x * y.sum()) / (1.0 + x @ x), ag.tanh(y) * x[0]

    x, y = np.array([0.3, -0.7]), np.array([[0.2], [0.5], [-0.4]])
    t, u = np.array([1.0, 2.0]), np.array([[-1.0], [0.5], [3.0]])
    _, tangents = jvp(f, (x, y), (t, u))
    h = 1e-6
    for tangent, more, less in zip(
        tangents, f(x + h * t, y + h * u), f(x - h * t, y - h * u), strict=True
    ):
        np.testing.assert_allclose(tangent.data, (more - less) / (2 * h), rtol=1e-8, atol=1e-9)


def test_jvp_nests() -> None:
    def along(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda x: jvp(f, (x,), (1.0,))[1]

    f = along(along(along(ag.sin)))
    assert f(0.3).item() == pytest.approx(-math.cos(0.3), rel=1e-14)
    assert grad(along(lambda x: x**4))(2.0).item() == 48.0
    assert jvp(grad(lambda x: x**4), (2.0,), (10.0,))[1].item() == 480.0


def test_derivative_of_a_jvp_with_respect_to_its_tangent() -> None:
    x = ag.tensor([2.0, 5.0])
    slope = grad(lambda t: jvp(cubic, (x,), (t,))[1])(ag.tensor([7.0, 7.0]))
    assert slope.tolist() == [60.0, 8.0]


def test_inner_and_outer_variables_are_kept_apart() -> None:
    assert grad(lambda x: x * grad(lambda y: x + y)(1.0))(5.0).item() == 1.0
    assert grad(lambda x: grad(lambda y: x * y * y)(x))(3.0).item() == 12.0  # (x · 2x)' = 4x
    assert jvp(lambda x: x * jvp(lambda y: x * y, (2.0,), (1.0,))[1], (3.0,), (1.0,))[1].item() == 6.0


# --- arguments -----------------------------------------------------------------------------------


def weighted(a: Any, b: Any, c: Any, scale: float = 1.0) -> Any:
    return scale * (a * b**2 * c**3)


def test_argnums() -> None:
    assert grad(weighted, argnums=1)(2.0, 3.0, 1.0).item() == 12.0
    assert grad(weighted, argnums=-1)(2.0, 3.0, 1.0).item() == 54.0
    both = grad(weighted, argnums=(2, 0))(2.0, 3.0, 1.0)
    assert isinstance(both, tuple)
    assert [g.item() for g in both] == [54.0, 9.0]
    assert [g.item() for g in grad(weighted, argnums=[0])(2.0, 3.0, 1.0)] == [9.0]
    assert grad(weighted, argnums=np.int64(0))(2.0, 3.0, 1.0).item() == 9.0


def test_other_arguments_reach_the_function_as_they_are() -> None:
    seen = {}

    def f(x: Tensor, *rest: Any, **named: Any) -> Tensor:
        seen["rest"], seen["named"] = rest, named
        return x * x

    array, leaf, label = np.arange(3), Tensor(1.0, requires_grad=True), object()
    assert grad(f)(3.0, array, leaf, 5, option=label, w=leaf).item() == 6.0
    assert seen["rest"][0] is array
    assert seen["rest"][1] is leaf
    assert seen["rest"][2] == 5
    assert seen["named"] == {"option": label, "w": leaf}
    assert grad(weighted)(2.0, 3.0, 1.0, scale=10.0).item() == 90.0


def test_arrays_and_floats_become_tensors() -> None:
    kinds = []

    def f(x: Any) -> Any:
        kinds.append(type(x))
        return (x * x).sum()

    for value in (2.0, np.float64(2.0), np.array([2.0]), np.array(2.0), Tensor(2.0)):
        assert grad(f)(value).sum().item() == 4.0
    assert set(kinds) == {Tensor}


def test_hessian_with_several_argnums_is_a_tuple_of_tuples() -> None:
    h = hessian(lambda a, b: (a**2 * b).sum() * b, argnums=(0, 1))(np.array([1.0, 2.0]), 3.0)
    assert [[block.tolist() for block in row] for row in h] == [
        [[[18.0, 0.0], [0.0, 18.0]], [12.0, 24.0]],
        [[12.0, 24.0], 10.0],
    ]


def test_hvp_with_several_argnums_takes_and_gives_tuples() -> None:
    result = hvp(lambda a, b: (a**2 * b).sum() * b, argnums=(0, 1))(
        np.array([1.0, 2.0]), 3.0, ([1.0, 0.0], 10.0)
    )
    assert [part.tolist() for part in result] == [[138.0, 240.0], 112.0]


def test_hvp_counts_negative_argnums_without_the_vector() -> None:
    assert hvp(lambda a, b: a * b**3, argnums=-1)(5.0, 2.0, 10.0).item() == 600.0
    assert hvp(weighted)(1.0, 2.0, 3.0, 1.0, scale=2.0).item() == 0.0


def test_has_aux() -> None:
    def f(x: Tensor) -> Any:
        return (x**2).sum(), {"twice": x * 2.0, "note": "kept"}

    x = np.array([1.0, 3.0])
    gradient, aux = grad(f, has_aux=True)(x)
    assert gradient.tolist() == [2.0, 6.0]
    assert aux["twice"].tolist() == [2.0, 6.0]
    assert aux["note"] == "kept"
    assert not aux["twice"].requires_grad
    (value, aux), gradient = value_and_grad(f, has_aux=True)(x)
    assert value.item() == 10.0
    assert aux["note"] == "kept"
    assert gradient.tolist() == [2.0, 6.0]
    h, aux = hessian(f, has_aux=True)(x)
    assert h.tolist() == [[2.0, 0.0], [0.0, 2.0]]
    assert not aux["twice"].requires_grad
    j, aux = jacobian(lambda x: (x**2, "aux"), has_aux=True)(x)
    assert j.tolist() == [[2.0, 0.0], [0.0, 6.0]]
    assert aux == "aux"
    output, pull, aux = vjp(lambda x: (x**2, "aux"), x, has_aux=True)
    assert output.tolist() == [1.0, 9.0]
    assert pull([1.0, 1.0])[0].tolist() == [2.0, 6.0]
    assert aux == "aux"
    output, tangent, aux = jvp(lambda x: (x**2, "aux"), (x,), ([1.0, 1.0],), has_aux=True)
    assert tangent.tolist() == [2.0, 6.0]
    assert aux == "aux"


def test_aux_without_tensors_of_the_function_is_handed_on_itself() -> None:
    note = {"steps": [1, 2]}
    assert grad(lambda x: (x, note), has_aux=True)(1.0)[1] is note


# --- containers ----------------------------------------------------------------------------------


def test_result_has_the_containers_of_the_argument() -> None:
    params = OrderedDict(
        layers=[{"w": np.array([1.0, 2.0]), "b": 3.0}, (4.0,)], point=Point(5.0, 6.0), none=[]
    )

    def f(p: Any) -> Any:
        first, (second,) = p["layers"]
        return (first["w"] * first["b"]).sum() * second + p["point"].x * p["point"].y

    g = grad(f)(params)
    assert type(g) is OrderedDict
    assert list(g) == ["layers", "point", "none"]
    assert type(g["point"]) is Point
    assert g["layers"][0]["w"].tolist() == [12.0, 12.0]
    assert g["layers"][0]["b"].item() == 12.0
    assert g["layers"][1][0].item() == 9.0
    assert (g["point"].x.item(), g["point"].y.item()) == (6.0, 5.0)
    assert g["none"] == []


def test_round_trip_of_each_container() -> None:
    class Numbers(list):
        """A list with an attribute of its own."""

    class Pair(tuple):
        """A tuple by another name."""

        __slots__ = ()

    numbers = Numbers([1.0, 2.0])
    numbers.unit = "m"
    counts = defaultdict(float, a=1.0)
    for value in ({"b": 1.0, "a": [2.0]}, [1.0, (2.0, 3.0)], Point(1.0, [2.0]), numbers, counts,
                  Pair((1.0, 2.0)), {}, [], ()):  # fmt: skip
        output, pull = vjp(lambda x: x, value)
        (pulled,) = pull(output)
        assert type(output) is type(pulled) is type(value)
        assert repr(pulled).replace("Tensor(1.0)", "1.0").replace("Tensor(2.0)", "2.0").replace(
            "Tensor(3.0)", "3.0") == repr(value)  # fmt: skip
    assert vjp(lambda x: x, numbers)[0].unit == "m"
    assert vjp(lambda x: x, counts)[0].default_factory is float


def test_jacobian_nests_the_arguments_containers_in_the_outputs() -> None:
    def f(p: Any, q: Any) -> Any:
        return {"product": p["a"] * p["b"], "both": [p["a"].sum() + q, q * q]}

    a, q = np.array([1.0, 2.0]), 3.0
    j = jacobian(f, argnums=(0, 1))({"a": a, "b": 5.0}, q)
    assert j["product"][0]["a"].tolist() == [[5.0, 0.0], [0.0, 5.0]]
    assert j["product"][0]["b"].tolist() == [1.0, 2.0]
    assert j["product"][1].tolist() == [0.0, 0.0]
    assert j["both"][0][0]["a"].tolist() == [1.0, 1.0]
    assert j["both"][0][1].item() == 1.0
    assert j["both"][1][0]["a"].tolist() == [0.0, 0.0]
    assert j["both"][1][1].item() == 6.0


def test_hessian_of_a_dict_is_a_dict_of_dicts() -> None:
    h = hessian(lambda p: p["x"] ** 3 * p["y"])({"x": 2.0, "y": 5.0})
    assert {row: {key: block.item() for key, block in h[row].items()} for row in h} == {
        "x": {"x": 60.0, "y": 12.0},
        "y": {"x": 12.0, "y": 0.0},
    }


def test_tangents_may_be_in_other_order_and_other_sequences() -> None:
    _, tangent = jvp(
        lambda p: p["x"][0] * p["y"], [{"x": (2.0,), "y": 5.0}], ({"y": 1, "x": [10]},)
    )
    assert tangent.item() == 52.0


def test_function_may_change_the_containers_it_is_given() -> None:
    def f(p: dict[str, Any]) -> Any:
        return p.pop("x") * p.pop("y")

    params = {"x": 2.0, "y": 5.0}
    assert {key: g.item() for key, g in grad(f)(params).items()} == {"x": 5.0, "y": 2.0}
    assert params == {"x": 2.0, "y": 5.0}


# --- shapes and dtypes ---------------------------------------------------------------------------


@pytest.mark.parametrize("inside", [(), (2,), (2, 3), (0,), (1, 2)])
@pytest.mark.parametrize("outside", [(), (3,), (0, 2), (2, 1)])
def test_shape_of_a_jacobian(inside: tuple[int, ...], outside: tuple[int, ...]) -> None:
    def f(x: Tensor) -> Tensor:
        return x.sum() ** 2 * ag.ones(outside)

    x = np.ones(inside)
    j = jacobian(f)(x)
    assert j.shape == outside + inside
    assert (j.data == 2.0 * x.size).all()
    assert hessian(lambda x: (x * x).sum())(x).shape == inside + inside
    assert jvp(f, (x,), (x,))[1].shape == outside
    assert vjp(f, x)[1](np.ones(outside))[0].shape == inside


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_derivatives_have_the_dtype_of_the_argument(dtype: Any) -> None:
    x = np.array([1.0, 2.0], dtype)

    def f(x: Tensor) -> Tensor:
        return (x**3).sum()

    direction = [1.0, 0.0]
    found = [
        grad(f)(x), jacobian(lambda x: x**2)(x), hessian(f)(x), hvp(f)(x, direction),
        vjp(lambda x: x**2, x)[1](np.ones(2))[0], jvp(lambda x: x**2, (x,), (direction,))[1],
        grad(lambda x: Tensor(1.0))(x), *value_and_grad(f)(x), jacobian(lambda x: Tensor([1.0]))(x),
    ]  # fmt: skip
    assert {derivative.dtype for derivative in found} == {np.dtype(dtype)}


def test_each_argument_keeps_its_own_dtype() -> None:
    a, b = grad(lambda a, b: (a * b).sum(), argnums=(0, 1))(np.ones(2, np.float32), np.ones(2))
    assert (a.dtype, b.dtype) == (np.float32, np.float64)
    j = jacobian(lambda x: ag.astype(x, np.float64) * 2.0)(np.ones(2, np.float32))
    assert j.dtype == np.float32


def test_a_python_float_takes_the_default_dtype() -> None:
    ag.set_default_dtype("float32")
    try:
        assert grad(lambda x: x * x)(2.0).dtype == np.float32
    finally:
        ag.set_default_dtype(None)


def test_non_contiguous_arguments() -> None:
    x = np.arange(12.0).reshape(3, 4).T[::2]
    assert grad(lambda x: (x * x).sum())(x).tolist() == (2 * x).tolist()


# --- no dependence -------------------------------------------------------------------------------


def test_no_dependence_gives_zeros() -> None:
    x, w = np.ones(2), Tensor([1.0, 2.0], requires_grad=True)
    for f in (lambda x, y: Tensor([5.0, 6.0]), lambda x, y: w * 2.0, lambda x, y: y * 2.0):
        assert jacobian(f)(x, Tensor([1.0, 1.0])).tolist() == [[0.0, 0.0]] * 2
        assert grad(lambda x, y, f=f: f(x, y).sum())(x, w).tolist() == [0.0, 0.0]
        assert hessian(lambda x, y, f=f: f(x, y).sum())(x, w).tolist() == [[0.0, 0.0]] * 2
        assert hvp(lambda x, y, f=f: f(x, y).sum())(x, w, x).tolist() == [0.0, 0.0]
    _, pull = vjp(lambda x, y: x * 2.0, x, 3.0)
    assert [g.tolist() for g in pull(x)] == [[2.0, 2.0], 0.0]
    _, tangent = jvp(lambda x, y: (x * 2.0, w, Tensor(1.0)), (x, 3.0), (x, 1.0))
    assert [t.tolist() for t in tangent] == [[2.0, 2.0], [0.0, 0.0], 0.0]


def test_a_linear_function_has_no_second_derivative() -> None:
    x = np.array([1.0, 2.0])
    assert hessian(lambda x: (3.0 * x).sum())(x).tolist() == [[0.0, 0.0]] * 2
    assert hvp(lambda x: (3.0 * x).sum())(x, x).tolist() == [0.0, 0.0]


def test_an_output_may_be_an_input_or_come_twice() -> None:
    output, pull = vjp(lambda x: (x, x, x * x), 3.0)
    assert [part.item() for part in output] == [3.0, 3.0, 9.0]
    assert pull((1.0, 10.0, 100.0))[0].item() == 611.0
    assert [t.item() for t in jvp(lambda x: (x, x), (3.0,), (5.0,))[1]] == [5.0, 5.0]
    assert jacobian(lambda x: x)(np.zeros(2)).tolist() == [[1.0, 0.0], [0.0, 1.0]]


# --- laws on random expressions ------------------------------------------------------------------

Expression = Callable[[Any], Any]
LEAVES: list[Expression] = [
    lambda x: x[0], lambda x: x[1], lambda x: x[2], lambda x: x.sum() * 0.3, lambda x: x @ x * 0.2,
]  # fmt: skip
UNARY: list[Expression] = [ag.sin, ag.tanh, ag.sigmoid, lambda v: v * v * 0.5, lambda v: ag.exp(-v * v)]
BINARY: list[Callable[[Any, Any], Any]] = [
    lambda v, w: v + w, lambda v, w: v * w, lambda v, w: v - 2.0 * w, lambda v, w: v / (1.5 + w * w)
]  # fmt: skip


def grown(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    unary = st.builds(lambda f, a: lambda x: f(a(x)), st.sampled_from(UNARY), inner)
    binary = st.builds(
        lambda f, a, b: lambda x: f(a(x), b(x)), st.sampled_from(BINARY), inner, inner
    )
    return unary | binary


expressions = st.recursive(st.sampled_from(LEAVES), grown, max_leaves=6)
vectors = st.lists(st.floats(-1.5, 1.5, width=32), min_size=3, max_size=3).map(np.array)
weights = st.lists(st.floats(-2.0, 2.0, width=32), min_size=2, max_size=2).map(np.array)
close: dict[str, float] = {"rtol": 1e-9, "atol": 1e-9}


@given(expressions, vectors, vectors)
def test_hvp_is_the_hessian_times_the_vector(f: Expression, x: Any, v: Any) -> None:
    h = hessian(f)(x).data
    np.testing.assert_allclose(hvp(f)(x, v).data, h @ v, **close)
    np.testing.assert_allclose(h, h.T, **close)
    np.testing.assert_allclose(jvp(grad(f), (x,), (v,))[1].data, h @ v, **close)


@given(expressions, expressions, vectors, vectors, vectors, weights)
def test_products_with_the_jacobian(
    f: Expression, g: Expression, x: Any, t: Any, s: Any, u: Any
) -> None:
    def both(x: Any) -> Any:
        return ag.stack([f(x), g(x)])

    j = jacobian(both)(x).data
    _, pull = vjp(both, x)

    def push(t: Any) -> Any:
        return jvp(both, (x,), (t,))[1].data

    np.testing.assert_allclose(pull(u)[0].data, u @ j, **close)
    np.testing.assert_allclose(push(t), j @ t, **close)
    np.testing.assert_allclose(push(2.0 * t - s), 2.0 * push(t) - push(s), **close)
    np.testing.assert_allclose(u @ push(t), pull(u)[0].data @ t, **close)


@given(expressions, vectors, vectors)
def test_directional_derivative_along_a_line(f: Expression, x: Any, v: Any) -> None:
    """d/ds f(x + s v) = ∇f · v, and d²/ds² = vᵀ H v, with one number as the argument."""

    def line(s: Any) -> Any:
        return f(x + s * v)

    np.testing.assert_allclose(grad(line)(0.0).item(), grad(f)(x).data @ v, **close)
    np.testing.assert_allclose(grad(grad(line))(0.0).item(), v @ hvp(f)(x, v).data, **close)
