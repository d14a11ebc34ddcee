"""What the transforms refuse, and in which words."""

from __future__ import annotations

import re
from collections import namedtuple
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd import Tensor, grad, hessian, hvp, jacobian, jvp, value_and_grad, vjp

Point = namedtuple("Point", ["x", "y"])
MAKERS = [grad, value_and_grad, jacobian, hessian, hvp]


def square(x: Any) -> Any:
    return x * x


@pytest.mark.parametrize("transform", [*MAKERS, vjp, lambda fn: jvp(fn, (1.0,), (1.0,))])
def test_a_tensor_instead_of_a_function(transform: Any) -> None:
    x = Tensor(2.0, requires_grad=True)
    with pytest.raises(TypeError, match=r"takes a function, and was given a Tensor.*gradients\(output, inputs\).*backward\(\)"):
        transform(x * x)


def test_pytorchs_call_of_grad_names_what_does_it_here() -> None:
    x = Tensor(2.0, requires_grad=True)
    with pytest.raises(TypeError, match=r"^grad takes a function.*gradients\("):
        grad(x * x, x)
    with pytest.raises(TypeError, match="jacobian takes a function, and was given a float"):
        jacobian(3.0)


@pytest.mark.parametrize("transform", MAKERS)
@pytest.mark.parametrize("argnums", [1.0, True, "0", None, (), (0, 1.0), [True]])
def test_argnums_that_are_no_positions(transform: Any, argnums: Any) -> None:
    with pytest.raises(TypeError, match="argnums is an integer or a tuple of them, got"):
        transform(square, argnums=argnums)


