"""Decks 1, 3 and 5: softmax, its Jacobian, and the cross-entropy on top of it."""

import autograd
import nn
from autograd import Tensor, gradients, softmax
from nn.functional import cross_entropy
from tests.slides.rows import row


def scores():
    """The scores of the slide "Softmax 함수"."""
    return Tensor([1.0, 2.0, 1.5, 0.6], requires_grad=True)


@row("softmax_1_2_15_06")
def test_softmax(row):
    z = scores()
    p = softmax(z)
    row.expect(denominator=autograd.exp(z).sum(), p=p, printed_p=p)


@row("softmax_nll_all")
def test_surprise_at_each_class(row):
    z = scores()
    row.expect(ln=[cross_entropy(z, Tensor(k)) for k in range(4)], log2=-autograd.log2(softmax(z)))
    row.expect(ln=-autograd.log_softmax(z))


@row("softmax_jacobian")
def test_jacobian(row):
    z = scores()
    jacobian = [gradients(p_i, z, retain_graph=True)[0] for p_i in softmax(z)]
    row.expect(diag=[jacobian[i][i] for i in range(4)], row0_off=jacobian[0][1:])


@row("softmax_ce_grad_class1")
def test_gradient_of_the_cross_entropy(row):
    z = scores()
    for target in (Tensor(1), Tensor([0.0, 1.0, 0.0, 0.0])):
        row.expect(g=gradients(cross_entropy(z, target), z)[0])


@row("softmax_ce_k3")
def test_three_classes(row):
    z = Tensor([[2.0, 1.0, 0.1]], requires_grad=True)
    loss = nn.CrossEntropyLoss()(z, Tensor([[1.0, 0.0, 0.0]]))
    loss.backward()
    row.expect(p=nn.Softmax(dim=1)(z)[0], loss=loss, grad=z.grad[0])


@row("softmax_stable")
def test_large_scores(row):
    z = Tensor([1000.0, 1001.0, 1002.0])
    row.expect(p=softmax(z), lse=autograd.logsumexp(z))


@row("softmax_batch_shape")
def test_one_distribution_for_each_row(row):
    autograd.manual_seed(0)
    p = softmax(autograd.randn(5, 4) @ autograd.randn(4, 3) + autograd.randn(3), axis=1)
    row.expect(shape=p.shape, row_sums=p.sum(axis=1))
