"""A network of neurons as data: columns of neurons, and the weights between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Column", "Link", "Network", "Weights"]


@dataclass(frozen=True)
class Weights:
    """The weights of a layer, or its biases, with what is known of them.

    Attributes:
        letter: the first letter of their names.
        first: the number of the first: weights are w1, w2, ..., the rows one after another.
        values: `(out_features, in_features)`; of biases `(out_features, 1)`.
        gradients: d(loss)/d(weight), likewise; None where there are none.
        before: the values before the optimizer's step, likewise; None where they are not given.
    """

    letter: str
    first: int
    values: Any
    gradients: Any = None
    before: Any = None

    def name(self, target: int, source: int = 0) -> str:
        """Return the name of the weight that leads from one neuron to another."""
        return f"{self.letter}{self.first + target * self.values.shape[1] + source}"


@dataclass(frozen=True)
class Column:
    """The inputs of the network, or the neurons of a layer.

    Attributes:
        title: "input", "hidden" or "output".
        names: of the neurons.
        layer: the name of the layer, and what it is; empty for inputs.
        functions: what is applied to the weighted sums, in order: names of activation functions.
        values: the activations, after the functions; None without an input.
        sums: the weighted sums, before the functions; None where they are not shown.
        gradients: d(loss)/d(weighted sum); None where they are not shown.
    """

    title: str
    names: Sequence[str]
    layer: str = ""
    functions: tuple[str, ...] = ()
    values: Any = None
    sums: Any = None
    gradients: Any = None

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True)
class Link:
    """The weights between a column and the next one.

    Attributes:
        weight: of the edges from neuron to neuron.
        bias: of the edges from the unit that is always 1; None where there is none.
    """

    weight: Weights
    bias: Weights | None


@dataclass(frozen=True)
class Network:
    """Columns from the left to the right, and the links between them, one fewer."""

    columns: tuple[Column, ...]
    links: tuple[Link, ...]
