"""Deck 3: the quizzes on derivatives, and "Another Example" of back-propagation."""

import autograd
from autograd import Tensor, gradients
from tests.slides.rows import row


@row("quiz_matmul")
def test_matrix_times_column(row):
    row.expect(v=(Tensor([[2, 3, 1], [-1, 2, 3]]) @ Tensor([[5, -2, 3]]).T).T[0])


@row("quiz_grad_xy_yz")
def test_gradient_of_a_sum_of_products(row):
    x, y, z = (Tensor(value, requires_grad=True) for value in (2.0, 3.0, 4.0))
    f = x * y + y * z
    row.expect(f=f, g=gradients(f, [x, y, z]))


@row("quiz_chain")
def test_chain_rule_over_two_paths(row):
    a, b = Tensor(2.0, requires_grad=True), Tensor(3.0, requires_grad=True)
    x, y = a * b, a + b
    L = x * y
    L.backward()
    row.expect(L=L, dL_da=a.grad, dL_db=b.grad)


class AnotherExample:
    """Five hidden nodes with φ(u) = 1/u; row j of `w` holds the weights from input j."""

    def __init__(self):
        self.x = Tensor([1.7, 3.5], requires_grad=True)
        self.w = Tensor(
            [[0.1, 0.5, 0.3, 2.1, -0.2], [1.1, 0.0, 0.4, -0.1, 1.3]], requires_grad=True
        )

    def forward(self):
        self.u = self.x @ self.w
        self.v = v = autograd.reciprocal(self.u)
        self.F = v[0] * v[1] + v[2] / v[3] - v[4]
        self.out = autograd.sigmoid(self.F)
        self.loss = (self.out - 2) ** 2
        return self


@row("another_forward")
def test_forward(row):
    net = AnotherExample().forward()
    row.expect(u=net.u, v=net.v, F=net.F, out=net.out, loss=net.loss)


@row("another_chain")
def test_gradients_on_the_way(row):
    net = AnotherExample().forward()
    dout, dF, du = gradients(net.loss, [net.out, net.F, net.u])
    row.expect(dout=dout, dF=dF, du=du)


@row("another_grad_w52")
def test_the_gradient_asked_for(row):
    net = AnotherExample().forward()
    net.loss.backward()
    row.expect(g=net.w.grad[1, 4])  # from input 2 to node 5


@row("another_grad_all")
def test_all_gradients(row):
    net = AnotherExample().forward()
    net.loss.backward()
    w1, w2 = net.w.grad
    row.expect(w1=w1, w2=w2, x=net.x.grad)


@row("another_gd_step")
def test_step(row):
    net = AnotherExample().forward()
    net.loss.backward()
    with autograd.no_grad():
        net.w -= 0.1 * net.w.grad
    net.forward()
    row.expect(w25=net.w[1, 4], out=net.out, loss=net.loss)
