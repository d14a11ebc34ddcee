"""Whole networks, by their sizes."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from numpy.typing import DTypeLike

from .checks import checked_probability
from .containers import Sequential
from .layers import Dropout, Identity, Linear, probabilities, rectifying, saturating
from .layers.units import Reciprocal
from .module import Module

__all__ = ["MLP"]

Activation = str | Module | Callable[[], Module] | None

_BY_NAME: dict[str, Callable[[], Module]] = {
    kind.__name__.lower(): kind
    for kind in (
        Identity, Reciprocal,
        *(getattr(family, name) for family in (saturating, rectifying, probabilities)
          for name in family.__all__),
    )
}  # fmt: skip


class MLP(Sequential):
    """Multi-layer perceptron: fully connected layers with activation functions between them.

    It is the `Sequential` that one would write by hand, with the same names in its state dict:
    `MLP([784, 512, 10])` is `Sequential(Linear(784, 512), ReLU(), Linear(512, 10))`, whose
    parameters are `0.weight`, `0.bias`, `2.weight` and `2.bias`.

    Args:
        sizes: the number of inputs, of the units of each hidden layer, and of outputs.
        activations: the activation function of the hidden layers: one for all of them, or a list
            with one for each hidden layer, or with one more for the output layer. One is a name
            such as "relu" or "leaky_relu", a class or function without arguments that makes the
            layer, a layer (each place gets a copy), or None for none. Default: "relu".
        output_activation: that of the output layer. Default: none.
        dropout: the probability with which the outputs of hidden layers are dropped, after their
            activation function. Default: 0, no dropout.
        bias: whether the layers have biases. Default: True.
        dtype: of the parameters. Default: float32, or `set_default_dtype`'s.

    Raises:
        ValueError: there are fewer than two sizes, one is not a positive integer, an activation
            function is not known by its name, or there are too few or too many of them.
        TypeError: an activation function is none of what is listed above.

    Source: deck 4, "딥러닝 표기법": L layers with activation functions of their own.

    Example:
        >>> import nn
        >>> nn.MLP([784, 512, 10], activations="tanh", dropout=0.2)
        MLP(
          (0): Linear(in_features=784, out_features=512, bias=True)
          (1): Tanh()
          (2): Dropout(p=0.2)
          (3): Linear(in_features=512, out_features=10, bias=True)
        )
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activations: Activation | Sequence[Activation] = "relu",
        *,
        output_activation: Activation = None,
        dropout: float = 0.0,
        bias: bool = True,
        dtype: DTypeLike | None = None,
    ) -> None:
        super().__init__()
        sizes = list(sizes) if isinstance(sizes, Iterable) else [sizes]
        if len(sizes) < 2:
            raise ValueError(f"MLP: sizes are those of the inputs, of the hidden layers and of the "
                             f"outputs, at least two; got {sizes}")  # fmt: skip
        dropout = checked_probability(dropout, "MLP: dropout")
        functions = _one_for_each_layer(activations, output_activation, len(sizes) - 1)
        for layer, activation in enumerate(functions, start=1):
            self.append(Linear(sizes[layer - 1], sizes[layer], bias=bias, dtype=dtype))
            if activation is not None:
                self.append(activation)
            if dropout and layer < len(functions):
                self.append(Dropout(dropout))

    def _of(self, members: dict[str, Module]) -> Sequential:
        return Sequential(members)  # a part of it is no MLP of some sizes


def _one_for_each_layer(given: Any, output: Activation, layers: int) -> list[Module | None]:
    """Return the activation function of each layer."""
    if not isinstance(given, (list, tuple)):
        given = [given] * (layers - 1)
    elif len(given) == layers and output is not None:
        raise ValueError(
            f"MLP: activations has {layers} entries, the last for the output layer, and there is "
            f"an output_activation too; give one of them"
        )
    if len(given) == layers - 1:
        given = [*given, output]
    if len(given) != layers:
        raise ValueError(
            f"MLP: give one activation function for all hidden layers, or {layers - 1}, one for "
            f"each, or {layers}, with that of the output layer; got {len(given)}"
        )
    return [_made(activation) for activation in given]


def _made(activation: Any) -> Module | None:
    """Return a new layer for an activation function in any of its forms."""
    if activation is None:
        return None
    if isinstance(activation, Module):
        return copy.deepcopy(activation)
    if isinstance(activation, str):
        maker = _BY_NAME.get(activation.lower().replace("_", ""))
        if maker is None:
            raise ValueError(f"MLP: there is no activation function {activation!r}; there are "
                             f"{', '.join(sorted(_BY_NAME))}")  # fmt: skip
        return maker()
    try:
        made = activation()
    except TypeError:  # it needs arguments, as F.relu does, or is no function
        made = None
    if not isinstance(made, Module):
        raise TypeError(
            f"MLP: an activation function is a name, a class of layers or a function that makes a "
            f"layer, a layer, or None; got {activation!r:.80}"
        )
    return made
