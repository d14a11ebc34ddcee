"""nn.walkthrough in a browser, from disk and without a network, from the first frame to the last."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import autograd
import nn
from tests.browser import opened
from tests.nn.show.drawn_parts import two_two_one
from tests.walkthrough_page import check_colours_of_phases, check_screenshots

pytestmark = [pytest.mark.browser, pytest.mark.dot]

TEXTS = """() => Object.fromEntries(
  [...document.querySelectorAll('svg.picture text[id]')].map((text) => [text.id, text.textContent]))"""
BOXES = """() => [...document.querySelectorAll('svg.picture text[id]')]
  .filter((text) => text.textContent)
  .map((text) => { const r = text.getBBox(); return [text.id, r.x, r.y, r.width, r.height]; })"""


def stepped(page: Any, frames: int) -> list[dict[str, str]]:
    """Go from the first frame to the last by the keyboard, and return what each shows."""
    shown = [page.evaluate(TEXTS)]
    for _ in range(frames - 1):
        page.keyboard.press("ArrowRight")
        shown.append(page.evaluate(TEXTS))
    return shown


def test_the_step_of_deck_1_is_gone_through(tmp_path: Path) -> None:
    walkthrough = nn.walkthrough(two_two_one(), [2.0, 3.0], 1.0)
    with opened(walkthrough.save(tmp_path / "step.html")) as page:
        shown = stepped(page, len(walkthrough.frames))
    start, end = shown[0], shown[-1]
    assert [start[f"neuron_0_{i}_value"] for i in (0, 1)] == ["2", "3"]
    assert start["neuron_1_0_value"] == start["edge_0_0_0_gradient"] == start["loss_value"] == ""
    assert start["edge_1_0_0_value"] == "w5 0.14"
    assert shown[1]["neuron_1_0_value"] == "0.85"
    assert shown[4]["loss_value"] == "L 0.3272"
    assert shown[5]["neuron_2_0_gradient"] == "∂ -0.809"
    assert shown[6]["edge_1_0_0_gradient"] == "∂ -0.6876"
    assert end["edge_1_0_0_value"] == "w5 0.14 → 0.1744"
    assert end["neuron_2_0_value"] == "0.2557"
    assert end["loss_value"] == "L 0.3272 → 0.277"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_text_lies_on_another_in_any_frame(tmp_path: Path, scheme: str) -> None:
    autograd.manual_seed(3)
    model = nn.MLP([2, 3, 2], "tanh", output_activation="softmax")
    walkthrough = nn.walkthrough(model, [1.0, -2.0], [0.0, 1.0], nn.SSELoss())
    with opened(walkthrough.save(tmp_path / "step.html"), color_scheme=scheme) as page:
        for _ in walkthrough.frames:
            boxes = page.evaluate(BOXES)
            for place, (key, x, y, width, height) in enumerate(boxes):
                for other, x2, y2, width2, height2 in boxes[:place]:
                    # A third of the height is room for accents, and for what hangs below.
                    apart = abs(y + height / 2 - y2 - height2 / 2) >= (height + height2) / 2 * 0.66
                    assert apart or x >= x2 + width2 or x2 >= x + width, (key, other)
            page.keyboard.press("ArrowRight")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_screenshots_show_a_network_that_changes(tmp_path: Path, scheme: str) -> None:
    walkthrough = nn.walkthrough(two_two_one(), [2.0, 3.0], 1.0)
    place = walkthrough.save(tmp_path / "step.html")
    with opened(place, color_scheme=scheme, reduced_motion="reduce") as page:
        check_screenshots(page, walkthrough, scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_active_neurons_have_the_colour_of_their_phase_and_waiting_ones_are_pale(
    tmp_path: Path, scheme: str
) -> None:
    walkthrough = nn.walkthrough(two_two_one(), [2.0, 3.0], 1.0)
    assert {frame.phase for frame in walkthrough.frames} == {"", "forward", "backward", "update"}
    with opened(walkthrough.save(tmp_path / "step.html"), color_scheme=scheme) as page:
        check_colours_of_phases(page, walkthrough, scheme)


def test_frames_are_saved_as_pictures(tmp_path: Path) -> None:
    walkthrough = nn.walkthrough(two_two_one(), [2.0, 3.0], 1.0)
    paths = walkthrough.save_frames(tmp_path / "frames")
    assert len(paths) == len(walkthrough.frames)
    assert not any("var(" in path.read_text() for path in paths)  # which only the page knows
    with opened(paths[-1]) as page:
        assert "0.2557" in page.locator("svg").first.inner_html()


def test_in_the_column_of_a_notebook_the_whole_network_is_seen(tmp_path: Path) -> None:
    network = nn.Sequential(nn.Linear(2, 2, bias=False), nn.Linear(2, 1, bias=False))
    place = tmp_path / "notebook.html"
    place.write_text(f"<!doctype html>{nn.walkthrough(network, [[2.0, 3.0]], 1.0, lr=0.05)._repr_html_()}", "utf-8")
    with opened(place, 730, 800, reduced_motion="reduce") as page:
        inside = page.frame_locator("iframe")
        stage = inside.locator("svg.picture").bounding_box()
        for text in inside.locator("svg.picture text").all():
            box = text.bounding_box()
            assert stage["x"] <= box["x"]
            assert stage["y"] <= box["y"]
            assert box["x"] + box["width"] <= stage["x"] + stage["width"]
            assert box["y"] + box["height"] <= stage["y"] + stage["height"]
