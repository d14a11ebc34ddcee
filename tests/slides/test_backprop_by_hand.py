"""Deck 1, "Back propagation example": two inputs, two hidden nodes, one output, no activation."""

from autograd import Tensor, no_grad
from tests.slides.rows import row

TARGET, RATE = 1.0, 0.05


class Network:
    """The slide's network; W1 is [[w1, w3], [w2, w4]] and W2 is (w5, w6)."""

    def __init__(self, W1=((0.11, 0.12), (0.21, 0.08)), W2=(0.14, 0.15)):
        self.x = Tensor([2.0, 3.0], requires_grad=True)
        self.W1 = Tensor(W1, requires_grad=True)
        self.W2 = Tensor(W2, requires_grad=True)

    def forward(self):
        self.h = self.x @ self.W1
        self.y = self.h @ self.W2
        self.loss = (self.y - TARGET) ** 2 / 2
        return self

    def backward(self):
        self.h.retain_grad()
        self.y.retain_grad()
        self.loss.backward()
        return self

    def update(self):
        with no_grad():
            for weights in (self.W1, self.W2):
                weights -= RATE * weights.grad
                weights.grad = None
        return self


@row("bp221_forward")
def test_forward(row):
    net = Network().forward()
    row.expect(h=net.h, y=net.y)


@row("bp221_loss")
def test_error(row):
    row.expect(loss=Network().forward().loss)


@row("bp221_delta")
def test_deltas(row):
    net = Network().forward().backward()
    row.expect(d2=net.y.grad, d1=net.h.grad)


@row("bp221_grad_w2")
def test_gradient_of_the_output_weights(row):
    row.expect(g=Network().forward().backward().W2.grad)


@row("bp221_grad_w1")
def test_gradient_of_the_hidden_weights(row):
    row.expect(g=Network().forward().backward().W1.grad)


@row("bp221_grad_x")
def test_gradient_of_the_inputs(row):
    row.expect(g=Network().forward().backward().x.grad)


@row("bp221_update")
def test_update(row):
    net = Network().forward().backward().update()
    (w1, w3), (w2, w4) = net.W1
    w5, w6 = net.W2
    row.expect(w5=w5, w6=w6, w1=w1, w3=w3, w2=w2, w4=w4, printed=[w5, w6, w1, w3, w2, w4])


@row("bp221_second_exact")
def test_second_forward(row):
    net = Network().forward().backward().update().forward()
    row.expect(h=net.h, y=net.y, loss=net.loss)


@row("bp221_second_rounded")
def test_second_forward_with_two_digits(row):
    net = Network(W1=((0.12, 0.13), (0.23, 0.10)), W2=(0.17, 0.17)).forward()
    row.expect(h=net.h, y=net.y, loss=net.loss)


@row("bp221_trace10")
def test_ten_steps(row):
    net = Network()
    outputs = [net.forward().backward().update().y for _ in range(10)]
    row.expect(y=outputs, after=net.forward().y)
