"""micrograd's `nn.MLP`, on this library's scalar Tensors: the same loops over the same objects."""

from __future__ import annotations

from typing import Any

from autograd import Tensor

__all__ = ["ScalarMLP"]


class Neuron:
    def __init__(self, inputs: int, nonlinear: bool) -> None:
        self.w = [Tensor(0.0, requires_grad=True) for _ in range(inputs)]
        self.b = Tensor(0.0, requires_grad=True)
        self.nonlinear = nonlinear

    def __call__(self, x: list[Any]) -> Any:
        act = sum((wi * xi for wi, xi in zip(self.w, x, strict=True)), self.b)
        return act.relu() if self.nonlinear else act

    def parameters(self) -> list[Any]:
        return [*self.w, self.b]


class Layer:
    def __init__(self, inputs: int, outputs: int, nonlinear: bool) -> None:
        self.neurons = [Neuron(inputs, nonlinear) for _ in range(outputs)]

    def __call__(self, x: list[Any]) -> Any:
        out = [neuron(x) for neuron in self.neurons]
        return out[0] if len(out) == 1 else out

    def parameters(self) -> list[Any]:
        return [p for neuron in self.neurons for p in neuron.parameters()]


class ScalarMLP:
    """A network of single numbers.

    Args:
        inputs: how many numbers go in.
        outputs: the neurons of each layer; all but the last layer have a ReLU.
    """

    def __init__(self, inputs: int, outputs: list[int]) -> None:
        sizes = [inputs, *outputs]
        last = len(outputs) - 1
        self.layers = [Layer(sizes[i], sizes[i + 1], i != last) for i in range(len(outputs))]

    def __call__(self, x: Any) -> Any:
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self) -> list[Any]:
        return [p for layer in self.layers for p in layer.parameters()]

    def zero_grad(self) -> None:
        for p in self.parameters():
            p.grad = None
