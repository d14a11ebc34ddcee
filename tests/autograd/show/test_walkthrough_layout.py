"""How a walkthrough's page is laid out on screens of any size: all can be read, nothing moves."""

from __future__ import annotations

from pathlib import Path

import pytest

import autograd as ag
from autograd import Tensor
from tests.autograd.show.stepped_graphs import GRAPHS, fan_out
from tests.browser import opened

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "height"), [(360, 740), (740, 360), (1280, 800), (1920, 1080)])
@pytest.mark.parametrize("make", GRAPHS.values(), ids=GRAPHS)
def test_it_is_readable_on_phones_and_projectors(make, width: int, height: int, tmp_path: Path) -> None:
    place = ag.walkthrough(make()).save(tmp_path / "page.html")
    with opened(place, width, height, reduced_motion="reduce") as page:
        for key in ("Home", "End"):
            page.keyboard.press(key)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate("document.documentElement.scrollHeight") <= height
            smallest = page.evaluate("""Math.min(...[...document.querySelectorAll('body *')]
              .filter((element) => element.checkVisibility() && [...element.childNodes]
                .some((node) => node.nodeType === 3 && node.textContent.trim() !== '') && !element.closest('.spoken'))
              .map((element) => parseFloat(getComputedStyle(element).fontSize)
                * (element.closest('svg.picture') ? element.closest('svg, text').getScreenCTM().a : 1)))""")
            assert smallest >= 12 * (1.2 if width == 1920 else 1) - 1e-6
            active = page.locator("svg.picture .node.now").first
            seen, stage = active.bounding_box(), page.locator("svg.picture").bounding_box()
            assert seen["x"] < stage["x"] + stage["width"]
            assert seen["x"] + seen["width"] > stage["x"]
            outside = page.evaluate("""[...document.querySelectorAll('button, input, select, output')]
              .filter((element) => { const box = element.getBoundingClientRect();
                return box.left < 0 || box.right > innerWidth || box.bottom > innerHeight; }).length""")
            assert outside == 0


def many_lines() -> Tensor:
    x = Tensor(0.9, requires_grad=True, name="x")
    total = x
    for _ in range(90):
        total = ag.tanh(total) * x
    return total


@pytest.mark.parametrize(("width", "height"), [(360, 640), (844, 390), (1920, 1080)])
def test_the_whole_line_of_a_step_is_in_sight_and_nothing_moves(width: int, height: int, tmp_path: Path) -> None:
    w = Tensor([[0.5, -1.25], [2.0, 1.0], [0.75, 3.0]], requires_grad=True, name="w")
    walkthrough = ag.walkthrough(((w.T @ w) @ w.T).sum())
    with opened(walkthrough.save(tmp_path / "page.html"), width, height, reduced_motion="reduce") as page:
        places = set()
        for _ in walkthrough.frames:
            outer, line, stage = page.evaluate("""['.derivation', 'li.current', '.stage'].map((one) => {
              const box = document.querySelector(one).getBoundingClientRect(); return [box.top, box.bottom]; })""")
            assert line[0] >= outer[0] - 0.5
            assert line[1] <= outer[1] + 0.5 or line[1] - line[0] > outer[1] - outer[0] - 16
            places.add((*outer, *stage))
            page.keyboard.press("ArrowRight")
        assert len(places) == 1
        page.set_viewport_size({"width": height, "height": width})  # turned
        expect(page.locator("li.current")).to_be_in_viewport()


def test_a_step_among_hundreds_lays_out_little(tmp_path: Path) -> None:
    walkthrough = ag.walkthrough(many_lines())
    with opened(walkthrough.save(tmp_path / "page.html")) as page:
        assert len(walkthrough.frames) > 350
        for name in ("stage", "derivation"):
            assert page.evaluate(f"getComputedStyle(document.querySelector('.{name}')).contain") == "strict"
        page.keyboard.press("End")
        assert page.locator(".derivation li:not(.future)").count() == len(walkthrough.frames)
        expect(page.locator("li.current")).to_be_in_viewport()


def test_lines_stand_where_the_picture_is_larger(tmp_path: Path) -> None:
    wide, high = (ag.walkthrough(many_lines(), direction=direction) for direction in ("LR", "TB"))
    for walkthrough, is_beside in ((wide, False), (high, True)):
        with opened(walkthrough.save(tmp_path / "page.html")) as page:
            stage, lines = (page.locator(name).bounding_box() for name in (".stage", ".derivation"))
            assert (lines["x"] >= stage["x"] + stage["width"]) is is_beside
            assert (lines["y"] >= stage["y"] + stage["height"]) is not is_beside


def test_on_a_screen_too_small_for_all_the_page_scrolls(tmp_path: Path) -> None:
    # A window of 1280 x 1024 zoomed to 400 %.
    with opened(ag.walkthrough(fan_out()).save(tmp_path / "page.html"), 320, 256) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        for name in (".stage", ".derivation", ".words", ".count"):
            assert page.locator(name).bounding_box()["height"] >= 20
            page.locator(name).scroll_into_view_if_needed()
            expect(page.locator(name)).to_be_in_viewport()


def test_text_fits_its_node(tmp_path: Path) -> None:
    x = Tensor(-1234.5678, requires_grad=True, name="한국어 이름이 긴 텐서")
    w = Tensor([[0.123456, -98765.4321], [1e-9, 3.0]], requires_grad=True, name="MWMWMWMW")
    loss = (w * x).sum() * x
    with opened(ag.walkthrough(loss).save(tmp_path / "page.html"), reduced_motion="reduce") as page:
        page.keyboard.press("End")
        too_wide = page.evaluate("""[...document.querySelectorAll('svg.picture .node')].filter((node) => {
          const shape = node.querySelector('rect, ellipse').getBBox();
          return [...node.querySelectorAll('text')].map((text) => text.getBBox()).some((box) => box.width > 0
            && (box.x < shape.x || box.x + box.width > shape.x + shape.width
              || box.y < shape.y - 1 || box.y + box.height > shape.y + shape.height + 1));
        }).map((node) => node.textContent)""")
        assert too_wide == []
