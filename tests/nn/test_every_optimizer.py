"""What holds for every optimizer, with every option."""

import inspect
import io
import json
from importlib.util import find_spec

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from tests.nn.cases.optimizers import OPTIMIZERS

CASES = [(name, case) for name, cases in OPTIMIZERS.items() for case in cases]


def case_id(name, case):
    settings = [k if v is True else f"{k}={v}" for k, v in case.settings.items()]
    return " ".join([name, *settings])


every_case = pytest.mark.parametrize(("name", "case"), CASES, ids=[case_id(*c) for c in CASES])


def trace(name, case, start, steps):
    """The weights after each step."""
    w = Tensor(np.array(start), requires_grad=True)
    optimizer = getattr(nn.optim, name)([w], **case.settings)
    values = []
    for _ in range(steps):
        w.grad = Tensor(np.broadcast_to(case.gradient(w.data), w.shape).copy())
        optimizer.step()
        values.append(np.array(w.data))
    return values


# --- values, from elsewhere -----------------------------------------------------------------------


@every_case
def test_steps_by_hand(name, case):
    for got, expected in zip(
        trace(name, case, case.start, len(case.expected)), case.expected, strict=True
    ):
        np.testing.assert_allclose(got, expected, rtol=0, atol=case.tolerance)


@every_case
def test_a_weight_goes_the_same_way_in_an_array_of_any_shape(name, case):
    if np.ndim(case.start):
        pytest.skip("the gradient is of one shape")
    alone = trace(name, case, case.start, 4)
    for shape in ((3,), (2, 1), (0,), (2, 0, 3)):
        for got, expected in zip(
            trace(name, case, np.full(shape, case.start), 4), alone, strict=True
        ):
            assert got.shape == shape
            np.testing.assert_array_equal(got, np.full(shape, expected))


def test_every_exported_optimizer_has_a_case_with_a_literal_value_and_its_source():
    exported = {
        name for name in nn.optim.__all__ if inspect.isclass(getattr(nn.optim, name))
    } - {"Optimizer"}  # fmt: skip
    assert exported == OPTIMIZERS.keys()
    for name, cases in OPTIMIZERS.items():
        for case in cases:
            assert case.expected is not None, case_id(name, case)
            assert case.source, case_id(name, case)
            for value in case.expected:
                assert isinstance(value, (float, list)), case_id(name, case)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_option_occurs_in_a_case(name):
    options = set(inspect.signature(getattr(nn.optim, name)).parameters) - {"params"}
    assert options == {option for case in OPTIMIZERS[name] for option in case.settings}


# --- closed forms ---------------------------------------------------------------------------------


def weight_after(steps, make, start=0.0, gradient=1.0):
    w = Tensor(start, requires_grad=True)
    optimizer = make([w])
    for _ in range(steps):
        w.grad = Tensor(gradient)
        optimizer.step()
    return w.item()


T = np.arange(1, 21)
CONSTANT = {
    # Where it is after 20 steps under the gradient 3, with a learning rate of 0.1.
    "sgd": (lambda p: nn.optim.SGD(p, lr=0.1), -0.1 * 3 * 20),
    # v_t = 3 (1 - 0.9**t) / (1 - 0.9)
    "momentum": (lambda p: nn.optim.SGD(p, lr=0.1, momentum=0.9), -0.1 * 30 * np.sum(1 - 0.9**T)),
    # m_t = 3 (1 - 0.9**t)
    "ema": (lambda p: nn.optim.SGD(p, lr=0.1, momentum=0.9, ema=True), -0.3 * np.sum(1 - 0.9**T)),
    # g / sqrt(t g**2) = 1 / sqrt(t)
    "adagrad": (lambda p: nn.optim.Adagrad(p, lr=0.1, eps=0), -0.1 * np.sum(T**-0.5)),
    # r_t = g**2 (1 - 0.9**t)
    "rmsprop": (lambda p: nn.optim.RMSprop(p, lr=0.1, alpha=0.9, eps=0),
                -0.1 * np.sum((1 - 0.9**T) ** -0.5)),
    # The variance of its average is g**2 (1 - 0.9**t) 0.9**t.
    "centered": (lambda p: nn.optim.RMSprop(p, lr=0.1, alpha=0.9, eps=0, centered=True),
                 -0.1 * np.sum(((1 - 0.9**T) * 0.9**T) ** -0.5)),
    "adam": (lambda p: nn.optim.Adam(p, lr=0.1, eps=0), -0.1 * 20),
    "lion": (lambda p: nn.optim.Lion(p, lr=0.1), -0.1 * 20),
}  # fmt: skip


