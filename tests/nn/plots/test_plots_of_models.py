"""Plots of a model: its decision boundary, its filters, and what they find in an image."""

import numpy as np
import pytest

import nn
from autograd import Tensor
from nn import plots

pytest.importorskip("matplotlib")
from tests.nn.training.readable_figures import readable

# --- decision boundary --------------------------------------------------------------------------

GATE = [[0, 0], [0, 1], [1, 0], [1, 1]]


def line(points):
    """The deck's boundary x1 + x2 - 0.5 = 0 of the OR gate."""
    return points[:, 0] + points[:, 1] - 0.5


def boundary_of(figure):
    """The points of the lines between the regions."""
    paths = [path for c in figure.axes[0].collections for path in c.get_paths()
             if c.get_linewidth()[0] == 1.2]  # fmt: skip
    return np.concatenate([path.vertices for path in paths])


@pytest.mark.parametrize("model", [
    line, lambda p: line(p).reshape(-1, 1), lambda p: line(p).data, lambda p: np.stack(
        [-line(p).data, line(p).data], axis=1),
], ids=["(N,)", "(N, 1)", "array", "(N, 2)"])  # fmt: skip
def test_the_boundary_of_the_or_gate_lies_where_the_deck_says(model):
    figure = readable(plots.decision_boundary(model, GATE, [0, 1, 1, 1], threshold=0.0))
    points = boundary_of(figure)
    np.testing.assert_allclose(points.sum(axis=1), 0.5, atol=1e-9)
    assert np.ptp(points[:, 0]) > 0.5


def test_data_points_are_drawn_by_class_with_marks_of_their_own():
    figure = plots.decision_boundary(line, GATE, [-1, 1, 1, 1], ["no", "yes"], threshold=0.0)
    axes = figure.axes[0]
    assert [t.get_text() for t in axes.get_legend().get_texts()] == ["no", "yes"]
    clouds = [c for c in axes.collections if len(c.get_offsets()) in (1, 3)][-2:]
    np.testing.assert_array_equal(clouds[0].get_offsets(), [[0, 0]])
    np.testing.assert_array_equal(clouds[1].get_offsets(), GATE[1:])
    assert len(clouds[0].get_paths()[0].vertices) != len(clouds[1].get_paths()[0].vertices)


def test_several_classes_have_their_regions():
    def sectors(points):
        x, y = points.data[:, 0], points.data[:, 1]
        return np.stack([x, y, -x - y], axis=1)

    points = np.array([[1.0, 0], [0, 1], [-1, -1]])
    figure = readable(
        plots.decision_boundary(sectors, points, [0, 1, 2], ["first", "a long name", "third"])
    )
    vertices = boundary_of(figure)
    scores = np.sort(np.stack([vertices[:, 0], vertices[:, 1], -vertices.sum(axis=1)]), axis=0)
    np.testing.assert_allclose(scores[2], scores[1], atol=0.05)  # the two best are equal


def test_a_model_is_evaluated_without_dropout_and_comes_back_as_it_was():
    model = nn.Sequential(nn.Linear(2, 3), nn.Dropout(0.9), nn.BatchNorm1d(3))
    model[1].eval()
    before = model.state_dict()
    plots.decision_boundary(model, GATE, [0, 1, 2, 1])
    assert [m.training for m in model.modules()] == [True, True, False, True]
    for name, values in model.state_dict().items():
        np.testing.assert_array_equal(values, before[name])
    assert all(parameter.grad is None for parameter in model.parameters())


def test_one_point_and_one_class_are_enough():
    readable(plots.decision_boundary(lambda p: np.zeros(len(p)), [[2.0, 3.0]], [0], resolution=5))


@pytest.mark.parametrize(("change", "match"), [
    ({"points": [[0, 0, 0]] * 4}, r"needs points \(N, 2\) and labels \(N,\), got shapes \(4, 3\)"),
    ({"points": [0, 1]}, "must have 2 axes"), ({"points": np.zeros((0, 2)), "labels": []}, "needs p"),
    ({"labels": [0, 1]}, "needs points"), ({"labels": [0, 1, 2, 1]}, "labels must be among 0, 1"),
    ({"labels": [-1, 1, 0, 1]}, "labels must be among -1, 1"),
    ({"points": [[0, 0], [0, float("nan")], [1, 0], [1, 1]]}, "points must be finite"),
    ({"model": lambda p: np.full(len(p), np.nan)}, "the model gives NaN in this part of the plane"),
    ({"resolution": 1}, "resolution must be an integer of at least 2, got 1"),
    ({"resolution": 10.0}, "resolution must be"), ({"resolution": True}, "resolution must be"),
    ({"class_names": ["one"]}, "there are 2 classes and 1 class_names"),
    ({"model": lambda p: np.zeros(3)}, r"for 40000 points the model must give shape \(40000,\)"),
    ({"model": lambda p: np.zeros((len(p), 9))}, "has colours for 8 classes, the model has 9"),
])  # fmt: skip
def test_bad_input_of_the_boundary_is_refused(change, match):
    arguments = {"model": line, "points": GATE, "labels": [0, 1, 1, 1]} | change
    with pytest.raises(ValueError, match=match):
        plots.decision_boundary(**arguments)


