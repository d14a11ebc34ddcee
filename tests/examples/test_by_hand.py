"""Hand calculations: a step of gradient descent, the three quizzes, deck 3's "Another Example"."""

import ast
import inspect

import numpy as np
import pytest

from autograd import Tensor
from examples import another_example as another
from examples import gradient_descent_by_hand as descent
from examples import quiz_01 as quiz
from examples._command import ClaimFailed
from examples._tables import Row, agrees, count, table
from tests.examples.claims import control, shows

# The slide's inputs, then others, for which no number of the slide can be the answer.
LINES = [
    {"w": 15.0, "b": 2.0, "samples": [(2.0, 46.0), (3.0, 72.0)], "learning_rate": 0.2},
    {"w": -1.5, "b": 0.25, "samples": [(0.5, 3.0), (-2.0, 1.0)], "learning_rate": 0.03},
]


# The tables.


@pytest.mark.parametrize(
    ("slide", "number", "same"),
    [("0.17", 0.1743825, True), ("0.17", 0.1751, False), (".10", 0.0982, True), ("-28", -28.0, True),
     ("-0.034", 0.034, False), ("32", 32.6, False), ("32", 32.5, True)],
)  # fmt: skip
def test_agreement_is_to_the_printed_digits(slide, number, same):
    assert agrees(Row("q", slide, number)) is same


def test_agreement_may_be_to_a_share_of_the_number():
    row = Row("cost", "29661.800781", 29661.0)
    assert not agrees(row)
    assert agrees(row, relative=1e-4)
    assert not agrees(row, relative=1e-6)
    assert count([row, row._replace(slide="–"), row._replace(slide="29661")]) == (1, 2)


def test_a_table_without_remarks_has_no_column_for_them():
    rows = [Row("y", "0.5", 0.5), Row("∂J/∂y", "–", -0.25)]
    assert table(rows).splitlines() == [
        "quantity  slide  computed",
        "--------  -----  --------",
        "y         0.5    0.5",
        "∂J/∂y     –      -0.25",
    ]
    assert table([*rows, Row("z", "–", 1.0, "a remark")]).startswith("quantity  slide  computed  remark\n")


def test_a_table_names_what_printed_its_numbers():
    head, rule, line = table([Row("cost", "0.5", 0.25, "half")], "notebook").splitlines()
    assert head.split() == ["quantity", "notebook", "computed", "remark"]
    assert len(rule) == len(head)
    assert line.split() == ["cost", "0.5", "0.25", "half"]


# Gradient descent by hand.


def computed(rows):
    return np.array([row.computed for row in rows])


def line_by_numpy(w, b, samples, learning_rate):
    (x1, t1), (x2, t2) = samples
    error = w * x1 + b - t1
    numbers = [w * x1 + b, error**2 / 2, error**2, error * x1, error]
    w, b = w - learning_rate * error * x1, b - learning_rate * error
    numbers += [w, b, w * x1 + b]
    error = w * x2 + b - t2
    numbers += [w * x2 + b, error**2 / 2, error * x2, error]
    return [*numbers, w - learning_rate * error * x2, b - learning_rate * error]


@pytest.mark.parametrize("inputs", LINES)
def test_gradient_descent_is_what_numpy_computes(inputs):
    rows, _ = descent.gradient_descent(**inputs)
    np.testing.assert_allclose(computed(rows), line_by_numpy(**inputs), rtol=1e-12)


def test_the_numbers_are_those_of_a_calculation_on_paper():
    rows, _ = descent.gradient_descent(**LINES[0])
    expected = [32, 98, 196, -28, -14, 20.6, 4.8, 46, 66.6, 14.58, -16.2, -5.4, 23.84, 5.88]
    np.testing.assert_allclose(computed(rows), expected, atol=1e-9)


