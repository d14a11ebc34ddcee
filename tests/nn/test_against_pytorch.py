"""The same weights and data in PyTorch, where it is installed: the same losses and steps."""

from importlib.util import find_spec

import numpy as np
import pytest

import nn
from autograd import Tensor

pytestmark = pytest.mark.skipif(find_spec("torch") is None, reason="needs PyTorch")
if find_spec("torch"):
    import torch

generator = np.random.default_rng(0)
X = generator.normal(size=(12, 5)).astype(np.float32)
LABELS = generator.integers(0, 3, size=12)
PROBABILITIES = generator.dirichlet(np.ones(3), size=12).astype(np.float32)
UNIT = generator.uniform(0.05, 0.95, size=(12, 3)).astype(np.float32)
ANY = generator.normal(size=(12, 3)).astype(np.float32)

# The name of the loss, its target, and whether it takes probabilities.
TASKS = {
    "mse": ("MSELoss", ANY, False),
    "cross_entropy of labels": ("CrossEntropyLoss", LABELS, False),
    "cross_entropy of probabilities": ("CrossEntropyLoss", PROBABILITIES, False),
    "bce": ("BCELoss", UNIT, True),
    "bce with logits": ("BCEWithLogitsLoss", UNIT, False),
}
OPTIMIZERS = {
    "sgd": ("SGD", {"lr": 0.1}),
    "momentum": ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.05}),
    "nesterov": ("SGD", {"lr": 0.1, "momentum": 0.9, "nesterov": True, "weight_decay": 0.05}),
    "adam": ("Adam", {"lr": 0.05}),
    "adam decay": ("Adam", {"lr": 0.05, "betas": (0.8, 0.95), "eps": 1e-3, "weight_decay": 0.1}),
}


def network(lib, sigmoid):
    layers = [lib.Linear(5, 7), lib.Tanh(), lib.Linear(7, 4), lib.ReLU(), lib.Linear(4, 3)]
    return lib.Sequential(*layers, *([lib.Sigmoid()] if sigmoid else []))


def pair(sigmoid=False):
    torch.manual_seed(0)
    theirs = network(torch.nn, sigmoid)
    ours = network(nn, sigmoid)
    ours.load_state_dict({name: value.numpy() for name, value in theirs.state_dict().items()})
    return ours, theirs


def close(ours, theirs, where):
    np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-5, atol=1e-5, err_msg=where)


def test_ten_steps_agree_for_every_loss_and_optimizer():
    for task, (loss, target, sigmoid) in TASKS.items():
        for name, (optimizer, settings) in OPTIMIZERS.items():
            where = f"{task}, {name}"
            ours, theirs = pair(sigmoid)
            our_steps = getattr(nn.optim, optimizer)(ours.parameters(), **settings)
            their_steps = getattr(torch.optim, optimizer)(theirs.parameters(), **settings)
            before = ours.state_dict()
            for _ in range(10):
                our_steps.zero_grad()
                their_steps.zero_grad()
                mine = getattr(nn, loss)()(ours(Tensor(X)), Tensor(target))
                other = theirs(torch.from_numpy(X))
                other = getattr(torch.nn, loss)()(other, torch.from_numpy(target))
                mine.backward()
                other.backward()
                close(mine.item(), other, where)
                our_steps.step()
                their_steps.step()
            for key, value in theirs.state_dict().items():
                close(ours.state_dict()[key], value, f"{where}, {key}")
                assert np.abs(ours.state_dict()[key] - before[key]).max() > 1e-3


def test_every_loss_and_its_gradient_agree_under_every_reduction():
    for task, (loss, target, sigmoid) in TASKS.items():
        for reduction in ("none", "sum", "mean"):
            scores = UNIT if sigmoid else ANY[::-1].copy()
            mine = Tensor(scores, requires_grad=True)
            other = torch.from_numpy(scores).requires_grad_()
            out = getattr(nn, loss)(reduction)(mine, Tensor(target))
            expected = getattr(torch.nn, loss)(reduction=reduction)(other, torch.from_numpy(target))
            out.sum().backward()
            expected.sum().backward()
            close(out.detach().numpy(), expected, f"{task}, {reduction}")
            close(mine.grad.data, other.grad, f"{task}, {reduction}")


def test_a_model_has_pytorchs_names_and_text():
    ours, theirs = pair(sigmoid=True)
    assert list(ours.state_dict()) == list(theirs.state_dict())
    assert repr(ours) == repr(theirs)
