"""Moons and spirals: where their points lie, and what fixes them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from nn.data import TensorDataset, make_moons, make_spirals

MAKERS = [make_moons, make_spirals]


def test_the_moons_points():
    # t = 0, pi/2, pi: (cos t, sin t), and (1 - cos t, 1/2 - sin t).
    points, classes = make_moons(6, shuffle=False).tensors
    expected = [[1, 0], [0, 1], [-1, 0], [0, 0.5], [1, -0.5], [2, 0.5]]
    np.testing.assert_allclose(points.data, expected, atol=1e-7)
    assert classes.data.tolist() == [0, 0, 0, 1, 1, 1]


def test_the_spirals_points():
    # Radii 1/2 and 1, a quarter turn for all of it; the second arm is half a turn further.
    points, classes = make_spirals(4, turns=0.25, shuffle=False).tensors
    r = np.sqrt(0.5) / 2  # of both coordinates at 45 degrees and radius 1/2
    np.testing.assert_allclose(points.data, [[r, r], [0, 1], [-r, -r], [0, -1]], atol=1e-7)
    assert classes.data.tolist() == [0, 0, 1, 1]


@given(st.sampled_from(MAKERS), st.integers(2, 40), st.booleans(), st.integers(0, 9))
def test_sizes_dtypes_and_classes(make, count, shuffle, seed):
    dataset = make(count, shuffle=shuffle, seed=seed)
    assert type(dataset) is TensorDataset
    points, classes = dataset.tensors
    assert (points.shape, points.dtype) == ((count, 2), np.float32)
    assert (classes.shape, classes.dtype) == ((count,), np.int64)
    assert abs(np.bincount(classes.data, minlength=2) - count / 2).max() <= 0.5
    ordered = make(count, shuffle=False)
    assert sorted(map(tuple, points.data)) == sorted(map(tuple, ordered.tensors[0].data))


@pytest.mark.parametrize("make", MAKERS)
def test_noise_has_the_deviation_asked_for(make):
    clean = make(4_000, shuffle=False).tensors[0].data
    noise = make(4_000, shuffle=False, noise=0.2, seed=0).tensors[0].data - clean
    assert noise.std() == pytest.approx(0.2, rel=0.05)
    assert abs(noise.mean()) < 5 * 0.2 / np.sqrt(8_000)


@pytest.mark.parametrize("make", MAKERS)
def test_a_seed_fixes_them_or_else_the_librarys_generator(make):
    def points(seed=None):
        return make(20, noise=0.1, seed=seed).tensors[0].data.tolist()

    assert points(1) == points(1) != points(2)
    autograd.manual_seed(1)
    assert points() == points(1)
    assert points() != points(1)


def test_there_may_be_more_spirals():
    assert np.bincount(make_spirals(11, classes=3).tensors[1].data).tolist() == [4, 4, 3]


def test_the_source_says_what_they_are():
    assert make_moons(10, noise=0.1, seed=3).source == "make_moons(10, noise=0.1, seed=3)"


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"n_samples": 1}, ValueError, "n_samples must be at least 2, not 1"),
        ({"n_samples": 10.0}, TypeError, "n_samples must be an integer, not 10.0"),
        ({"n_samples": True}, TypeError, "n_samples must be an integer, not True"),
        ({"noise": -0.1}, ValueError, "noise must be finite and at least 0, not -0.1"),
        ({"noise": np.nan}, ValueError, "noise must be finite and at least 0, not nan"),
        ({"noise": "0.1"}, TypeError, "noise must be a number, not '0.1'"),
        ({"noise": True}, TypeError, "noise must be a number, not True"),
        ({"seed": -1}, ValueError, "seed must be at least 0"),
        ({"seed": 0.5}, TypeError, "seed must be an integer"),
    ],
    ids=str,
)
def test_wrong_arguments_are_named(make, options, error, message):
    with pytest.raises(error, match=f"{make.__name__}: {message}"):
        make(**options)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"classes": 1}, "classes must be at least 2, not 1"),
        ({"n_samples": 3, "classes": 4}, "n_samples must be at least 4, not 3"),
        ({"turns": np.inf}, "turns must be finite"),
    ],
    ids=str,
)
def test_wrong_spirals_are_named(options, message):
    with pytest.raises(ValueError, match=f"make_spirals: {message}"):
        make_spirals(**options)
