"""An MLP in NumPy by hand, forward, backward and Adam: what a library has to measure up to."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

__all__ = ["NumpyMLP"]


class NumpyMLP:
    """Linear layers with ReLU between them, trained by Adam on the cross-entropy.

    Args:
        weights: the weight matrix of each layer, of shape `(outputs, inputs)`, as PyTorch has them.
            The biases begin at zero.
        learning_rate: Adam's. Default: 0.001.
    """

    def __init__(self, weights: list[Any], learning_rate: float = 1e-3) -> None:
        self.weights = weights
        self.biases = [np.zeros(len(weight), weight.dtype) for weight in weights]
        parameters = [*weights, *self.biases]
        self.optimizer = Adam(parameters, learning_rate)

    def step(self, x: Any, labels: Any) -> float:
        """Take one step, and return the loss before it."""
        # Forward: what went into each layer is kept.
        inputs = [x]
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            hidden = inputs[-1] @ weight.T
            hidden += bias
            np.maximum(hidden, 0, out=hidden)
            inputs.append(hidden)
        scores = inputs[-1] @ self.weights[-1].T
        scores += self.biases[-1]

        # Softmax and cross-entropy, and the gradient of both: probabilities minus one-hot labels.
        rows = np.arange(len(labels))
        scores -= scores.max(axis=1, keepdims=True)
        right = scores[rows, labels]
        np.exp(scores, out=scores)
        sums = scores.sum(axis=1, keepdims=True)
        loss = float(np.mean(np.log(sums[:, 0]) - right))
        g = np.divide(scores, sums, out=scores)
        g[rows, labels] -= 1
        g /= len(labels)

        # Backward. A ReLU's output is positive where it let its input pass.
        weight_gradients, bias_gradients = [], []
        for weight, entered in zip(self.weights[:0:-1], inputs[:0:-1], strict=True):
            weight_gradients.append(g.T @ entered)
            bias_gradients.append(g.sum(axis=0))
            g = g @ weight
            g *= entered > 0
        weight_gradients.append(g.T @ x)
        bias_gradients.append(g.sum(axis=0))

        self.optimizer.step([*weight_gradients[::-1], *bias_gradients[::-1]])
        return loss


class Adam:
    """Adam, all in place: parameters, moments, and one buffer for what is in between."""

    def __init__(self, parameters: list[Any], learning_rate: float) -> None:
        self.parameters = parameters
        self.learning_rate = learning_rate
        self.first = [np.zeros_like(p) for p in parameters]
        self.second = [np.zeros_like(p) for p in parameters]
        self.buffers = [np.empty_like(p) for p in parameters]
        self.count = itertools.count(1)

    def step(self, gradients: list[Any], beta1: float = 0.9, beta2: float = 0.999) -> None:
        t = next(self.count)
        rate = self.learning_rate / (1 - beta1**t)
        correction = (1 - beta2**t) ** 0.5
        for p, g, m, v, buffer in zip(
            self.parameters, gradients, self.first, self.second, self.buffers, strict=True
        ):
            m *= beta1
            np.multiply(g, 1 - beta1, out=buffer)
            m += buffer
            v *= beta2
            np.multiply(g, g, out=buffer)
            buffer *= 1 - beta2
            v += buffer
            np.sqrt(v, out=buffer)
            buffer /= correction
            buffer += 1e-8
            np.divide(m, buffer, out=buffer)
            buffer *= rate
            p -= buffer