def test_argnums_that_do_not_fit_the_call() -> None:
    with pytest.raises(ValueError, match=r"grad: argnums=1, but the call has 1 positional arguments.*by name are not"):
        grad(square, argnums=1)(2.0)
    with pytest.raises(ValueError, match=r"jacobian: argnums=\(0, -3\), but the call has 2"):
        jacobian(lambda x, y: x, argnums=(0, -3))(2.0, 3.0)
    with pytest.raises(ValueError, match=r"grad: argnums=0, but the call has 0"):
        grad(square)(x=2.0)
    with pytest.raises(ValueError, match=r"argnums=\(0, -2\) names an argument twice"):
        hessian(lambda x, y: x, argnums=(0, -2))(2.0, 3.0)
    with pytest.raises(TypeError, match=r"hvp: the vector comes after the arguments.*hvp\(fn\)\(\*args, vector\)"):
        hvp(square)(2.0)


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        (2, "grad: argument 0 is an int, and derivatives are taken.*Write 2.0 instead of 2"),
        (True, "argument 0 is a bool.*2.0 instead of 2"),
        (np.int64(2), "argument 0 has dtype int64.*2.0 instead of 2.*astype"),
        (Tensor([1, 2]), "argument 0 has dtype int64.*astype"),
        (np.array([True]), "argument 0 has dtype bool"),
        (np.array([1j]), "argument 0 has dtype complex128, and derivatives are .* real"),
        (np.array(["a"]), "argument 0 has dtype <U1.*argnums"),
        (None, r"argument 0 is None.*Leave it out .*\(argnums\)"),
        ("text", "argument 0 is a str"),
        ({"w": [1.0, 2]}, r"argument 0\['w'\]\[1\] is an int"),
        ({"w": (1.0, None)}, r"argument 0\['w'\]\[1\] is None"),
        ([Point(1.0, {3: "a"})], r"argument 0\[0\]\.y\[3\] is a str"),
    ],
)
def test_what_cannot_be_differentiated_is_named_by_its_place(argument: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        grad(square)(argument)


def test_each_transform_names_itself_and_the_argument() -> None:
    for transform in (grad, value_and_grad, jacobian, hessian):
        with pytest.raises(TypeError, match=rf"{transform.__name__}: argument 1 is an int"):
            transform(lambda x, y: x, argnums=1)(1.0, 2)
    with pytest.raises(TypeError, match="hvp: argument 1 is an int"):
        hvp(lambda x, y: x, argnums=1)(1.0, 2, 1.0)
    with pytest.raises(TypeError, match="vjp: argument 1 is an int"):
        vjp(lambda x, y: x, 1.0, 2)
    with pytest.raises(TypeError, match="jvp: argument 1 is an int"):
        jvp(lambda x, y: x, (1.0, 2), (1.0, 1.0))


@pytest.mark.parametrize("transform", [grad, value_and_grad, hessian])
@pytest.mark.parametrize("shape", [(3,), (1,), (2, 0)])
def test_an_output_that_is_no_single_number(transform: Any, shape: tuple[int, ...]) -> None:
    name = transform.__name__
    message = rf"{name}: the function must return a single number, and its output has shape {re.escape(str(shape))}.*jacobian.*vjp.*\.sum\(\)"
    with pytest.raises(ValueError, match=message):
        transform(square)(np.ones(shape))
    with pytest.raises(ValueError, match="hvp: the function must return a single number"):
        hvp(square)(np.ones(shape), np.ones(shape))


@pytest.mark.parametrize("transform", [grad, value_and_grad, jacobian, hessian])
@pytest.mark.parametrize(
    ("output", "what"), [(3.0, "a float"), (np.ones(2), "an array of dtype float64"), (None, "None")]
)
def test_an_output_that_is_no_tensor(transform: Any, output: Any, what: str) -> None:
    with pytest.raises(TypeError, match=rf"{transform.__name__}: the function's output is {what}.*must be a Tensor"):
        transform(lambda x: output)(2.0)


def test_parts_of_an_output_that_are_no_tensors_are_named_by_their_place() -> None:
    with pytest.raises(TypeError, match=r"jacobian: the function's output\['a'\]\[1\] is an int"):
        jacobian(lambda x: {"a": [x, 1]})(2.0)
    with pytest.raises(TypeError, match=r"vjp: the function's output\.indices has dtype int64, which has no derivative.*has_aux=True"):
        vjp(lambda x: x.max(dim=0), np.ones(2))
    with pytest.raises(TypeError, match=r"grad: the function must return one Tensor, got a tuple of length 2.*has_aux=True"):
        grad(lambda x: (x, x))(2.0)


@pytest.mark.parametrize("output", [1, (1, 2, 3), [1, 2]])
def test_has_aux_needs_a_pair(output: Any) -> None:
    for transform in (grad, value_and_grad, jacobian, hessian):
        with pytest.raises(TypeError, match=rf"{transform.__name__}: with has_aux=True the function must return a pair \(output, aux\), got an? "):
            transform(lambda x: output, has_aux=True)(2.0)
    with pytest.raises(TypeError, match="vjp: with has_aux=True"):
        vjp(lambda x: output, 2.0, has_aux=True)
    with pytest.raises(TypeError, match="jvp: with has_aux=True"):
        jvp(lambda x: output, (2.0,), (1.0,), has_aux=True)


def test_vjp_without_arguments() -> None:
    with pytest.raises(ValueError, match=r"vjp: give the arguments of the function: vjp\(fn, \*args\)"):
        vjp(square)


def test_cotangents_that_do_not_fit_the_output() -> None:
    _, pull = vjp(lambda x: {"a": x, "b": (x * x, x.sum())}, np.ones(2))
    ones = np.ones(2)
    with pytest.raises(ValueError, match=r"vjp: the cotangent must be a dict with the keys 'a', 'b', got an array"):
        pull(ones)
    with pytest.raises(ValueError, match=r"the cotangent must be a dict with the keys 'a', 'b', got a dict with the keys 'a'"):
        pull({"a": ones})
    with pytest.raises(ValueError, match=r"the cotangent\['b'\] must be a tuple of length 2, got a tuple of length 1"):
        pull({"a": ones, "b": (ones,)})
    with pytest.raises(ValueError, match=r"vjp: the cotangent\['b'\]\[1\] must have shape \(\), got \(2,\)"):
        pull({"a": ones, "b": (ones, ones)})
    with pytest.raises(TypeError, match=r"the cotangent\['a'\] must be a Tensor, array or number of shape \(2,\), got None"):
        pull({"a": None, "b": (ones, 1.0)})
    with pytest.raises(TypeError, match=r"the cotangent\['a'\] must be .* got an array of dtype complex128"):
        pull({"a": ones * 1j, "b": (ones, 1.0)})


def test_tangents_that_do_not_fit_the_arguments() -> None:
    with pytest.raises(TypeError, match=r"jvp: args must be a tuple with one entry per argument.*\(arg,\), got a float"):
        jvp(square, 1.0, 1.0)
    with pytest.raises(TypeError, match=r"jvp: tangents must be a tuple.*\(tangent,\), got a Tensor"):
        jvp(square, (1.0,), Tensor(1.0))
    with pytest.raises(ValueError, match="jvp: args is empty"):
        jvp(square, (), ())
    with pytest.raises(ValueError, match="jvp: 1 args, but 2 tangents"):
        jvp(square, (1.0,), (1.0, 1.0))
    with pytest.raises(ValueError, match=r"jvp: tangent 0\['w'\] must have shape \(2,\), got \(\)"):
        jvp(lambda p: p["w"], ({"w": np.ones(2)},), ({"w": 1.0},))
    with pytest.raises(ValueError, match=r"jvp: tangent 1\[0\] must be a list of length 1, got a float"):
        jvp(lambda x, p: x, (1.0, [[2.0]]), (1.0, [2.0]))
    with pytest.raises(TypeError, match=r"jvp: tangent 0 must be a Tensor, array or number of shape \(\), got a str"):
        jvp(square, (1.0,), ("a",))


def test_a_vector_that_does_not_fit_the_argument() -> None:
    with pytest.raises(ValueError, match=r"hvp: the vector must have shape \(2,\), got \(3,\)"):
        hvp(lambda x: (x * x).sum())(np.ones(2), np.ones(3))
    with pytest.raises(ValueError, match=r"hvp: the vector must be a tuple of length 2, got a float"):
        hvp(lambda x, y: x * y, argnums=(0, 1))(1.0, 2.0, 1.0)


def test_an_error_in_the_function_comes_through_and_restores_the_mode() -> None:
    def fail(x: Tensor) -> Tensor:
        raise KeyError("inside")

    with ag.no_grad():
        for call in (grad(fail), jacobian(fail), hessian(fail), lambda x: vjp(fail, x)):
            with pytest.raises(KeyError, match="inside"):
                call(1.0)
            assert not ag.is_grad_enabled()
    assert ag.is_grad_enabled()


def test_results_are_named_after_the_function() -> None:
    assert grad(square).__name__ == "grad(square)"
    assert hessian(square).__name__ == "hessian(square)"
    assert "autograd.jacobian of exp" in jacobian(ag.exp).__doc__
    assert not hasattr(grad(ag.exp), "operation")