@pytest.mark.parametrize(("make", "expected"), CONSTANT.values(), ids=CONSTANT)
def test_closed_forms_under_a_constant_gradient(make, expected):
    np.testing.assert_allclose(weight_after(20, make, gradient=3.0), expected, rtol=1e-12)


def test_momentum_on_a_parabola_is_a_damped_oscillation():
    # w_(t+1) = (1 + mu - lr) w_t - mu w_(t-1), whose roots are complex, of size sqrt(mu).
    case = OPTIMIZERS["SGD"][1]
    values = trace("SGD", case, 1.0, 30)
    roots = np.roots([1, -(1 + 0.9 - 0.1), 0.9])
    a, b = np.linalg.solve(np.array([[1, 1], roots]), [1.0, 0.9])
    expected = [(a * roots[0] ** t + b * roots[1] ** t).real for t in range(1, 31)]
    np.testing.assert_allclose(values, expected, rtol=0, atol=1e-12)


@every_case
def test_decoupled_decay_alone_is_the_factor_of_the_slides(name, case):
    # theta (1 - eta lambda), where the gradient is 0.
    decoupled = {"decoupled_weight_decay": True} if name not in ("AdamW", "Lion") else {}
    if case.settings.get("eps") == 0:
        decoupled["eps"] = 0.5  # not 0 / 0
    settings = case.settings | decoupled | {"lr": 0.1, "weight_decay": 0.5}

    def make(p):
        return getattr(nn.optim, name)(p, **settings)

    expected = 2.0 * 0.95**7
    assert weight_after(7, make, start=2.0, gradient=0.0) == pytest.approx(expected, rel=1e-14)


# --- it finds minima ------------------------------------------------------------------------------

# With these settings the valley's value is below 0.01, from 24.2, after 5000 steps.
ROSENBROCK = {
    "SGD": {"lr": 1e-3, "momentum": 0.9},
    "Adagrad": {"lr": 0.5},
    "RMSprop": {"lr": 2e-3},
    "Adam": {"lr": 0.02},
    "AdamW": {"lr": 0.02, "weight_decay": 1e-4},
    "Adadelta": {"lr": 0.3, "eps": 1e-8},  # after 15000: it begins with steps of sqrt(eps)
    "NAdam": {"lr": 0.02},
    "Lion": {"lr": 1e-3},
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_it_goes_along_rosenbrocks_valley(name):
    w = Tensor([-1.2, 1.0], requires_grad=True)
    optimizer = getattr(nn.optim, name)([w], **ROSENBROCK[name])
    for _ in range(15000 if name == "Adadelta" else 5000):
        x, y = w.data
        w.grad = Tensor([-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)])
        optimizer.step()
    x, y = w.data
    assert (1 - x) ** 2 + 100 * (y - x * x) ** 2 < 0.01


# --- resuming -------------------------------------------------------------------------------------

X = np.random.default_rng(0).normal(size=(8, 3)).astype(np.float32)
Y = np.random.default_rng(1).normal(size=(8, 2)).astype(np.float32)


def model_and_optimizer(name, case):
    autograd.manual_seed(5)
    model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))
    groups = [{"params": list(model[0].parameters())},
              {"params": list(model[2].parameters()), "weight_decay": 0.02, "lr": 0.003}]  # fmt: skip
    return model, getattr(nn.optim, name)(groups, **case.settings)


def train(model, optimizer, steps):
    for _ in range(steps):
        optimizer.zero_grad()
        ((model(Tensor(X)) - Tensor(Y)) ** 2).mean().backward()
        optimizer.step()


def through_npz(state):
    """Arrays in one file, the rest as JSON beside them."""
    arrays = {f"{n}.{k}": v for n, kept in state["state"].items() for k, v in kept.items()}
    file = io.BytesIO()
    np.savez(file, groups=np.array(json.dumps(state["param_groups"])), **arrays)
    file.seek(0)
    with np.load(file) as loaded:
        kept = {}
        for key in loaded.files:
            if key != "groups":
                number, name = key.split(".")
                kept.setdefault(number, {})[name] = loaded[key]
        return {"state": kept, "param_groups": json.loads(str(loaded["groups"]))}


def through_json(state):
    return json.loads(json.dumps(state, default=lambda array: array.tolist()))


