"""What the page of a walkthrough looks like: its pixels, and the colours of each step's shapes."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest

__all__ = ["check_colours_of_phases", "check_screenshots"]

# By scheme: the colour of each phase, of what has none, and of the paper.
COLOURS = {
    "light": {
        "forward": "#005a8f", "backward": "#a32020", "update": "#1b6b2f", "": "#5a5a5a", "paper": "#ffffff",
    },
    "dark": {
        "forward": "#8ecbff", "backward": "#ffa39a", "update": "#8fdc9c", "": "#a0a4ab", "paper": "#16181d",
    },
}  # fmt: skip

SHAPES = """() => Object.fromEntries([...document.querySelectorAll('svg.picture :is(.node, .edge)[id]')]
  .map((group) => {
    const shape = group.querySelector(':scope > :is(rect, ellipse, circle, path, polygon)');
    return [group.id, [getComputedStyle(shape).stroke, getComputedStyle(group).opacity]];
  }))"""


def as_number(colour: str) -> int:
    return int(colour.removeprefix("#"), 16)


def as_css(colour: str) -> str:
    return f"rgb{tuple(bytes.fromhex(colour.removeprefix('#')))}"


def pixels(page: Any) -> np.ndarray:
    """Take a screenshot of the page, and return the colours of the part with the picture."""
    image = pytest.importorskip("matplotlib.image")
    shot = np.rint(image.imread(io.BytesIO(page.screenshot()), format="png") * 255).astype(int)
    shot = shot[..., 0] << 16 | shot[..., 1] << 8 | shot[..., 2]
    box = page.locator(".stage").bounding_box()
    left, top, width, height = (round(box[key]) for key in ("x", "y", "width", "height"))
    return shot[top : top + height, left : left + width]


def check_screenshots(page: Any, walkthrough: Any, scheme: str) -> None:
    """Check that first, middle and last frame are pictures, three different ones, in its colours.

    The page must have been opened at the first frame, with `reduced_motion="reduce"`.
    """
    colours = {name: as_number(colour) for name, colour in COLOURS[scheme].items()}
    phases = [frame.phase for frame in walkthrough.frames]
    middle = phases.index("backward") + phases.count("backward") // 2
    shots = {}
    for number in (0, middle, len(phases) - 1):
        slider = page.get_by_role("slider", name="Step")
        slider.fill(str(number + 1))
        slider.blur()
        shots[number] = shot = pixels(page)
        found, counts = np.unique(shot, return_counts=True)
        assert found[counts.argmax()] == colours["paper"]
        assert 0.01 < 1 - counts.max() / counts.sum() < 0.7, "an empty or a filled picture"
        assert len(found) > 20
    first, inner, last = shots.values()
    for one, other in ((first, inner), (inner, last), (first, last)):
        assert one.shape == other.shape
        assert np.sum(one != other) > 100

    def shown(shot: np.ndarray, name: str) -> int:
        return int(np.sum(shot == colours[name]))

    assert shown(first, "backward") == 0
    assert shown(inner, "backward") > 100  # borders of active neurons, and lines between them


def check_colours_of_phases(page: Any, walkthrough: Any, scheme: str) -> None:
    """Check in each frame what is active (the phase's colour), waiting (pale), and neither.

    The page must have been opened at the first frame.
    """
    colours = {name: as_css(colour) for name, colour in COLOURS[scheme].items()}
    marks: dict[str, str] = {}
    met = set()
    for frame in walkthrough.frames:
        marks |= frame.marks
        shapes = page.evaluate(SHAPES)
        assert shapes
        for key, (stroke, opacity) in shapes.items():
            phase = frame.phase if key in frame.active else ""
            assert stroke == colours[phase], (frame.title, key)
            waits = marks.get(key) == "waiting"
            assert opacity == ("0.62" if waits else "1"), (frame.title, key)
            classes = page.locator(f"[id='{key}']").get_attribute("class").split()
            assert [name for name in classes if name.startswith("is-")] == [
                f"is-{marks[key]}" for _ in range(key in marks)
            ], (frame.title, key)
            met.add((phase, waits))
        page.keyboard.press("ArrowRight")
    assert {("forward", False), ("backward", False), ("", True), ("", False)} <= met
