"""All parameters as one vector, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

import autograd
from autograd import Tensor, no_grad

from .listing import tensors_in

__all__ = ["parameters_to_vector", "vector_to_parameters"]


def parameters_to_vector(parameters: Any) -> Tensor:
    """Join all parameters into one vector, in their order; the result can be differentiated.

    Args:
        parameters: a Tensor, an iterable of them, or a model.

    Raises:
        ValueError: there are none.

    Example:
        >>> from autograd import Tensor
        >>> import nn
        >>> nn.utils.parameters_to_vector([Tensor([[1.0, 2.0]]), Tensor(3.0)])
        Tensor([1., 2., 3.])
    """
    listed = tensors_in(parameters, "parameters_to_vector")
    if not listed:
        raise ValueError("parameters_to_vector: there are no parameters")
    return autograd.concatenate([autograd.reshape(p, -1) for p in listed])  # type: ignore[no-any-return]


def vector_to_parameters(vec: Any, parameters: Any) -> None:
    """Write the elements of a vector into the parameters, in their order.

    Args:
        vec: a Tensor or array of one axis, as `parameters_to_vector` gives it; its values are
            copied, in each parameter's dtype.
        parameters: a Tensor, an iterable of them, or a model.

    Raises:
        ValueError: the vector is too short or too long, or no vector; nothing has changed then.

    Example:
        >>> import autograd, nn
        >>> w, b = autograd.zeros(1, 2), autograd.zeros(1)
        >>> nn.utils.vector_to_parameters(autograd.Tensor([1.0, 2.0, 3.0]), [w, b])
        >>> w, b
        (Tensor([[1., 2.]]), Tensor([3.]))
    """
    listed = tensors_in(parameters, "vector_to_parameters")
    values = np.array(vec.data if isinstance(vec, Tensor) else vec)  # may be a view of a parameter
    sizes = [p.numel() for p in listed]
    if values.shape != (sum(sizes),):
        raise ValueError(
            f"vector_to_parameters: the parameters have {sum(sizes)} elements together, the vector "
            f"has shape {values.shape}"
        )
    parts = np.split(values, np.cumsum(sizes)[:-1]) if listed else []
    with no_grad():
        for parameter, part in zip(listed, parts, strict=True):
            parameter.copy_(part.reshape(parameter.shape))
