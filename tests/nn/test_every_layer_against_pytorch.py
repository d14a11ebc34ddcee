"""Every layer and loss that PyTorch has too: ten steps from the same weights, where it is installed."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import nn
from autograd import Tensor
from tests.nn.cases import CASES, LOSSES, Case, numbers_in

torch = pytest.importorskip("torch")

SHARED = [
    pytest.param(name, case, id=f"{name}-{number}")
    for name, cases in CASES.items()
    for number, case in enumerate(cases)
    if case.in_pytorch
]


def test_what_is_not_in_pytorch_is_not_there_under_its_name() -> None:
    ours_alone = {name for name, cases in CASES.items() if not any(c.in_pytorch for c in cases)}
    assert not [name for name in ours_alone if hasattr(torch.nn, name)]


def weighted_sum(outputs: list[Any], weights: list[Any]) -> Any:
    return sum((output * weight).sum() for output, weight in zip(outputs, weights, strict=True))


@pytest.mark.parametrize(("name", "case"), SHARED)
def test_ten_steps_from_the_same_weights(name: str, case: Case) -> None:
    ours, theirs, arrays = case.module(name), case.module(name, torch.nn), case.arrays()
    ours(*map(Tensor, arrays))  # what waits for its first input is built now
    theirs(*map(torch.from_numpy, arrays))
    theirs.load_state_dict({k: torch.from_numpy(v) for k, v in ours.state_dict().items()})
    assert list(ours.state_dict()) == list(theirs.state_dict())
    # Nothing here works in place, and nothing is quantized.
    text = re.sub(r"(, )?inplace=False|NonDynamicallyQuantizable", "", repr(theirs))
    assert repr(ours) == text

    moving = range(1 if name in LOSSES else len(arrays))  # a target stays as it is
    floats = [i for i in moving if arrays[i].dtype.kind == "f"]
    mine: list[Any] = [Tensor(a.copy(), requires_grad=i in floats) for i, a in enumerate(arrays)]
    other = [torch.tensor(a, requires_grad=i in floats) for i, a in enumerate(arrays)]
    optimizers = (
        nn.optim.SGD([*ours.parameters(), *(mine[i] for i in floats)], lr=0.01),
        torch.optim.SGD([*theirs.parameters(), *(other[i] for i in floats)], lr=0.01),
    )
    generator = np.random.default_rng(0)
    for step in range(10):
        our_outputs, their_outputs = numbers_in(ours(*mine)), numbers_in(theirs(*other))
        for a, b in zip(our_outputs, their_outputs, strict=True):
            np.testing.assert_allclose(a.detach().numpy(), b.detach().numpy(), 1e-9, 1e-11)
        weights = [np.asarray(generator.normal(size=output.shape)) for output in our_outputs]
        for optimizer in optimizers:
            optimizer.zero_grad()
        weighted_sum(our_outputs, weights).backward()
        weighted_sum(their_outputs, [torch.from_numpy(w) for w in weights]).backward()
        for optimizer in optimizers:
            optimizer.step()
        for key, value in theirs.state_dict().items():
            np.testing.assert_allclose(
                ours.state_dict()[key], value.numpy(), 1e-9, 1e-11, err_msg=f"{key}, step {step}"
            )
        for i in floats:
            np.testing.assert_allclose(mine[i].data, other[i].detach().numpy(), 1e-9, 1e-11)