# --- filters and feature maps -------------------------------------------------------------------


def images_of(figure):
    return [axes.images[0].get_array() for axes in figure.axes if axes.images]


def test_filters_of_one_channel_share_a_scale_around_zero():
    weights = np.arange(-4.0, 14.0).reshape(2, 1, 3, 3)
    figure = readable(plots.filters(weights))
    first, second = images_of(figure)
    np.testing.assert_array_equal(first, weights[0, 0])
    np.testing.assert_array_equal(second, weights[1, 0])
    assert {axes.images[0].get_clim() for axes in figure.axes if axes.images} == {(-13.0, 13.0)}


def test_filters_of_three_channels_are_colours_with_zero_grey():
    weights = np.zeros((2, 3, 2, 2))
    weights[0, 0], weights[1, 2] = 4.0, -4.0
    first, second = images_of(readable(plots.filters(weights)))
    np.testing.assert_array_equal(first[0, 0], [1.0, 0.5, 0.5])
    np.testing.assert_array_equal(second[1, 1], [0.5, 0.5, 0.0])


@pytest.mark.parametrize("shape", [(1, 1, 3, 3), (20, 1, 5, 5), (4, 2, 3, 3), (16, 6, 5, 5),
                                   (12, 3, 7, 7), (2, 30, 3, 3), (30, 2, 1, 1)])  # fmt: skip
def test_filters_of_any_number_can_be_read(shape):
    weights = np.random.default_rng(0).normal(size=shape)
    figure = readable(plots.filters(weights))
    assert len(images_of(figure)) == shape[0] * (1 if shape[1] in (1, 3) else shape[1])


def test_a_layer_gives_its_weights_and_not_too_many_are_drawn():
    layer = nn.Conv2d(2, 10, 3)
    figure = plots.filters(layer, max_filters=4)
    pictures = images_of(figure)
    assert len(pictures) == 8
    np.testing.assert_array_equal(pictures[3], layer.weight.data[1, 1])


def test_zero_filters_are_drawn():
    readable(plots.filters(np.zeros((2, 1, 3, 3))))
    readable(plots.filters(np.zeros((2, 3, 3, 3))))


@pytest.mark.parametrize(("layer", "kind", "match"), [
    (nn.ReLU(), TypeError, "a ReLU has no weights"), (nn.Linear(2, 3), ValueError, "must have 4 axes"),
    (np.zeros((2, 0, 3, 3)), ValueError, "the weights are empty"),
    ([["a"]], TypeError, "must be numbers"),
])  # fmt: skip
def test_what_has_no_filters_is_refused(layer, kind, match):
    with pytest.raises(kind, match=match):
        plots.filters(layer)
    with pytest.raises(ValueError, match="filters: max_filters must be a positive integer"):
        plots.filters(np.ones((1, 1, 2, 2)), max_filters=0)


def test_feature_maps_show_the_image_and_each_channel():
    convolution = nn.Conv2d(1, 2, 1, bias=False)
    convolution.weight.data[:, 0, 0, 0] = [2.0, -1.0]
    image = np.arange(6.0).reshape(2, 3)
    for shape in ((2, 3), (1, 2, 3), (1, 1, 2, 3)):
        figure = readable(plots.feature_maps(convolution, image.reshape(shape)))
        shown, first, second = images_of(figure)
        np.testing.assert_array_equal(shown, image)
        np.testing.assert_array_equal(first, 2 * image)
        np.testing.assert_array_equal(second, -image)


def test_colour_images_of_any_range_are_shown():
    def identity(x):
        return x

    inside = np.linspace(0, 1, 12).reshape(3, 2, 2)
    np.testing.assert_array_equal(
        images_of(plots.feature_maps(identity, inside))[0], inside.transpose(1, 2, 0)
    )
    shown = images_of(plots.feature_maps(identity, Tensor(10 * inside - 5)))[0]
    np.testing.assert_allclose(shown, inside.transpose(1, 2, 0))
    assert len(images_of(plots.feature_maps(identity, inside, max_maps=2, columns=2))) == 3


@pytest.mark.parametrize(("module", "image", "match"), [
    (lambda x: x, np.zeros(3), "the image must have shape"),
    (lambda x: x, np.zeros((2, 1, 3, 3)), "the image must have shape"),
    (lambda x: x, np.zeros((0, 3)), "the image must have shape"),
    (nn.Flatten(), np.zeros((3, 3)), r"must give shape \(1, channels, height, width\), got \(1, 9\)"),
])  # fmt: skip
def test_what_has_no_feature_maps_is_refused(module, image, match):
    with pytest.raises(ValueError, match=match):
        plots.feature_maps(module, image)
    with pytest.raises(ValueError, match="feature_maps: columns must be a positive integer"):
        plots.feature_maps(lambda x: x, np.zeros((2, 2)), columns=0)


def test_the_boundary_of_a_table_of_the_library_is_drawn():
    points, labels = nn.data.load_table("xor")[:]
    model = nn.Sequential(nn.Linear(2, 1, dtype=np.float64), nn.Sigmoid())
    readable(nn.plots.decision_boundary(model, points, labels))
