"""nn.walkthrough: one sample of a batch, with its target; and the paper behind the weights."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

import nn
from autograd import Tensor
from tests.nn.show.drawn_parts import two_two_one

pytestmark = pytest.mark.dot

X = np.array([[2.0, 3.0], [1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])


def shown(*args: Any, **options: Any) -> list[str]:
    return [frame.line for frame in nn.walkthrough(*args, **options).frames]


def test_a_batch_of_targets_gives_that_of_the_sample() -> None:
    targets = np.array([[1.0], [0.5], [0.25], [0.0]])
    for sample in (0, 2, -1):
        alone = shown(two_two_one(), X[sample], targets[sample])
        assert shown(two_two_one(), X, targets, sample=sample) == alone
        assert shown(two_two_one(), Tensor(X), Tensor(targets[:, 0]), sample=sample) == alone
    # Deck 1, "Back propagation example": 0.191 - 1 = -0.809
    assert "dL/dy = y - t = 0.191 - 1 = -0.809" in shown(two_two_one(), X, targets)


def test_a_batch_of_labels_gives_that_of_the_sample() -> None:
    model = nn.Linear(2, 3, dtype="float64")
    loss = nn.CrossEntropyLoss()
    for sample, label in enumerate([2, 0, 1, 2]):
        alone = shown(model, X[sample], label, loss)
        assert shown(model, X, [2, 0, 1, 2], loss, sample=sample) == alone


def test_a_target_of_one_sample_goes_with_each_sample_of_a_batch() -> None:
    model = nn.Linear(2, 2, dtype="float64")
    assert shown(model, X[:2], [1.0, 0.0], sample=1) == shown(model, X[1], [1.0, 0.0])
    assert shown(two_two_one(), X, 1.0, sample=1) == shown(two_two_one(), X[1], 1.0)


def papers(frame: str) -> dict[str, tuple[float, ...]]:
    """The papers behind a weight that are seen: left, right and middle, by class."""
    root = ElementTree.fromstring(frame)
    lines = root.iter("{http://www.w3.org/2000/svg}line")
    return {
        line.get("id", "always"): tuple(float(line.get(k, "")) for k in ("x1", "x2", "y1"))
        for line in lines
        if line.get("id") in (None, "edge_1_0_0_box") and "is-hidden" not in line.get("class", "")
    }


def test_one_paper_is_behind_both_lines_of_a_weight(tmp_path: Any) -> None:
    steps = nn.walkthrough(two_two_one(), [2.0, 3.0], 1.0)
    steps.save_frames(tmp_path / "frames")
    frames = [path.read_text(encoding="utf-8") for path in sorted((tmp_path / "frames").iterdir())]
    # The wide one comes with the wide text, "w5 0.14 → 0.1744", in the frame of the update.
    updated = [frame.title for frame in steps.frames].index("Update of the weights to output")
    assert [len(papers(frame)) for frame in frames] == [1] * updated + [2] * (16 - updated)
    last = frames[-1]
    root = ElementTree.fromstring(last)
    texts = {t.get("id"): t for t in root.iter("{http://www.w3.org/2000/svg}text")}
    left, right, middle = papers(last)["edge_1_0_0_box"]
    assert right - left > 80
    for kind in ("value", "gradient"):
        text = texts[f"edge_1_0_0_{kind}"]
        assert (left + right) / 2 == pytest.approx(float(text.get("x", "")), abs=0.1)
        assert abs(float(text.get("y", "")) - middle) < 13
    box = root.find(".//*[@id='edge_1_0_0_box']")
    assert box is not None
    height = float(box.get("style", "").removeprefix("stroke-width: ").removesuffix("px"))
    assert height == pytest.approx(29.5, abs=0.6)  # two lines of 13.75, and 2; Graphviz rounds
