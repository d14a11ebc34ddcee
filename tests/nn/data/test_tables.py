"""The slides' tables: their numbers, what is input and what is target, and their sources."""

import numpy as np
import pytest

import nn
from nn.data import Table, TensorDataset, load_table
from nn.data.tables import TABLES
from tests.slides import tables as slides


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_a_dataset_of_rows_with_a_source(name):
    table, dataset = TABLES[name], load_table(name)
    assert type(table) is Table
    assert type(dataset) is TensorDataset
    assert dataset.source == table.source
    assert len({len(row) for row in table.rows} | {len(table.columns)}) == 1
    assert dataset.tensors[0].dtype == np.float64
    assert len(dataset.tensors) == (2 if table.targets else 1)
    if table.classes:
        assert set(dataset.tensors[1].data.ravel()) == set(range(len(table.classes)))
    assert name in load_table.__doc__


@pytest.mark.parametrize("name", ["study_hours", "quizzes", "grades", "pass_fail", "two_classes"])
def test_targets_fit_a_layer_with_one_output(name):
    inputs, targets = load_table(name).tensors
    prediction = nn.Linear(inputs.shape[1], 1)(inputs)
    assert prediction.shape == targets.shape
    assert targets.dtype == np.float64


@pytest.mark.parametrize(
    ("name", "outputs"),
    [
        ("and", [0, 0, 0, 1]),
        ("nand", [1, 1, 1, 0]),
        ("or", [0, 1, 1, 1]),
        ("nor", [1, 0, 0, 0]),
        ("xor", [0, 1, 1, 0]),
    ],
)
def test_gates(name, outputs):
    inputs, targets = load_table(name).tensors
    assert inputs.data.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert targets.data.ravel().tolist() == outputs
    a, b = inputs.data.astype(bool).T
    meaning = {
        "and": a & b, "nand": ~(a & b), "or": a | b, "nor": ~(a | b), "xor": a ^ b,
    }  # fmt: skip
    assert meaning[name].tolist() == [bool(output) for output in outputs]


def joined(name):
    return np.concatenate([tensor.data for tensor in load_table(name).tensors], axis=1)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("grades", slides.GRADES.data),
        ("height_weight", np.c_[slides.HEIGHT_WEIGHT.data, slides.IS_MALE.data]),
        ("study_hours", np.c_[slides.HOURS.data, slides.SCORES.data]),
        ("pass_fail", np.c_[slides.TEST_SCORES.data, slides.PASSED.data]),
        ("quizzes", np.c_[slides.QUIZZES.data, slides.QUIZ_RESULTS.data]),
        ("outlier", slides.OUTLIER.data[:, np.newaxis]),
    ],
)
def test_they_are_the_tables_that_the_slides_are_tested_with(name, rows):
    np.testing.assert_array_equal(joined(name), rows)


def test_the_samples_of_gradient_descent():
    # Deck 1: x = 2, t = 46, then x = 3, t = 72.
    assert joined("gradient_descent").tolist() == [[2, 46], [3, 72]]


def test_grades_are_the_floor_of_the_mean():
    # Deck 1 prints none of this; catalogue S0.W2: 96, 78, 86, 76.
    scores, grades = load_table("grades").tensors
    assert np.floor(scores.data.mean(axis=1)).tolist() == grades.data.ravel().tolist()


def test_the_image_is_an_image():
    (image,) = load_table("image_5x5").tensors
    assert image.shape == (1, 1, 5, 5)
    # Deck 2: the first cell under the kernel ((1,0,1),(0,1,0),(1,0,1)) is 4.
    kernel = np.array([[1, 0, 1], [0, 1, 0], [1, 0, 1]])
    assert (image.data[0, 0, :3, :3] * kernel).sum() == 4


def test_three_classes_are_indices():
    inputs, targets = load_table("three_classes").tensors
    assert inputs.shape == (8, 4)
    assert targets.dtype == np.int64
    assert targets.data.tolist() == [2, 2, 2, 1, 1, 1, 0, 0]


def test_every_time_it_is_a_new_one():
    load_table("line").tensors[0].data[...] = 0
    assert joined("line").tolist() == [[1, 2], [2, 4], [3, 6]]


@pytest.mark.parametrize("name", ["titanic", "", None, 3], ids=repr)
def test_another_name_is_an_error_that_lists_them(name):
    with pytest.raises(ValueError, match="there is no table .*; there are gradient_descent, grade"):
        load_table(name)


@pytest.mark.parametrize("name", ["XOR", "height/weight", "Study Hours"])
def test_a_table_is_found_as_people_write_its_name(name):
    assert load_table(name).source == load_table(name.lower().translate({47: "_", 32: "_"})).source
