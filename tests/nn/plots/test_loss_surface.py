"""The loss surface with the paths of optimizers, and what all plots have in common."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import nn
from nn import plots

pytest.importorskip("matplotlib")
from nn.plots.figures import COLORS, DASHES, MARKS
from tests.nn.training.readable_figures import readable

NAN = float("nan")


def bowl(x, y):
    return x**2 + 10 * y**2


def test_paths_are_drawn_on_the_surface_with_their_ends():
    path = np.array([[1.0, 1.0], [0.5, 0.25], [0.0, 0.0]])
    figure = readable(plots.loss_surface(bowl, {"SGD": path, "Adam": path / 2}))
    lines = figure.axes[0].lines
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["SGD", "Adam"]
    np.testing.assert_array_equal(lines[0].get_xydata(), path)
    np.testing.assert_array_equal(lines[1].get_xydata(), path[:1])
    np.testing.assert_array_equal(lines[2].get_xydata(), path[-1:])
    low, high = figure.axes[0].get_xlim()
    assert low < 0 < 1 < high


def test_contours_are_where_the_function_has_their_height():
    figure = readable(plots.loss_surface(bowl, xlim=(-1, 1), ylim=(-1, 1), levels=3))
    contours = figure.axes[0].collections[-1]
    assert len(contours.levels) == 3
    for height, path in zip(contours.levels, contours.get_paths(), strict=True):
        x, y = path.vertices.T
        np.testing.assert_allclose(bowl(x, y), height, atol=0.01)


@pytest.mark.parametrize("function", [
    lambda x, y: 0 * x + 3.0, lambda x, y: np.where(x > 0, np.inf, x), lambda x, y: x * x - y * y,
    lambda x, y: 1e6 * np.exp(3 * x + y), lambda x, y: np.where(x > 0.9, y, 0.0),
    lambda x, y: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
], ids=["flat", "infinite", "saddle", "steep", "plateau", "Rosenbrock"])  # fmt: skip
def test_surfaces_of_any_shape_can_be_read(function):
    readable(plots.loss_surface(function, {"a path": [[0.0, 0.0]]}, (-1, 1), (-1, 1)))


def test_a_path_that_diverges_is_drawn_as_far_as_it_goes():
    path = [[0.5, 0.5], [-3.0, 2.0], [np.inf, NAN]]
    figure = readable(plots.loss_surface(bowl, {"too fast": path}, (-1, 1), (-1, 1)))
    assert len(figure.axes[0].lines[0].get_xydata()) == 2
    assert figure.axes[0].get_xlim() == (-1, 1)


def test_as_many_paths_as_there_are_colours_fit():
    paths = {f"optimizer {i}": [[i, i], [i / 2, i / 3]] for i in range(8)}
    readable(plots.loss_surface(bowl, paths))
    with pytest.raises(ValueError, match="has colours for 8 paths, got 9"):
        plots.loss_surface(bowl, paths | {"one more": [[0, 0]]})


@pytest.mark.parametrize(("change", "match"), [
    ({"paths": {}}, r"without paths it needs xlim=\(from, to\)"),
    ({"paths": {"a": [[1, 2, 3]]}}, r"the path 'a' must have shape \(K, 2\), got \(1, 3\)"),
    ({"paths": {"a": [[NAN, 1.0]]}}, "the path 'a' has no finite points"),
    ({"paths": {"a": np.zeros((0, 2))}}, "the path 'a' has no finite points"),
    ({"xlim": (1, 1)}, "xlim must be two rising numbers, got"), ({"xlim": (1,)}, "xlim must be"),
    ({"ylim": (0, NAN)}, "ylim must be"), ({"ylim": 3}, "ylim must be"),
    ({"levels": 0}, "levels must be a positive integer"),
    ({"function": lambda x, y: 3.0}, r"gave shape \(\); it must compute element by element"),
    ({"function": lambda x, y: x * NAN}, "nowhere finite"),
])  # fmt: skip
def test_bad_input_of_the_surface_is_refused(change, match):
    arguments = {"function": bowl, "paths": {"a": [[0.0, 0.0], [1.0, 1.0]]}} | change
    with pytest.raises(ValueError, match=match):
        plots.loss_surface(**arguments)


# --- all plots ----------------------------------------------------------------------------------


def one_epoch():
    history = nn.History()
    history.append({"epoch": 1, "loss": 0.5})
    return history


def test_colours_marks_and_dashes_can_be_told_apart():
    assert len(set(COLORS)) == len(COLORS) == len(MARKS) == len(DASHES)
    assert len(set(MARKS)) == len(MARKS)
    assert len(set(map(str, zip(DASHES, MARKS, strict=True)))) == len(DASHES)


def test_no_window_and_no_state_of_pyplot_is_touched(tmp_path):
    code = (
        "import sys, nn\n"
        "assert 'matplotlib' not in sys.modules\n"
        "nn.plots.confusion_matrix([[1, 0], [0, 1]]).savefig(sys.argv[1])\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "matrix.png"],
        cwd=Path(__file__).parents[3], capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert (tmp_path / "matrix.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("draw", [
    lambda: plots.learning_curves(one_epoch()), lambda: plots.confusion_matrix([[1]]),
    lambda: plots.decision_boundary(lambda p: p[:, 0], [[0, 0], [1, 1]], [0, 1]),
    lambda: plots.filters(np.ones((1, 1, 2, 2))),
    lambda: plots.feature_maps(lambda x: x, np.ones((2, 2))),
    lambda: plots.loss_surface(bowl, xlim=(0, 1), ylim=(0, 1)),
])  # fmt: skip
def test_without_matplotlib_the_error_says_what_to_install(draw, monkeypatch):
    monkeypatch.setitem(sys.modules, "matplotlib.layout_engine", None)  # importing it would raise
    with pytest.raises(ImportError, match=r"pip install matplotlib$"):
        draw()
