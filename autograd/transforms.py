"""Derivatives of functions: each transform takes a function and gives another one.

    f: R^n -> R          grad      ∇f           hessian   ∂²f/∂x∂x    hvp   (∂²f/∂x∂x) v
    f: R^n -> R^m        jacobian  J = ∂f/∂x    vjp       uᵀJ         jvp   J t

What holds for all of them:

- Arguments and outputs may be tuples, lists, dicts and namedtuples of Tensors, nested in any way;
  results have the containers of the arguments. Arrays and Python floats become Tensors. Arguments
  that are not differentiated, and those passed by name, reach the function as they are.
- The derivative of an output that does not depend on an argument is zero.
- They nest, so derivatives may be of any order. The result is connected to what requires a gradient
  outside: to arguments, and to Tensors that the function uses. Inside `no_grad()` they work too,
  and the result requires no gradient. An argument whose graph a backward pass has released counts
  as a constant.
- Nothing is written to any `.grad`, and no graph is released.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ._tensor import Tensor
from .containers import described
from .evaluation import Evaluation, tensors_like

__all__ = ["grad", "hessian", "hvp", "jacobian", "jvp", "value_and_grad", "vjp"]

Function = Callable[..., Any]


def grad(fn: Function, argnums: int | Sequence[int] = 0, has_aux: bool = False) -> Function:
    """Return the function that computes the gradient of `fn`.

        grad(f)(x)  =  ∇f(x)  =  (∂f/∂x₁, ..., ∂f/∂xₙ)

    Args:
        fn: a function that returns a Tensor with a single number, of shape ().
        argnums: the position of the argument to differentiate with respect to (negative ones count
            from the end), or several. Default: the first argument.
        has_aux: `fn` returns a pair (output, aux); aux is handed on without a derivative.

    Returns:
        A function of the same arguments. It gives a Tensor in the place of each Tensor, array or
        float of the argument, of the same shape and dtype; for several `argnums` a tuple; with
        `has_aux` the pair (gradient, aux).

    Raises:
        TypeError: `fn` is not a function (for the derivative of a Tensor there are `gradients` and
            `backward()`); in the call: a value in the argument is not of floating-point dtype, or
            `fn` returns no Tensor.
        ValueError: in the call: the output is no single number, or `argnums` names no argument.

    Example:
        >>> import autograd
        >>> def energy(x, params):
        ...     return (params["k"] * x ** 2).sum()
        >>> x, params = autograd.tensor([1.0, 2.0]), {"k": 3.0}
        >>> autograd.grad(energy)(x, params)
        Tensor([ 6., 12.])
        >>> autograd.grad(energy, argnums=1)(x, params)
        {'k': Tensor(5.0)}
        >>> autograd.grad(autograd.grad(lambda x: x ** 3))(2.0)
        Tensor(12.0)
    """
    return _gradient_function("grad", fn, argnums, has_aux)


def value_and_grad(
    fn: Function, argnums: int | Sequence[int] = 0, has_aux: bool = False
) -> Function:
    """Return the function that computes the value of `fn` and its gradient, in one evaluation.

        value_and_grad(f)(x)  =  f(x), ∇f(x)

    Args:
        fn: a function that returns a Tensor with a single number, of shape ().
        argnums: the position of the argument to differentiate with respect to, or several.
        has_aux: `fn` returns a pair (output, aux).

    Returns:
        A function of the same arguments that gives the pair (value, gradient); with `has_aux`
        ((value, aux), gradient). The gradient is as in `grad`.

    Raises:
        TypeError, ValueError: as in `grad`.

    Example:
        >>> import autograd
        >>> autograd.value_and_grad(lambda x: (x ** 2).sum())(autograd.tensor([1.0, 3.0]))
        (Tensor(10.0), Tensor([2., 6.]))
    """
    _check("value_and_grad", fn, argnums)

    def value_and_gradient(*args: Any, **kwargs: Any) -> Any:
        call = Evaluation("value_and_grad", fn, args, kwargs, argnums, has_aux)
        gradient = _gradient(call)
        value = call.value()
        return ((value, call.aux()) if has_aux else value), gradient

    return _named(value_and_gradient, "value_and_grad", fn)


def vjp(fn: Function, *args: Any, has_aux: bool = False) -> tuple[Any, ...]:
    """Evaluate `fn` and return its output with the function that computes uᵀJ.

        output, pull = vjp(f, x)        pull(u)  =  (Σᵢ uᵢ ∂fᵢ/∂x,)

    The vector-Jacobian product is what a backward pass computes: one pass, whatever the size of the
    Jacobian J. `pull` may be called any number of times.

    Args:
        fn: a function that returns a Tensor, or a container of Tensors.
        *args: its arguments; it is differentiated with respect to all of them.
        has_aux: `fn` returns a pair (output, aux).

    Returns:
        The pair (output, pull), with `has_aux` (output, pull, aux). `pull` takes one argument, with
        the containers and shapes of the output, and always gives a tuple, one entry per argument.

    Raises:
        TypeError: `fn` is not a function, a value in an argument is not of floating-point dtype, or
            `fn` returns something other than Tensors of floating-point dtype.
        ValueError: there are no arguments; in `pull`: u does not have the output's shape.

    Example:
        >>> import autograd
        >>> x = autograd.tensor([1.0, 2.0, 3.0])
        >>> output, pull = autograd.vjp(lambda x: x ** 2, x)
        >>> pull([1.0, 0.0, 10.0])
        (Tensor([ 2.,  0., 60.]),)
    """
    _check("vjp", fn)
    if not args:
        raise ValueError("vjp: give the arguments of the function: vjp(fn, *args)")
    call = Evaluation("vjp", fn, args, {}, range(len(args)), has_aux)

    def pull(cotangents: Any) -> Any:
        """Return uᵀJ for u = `cotangents`: a tuple with one entry per argument."""
        return call.like_arguments(
            call.pull(tensors_like(call.output, cotangents, "vjp: the cotangent"))
        )

    return (call.value(), pull, call.aux()) if has_aux else (call.value(), pull)


def jvp(fn: Function, args: Sequence[Any], tangents: Sequence[Any], has_aux: bool = False) -> Any:
    """Evaluate `fn` and return its output with the Jacobian-vector product J t.

        jvp(f, (x,), (t,))  =  f(x), Σⱼ ∂f/∂xⱼ tⱼ

    This is the directional derivative: how the output changes when the arguments move along the
    tangents. It is computed by differentiating uᵀJ, which is linear in u, with respect to u: two
    backward passes, whatever the size of the Jacobian J.

    Args:
        fn: a function that returns a Tensor, or a container of Tensors.
        args: a tuple or list of its arguments; it is differentiated with respect to all of them.
        tangents: a tuple or list with the containers and shapes of `args`.
        has_aux: `fn` returns a pair (output, aux).

    Returns:
        The pair (output, tangent of the output), with `has_aux` (output, tangent, aux). The tangent
        has the containers, shapes and dtypes of the output.

    Raises:
        TypeError: `args` or `tangents` is no tuple or list, or as in `vjp`.
        ValueError: `tangents` does not have the containers and shapes of `args`.

    Example:
        >>> import autograd
        >>> x = autograd.tensor([1.0, 2.0, 3.0])
        >>> autograd.jvp(lambda x: x ** 2, (x,), ([1.0, 0.0, 10.0],))
        (Tensor([1., 4., 9.]), Tensor([ 2.,  0., 60.]))
    """
    _check("jvp", fn)
    for what, given in (("args", args), ("tangents", tangents)):
        if not isinstance(given, (tuple, list)):
            raise TypeError(
                f"jvp: {what} must be a tuple with one entry per argument of the function, such as "
                f"({what[:-1]},), got {described(given)}"
            )
    if not args:
        raise ValueError("jvp: args is empty; give the arguments of the function")
    if len(tangents) != len(args):
        raise ValueError(f"jvp: {len(args)} args, but {len(tangents)} tangents")
    call = Evaluation("jvp", fn, args, {}, range(len(args)), has_aux)
    directions = [
        direction
        for position, (argument, tangent) in enumerate(zip(call.arguments, tangents, strict=True))
        for direction in tensors_like(argument, tangent, f"jvp: tangent {position}")
    ]
    output_tangent = call.like_output(call.push(directions))
    value = call.value()
    return (value, output_tangent, call.aux()) if has_aux else (value, output_tangent)


def jacobian(fn: Function, argnums: int | Sequence[int] = 0, has_aux: bool = False) -> Function:
    """Return the function that computes the Jacobian of `fn`.

        J[i, j]  =  ∂f(x)ᵢ / ∂xⱼ

    It takes one backward pass per element of the output.

    Args:
        fn: a function that returns a Tensor of any shape, or a container of Tensors.
        argnums: the position of the argument to differentiate with respect to, or several.
        has_aux: `fn` returns a pair (output, aux).

    Returns:
        A function of the same arguments. It gives a Tensor whose shape is the output's followed by
        the argument's. With containers: in the place of each Tensor of the output, the container of
        the argument; for several `argnums` a tuple there. With `has_aux` the pair (jacobian, aux).

    Raises:
        TypeError: as in `vjp`.
        ValueError: in the call: `argnums` names no argument.

    Example:
        >>> import autograd
        >>> def polar(p):
        ...     return autograd.stack([p[0] * autograd.cos(p[1]), p[0] * autograd.sin(p[1])])
        >>> autograd.jacobian(polar)(autograd.tensor([2.0, 0.0]))
        Tensor([[1., 0.],
                [0., 2.]])
    """
    return _jacobian_function("jacobian", fn, argnums, has_aux)


def hessian(fn: Function, argnums: int | Sequence[int] = 0, has_aux: bool = False) -> Function:
    """Return the function that computes the Hessian of `fn`: the Jacobian of its gradient.

        H[i, j]  =  ∂²f(x) / ∂xᵢ∂xⱼ

    It takes one backward pass per element of the argument. Where only the product with a vector is
    needed, `hvp` takes two in all.

    Args:
        fn: a function that returns a Tensor with a single number, of shape ().
        argnums: the position of the argument to differentiate with respect to, or several.
        has_aux: `fn` returns a pair (output, aux).

    Returns:
        A function of the same arguments. It gives a Tensor whose shape is the argument's twice. For
        several `argnums` a tuple of tuples: `result[i][j]` is ∂²f/∂argᵢ∂argⱼ; containers in an
        argument nest likewise. With `has_aux` the pair (hessian, aux).

    Raises:
        TypeError, ValueError: as in `grad`.

    Example:
        >>> import autograd
        >>> def f(p):
        ...     x, y = p
        ...     return x ** 3 * y
        >>> autograd.hessian(f)(autograd.tensor([2.0, 5.0]))
        Tensor([[60., 12.],
                [12.,  0.]])
    """
    slope = _gradient_function("hessian", fn, argnums, has_aux)
    return _named(_jacobian_function("hessian", slope, argnums, has_aux), "hessian", fn)


def hvp(fn: Function, argnums: int | Sequence[int] = 0) -> Function:
    """Return the function that computes the product of the Hessian of `fn` with a vector.

        hvp(f)(x, v)  =  H v  =  Σⱼ ∂²f(x)/∂x∂xⱼ vⱼ

    The Hessian itself is never formed: it takes two backward passes, whatever its size.

    Args:
        fn: a function that returns a Tensor with a single number, of shape ().
        argnums: the position of the argument to differentiate with respect to, or several.

    Returns:
        A function of the same arguments followed by the vector, `(*args, vector, **kwargs)`. The
        vector has the containers and shapes of the argument; for several `argnums` it is a tuple
        with one entry for each. So has the result. (The order is that of HIPS autograd's
        `hessian_vector_product`; unlike `torch.autograd.functional.hvp`, the value of `fn` is not
        returned with it.)

    Raises:
        TypeError, ValueError: as in `grad`; and the vector does not fit the argument.

    Example:
        >>> import autograd
        >>> def f(p):
        ...     x, y = p
        ...     return x ** 3 * y
        >>> autograd.hvp(f)(autograd.tensor([2.0, 5.0]), [1.0, 10.0])
        Tensor([180.,  12.])
    """
    slope = _gradient_function("hvp", fn, argnums)

    def product(*args: Any, **kwargs: Any) -> Any:
        if len(args) < 2:
            raise TypeError(
                "hvp: the vector comes after the arguments of the function: "
                "hvp(fn)(*args, vector)"
            )
        *arguments, vector = args
        call = Evaluation("hvp", slope, arguments, kwargs, argnums)
        # H is symmetric, so vᵀH, which a backward pass gives, is H v.
        like = call.like_arguments(call.variables)
        return call.like_arguments(call.pull(tensors_like(like, vector, "hvp: the vector")))

    return _named(product, "hvp", fn)


def _gradient_function(
    caller: str, fn: Function, argnums: int | Sequence[int], has_aux: bool = False
) -> Function:
    _check(caller, fn, argnums)

    def gradient(*args: Any, **kwargs: Any) -> Any:
        call = Evaluation(caller, fn, args, kwargs, argnums, has_aux)
        result = _gradient(call)
        return (result, call.aux()) if has_aux else result

    return _named(gradient, caller, fn)


def _gradient(call: Evaluation) -> Any:
    call.check_single_number()
    one = Tensor(np.ones((), call.output.dtype))
    return call.like_arguments(call.pull([one]))


def _jacobian_function(
    caller: str, fn: Function, argnums: int | Sequence[int], has_aux: bool
) -> Function:
    _check(caller, fn, argnums)

    def derivatives(*args: Any, **kwargs: Any) -> Any:
        call = Evaluation(caller, fn, args, kwargs, argnums, has_aux)
        result = call.like_output(map(call.like_arguments, call.jacobian()))
        return (result, call.aux()) if has_aux else result

    return _named(derivatives, caller, fn)


def _check(caller: str, fn: Any, argnums: Any = 0) -> None:
    """Refuse what is not a function, and what cannot be positions of arguments."""
    if isinstance(fn, Tensor):
        raise TypeError(
            f"{caller} takes a function, and was given a Tensor. For the derivative of a Tensor "
            f"that is already computed use gradients(output, inputs), or output.backward() and "
            f"then .grad of each input"
        )
    if not callable(fn):
        raise TypeError(f"{caller} takes a function, and was given {described(fn)}")
    several = argnums if isinstance(argnums, (tuple, list, range)) else (argnums,)
    if not several or any(
        isinstance(n, bool) or not isinstance(n, (int, np.integer)) for n in several
    ):
        raise TypeError(f"{caller}: argnums is an integer or a tuple of them, got {argnums!r}")


def _named(derivative: Function, transform: str, fn: Function) -> Function:
    """Name a function after the one it is a derivative of; signature and attributes are its own."""
    name = getattr(fn, "__name__", type(fn).__name__)
    derivative.__name__ = derivative.__qualname__ = f"{transform}({name})"
    derivative.__doc__ = f"The function made by autograd.{transform} of {name}."
    return derivative
