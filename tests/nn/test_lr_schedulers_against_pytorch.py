"""The same schedules in PyTorch, where it is installed: the same settings over a hundred epochs."""

import math
import warnings

import pytest

import nn
from autograd import Tensor

torch = pytest.importorskip("torch")

HALF = {
    "step": lambda s, o: s.StepLR(o, 7, 0.7),
    "multistep": lambda s, o: s.MultiStepLR(o, [3, 50, 50, 80], 0.3),
    "exponential": lambda s, o: s.ExponentialLR(o, 0.97),
    "constant": lambda s, o: s.ConstantLR(o, 0.4, 30),
    "constant by default": lambda s, o: s.ConstantLR(o),
    "linear": lambda s, o: s.LinearLR(o, 0.01, 0.8, 60),
    "linear by default": lambda s, o: s.LinearLR(o),
    "polynomial": lambda s, o: s.PolynomialLR(o, 120, 1.7),
    "cosine": lambda s, o: s.CosineAnnealingLR(o, 40, 1e-3),
    "cosine to 0": lambda s, o: s.CosineAnnealingLR(o, 13),
    "restarts": lambda s, o: s.CosineAnnealingWarmRestarts(o, 9),
    "restarts, later and later": lambda s, o: s.CosineAnnealingWarmRestarts(o, 5, 2, 1e-3),
    "lambda": lambda s, o: s.LambdaLR(o, lambda t: 1 / (1 + t)),
    "lambdas": lambda s, o: s.LambdaLR(o, [lambda t: 0.9**t, lambda t: 1.0, lambda t: 1 / (1 + t)]),
    "multiplicative": lambda s, o: s.MultiplicativeLR(o, lambda t: 1 - 0.001 * t),
    "one cycle": lambda s, o: s.OneCycleLR(o, 0.5, total_steps=101),
    "one cycle of epochs": lambda s, o: s.OneCycleLR(
        o, [0.5, 0.1, 0.3], epochs=11, steps_per_epoch=10, pct_start=0.45, div_factor=3,
        final_div_factor=30,
    ),
    "one cycle, linear": lambda s, o: s.OneCycleLR(
        o, 0.5, total_steps=101, anneal_strategy="linear", base_momentum=[0.1, 0.2, 0.3],
        max_momentum=0.7,
    ),
    "three phases": lambda s, o: s.OneCycleLR(o, 0.5, 103, three_phase=True, pct_start=0.37),
    "three phases without an end": lambda s, o: s.OneCycleLR(
        o, 0.5, 103, three_phase=True, pct_start=0.8, cycle_momentum=False
    ),
    "plateau": lambda s, o: s.ReduceLROnPlateau(o, patience=3, factor=0.8),
    "plateau, max, abs": lambda s, o: s.ReduceLROnPlateau(
        o, "max", 0.8, 2, 0.1, "abs", 4, [0.01, 0.02, 0.03], 1e-4
    ),
    "sequence": lambda s, o: s.SequentialLR(
        o, [s.LinearLR(o, total_iters=9), s.CosineAnnealingLR(o, 60), s.ExponentialLR(o, 0.9)],
        [10, 70],
    ),
    "sequence of absolute ones": lambda s, o: s.SequentialLR(
        o, [s.ConstantLR(o), s.LambdaLR(o, lambda t: 0.9**t), s.StepLR(o, 3), s.PolynomialLR(o, 9)],
        [10, 40, 70],
    ),
    "chain": lambda s, o: s.ChainedScheduler(
        [s.LinearLR(o, total_iters=30), s.ExponentialLR(o, 0.98), s.StepLR(o, 20, 0.5)]
    ),
}  # fmt: skip


def changing(groups):
    return [{k: g[k] for k in ("lr", "momentum", "betas") if k in g} for g in groups]


@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
@pytest.mark.parametrize("make", HALF.values(), ids=HALF)
def test_a_hundred_epochs_agree(make, optimizer):
    ours, theirs = [], []
    for found, library, tensor in (
        (ours, nn.optim, Tensor), (theirs, torch.optim, torch.tensor),
    ):  # fmt: skip
        groups = [{"params": [tensor([1.0], requires_grad=True)], "lr": lr} for lr in (0.1, 0.7, 2)]
        steps = getattr(library, optimizer)(groups)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PyTorch warns of its own ways
            scheduler = make(library.lr_scheduler, steps)
            for epoch in range(100):
                found.append(changing(steps.param_groups))
                steps.step()
                plateau = isinstance(scheduler, library.lr_scheduler.ReduceLROnPlateau)
                scheduler.step(*[math.sin(epoch) - epoch / 50] * plateau)
    for mine, other in zip(ours, theirs, strict=True):
        for group, expected in zip(mine, other, strict=True):
            assert group.keys() == expected.keys()
            for key, value in group.items():
                assert value == pytest.approx(expected[key], rel=1e-11, abs=1e-12), key


def test_a_rate_that_the_user_sets_is_gone_on_from_alike():
    for make in (HALF["step"], HALF["exponential"], HALF["linear"], HALF["cosine"]):
        found = []
        for library, tensor in ((nn.optim, Tensor), (torch.optim, torch.tensor)):
            steps = library.SGD([tensor([1.0], requires_grad=True)], lr=0.5)
            scheduler = make(library.lr_scheduler, steps)
            rates = []
            for epoch in range(30):
                if epoch == 11:
                    steps.param_groups[0]["lr"] = 0.123
                steps.step()
                scheduler.step()
                rates.append(steps.param_groups[0]["lr"])
            found.append(rates)
        assert found[0] == pytest.approx(found[1], rel=1e-10)


def test_signatures_are_pytorchs():
    import inspect

    for name in nn.optim.lr_scheduler.__all__:
        ours = inspect.signature(getattr(nn.optim.lr_scheduler, name)).parameters
        theirs = inspect.signature(getattr(torch.optim.lr_scheduler, name)).parameters
        assert list(ours) == list(theirs), name
        assert [p.default for p in ours.values()] == [p.default for p in theirs.values()], name
    ignored = {"foreach", "differentiable", "fused", "capturable"}
    extra = {"ema", "decoupled_weight_decay"}
    for name in nn.optim.__all__:
        if name in ("lr_scheduler", "Optimizer", "Lion"):
            continue
        ours = inspect.signature(getattr(nn.optim, name)).parameters
        theirs = inspect.signature(getattr(torch.optim, name)).parameters
        common = [n for n in theirs if n not in ignored]
        assert [n for n in ours if n in theirs] == common, name
        assert set(ours) - set(theirs) <= extra, name
        assert [ours[n].default for n in common] == [theirs[n].default for n in common], name
