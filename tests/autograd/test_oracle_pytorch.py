"""The same expressions in PyTorch, where it is installed: values, gradients, gradients of gradients.

An expression is written once, in PyTorch's spelling, and computed by both libraries; where NumPy's
names or arguments are meant it is written twice. Elements are drawn at random, or (`kinks`) from a
coarse grid, on which zeros and ties are frequent.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autograd as ag
from autograd import Tensor
from autograd._operation import registry
from autograd.chain_rule import topological_order
from tests.autograd.pytorch_table import TABLE, Row

pytestmark = pytest.mark.skipif(find_spec("torch") is None, reason="needs PyTorch")
OURS = vars(ag) | {"inf": np.inf}
THEIRS: dict[str, Any] = {}
if find_spec("torch"):
    import torch
    import torch.nn.functional as F

    THEIRS = vars(F) | vars(torch) | {name: getattr(torch.linalg, name) for name in (
        "inv", "solve", "cholesky", "det", "vecdot")} | {"power": torch.pow, "unfold": F.unfold,
        "fold": F.fold, "linear": F.linear, "erf": torch.erf}  # fmt: skip

ROWS = [pytest.param(row, id=f"{name}: {row.ours}") for name, some in TABLE.items() for row in some]


def evaluate(row: Row, arrays: list[Any], theirs: bool = False) -> tuple[Any, dict[str, Any]]:
    """The value of an expression, and its operands by name, in one of the libraries."""
    if theirs:
        operands = [torch.tensor(a, requires_grad=True) for a in arrays]
    else:
        operands = [Tensor(a.copy()[()], requires_grad=True) for a in arrays]
    known = dict(zip("xyz", operands, strict=False))
    value = known["x"]
    for text in (row.theirs if theirs else row.ours).split("; "):
        value = eval(text, THEIRS if theirs else OURS, known | {"x": value})
    return value, known


def draw(row: Row, shapes: Any, seed: int, dtype: Any, grid: bool) -> list[Any]:
    generator = np.random.default_rng(seed)
    arrays = [generator.uniform(row.low, row.high, shape) for shape in shapes]
    return [np.asarray((a * 2).round() / 2 if grid else a, dtype=dtype) for a in arrays]


def weights(like: Any) -> Any:
    generator = np.random.default_rng(like.ndim)
    return np.asarray(
        generator.uniform(0.5, 1.5, tuple(like.shape)), str(like.dtype).split(".")[-1]
    )


def agree(ours: Any, theirs: Any, dtype: Any, what: str) -> None:
    tolerance = 2e-4 if dtype == np.float32 else 1e-9
    theirs = theirs.numpy(force=True)
    assert ours.shape == theirs.shape, what
    assert ours.dtype == theirs.dtype, what
    np.testing.assert_allclose(
        ours.detach().numpy(), theirs, rtol=tolerance, atol=tolerance, err_msg=what
    )


def derive(total: Any, inputs: list[Any], theirs: bool, again: bool) -> list[Any]:
    """The gradients of a number; zeros for what it does not depend on."""
    if not total.requires_grad:
        return [0.0 * x.detach() for x in inputs]
    if theirs:
        found = torch.autograd.grad(total, inputs, create_graph=again, allow_unused=True)
    else:
        found = ag.gradients(total, inputs, create_graph=again, allow_unused=True)
    return [0.0 * x.detach() if g is None else g for g, x in zip(found, inputs, strict=True)]


def slopes(row: Row, arrays: list[Any], order: int, theirs: bool) -> list[list[Any]]:
    """The value, the gradients by all operands, and so on up to the order.

    The value is weighted with a tensor `g`, an operand too: by it the gradients are differentiated
    as well, so that each rule of ours is itself an operation that is differentiated.
    """
    value, known = evaluate(row, arrays, theirs)
    make = torch.tensor if theirs else Tensor
    known["g"] = make(weights(value), requires_grad=True)
    levels, total = [[value]], (value * known["g"]).sum()
    inputs = [known[name] for name in sorted(known)]
    for _ in range(order):
        levels.append(derive(total, inputs, theirs, again=True))
        total = sum((slope * make(weights(slope))).sum() for slope in levels[-1])
    return levels


def compare(row: Row, arrays: list[Any], order: int) -> None:
    both = [slopes(row, arrays, order, theirs) for theirs in (False, True)]
    for level, pair in enumerate(zip(*both, strict=True)):
        for place, (ours, theirs) in enumerate(zip(*pair, strict=True)):
            agree(ours, theirs, arrays[0].dtype, f"order {level}, place {place}")


EXAMPLES = max(settings.default.max_examples // 8, 5)


@pytest.mark.parametrize("row", ROWS)
@settings(max_examples=EXAMPLES)
@given(data=st.data(), seed=st.integers(0, 999), dtype=st.sampled_from([np.float64, np.float32]))
def test_values_and_gradients_to_second_order(row: Row, data: Any, seed: int, dtype: Any) -> None:
    shapes = data.draw(st.sampled_from(row.shapes))
    compare(
        row,
        draw(row, shapes, seed, dtype, grid=False),
        row.order if dtype == np.float64 else min(row.order, 1),
    )


@pytest.mark.parametrize("row", [row for row in ROWS if row.values[0].kinks])
@settings(max_examples=EXAMPLES)
@given(data=st.data(), seed=st.integers(0, 999))
def test_kinks_and_ties(row: Row, data: Any, seed: int) -> None:
    shapes = data.draw(st.sampled_from(row.shapes))
    compare(row, draw(row, shapes, seed, np.float64, grid=True), order=1)


# --- every operation -----------------------------------------------------------------------------

# Operations that PyTorch does not have. Most are what another's derivative is made of.
NO_COUNTERPART: set[str] = set()


def recorded_by(row: Row, shapes: Any) -> tuple[set[str], set[str]]:
    """The operations that an expression records, and those that its gradients record."""
    (value,), found = slopes(row, draw(row, shapes, 0, np.float64, grid=False), 1, theirs=False)
    forward, backward = (
        {t._operation.name for t in topological_order(outputs) if t._operation}
        for outputs in ([value], [t for t in found if t.requires_grad])
    )
    return forward, backward


def test_every_operation_with_a_derivative_is_compared() -> None:
    seen: set[str] = set()
    for name, some in TABLE.items():
        forward: set[str] = set()
        for row in some:
            for shapes in row.shapes:
                pair = recorded_by(row, shapes)
                forward |= pair[0]
                seen |= pair[0] | pair[1]
        assert name in forward, f"the rows of {name} do not use it"
    ours = {
        made.name for made in registry.values()
        if made.forward.__module__.startswith("autograd.ops") and any(made.rules)
    }  # fmt: skip
    assert ours - seen == NO_COUNTERPART


# --- special values ------------------------------------------------------------------------------

INF, NAN = np.inf, np.nan
SPECIAL: list[tuple[str, list[Any]]] = [
    ("abs(x)", [0.0, -0.0]), ("x ** 2", [0.0, -0.0]), ("x ** 0", [0.0]), ("x ** 0.5", [0.0]),
    ("relu(x)", [0.0, -0.0, INF, NAN]), ("leaky_relu(x)", [0.0, -INF]), ("leaky_relu(x, 0.2)", [0.0]),
    ("elu(x)", [0.0, -1000.0, 1000.0]), ("sqrt(x)", [0.0]), ("sign(x)", [0.0, -0.0]),
    ("sigmoid(x)", [1000.0, -1000.0, 0.0]), ("tanh(x)", [1000.0, -1000.0]), ("silu(x)", [1000.0, -1000.0]),
    ("gelu(x)", [40.0, -40.0, 0.0]), ("softplus(x)", [1000.0, -1000.0]), ("logsigmoid(x)", [1000.0, -1000.0]),
    ("log1p(x)", [0.0, 1e-300]), ("expm1(x)", [0.0, 1e-300]), ("erf(x)", [0.0, 30.0, -30.0]), ("erfc(x)", [30.0, -30.0]),
    ("arctan2(x, y)", [[0.0, 1.0], [1.0, 0.0]]), ("x ** y", [[0.0, 0.0, 2.0], [0.0, 2.0, 0.0]]),
    ("maximum(x, y)", [[1.0, NAN, 1.0, INF], [1.0, 1.0, NAN, INF]]),
    ("minimum(x, y)", [[1.0, NAN, 1.0, -INF], [1.0, 1.0, NAN, -INF]]),
    ("clip(x, -1.0, 1.0)", [-1.0, 1.0, NAN, INF]), ("where(x > 0, x, 0.0 * x)", [NAN, -1.0, 0.0]),
    ("max(x)", [2.0, 2.0, 1.0]), ("max(x)", [NAN, 1.0]), ("max(x, dim=0).values", [2.0, 2.0, 1.0]), ("min(x)", [1.0, 1.0, 1.0]),
    ("max(x, dim=0).values", [1.0, NAN, NAN]), ("min(x, dim=0).values", [1.0, NAN, 0.0]), ("amax(x)", [3.0, 3.0, 3.0]),
    ("amin(x, dim=0)", [0.0, 0.0, 1.0]),
    ("sort(x, dim=0, stable=True).values", [2.0, NAN, 1.0, 2.0]), ("topk(x, 2).values", [1.0, NAN, 3.0]),
    ("norm(x)", [0.0, 0.0]), ("norm(x, p=1)", [0.0, 1.0]), ("norm(x, p=3)", [0.0, 0.0]), ("norm(x, p=inf)", [2.0, -2.0, 1.0]),
    ("prod(x)", [0.0, 2.0, 3.0]), ("prod(x)", [0.0, 0.0, 3.0]), ("prod(x)", [0.0, 0.0, 0.0]), ("prod(x, dim=0)", [2.0, 0.0]),
    ("cumprod(x, dim=0)", [2.0, 0.0, 3.0]), ("cumprod(x, dim=0)", [0.0, 0.0, 3.0]), ("cumsum(x, dim=0)", [INF, 1.0]),
    ("var(x, dim=0, correction=0)", [2.0, 2.0]), ("std(x, dim=0, correction=0)", [2.0, 2.0]),
    ("logsumexp(x, dim=0)", [1e6, 1e6]), ("logsumexp(x, dim=0)", [-INF, 0.0]), ("softmax(x, dim=0)", [-INF, 0.0, 1000.0]),
    ("log_softmax(x, dim=0)", [-1000.0, 0.0, 1000.0]), ("nan_to_num(x)", [NAN, 1.0]),
    ("remainder(x, 2.0)", [-3.0, 3.0, 4.0]), ("round(x)", [0.5, 1.5, -0.5]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "values"), SPECIAL, ids=[f"{t} at {v}" for t, v in SPECIAL])
def test_special_values(text: str, values: list[Any]) -> None:
    arrays = values if isinstance(values[0], list) else [values]
    with np.errstate(all="ignore"):
        compare(Row(text, [], text), [np.array(a) for a in arrays], order=1)


# --- without a derivative ------------------------------------------------------------------------

VALUES = [
    "argmax(x)", "argmax(x, dim=1)", "argmin(x, dim=0, keepdim=True)", "argsort(x, dim=1, stable=True)",
    "argsort(x, dim=0, descending=True, stable=True)", "max(x, dim=1).indices", "min(x, dim=0).indices",
    "sort(x, dim=0, stable=True).indices", "topk(x + tensor([0.0, 0.1, 0.2]), 2).indices", "count_nonzero(x)", "count_nonzero(x, dim=1)",
    "x > y", "x <= y", "x == y", "x != y", "(x > 0) & (y > 0)", "(x > 0) | ~(y > 0)", "(x > 0) ^ (y > 0)",
    "logical_and(x, y)", "logical_or(x, y)", "logical_xor(x, y)", "logical_not(x)", "isnan(x / x)", "isinf(x)", "isfinite(x / x)",
    "isclose(x, y)", "any(x > 1, dim=0)", "all(x > -1, dim=1)", "any(x > 5)", "argwhere(x)", "one_hot(tensor([0, 2, 1]), 4)", "slogdet(x @ y.T)[0]",
]  # fmt: skip


@pytest.mark.parametrize("text", VALUES)
@given(seed=st.integers(0, 999))
def test_values_without_a_derivative(text: str, seed: int) -> None:
    arrays = draw(Row(text, [], text), [(2, 3), (2, 3)], seed, np.float64, grid=True)
    with np.errstate(all="ignore"):
        pair = [evaluate(Row(text, [], text), arrays, theirs)[0] for theirs in (False, True)]
    np.testing.assert_array_equal(pair[0].detach().numpy(), pair[1].numpy(force=True))


# --- whole expressions ---------------------------------------------------------------------------

ONE_AFTER_THE_OTHER = [
    "tanh(x)", "x * y + y", "x - y * x", "sigmoid(x)", "softmax(x, dim=-1)", "x @ y.T @ y", "cumsum(x, dim=0)",
    "relu(x) + 0.1 * x", "x[[0, 2, 0]]", "x.transpose(0, 1)[:, [0, 1, 2]].T", "x / (1.0 + y * y)", "sin(x) * x",
    "x - mean(x, dim=0)", "x / norm(x + 3.0, dim=1, keepdim=True)", "cat([x[1:], y[:1]], dim=0)", "x.flip(0)",
    "where(x > y, x, y * y)", "exp(-x * x)", "max(x, dim=1, keepdim=True).values + x", "einsum('ij,ij->ij', x, y)",
    "tril(x) + triu(y)", "logsumexp(x, dim=0) + y", "roll(x, 1, 0)", "gelu(x) + softplus(y)", "sort(x, dim=0).values",
]  # fmt: skip


@given(
    texts=st.lists(st.sampled_from(ONE_AFTER_THE_OTHER), min_size=2, max_size=6),
    seed=st.integers(0, 999),
)
def test_random_expressions(texts: list[str], seed: int) -> None:
    row = Row("; ".join(texts), [], "; ".join(texts))
    compare(row, draw(row, [(3, 3), (3, 3)], seed, np.float64, grid=False), order=2)


# --- errors --------------------------------------------------------------------------------------

WRONG = [
    "x + y", "x @ y", "x @ x[0, 0]", "x[5]", "x[0, 0, 0]", "x[[0, 7]]", "reshape(x, (4,))", "sum(x, dim=2)", "mean(x, dim=-3)",
    "max(x, dim=2)", "cat([x, y], dim=0)", "cat([x, x], dim=2)", "cat([])", "stack([x, y])", "squeeze(x, 5)", "unsqueeze(x, 4)",
    "permute(x, (0, 0))", "permute(x, (0,))", "broadcast_to(x, (2, 4))", "transpose(x, 0, 2)", "softmax(x, dim=3)", "cumsum(x, dim=2)",
    "gather(x, 0, tensor([[5]]))", "gather(x, 0, tensor([0]))", "index_select(x, 0, tensor([2]))", "split(x, -1, dim=0)",
    "chunk(x, 0)", "topk(x, 9)", "flip(x, (2,))", "det(x)", "inv(x)", "cholesky(x)", "solve(x, y)", "trace(x[0])",
    "einsum('ij,jk->ik', x, y)", "einsum('ijk->i', x)", "einsum('ij->ijj', x)", "dot(x, x)", "tensordot(x, y, dims=1)",
    "linear(x, y)", "conv2d(x, y)", "max_pool2d(x, 9)", "fold(x, (2, 2), 3)", "x.backward()", "diagonal(x, 0, 1, 1)",
    "tril(x[0])", "clip(x)", "mv(x, y)", "bmm(x, y)", "matrix_power(x, 2)", "repeat_interleave(x, -1)", "unflatten(x, 1, (2, 2))",
]  # fmt: skip


@pytest.mark.parametrize("text", WRONG)
def test_what_pytorch_refuses_is_refused(text: str) -> None:
    x, y = np.ones((2, 3)), np.ones((4, 5))
    for names, make in ((OURS, Tensor), (THEIRS, torch.tensor if THEIRS else None)):
        known = {"x": make(x, requires_grad=True), "y": make(y, requires_grad=True)}
        with pytest.raises((ValueError, TypeError, IndexError, RuntimeError)):
            eval(text, names, known)
