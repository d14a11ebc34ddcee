"""Deck 4: a layer's equations with one column per sample, and a layer built at its first call."""

import autograd
import nn
from autograd import Tensor, log
from tests.slides.rows import row


class Network:
    """Two inputs, three hidden units (tanh), one output (sigmoid); three samples."""

    def __init__(self):
        self.X = Tensor([[1.0, -1.0, 2.0], [0.5, 2.0, -1.0]])
        self.Y = Tensor([[1.0, 0.0, 1.0]])
        self.W1 = Tensor([[0.1, 0.2], [-0.3, 0.4], [0.5, -0.6]], requires_grad=True)
        self.b1 = Tensor([[0.01], [0.02], [0.03]], requires_grad=True)
        self.W2 = Tensor([[0.7, -0.8, 0.9]], requires_grad=True)
        self.b2 = Tensor([[0.05]], requires_grad=True)
        self.Z1 = self.W1 @ self.X + self.b1
        self.A1 = autograd.tanh(self.Z1)
        self.Z2 = self.W2 @ self.A1 + self.b2
        self.A2 = autograd.sigmoid(self.Z2)

    def losses(self):
        """The cross-entropy of each sample."""
        return -(self.Y * log(self.A2) + (1 - self.Y) * log(1 - self.A2))

    def gradients(self, loss):
        """The engine's gradients of a loss, by the slide's names."""
        names = ("A2", "Z2", "A1", "Z1", "W2", "b2", "W1", "b1")
        found = autograd.gradients(loss, [getattr(self, name) for name in names])
        return {f"d{name}": gradient for name, gradient in zip(names, found, strict=True)}

    def slide_gradients(self):
        """The slide's recursion: per sample but for the mean over samples in dW and db."""
        dA2 = -self.Y / self.A2 + (1 - self.Y) / (1 - self.A2)
        dZ2 = dA2 * self.A2 * (1 - self.A2)
        dA1 = self.W2.T @ dZ2
        dZ1 = dA1 * (1 - self.A1**2)
        return {
            "dA2": dA2, "dZ2": dZ2, "dA1": dA1, "dZ1": dZ1,
            "dW2": dZ2 @ self.A1.T / 3, "db2": dZ2.mean(axis=1, keepdims=True),
            "dW1": dZ1 @ self.X.T / 3, "db1": dZ1.mean(axis=1, keepdims=True),
        }  # fmt: skip


@row("layer_forward")
def test_forward(row):
    net = Network()
    row.expect(Z1=net.Z1, A1=net.A1, A2=net.A2, J=net.losses().mean())
    row.expect(J=nn.BCELoss()(net.A2, net.Y))
    row.expect(J=nn.BCEWithLogitsLoss()(net.Z2, net.Y))


@row("layer_backward_slide")
def test_backward(row):
    net = Network()
    of_sum = net.gradients(net.losses().sum())
    of_mean = {name: of_sum[name] / 3 for name in ("dW2", "db2", "dW1", "db1")}
    for found in (net.slide_gradients(), of_sum | of_mean):
        row.expect(**{name: found[name] for name in ("dA2", "dZ2", "dA1", "dW2", "dW1")})
        row.expect(db2=found["db2"][:, 0], db1=found["db1"][:, 0])


@row("layer_backward_autodiff")
def test_the_slide_differentiates_without_the_mean(row):
    net = Network()
    slide, ours = net.slide_gradients(), net.gradients(net.losses().mean())
    row.expect(**{f"slide_to_autodiff_{name}": slide[name] / ours[name] for name in ours})


@row("layer_shapes")
def test_shapes(row):
    net = Network()
    net.Z1.retain_grad()
    net.Z2.retain_grad()
    net.losses().mean().backward()
    for name in ("W1", "b1", "Z1", "W2", "b2", "Z2"):
        tensor = getattr(net, name)
        row.expect(**{name: tensor.shape})
        row.expect(**{name: tensor.grad.shape})


@row("lazy_linear_shapes")
def test_layer_built_at_its_first_call(row):
    layer = nn.LazyLinear(32)
    assert layer.weight.numel() == 0
    out = layer(autograd.ones(8, 5))
    row.expect(w=layer.weight.T.shape, b=layer.bias.shape, out=out.shape)