@every_case
@pytest.mark.parametrize("through", [lambda state: state, through_npz, through_json],
                         ids=["as it is", "npz", "json"])  # fmt: skip
def test_training_resumes_in_lock_step(name, case, through):
    whole, optimizer = model_and_optimizer(name, case)
    train(whole, optimizer, 14)

    first, optimizer = model_and_optimizer(name, case)
    train(first, optimizer, 7)
    second, resumed = model_and_optimizer(name, case)
    second.load_state_dict(first.state_dict())
    resumed.load_state_dict(through(optimizer.state_dict()))
    train(second, resumed, 7)

    for key, value in whole.state_dict().items():
        assert value.tobytes() == second.state_dict()[key].tobytes(), key


@every_case
def test_what_is_kept_has_the_parameters_dtype_and_aliases_nothing(name, case):
    for dtype in (np.float32, np.float64):
        w = Tensor(np.ones((2, 3), dtype), requires_grad=True)
        memory = w.data
        optimizer = getattr(nn.optim, name)([w], **case.settings | {"lr": np.float64(0.1)})
        for value in (1.0, -0.5):
            w.grad = Tensor(np.full((2, 3), value, dtype))
            optimizer.step()
            assert w.grad.data.tolist() == np.full((2, 3), value).tolist()
        assert w.data is memory
        assert w.dtype == dtype
        arrays = [v for v in optimizer.state.get(w, {}).values() if isinstance(v, np.ndarray)]
        for i, array in enumerate(arrays):
            assert (array.dtype, array.shape) == (dtype, (2, 3))
            assert not any(np.shares_memory(array, b) for b in [w.data, w.grad.data, *arrays[:i]])


@every_case
def test_what_is_kept_follows_a_model_to_another_dtype(name, case):
    model, optimizer = model_and_optimizer(name, case)
    train(model, optimizer, 2)
    model.double()
    train(model, optimizer, 2)
    for kept in optimizer.state.values():
        assert all(v.dtype == np.float64 for v in kept.values() if isinstance(v, np.ndarray))


@every_case
def test_a_nan_in_a_gradient_reaches_the_weight_that_it_belongs_to_alone(name, case):
    w = Tensor([1.0, 1.0], requires_grad=True)
    optimizer = getattr(nn.optim, name)([w], **case.settings)
    w.grad = Tensor([np.nan, 1.0])
    optimizer.step()
    assert np.isnan(w.data).tolist() == [True, False]


# --- PyTorch --------------------------------------------------------------------------------------


@pytest.mark.skipif(find_spec("torch") is None, reason="needs PyTorch")
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-11), (np.float32, 2e-5)])
@every_case
def test_ten_steps_agree_with_pytorch(name, case, dtype, tolerance):
    if not case.in_pytorch:
        pytest.skip("not in PyTorch")
    import torch

    generator = np.random.default_rng(0)
    shapes = [(3, 4), (4,), (), (2, 1, 2), (0, 3)]
    starts = [np.asarray(generator.normal(size=shape), dtype) for shape in shapes]
    ours = [Tensor(start.copy(), requires_grad=True) for start in starts]
    theirs = [torch.tensor(start, requires_grad=True) for start in starts]
    if name == "NAdam":  # PyTorch keeps the product of its momentums in float32
        tolerance = max(tolerance, 1e-7)
    settings = case.settings | {"eps": 1e-8} if case.settings.get("eps") == 0 else case.settings
    second = {"lr": 0.03, "weight_decay": 0.07}
    steps = [
        getattr(library, name)([{"params": p[:3]}, {"params": p[3:], **second}], **settings)
        for library, p in ((nn.optim, ours), (torch.optim, theirs))
    ]
    for step in range(10):
        for mine, other in zip(ours, theirs, strict=True):
            g = np.asarray(np.cos(3 * other.detach().numpy() + step), dtype)
            mine.grad, other.grad = Tensor(g.copy()), torch.tensor(g)
        for optimizer in steps:
            optimizer.step()
        for mine, other in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(
                mine.data, other.detach().numpy(), rtol=tolerance, atol=tolerance
            )
    # A state of PyTorch's is taken over.
    fresh = getattr(nn.optim, name)([{"params": ours[:3]}, {"params": ours[3:]}], **settings)
    fresh.load_state_dict(steps[1].state_dict())
    for parameter, kept in steps[0].state.items():
        for key, value in kept.items():
            np.testing.assert_allclose(
                fresh.state[parameter][key], value, rtol=1e-4, atol=1e-5, err_msg=key
            )
