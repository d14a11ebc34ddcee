"""The bias as a weight: of an input that is always 1."""

from __future__ import annotations

from typing import Any

import autograd
from autograd import Tensor, no_grad

from ..containers import Sequential
from ..module import Module
from .linear import Linear

__all__ = ["ConstantInput", "bias_as_weight"]


class ConstantInput(Module):
    """Put the input `x0 = 1` before the others: a row `(x1, x2)` becomes `(1, x1, x2)`.

    The weight of it in the next layer is that layer's bias; see `bias_as_weight`.

    Shapes: input `(..., features)`, output `(..., 1 + features)`.

    Source: deck 2, "Perceptron 동작 – OR논리 게이트", w0; deck 3, "신경망의 예시 1, 2".

    Example:
        >>> import autograd, nn
        >>> nn.ConstantInput()(autograd.Tensor([[3.0, 4.0], [5.0, 6.0]]))
        Tensor([[1., 3., 4.],
                [1., 5., 6.]])
    """

    def forward(self, x: Any) -> Any:
        """Return `x` with a column of ones before it."""
        x = x if hasattr(x, "dtype") else Tensor(x)
        if not x.ndim:
            raise ValueError("ConstantInput: the input needs an axis of features, got one number")
        ones = autograd.ones((*x.shape[:-1], 1), dtype=x.dtype)
        return autograd.concatenate([ones, x], axis=-1)


def bias_as_weight(layer: Linear) -> Sequential:
    """Return a model that computes the same as a `Linear` layer, with the bias as a weight.

    Its single Parameter is `(out_features, 1 + in_features)`, a copy: the bias, then the weight.

    Args:
        layer: the layer; without a bias, the weight of the constant input is 0.

    Raises:
        TypeError: it is no `Linear` layer, or one that has not seen its first input yet.

    Source: deck 3, "신경망의 예시 1, 2": `Σ v_i φ(x · w_i + 1 · b_i)`.

    Example:
        >>> import autograd, nn
        >>> layer = nn.Linear(2, 1)
        >>> layer.load_state_dict({"weight": [[3.0, 4.0]], "bias": [0.5]})
        IncompatibleKeys(missing_keys=[], unexpected_keys=[])
        >>> model = nn.bias_as_weight(layer)
        >>> model[1].weight.detach()
        Tensor([[0.5, 3. , 4. ]], dtype=float32)
        >>> x = autograd.Tensor([[1.0, 10.0]])
        >>> layer(x).item(), model(x).item()
        (43.5, 43.5)
    """
    if type(layer) is not Linear:
        raise TypeError(f"bias_as_weight: give a Linear layer, got {layer!r:.80}")
    inputs, outputs = layer.in_features, layer.out_features
    folded = Linear(1 + inputs, outputs, bias=False, dtype=layer.weight.dtype)
    bias = autograd.zeros(outputs, dtype=layer.weight.dtype) if layer.bias is None else layer.bias
    with no_grad():
        folded.weight.copy_(autograd.concatenate([bias.reshape(-1, 1), layer.weight], axis=1))
    return Sequential(ConstantInput(), folded)
