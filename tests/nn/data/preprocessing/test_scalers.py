"""Min-max normalisation and z-scores: the slides' numbers, the way back, and wrong data."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import autograd
from autograd import Tensor
from nn.data import MinMaxScaler, StandardScaler, TensorDataset, TransformedDataset, load_table

SCALERS = [MinMaxScaler, StandardScaler]
TABLES = hnp.arrays(
    np.float64, st.tuples(st.integers(1, 6), st.integers(1, 4)), elements=st.floats(-1e6, 1e6)
)

# Deck 3, "Height and Weight": from the catalogue, S2.W2 (computed from the slide's nine rows).
MEAN = [167.777778, 65.666667]
STD = [7.597920443, 11.944315245]
FIRST_Z = [1.608627297, 1.451178488]
LAST_MIN_MAX = [0.730769231, 0.684210526]


def test_height_and_weight_as_z_scores():
    people = load_table("height_weight").tensors[0].data
    scaler = StandardScaler().fit(people)
    np.testing.assert_allclose(scaler.mean_, MEAN, atol=1e-6)
    np.testing.assert_allclose(scaler.scale_, STD, atol=1e-8)  # the population's, not the sample's
    z = scaler.transform(people)
    np.testing.assert_allclose(z[0], FIRST_Z, atol=1e-8)
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(z.std(axis=0), 1)


def test_height_and_weight_from_0_to_1():
    scaled = MinMaxScaler().fit_transform(load_table("height_weight").tensors[0])
    assert type(scaled) is Tensor
    assert scaled.data[0].tolist() == [1.0, 1.0]  # the tallest and heaviest
    assert scaled.data[5].tolist() == [0.0, 0.0]
    np.testing.assert_allclose(scaled.data[-1], LAST_MIN_MAX, atol=1e-8)


def test_one_large_number_presses_the_others_together():
    # Deck 3: 0 0 1 1 1 2 2 3 100 becomes 0 0 0.01 0.01 0.01 0.02 0.02 0.03 1.
    outlier = np.array([0, 0, 1, 1, 1, 2, 2, 3, 100])
    scaled = MinMaxScaler().fit_transform(outlier)
    assert scaled.tolist() == [0, 0, 0.01, 0.01, 0.01, 0.02, 0.02, 0.03, 1]
    z = StandardScaler().fit_transform(outlier)
    np.testing.assert_allclose(z[[0, 8]], [-0.3936613548, 2.8272042757], atol=1e-9)


@given(TABLES)
@pytest.mark.parametrize("make", [*SCALERS, lambda: MinMaxScaler((-2.0, 5.0))])
def test_the_inverse_gives_the_data_back(make, table):
    scaler = make().fit(table)
    back = scaler.inverse_transform(scaler.transform(table))
    np.testing.assert_allclose(back, table, rtol=1e-9, atol=1e-12 * (1 + abs(table).max()))


@given(TABLES)
def test_columns_lie_between_the_ends_and_reach_them(table):
    scaled = MinMaxScaler((-1.0, 3.0)).fit_transform(table)
    assert scaled.min() >= -1 - 1e-9
    assert scaled.max() <= 3 + 1e-9
    constant = table.min(axis=0) == table.max(axis=0)
    np.testing.assert_allclose(scaled.min(axis=0), -1)
    np.testing.assert_allclose(scaled.max(axis=0)[~constant], 3)


@given(st.floats(-1e100, 1e100), st.integers(1, 9), st.sampled_from(SCALERS))
def test_a_constant_column_becomes_0_and_comes_back(value, count, kind):
    column = np.full((count, 1), value)
    scaler = kind().fit(column)
    scaled = scaler.transform(column)
    assert not scaled.any()
    np.testing.assert_array_equal(scaler.inverse_transform(scaled), column)


def test_the_training_data_alone_decide():
    scaler = MinMaxScaler().fit([[0.0], [10.0]])
    assert scaler.transform([[20.0], [-5.0]]).tolist() == [[2.0], [-0.5]]
    clipped = MinMaxScaler(clip=True).fit([[0.0], [10.0]])
    assert clipped.transform([[20.0], [-5.0], [5.0]]).tolist() == [[1.0], [0.0], [0.5]]


def test_a_part_of_the_standardisation():
    rows = [[1.0], [3.0]]  # mean 2, standard deviation 1
    assert StandardScaler(with_mean=False).fit_transform(rows).tolist() == [[1.0], [3.0]]
    only_mean = StandardScaler(with_std=False).fit([[0.0], [8.0]])
    assert only_mean.transform([[0.0]]).tolist() == [[-4.0]]
    assert only_mean.inverse_transform([[-4.0]]).tolist() == [[0.0]]


def test_statistics_for_each_channel_of_images():
    images = np.arange(16.0).reshape(2, 2, 2, 2)  # channel 0: 0..3 and 8..11
    scaler = StandardScaler(axis=(0, 2, 3)).fit(images)
    assert scaler.mean_.shape == (2, 1, 1)
    assert scaler.mean_.ravel().tolist() == [5.5, 9.5]
    # Variance of 0..3 and 8..11 about 5.5: (4 * 1.25 + 4 * 1.25) / 8 + 16 = 17.25.
    np.testing.assert_allclose(scaler.scale_.ravel(), np.sqrt(17.25))
    scaled = scaler.transform(images)
    np.testing.assert_allclose(scaled.mean(axis=(0, 2, 3)), 0, atol=1e-15)
    np.testing.assert_array_equal(scaler.transform(images[0]), scaled[0])  # one image alone
    assert scaler.transform(np.zeros((5, 2, 7, 3))).shape == (5, 2, 7, 3)  # of any size


@pytest.mark.parametrize("kind", SCALERS)
def test_one_statistic_for_each_pixel(kind):
    images = np.random.default_rng(0).random((4, 1, 3, 3))
    scaler = kind().fit(images)
    flat = kind().fit(images.reshape(4, 9))
    np.testing.assert_allclose(
        scaler.transform(images).reshape(4, 9), flat.transform(images.reshape(4, 9))
    )


@pytest.mark.parametrize("kind", SCALERS)
@pytest.mark.parametrize(
    ("given_dtype", "dtype"),
    [("f4", "f4"), ("f8", "f8"), ("f2", "f2"), ("i8", "f8"), ("u1", "f8"), ("?", "f8")],
)
def test_floats_keep_their_dtype(kind, given_dtype, dtype):
    rows = np.array([[0], [1], [1]]).astype(given_dtype)
    for data in (rows, Tensor(rows)):
        scaler = kind().fit(data)
        scaled = scaler.transform(data)
        assert type(scaled) is type(data)
        assert scaled.dtype == dtype
        assert scaler.inverse_transform(scaled).dtype == dtype
    assert not np.shares_memory(scaled.data, rows)


def test_rows_are_not_written_to():
    rows = np.array([[1.0], [3.0]])
    for kind in SCALERS:
        kind().fit_transform(rows)
    assert rows.tolist() == [[1.0], [3.0]]


def test_gradients_pass_through():
    x = Tensor([[1.0], [2.0]], requires_grad=True)
    scaler = MinMaxScaler().fit([[0.0], [4.0]])
    scaler.transform(x).sum().backward()
    assert x.grad.data.tolist() == [[0.25], [0.25]]


def test_a_scaler_may_be_the_transform_of_a_dataset():
    rows = TensorDataset(np.array([[1.0, 10.0], [3.0, 30.0]]), np.array([0, 1]))
    dataset = TransformedDataset(rows, StandardScaler().fit(rows.tensors[0]))
    assert dataset.gathers
    assert dataset[:][0].data.tolist() == [[-1.0, -1.0], [1.0, 1.0]]
    assert dataset[0][0].data.tolist() == [-1.0, -1.0]


@pytest.mark.parametrize("kind", SCALERS)
def test_what_was_learned_may_be_saved(kind, tmp_path):
    scaler = kind().fit([[1.0, 5.0], [4.0, 5.0]])
    np.savez(tmp_path / "scaler.npz", **scaler.state_dict())
    with np.load(tmp_path / "scaler.npz") as state:
        fresh = kind()
        fresh.load_state_dict(dict(state))
    assert fresh.transform([[7.0, 5.0]]).tolist() == scaler.transform([[7.0, 5.0]]).tolist()


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"mean_": [1.0]},
        {"mean_": [1.0], "scale_": [1.0], "more": [1.0]},
        {"mean_": [1.0], "scale_": [1.0, 2.0]},
        {"mean_": ["a"], "scale_": ["b"]},
    ],
    ids=str,
)
def test_a_state_that_does_not_fit_changes_nothing(state):
    scaler = StandardScaler().fit([[1.0], [3.0]])
    with pytest.raises(ValueError, match=r"StandardScaler: the state"):
        scaler.load_state_dict(state)
    assert scaler.transform([[3.0]]).tolist() == [[1.0]]


@pytest.mark.parametrize("kind", SCALERS)
def test_nothing_works_before_fit(kind):
    for call in (kind().transform, kind().inverse_transform, kind()):
        with pytest.raises(RuntimeError, match=f"This {kind.__name__} instance is not fitted yet"):
            call([[1.0]])
    with pytest.raises(RuntimeError, match="not fitted"):
        kind().state_dict()


@pytest.mark.parametrize("kind", SCALERS)
@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        (np.zeros((0, 3)), ValueError, r"at least one sample.*shape \(0, 3\)"),
        ([], ValueError, r"at least one sample.*shape \(0,\)"),
        (3.0, ValueError, r"at least one sample.*shape \(\)"),
        ([[1.0, 2.0], [np.nan, 4.0]], ValueError, r"the value at \[1, 0\] is nan"),
        ([[1.0, np.inf]], ValueError, r"the value at \[0, 1\] is inf"),
        ([["a"], ["b"]], TypeError, "takes numbers, not values of dtype <U1"),
        ([[1.0, "b"]], TypeError, "takes numbers: could not convert"),
    ],
    ids=str,
)
def test_wrong_training_data_are_named(kind, data, error, message):
    with pytest.raises(error, match=f"{kind.__name__}: .*{message}"):
        kind().fit(data)


@pytest.mark.parametrize("kind", SCALERS)
@pytest.mark.parametrize("shape", [(2,), (5, 2), (4, 5, 3), ()], ids=str)
def test_samples_of_another_shape_are_named(kind, shape):
    scaler = kind().fit(np.zeros((4, 3)))
    with pytest.raises(ValueError, match=r"but .* was fitted on samples of shape \(3\)"):
        scaler.transform(np.zeros(shape))


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: MinMaxScaler((1.0, 1.0)), ValueError, "a lower and a higher number"),
        (lambda: MinMaxScaler((np.nan, 1.0)), ValueError, "feature_range must be a finite number"),
        (lambda: MinMaxScaler((0, 0.5, 1)), ValueError, "a lower and a higher number"),
        (lambda: MinMaxScaler(None), ValueError, "a lower and a higher number"),
        (lambda: MinMaxScaler("ab"), ValueError, "a lower and a higher number"),
        (lambda: MinMaxScaler(clip="no"), TypeError, "clip must be True or False"),
        (lambda: StandardScaler(with_mean=0), TypeError, "with_mean must be True or False"),
        (lambda: StandardScaler(with_std=None), TypeError, "with_std must be True or False"),
        (lambda: StandardScaler(axis=1), ValueError, "different axes with 0"),
        (lambda: StandardScaler(axis=(0, 0)), ValueError, "different axes with 0"),
        (lambda: StandardScaler(axis=()), ValueError, "different axes with 0"),
        (lambda: StandardScaler(axis=-1), ValueError, "axis must be at least 0"),
        (lambda: StandardScaler(axis=0.5), TypeError, "axis must be an integer"),
        (lambda: StandardScaler(axis=(0, 2)).fit(np.zeros((3, 3))), ValueError, "does not fit"),
    ],
)
def test_wrong_arguments_are_named(make, error, message):
    with pytest.raises(error, match=message):
        make()


def test_a_constant_columns_scale_is_1_whatever_rounding_makes_of_it():
    # The mean of three 0.1 is not 0.1, so their standard deviation is not 0 either.
    assert np.std([0.1, 0.1, 0.1]) > 0
    assert StandardScaler().fit([[0.1], [0.1], [0.1]]).scale_ == [1.0]


@pytest.mark.parametrize("state", [None, 3])
def test_what_is_no_state_is_refused(state):
    with pytest.raises(TypeError, match="the state to load must be what state_dict"):
        StandardScaler().load_state_dict(state)


def test_a_state_that_is_not_finite_is_refused():
    with pytest.raises(ValueError, match="the state's scale_ is not finite"):
        StandardScaler().load_state_dict({"mean_": [0.0], "scale_": [np.nan]})


def test_the_default_dtype_governs_integers():
    autograd.set_default_dtype("float32")
    try:
        assert MinMaxScaler().fit_transform(np.array([[0], [2]])).dtype == np.float32
    finally:
        autograd.set_default_dtype(None)
