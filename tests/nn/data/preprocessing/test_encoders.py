"""Nominal values as numbers: one-hot code, class numbers, and tables of both kinds of columns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd import Tensor
from nn.data import (
    ColumnTransformer,
    LabelEncoder,
    OneHotEncoder,
    StandardScaler,
    load_table,
)

COLORS = [["red", 1], ["green", 2], ["blue", 2]]


# --- OneHotEncoder --------------------------------------------------------------------------------


def test_every_value_has_a_column():
    encoder = OneHotEncoder().fit(COLORS)
    assert [values.tolist() for values in encoder.categories_] == [["blue", "green", "red"], [1, 2]]
    assert encoder.transform(COLORS).tolist() == [
        [0, 0, 1, 1, 0],
        [0, 1, 0, 0, 1],
        [1, 0, 0, 0, 1],
    ]


def test_numbers_and_strings_do_not_pass_for_each_other():
    encoder = OneHotEncoder().fit([[1], [2]])
    with pytest.raises(ValueError, match="unknown category '1' in column 0"):
        encoder.transform([["1"]])


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(-2, 2), st.sampled_from([0.5, 1.5])),
        min_size=1,
        max_size=9,
    )
)
def test_the_inverse_gives_the_rows_back(rows):
    encoder = OneHotEncoder().fit(rows)
    code = encoder.transform(rows)
    assert code.sum(axis=1).tolist() == [3.0] * len(rows)
    assert set(np.unique(code)) <= {0.0, 1.0}
    assert encoder.inverse_transform(code).tolist() == [list(row) for row in rows]


@given(st.lists(st.lists(st.integers(0, 3), min_size=2, max_size=2), min_size=1, max_size=9))
def test_integers_come_back_as_integers(rows):
    table = Tensor(np.array(rows))
    encoder = OneHotEncoder(dtype=np.float32).fit(table)
    code = encoder.transform(table)
    assert type(code) is Tensor
    assert code.dtype == np.float32
    back = encoder.inverse_transform(code)
    assert type(back) is Tensor
    np.testing.assert_array_equal(back.data, table.data, strict=True)


def test_one_row_alone():
    encoder = OneHotEncoder().fit(COLORS)
    assert encoder.transform(["blue", 1]).tolist() == [1, 0, 0, 1, 0]
    assert encoder.inverse_transform([1, 0, 0, 1, 0]).tolist() == ["blue", 1]


def test_probabilities_decode_to_the_most_probable():
    encoder = OneHotEncoder().fit([["no"], ["yes"]])
    assert encoder.inverse_transform([[0.4, 0.6], [0.9, 0.1]]).tolist() == [["yes"], ["no"]]


def test_categories_may_be_given_in_an_order():
    encoder = OneHotEncoder([["small", "large"]]).fit([["large"]])
    assert encoder.transform([["small"], ["large"]]).tolist() == [[1, 0], [0, 1]]


def test_an_unknown_value_is_named_with_its_column():
    encoder = OneHotEncoder().fit(COLORS)
    with pytest.raises(
        ValueError,
        match=r"unknown category 'pink' in column 0 \(row 1\); known are 'blue', 'green', 'red'",
    ):
        encoder.transform([["red", 1], ["pink", 2]])
    with pytest.raises(ValueError, match=r"unknown category 'large' in column 0"):
        OneHotEncoder([["small"]]).fit([["large"]])


def test_unknown_values_may_be_ignored():
    encoder = OneHotEncoder(handle_unknown="ignore").fit(COLORS)
    code = encoder.transform([["pink", 2]])
    assert code.tolist() == [[0, 0, 0, 0, 1]]
    assert encoder.inverse_transform(code).tolist() == [[None, 2]]
    with pytest.raises(ValueError, match="row 0 has no value for column 0"):
        OneHotEncoder().fit(COLORS).inverse_transform(code)


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        ([], ValueError, r"rows of nominal values.*shape \(0,\)"),
        (np.zeros((0, 2)), ValueError, r"shape \(0, 2\)"),
        (["red", "blue"], ValueError, r"shape \(2,\); a single column is \(N, 1\)"),
        ([[1.0], [np.nan]], ValueError, "column 0: a value is missing"),
        ([["a"], [None]], ValueError, "column 0: a value is missing"),
        ([[0, "a"], [0, 1]], TypeError, "column 1: values of types int and str have no order"),
    ],
    ids=str,
)
def test_wrong_training_data_are_named(data, error, message):
    with pytest.raises(error, match=message):
        OneHotEncoder().fit(data)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"handle_unknown": "skip"}, 'handle_unknown must be "error" or "ignore", not .skip'),
        ({"categories": "all"}, 'categories must be "auto" or a list'),
        ({"categories": [[1, 1], [2]]}, "categories of column 0 must be different values"),
        ({"categories": [[1], []]}, "categories of column 1 must be different values"),
        ({"categories": [[1]]}, "categories for 1 columns, but the data have 2"),
    ],
    ids=str,
)
def test_wrong_arguments_are_named(options, message):
    with pytest.raises(ValueError, match=message):
        OneHotEncoder(**options).fit([[1, 2]])


def test_rows_of_another_width_are_named():
    encoder = OneHotEncoder().fit(COLORS)
    with pytest.raises(ValueError, match=r"shape \(1, 3\), but .* fitted on rows of 2 values"):
        encoder.transform([["red", 1, 1]])
    with pytest.raises(ValueError, match=r"shape \(1, 4\), but the code .* has 5 columns"):
        encoder.inverse_transform([[0, 1, 1, 0]])


# --- LabelEncoder ---------------------------------------------------------------------------------


# NumPy drops NUL characters at the end of strings.
@given(
    st.lists(st.text(st.characters(exclude_characters="\0"), max_size=3), min_size=1, max_size=9)
)
def test_labels_become_their_places_and_come_back(labels):
    encoder = LabelEncoder().fit(labels)
    codes = encoder.transform(labels)
    assert codes.dtype == np.int64
    assert codes.tolist() == [sorted(set(labels)).index(label) for label in labels]


def test_labels_may_be_numbers_in_a_tensor():
    labels = Tensor(np.array([7, 3, 7]))
    encoder = LabelEncoder().fit(labels)
    codes = encoder.transform(labels)
    assert codes.data.tolist() == [1, 0, 1]
    assert encoder.inverse_transform(codes).data.tolist() == [7, 3, 7]


def test_labels_that_do_not_exist_are_named():
    encoder = LabelEncoder().fit(["cat", "dog"])
    with pytest.raises(ValueError, match="previously unseen labels: 'cow'; known are 'cat', 'dog'"):
        encoder.transform(["cat", "cow"])
    for wrong in (2, -1):
        with pytest.raises(ValueError, match=f"{wrong} stands for no label; there are 2"):
            encoder.inverse_transform([0, wrong])
    with pytest.raises(ValueError, match="takes integers"):
        encoder.inverse_transform([0.5])
    with pytest.raises(ValueError, match=r"labels \(N,\) to learn from, but got shape \(1, 1\)"):
        LabelEncoder().fit([["cat"]])


# --- ColumnTransformer ----------------------------------------------------------------------------


def mixed() -> ColumnTransformer:
    return ColumnTransformer([
        ("measures", StandardScaler(), [0]),
        ("color", OneHotEncoder(), [2]),
        ("count", "passthrough", 1),
    ])  # fmt: skip


ROWS = [[1.0, 7, "red"], [3.0, 8, "blue"]]


def test_the_person_of_deck_2():
    # (1.755, 65.5, 122, 1, 3) becomes (1.755, 65.5, 122, 1, 0, 0, 0, 1, 0), says the slide.
    table = ColumnTransformer([
        ("measures", "passthrough", slice(3)),
        ("sex", OneHotEncoder([[1, 2]]), 3),
        ("constitution", OneHotEncoder([[1, 2, 3, 4]]), 4),
    ])  # fmt: skip
    person = load_table("person").tensors[0]
    code = table.fit_transform(person)
    assert code.data.tolist() == [[1.755, 65.5, 122, 1, 0, 0, 0, 1, 0]]
    np.testing.assert_array_equal(table.inverse_transform(code).data, person.data)


def test_columns_go_through_what_is_theirs():
    table = mixed().fit(ROWS)
    code = table.transform(ROWS)
    assert code.dtype == np.float64
    assert code.tolist() == [[-1, 0, 1, 7], [1, 1, 0, 8]]
    assert table.transform(ROWS[1]).tolist() == [1, 1, 0, 8]
    assert table.inverse_transform(code).tolist() == ROWS
    assert table.inverse_transform(code[0]).tolist() == ROWS[0]


def test_what_was_given_is_not_fitted_itself():
    scaler = StandardScaler()
    table = ColumnTransformer([("numbers", scaler, [0])]).fit([[1.0], [3.0]])
    assert not hasattr(scaler, "mean_")
    assert table.transformers_[0][1].mean_.tolist() == [2.0]


def test_the_remainder_is_dropped_or_comes_last():
    rows = np.array([[1.0, 2.0, 3.0], [3.0, 4.0, 5.0]])
    scaled = ("scaled", StandardScaler(), [1])
    assert ColumnTransformer([scaled]).fit_transform(rows).tolist() == [[-1], [1]]
    table = ColumnTransformer([scaled], remainder="passthrough").fit(rows)
    assert table.transform(rows).tolist() == [[-1, 1, 3], [1, 3, 5]]
    np.testing.assert_array_equal(table.inverse_transform(table.transform(rows)), rows)
    dropped = ColumnTransformer([("a", "drop", [0]), ("b", "passthrough", [-1])]).fit(rows)
    assert dropped.transform(rows).tolist() == [[3], [5]]
    with pytest.raises(ValueError, match="column 0 was dropped or transformed twice"):
        dropped.inverse_transform([[3.0]])


@pytest.mark.parametrize("make", [OneHotEncoder, LabelEncoder, mixed])
def test_what_was_learned_may_be_saved(make, tmp_path):
    data = {OneHotEncoder: COLORS, LabelEncoder: ["b", "a"], mixed: ROWS}[make]
    encoder = make().fit(data)
    np.savez(tmp_path / "state.npz", **encoder.state_dict())
    with np.load(tmp_path / "state.npz", allow_pickle=False) as state:
        fresh = make()
        fresh.load_state_dict(dict(state))
    np.testing.assert_array_equal(fresh.transform(data), encoder.transform(data))
    code = fresh.transform(data)
    assert np.array_equal(fresh.inverse_transform(code), encoder.inverse_transform(code))
    for wrong in ({}, {**encoder.state_dict(), "more": np.zeros(1)}):
        with pytest.raises(ValueError, match="the state to load lacks"):
            fresh.load_state_dict(wrong)


@pytest.mark.parametrize("make", [OneHotEncoder, LabelEncoder, mixed])
def test_nothing_works_before_fit(make):
    for call in (make().transform, make().inverse_transform):
        with pytest.raises(RuntimeError, match="is not fitted yet"):
            call([[1.0]])
    with pytest.raises(RuntimeError, match="is not fitted yet"):
        make().state_dict()


@pytest.mark.parametrize(
    ("transformers", "options", "error", "message"),
    [
        ([], {}, ValueError, "needs transformers of different names"),
        ([("a", "drop", 0), ("a", "drop", 1)], {}, ValueError, "of different names"),
        ([("remainder", "drop", 0)], {}, ValueError, "of different names"),
        ([("a.b", "drop", 0)], {}, ValueError, "without dots"),
        ([("a", "scale", 0)], {}, TypeError, "'a' must be a scaler or an encoder"),
        ([("a", StandardScaler, 0)], {}, TypeError, "'a' must be a scaler or an encoder"),
        ([("a", "drop", 0)], {"remainder": "keep"}, ValueError, "remainder must be"),
        ([("a", "drop", 5)], {}, ValueError, "column 5 is out of range: the table has 3 columns"),
        ([("a", "passthrough", [2])], {}, ValueError, r"'a' passes columns \[2\] through"),
        ([("a", StandardScaler(), [2])], {}, TypeError, "takes numbers"),
    ],
    ids=str,
)
def test_wrong_columns_are_named(transformers, options, error, message):
    with pytest.raises(error, match=message):
        ColumnTransformer(transformers, **options).fit(ROWS)


def test_tables_of_another_shape_are_named():
    with pytest.raises(ValueError, match=r"needs rows \(N, F\)"):
        mixed().fit([])
    table = mixed().fit(ROWS)
    with pytest.raises(ValueError, match=r"shape \(1, 2\), but .* was fitted with 3 columns"):
        table.transform([[1.0, 2]])
    with pytest.raises(ValueError, match=r"shape \(1, 2\), but .* with 4 columns of its result"):
        table.inverse_transform([[1.0, 2]])


def test_the_codes_dtype_is_one_of_numbers():
    for dtype in ("U3", object, complex):
        with pytest.raises(TypeError, match="OneHotEncoder: dtype must be one of numbers"):
            OneHotEncoder(dtype=dtype)


@pytest.mark.parametrize("transformers", [
    None, [("a", StandardScaler())], [(1, StandardScaler(), [0])], StandardScaler(), ["abc"],
])  # fmt: skip
def test_what_is_no_list_of_transformers_is_named(transformers):
    with pytest.raises(TypeError, match=r"takes a list of tuples \(name, preprocessor, columns\)"):
        ColumnTransformer(transformers)


def test_an_array_is_no_preprocessor():
    with pytest.raises(TypeError, match="'a' must be a scaler or an encoder"):
        ColumnTransformer([("a", np.ones(2), [0])])


def test_a_column_that_is_transformed_twice_cannot_be_had_back():
    twice = ColumnTransformer([("a", "passthrough", [0]), ("b", "passthrough", [0])])
    code = twice.fit_transform([[1.0], [2.0]])
    with pytest.raises(ValueError, match="column 0 was dropped or transformed twice"):
        twice.inverse_transform(code)