def test_a_changed_input_changes_the_computed_column_alone():
    before, _ = descent.gradient_descent(**LINES[0])
    others = [{"w": 15.1}, {"b": 2.1}, {"learning_rate": 0.3}]
    others += [{"samples": [(2.1, 46.0), (3.0, 72.0)]}, {"samples": [(2.0, 46.0), (3.0, 72.1)]}]
    for other in others:
        after, _ = descent.gradient_descent(**{**LINES[0], **other})
        assert (computed(before) != computed(after)).any(), other
        assert [row._replace(computed=0) for row in before] == [row._replace(computed=0) for row in after]


def test_the_gradients_are_those_of_backward(monkeypatch):
    plain, _ = descent.gradient_descent(**LINES[0])
    backward = Tensor.backward
    monkeypatch.setattr(Tensor, "backward", lambda loss: backward(loss, np.full(loss.shape, 2.0)))
    doubled, _ = descent.gradient_descent(**LINES[0])
    first = [i for i, row in enumerate(plain) if "∂J₁/" in row.quantity]
    assert len(first) == 2
    np.testing.assert_allclose(computed(doubled)[first], 2 * computed(plain)[first])


def test_no_number_is_written_into_the_calculation():
    """Those of the slide are strings; the loss has ½ and a square."""
    constants = {
        node.value
        for node in ast.walk(ast.parse(inspect.getsource(descent.gradient_descent)))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float)
    }
    assert constants <= {0.5, 2}


@shows("gradient_descent_by_hand")
def test_the_step_is_printed_beside_the_slide(run_example):
    run = run_example("gradient_descent_by_hand")
    lines = [line.split() for line in run.printed.splitlines()]
    assert ["quantity", "slide", "computed", "remark"] in lines
    assert ["∂J₁/∂w", "-28", "-28"] in lines
    (loss,) = [line for line in lines if line[:1] == ["J₁"]]
    assert loss[-1] == "(E-01)"
    assert {"196", "98"} < set(loss)
    assert "6 of the slide's 7 numbers are the computed ones, rounded." in run.printed
    assert run.printed.count("Shown:") == 2
    pictures = {path.stem for path in run.files.values() if path.suffix != ".html"}
    assert pictures == {"gradient_descent"}


def test_the_derivation_follows_where_asked(run_example):
    plain = run_example("gradient_descent_by_hand").printed.splitlines()
    lines = run_example("gradient_descent_by_hand", "--explain").printed.splitlines()
    assert set(plain) < set(lines)
    assert "    dJ₁/dw = dJ₁/dy₁ * dy₁/dw = dJ₁/dy₁ * x₁ = -14 * 2 = -28" in lines


@pytest.mark.dot
def test_a_page_that_steps_through_the_graph_is_saved(run_example):
    assert "gradient_descent.html" in run_example("gradient_descent_by_hand").files


@control("gradient_descent_by_hand", "after one step the line gives the first sample's 46")
def test_half_the_learning_rate_takes_more_than_one_step(run_example):
    run_example("gradient_descent_by_hand", "--lr", "0.1")


@control("gradient_descent_by_hand", "of the slide's numbers all but the loss")
def test_another_start_gives_other_numbers(run_example):
    run_example("gradient_descent_by_hand", "--w", "14")


# Deck 3's quizzes.


@shows("quiz_01")
def test_the_quizzes_have_the_slides_answers(run_example):
    run = run_example("quiz_01")
    assert "2·5 + 3·(-2) + 1·3 = 7, (-1)·5 + 2·(-2) + 3·3 = 0" in run.printed
    verdicts = [line.split()[-1] for line in run.printed.splitlines() if line.startswith("   (")]
    assert verdicts == ["right", "wrong", "wrong"]
    assert "dL/da = dL/dx * dx/da + dL/dy * dy/da = dL/dx * b + dL/dy = 5 * 3 + 6 = 21" in run.printed
    assert "= 5 * 2 + 6 = 16" in run.printed
    assert run.printed.count("Shown:") == 4
    assert {name.partition(".")[0] for name in run.files} == {"quiz_3"}


def test_at_another_point_the_answers_are_others():
    assert quiz.product() == [7, 0]
    assert quiz.gradient(2.0, 3.0, 4.0) == (3, 6, 3)
    assert quiz.chain(1.5, -2.0).item() == 1.5  # x = -3, y = -0.5
    assert quiz.paths(1.5, -2.0) == (1.0, -3.0)


