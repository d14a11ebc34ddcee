"""What the tests of schedules change: an optimizer with two groups."""

from autograd import Tensor
from nn.optim import SGD


def an_optimizer(make=SGD, **settings):
    """An optimizer with two groups, of learning rates 1 and 0.5, or 2 and 1 ..."""
    lr = settings.pop("lr", 1.0)
    a, b = (Tensor([1.0], requires_grad=True) for _ in range(2))
    return make([{"params": a}, {"params": b, "lr": lr / 2}], lr=lr, **settings)
