"""Plots of a run: learning curves and the confusion matrix."""

import numpy as np
import pytest

import nn
from nn import plots

pytest.importorskip("matplotlib")
from matplotlib.colors import to_rgb

from tests.nn.training.readable_figures import readable

NAN = float("nan")


def history(epochs=5, **columns):
    made = nn.History()
    for epoch in range(1, epochs + 1):
        made.append({"epoch": epoch, **{k: v / epoch for k, v in columns.items()}, "seconds": 1.0})
    return made


# --- learning curves ----------------------------------------------------------------------------


def test_curves_of_training_and_validation_share_a_picture():
    figure = readable(plots.learning_curves(
        history(loss=4.0, accuracy=1.0, validation_loss=8.0, validation_accuracy=0.5, lr=0.1)
    ))  # fmt: skip
    assert [axes.get_ylabel() for axes in figure.axes if axes.has_data()] == [
        "loss", "accuracy", "lr",
    ]  # fmt: skip
    training, validation = figure.axes[0].lines
    assert training.get_xdata().tolist() == [1, 2, 3, 4, 5]
    assert training.get_ydata().tolist() == [4.0, 2.0, 4 / 3, 1.0, 0.8]
    assert validation.get_ydata()[0] == 8.0
    assert training.get_linestyle() != validation.get_linestyle()
    assert [t.get_text() for t in figure.axes[0].get_legend().get_texts()] == [
        "training", "validation",
    ]  # fmt: skip
    assert figure.axes[2].get_legend() is None  # one line needs none


def test_columns_can_be_chosen():
    made = history(loss=1.0, validation_loss=2.0, f1=3.0, validation_only=1.0)
    assert [a.get_ylabel() for a in plots.learning_curves(made, ["f1"]).axes] == ["f1"]
    assert [a.get_ylabel() for a in plots.learning_curves(made, ["only"]).axes] == ["only"]


@pytest.mark.parametrize("epochs", [1, 2, 200])
def test_ticks_are_whole_epochs(epochs):
    figure = readable(plots.learning_curves(history(epochs, loss=1.0)))
    ticks = [t for t in figure.axes[0].get_xticks() if 0.5 <= t <= epochs + 0.5]
    assert ticks
    assert all(tick == int(tick) for tick in ticks)


def test_missing_numbers_leave_gaps():
    made = history(2, loss=1.0)
    made.append({"epoch": 3, "loss": 0.1, "late": 5.0})
    axes = plots.learning_curves(made).axes[1]
    np.testing.assert_array_equal(axes.lines[0].get_ydata(), [NAN, NAN, 5.0])


@pytest.mark.parametrize(("arguments", "kind", "match"), [
    ((nn.History(),), ValueError, "the history has no epochs yet"),
    (([{"loss": 1}],), TypeError, "takes a History, got list"),
    ((history(loss=1.0), ["los"]), KeyError, "the history has no column 'los'; it has loss"),
    ((history(),), ValueError, "there is no column to draw"),
])  # fmt: skip
def test_what_is_no_history_is_refused(arguments, kind, match):
    with pytest.raises(kind, match=match):
        plots.learning_curves(*arguments)


# --- confusion matrix ---------------------------------------------------------------------------


def test_each_cell_has_its_number_in_a_colour_that_can_be_read():
    figure = readable(plots.confusion_matrix([[50, 0], [20, 30]], ["cat", "dog"]))
    axes = figure.axes[0]
    cells = {text.get_position(): text for text in axes.texts}
    assert {place: t.get_text() for place, t in cells.items()} == {
        (0, 0): "50", (1, 0): "0", (0, 1): "20", (1, 1): "30",
    }  # fmt: skip
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("predicted", "true")
    image = axes.images[0]
    for (column, row), text in cells.items():
        background = image.cmap(image.norm(image.get_array()[row, column]))
        brightness = np.dot(background[:3], [0.299, 0.587, 0.114])
        assert abs(brightness - np.dot(to_rgb(text.get_color()), [0.299, 0.587, 0.114])) > 0.4


def test_percentages_are_of_the_true_class():
    figure = readable(plots.confusion_matrix([[1, 3], [0, 0]], normalize=True))
    assert [t.get_text() for t in figure.axes[0].texts] == ["25.0", "75.0", "0.0", "0.0"]


@pytest.mark.parametrize("classes", [1, 10, 12, 25, 60])
def test_matrices_of_any_size_can_be_read(classes):
    figure = readable(plots.confusion_matrix(np.full((classes, classes), 1000)))
    assert len(figure.axes[0].texts) == (classes**2 if classes <= 25 else 0)


def test_long_names_find_room():
    names = ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker",
             "Bag", "Ankle boot"]  # fmt: skip
    readable(plots.confusion_matrix(np.eye(10, dtype=int) * 987, names))
    readable(plots.confusion_matrix(np.eye(3), names[:3], normalize=True))


@pytest.mark.parametrize(("counts", "names", "match"), [
    ([[1, 2]], None, r"needs counts >= 0 of shape \(C, C\), got shape \(1, 2\)"),
    (np.zeros((0, 0)), None, "needs counts"), ([[-1]], None, "needs counts"),
    ([[NAN]], None, "needs counts"), ([1, 2], None, "must have 2 axes"),
    (np.eye(2), ["a"], "there are 2 classes and 1 class_names"),
])  # fmt: skip
def test_what_is_no_confusion_matrix_is_refused(counts, names, match):
    with pytest.raises(ValueError, match=match):
        plots.confusion_matrix(counts, names)
    with pytest.raises(TypeError, match="the counts must be numbers"):
        plots.confusion_matrix([["a"]])


def test_large_counts_are_written_with_every_digit():
    figure = readable(plots.confusion_matrix([[1234567, 2], [0, 9876543]]))
    assert [text.get_text() for text in figure.axes[0].texts] == ["1234567", "2", "0", "9876543"]


def test_long_names_of_columns_are_broken_into_lines():
    history = nn.History()
    names = ["the_mean_absolute_error_of_all_the_predicted_temperatures", "loss"]
    history.append({"epoch": 1, names[0]: 1.0, names[1]: 2.0})
    label = readable(plots.learning_curves(history)).axes[0].get_ylabel()
    assert label.split() == names[0].split("_")
    assert len(label.splitlines()) == 2