def test_large_numbers_are_compared_by_their_size(run_example):
    run = run_example("quiz_01", "--a", "1e9", "--b", "3e8")
    assert "∂L/∂a = 6.9e+17, the sum of both paths" in run.printed


ANSWERS = [7, 0], (3, 6, 3), quiz.choices(2, 3, 4), 21, (15, 6)


@control("quiz_01", "question 1: the answer is (7, 0)")
def test_the_other_answers_to_question_1_are_wrong():
    quiz.check([3, 6], *ANSWERS[1:])


@control("quiz_01", "question 2: (y, x + z, y) and no other answer is ∇f")
def test_where_x_is_1_two_answers_agree(run_example):
    run_example("quiz_01", "--x", "1")


@control("quiz_01", "question 3: ∂L/∂a = 15, the sum of both paths")
def test_one_path_is_not_the_gradient():
    quiz.check(*ANSWERS[:3], 15, (15, 6))


@control("quiz_01", "question 3: neither path alone gives it")
def test_where_a_is_0_one_path_is_enough(run_example):
    run_example("quiz_01", "--a", "0")


# Deck 3's "Another Example".


@shows("another_example")
def test_every_intermediate_of_another_example_is_printed(run_example):
    run = run_example("another_example", "--explain")
    rows = [[float(word) for word in line.split()[1:]] for line in run.printed.splitlines()[1:6]]
    columns = np.array(rows).T
    expected = [
        [4.02, 0.85, 1.91, 3.22, 4.21],
        [0.2487562189, 1.1764705882, 0.5235602094, 0.3105590062, 0.2375296912],
        [1.1764705882, 0.2487562189, 3.22, -5.4284816754, -1],
        [-0.3432163902, -0.0725706298, -0.9393832599, 1.5836723020, 0.2917339316],
        [0.0212381123, 0.1004437782, 0.2574993174, -0.1527402783, -0.0164597318],
        [0.0361047909, 0.1707544230, 0.4377488396, -0.2596584732, -0.0279815440],
        [0.0743333931, 0.3515532238, 0.9012476110, -0.5345909742, -0.0576090612],
    ]
    np.testing.assert_allclose(columns, expected, atol=1e-9)
    assert "F = 1.7409885583, out = 0.8508125872, ℒ = 1.3206317097" in run.printed
    assert "∂ℒ/∂out = -2.2983748256, ∂ℒ/∂F = -0.2917339316" in run.printed
    assert "= -0.0576090612\n" in run.printed
    assert "out = 0.9163305434, ℒ = 1.1743394912" in run.printed
    assert "dL/du₅ = dL/dv₅ * dv₅/du₅ = -dL/dv₅ / u₅ ** 2" in run.printed
    assert run.printed.count("Shown:") == 4
    assert {name.partition(".")[0] for name in run.files} == {"another_example"}


@control("another_example", "∂ℒ/∂w₅_₂ is the product of the five derivatives")
def test_without_one_factor_the_path_gives_another_number():
    path = another.factors(another.forward(another.W))
    another.check(-0.0576090612, np.prod(path[:-1]), (0.0, 0.35), (1.3, 1.2))


@control("another_example", "a weight of 0, w₂_₂, has a gradient all the same")
def test_a_gradient_of_0_would_refute_the_claim():
    another.check(-0.0576, -0.0576, (0.0, 0.0), (1.3, 1.2))


def test_a_weight_that_is_not_0_shows_nothing_of_one_that_is():
    with pytest.raises(ClaimFailed, match="a weight of 0, w₂_₂"):
        another.check(-0.0576, -0.0576, (0.1, 0.35), (1.3, 1.2))


@control("another_example", "a step against the gradient lowers ℒ")
def test_a_step_uphill_raises_the_loss(run_example):
    run_example("another_example", "--lr", "-0.1")


@control("another_example", "the answer to the slide's question is −0.0576")
def test_another_weight_has_another_gradient(run_example):
    run_example("another_example", "--weight", "1.2")
