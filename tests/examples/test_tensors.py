"""Deck 5's exercise on tensors."""

import pytest

import autograd
from examples import exercise_0_tensors as tensors
from examples._command import ClaimFailed
from tests.examples.claims import control, shows

MADE = {**tensors.reshaped(3), **tensors.joined()}


@shows("exercise_0_tensors")
def test_shapes_are_those_of_the_notebook(run_example):
    run = run_example("exercise_0_tensors")
    printed = [" ".join(line.split()) for line in run.printed.splitlines()]
    assert {
        "t[0] () 0.0", "t[-1] () 6.0", "t[2:5] (3,) [2.0, 3.0, 4.0]", "t[4:-1] (2,) [4.0, 5.0]", "t[:2] (2,) [0.0, 1.0]",
        "t[3:] (4,) [3.0, 4.0, 5.0, 6.0]", "t[:, 1] (4,) [2.0, 5.0, 8.0, 11.0]",
        "t[:, :-1] (4, 2) [[1.0, 2.0], [4.0, 5.0], [7.0, 8.0], [10.0, 11.0]]", "lt int64 [1, 2, 3, 4]",
        "lt.float() float32 [1.0, 2.0, 3.0, 4.0]", "bt uint8 [1, 0, 0, 1]", "bt.long() int64 [1, 0, 0, 1]",
        "bt.float() float32 [1.0, 0.0, 0.0, 1.0]", "ones_like(x) (2, 2) [[1.0, 1.0], [1.0, 1.0]]",
    } <= set(printed)  # fmt: skip
    assert run.printed.count("Shown:") == 5
    assert {name.partition(".")[0] for name in run.files} == {"shapes"}


def test_what_cat_stack_view_and_unsqueeze_make():
    shapes = {what: tensor.shape for what, tensor in MADE.items()}
    assert shapes["ft.view(-1, columns)"] == (4, 3)
    assert shapes["ft.view(-1, 1, columns)"] == (4, 1, 3)
    assert [shapes[f"row.unsqueeze({axis})"] for axis in (0, 1, -1)] == [(1, 3), (3, 1), (3, 1)]
    assert MADE["cat([x, y], dim=1)"].tolist() == [[1, 2, 5, 6], [3, 4, 7, 8]]
    assert MADE["stack(rows, dim=1)"].tolist() == [[1, 2, 3], [4, 5, 6]]


def test_rows_that_do_not_fit_are_refused(run_example):
    with pytest.raises(SystemExit, match="12 numbers do not fit rows of 5"):
        run_example("exercise_0_tensors", "--columns", "5")


@control("exercise_0_tensors", "view makes (4, 3) of (2, 2, 3)")
def test_rows_of_four_have_another_shape(run_example):
    run_example("exercise_0_tensors", "--columns", "4")


@control("exercise_0_tensors", "and keeps all twelve numbers in their order")
def test_another_order_would_refute_the_claim():
    tensors.check({**MADE, "ft.view(-1, columns)": autograd.flip(MADE["ft.view(-1, columns)"], 0)})


@control("exercise_0_tensors", "squeeze undoes unsqueeze")
def test_another_shape_is_not_undone():
    tensors.check({**MADE, "row.unsqueeze(1).squeeze()": MADE["row.unsqueeze(1)"]})


@pytest.mark.parametrize(
    ("what", "other", "claim"),
    [
        ("row.unsqueeze(1).squeeze()", autograd.tensor([0.0, 1.0, 3.0]), "squeeze undoes"),
        ("row.unsqueeze(1).squeeze()", MADE["row"].unsqueeze(0), "squeeze undoes"),
        ("cat([x, y], dim=1)", autograd.zeros(4, 2), "cat joins"),
        ("stack(rows, dim=1)", autograd.zeros(3, 2), "stack makes"),
    ],
)
def test_each_number_and_shape_counts(what, other, claim):
    tensors.check(MADE)
    with pytest.raises(ClaimFailed, match=claim):
        tensors.check({**MADE, what: other})


@control("exercise_0_tensors", "cat joins along a dimension that is there")
def test_a_stack_is_no_cat():
    tensors.check({**MADE, "cat([x, y], dim=0)": autograd.zeros(2, 2, 2)})


@control("exercise_0_tensors", "stack makes a new dimension")
def test_a_cat_is_no_stack():
    tensors.check({**MADE, "stack(rows)": autograd.zeros(6)})
