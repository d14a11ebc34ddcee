"""The mechanism of rows.py lets no test pass that has not computed every number of its row."""

import numpy as np
import pytest

import autograd
from autograd import Tensor
from tests.slides.rows import Row

refusal = pytest.fail.Exception


@pytest.fixture
def fitted():
    """A row with one absolute tolerance, a vector and a number of another kind."""
    row = Row("gd_half_loss")
    row.id, row.tolerance = "made_up", {"abs": 0.1}
    row.expected = {"v": [1.0, 2.0], "n": {"value": 50.0, "rel": 0.01}, "low": {"below": 3}}
    return row


def test_numbers_within_their_tolerances_pass(fitted):
    fitted.expect(v=Tensor([1.09, 1.91]), n=Tensor(50.4), low=Tensor([2.9, -7.0]))
    fitted.expect(v=[Tensor(0.91), Tensor(2.09)])
    fitted.finish()


@pytest.mark.parametrize(
    ("computed", "message"),
    [
        ({"v": Tensor([1.0, 2.11])}, r"made_up: v disagrees\nexpected \[1.0, 2.0\]\ncomputed"),
        ({"v": Tensor([1.0, np.nan])}, "v disagrees"),
        ({"v": Tensor(1.0)}, r"v has shape \(\), expected \(2,\)"),
        ({"n": Tensor(50.6)}, "n disagrees"),
        ({"low": Tensor([2.9, 3.0])}, "low .* >= 3"),
        ({"w": Tensor(1.0)}, "no number 'w'"),
        ({"n": 50.0}, "n is a float; the engine gives Tensors"),
        ({"n": np.float64(50.0)}, "n is a float64; the engine gives Tensors"),
        ({"n": Tensor(50.0, dtype=np.float32)}, "n is of dtype float32"),
    ],
)
def test_what_is_refused(fitted, computed, message):
    with pytest.raises(refusal, match=message):
        fitted.expect(**computed)


def test_exact_means_exact(fitted):
    fitted.tolerance = {"exact": True}
    fitted.expect(v=[1, 2])
    with pytest.raises(refusal, match="v disagrees"):
        fitted.expect(v=Tensor([1.0, 2.0 + 1e-15]))


def test_a_number_left_out_is_refused(fitted):
    fitted.expect(v=autograd.arange(1.0, 3.0))
    with pytest.raises(refusal, match=r"nothing was computed for \['n', 'low'\]"):
        fitted.finish()
