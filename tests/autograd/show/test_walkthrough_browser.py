"""A walkthrough in a real browser, opened from disk without a network, and stepped through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd as ag
from autograd.show import graph
from tests.autograd.show.stepped_graphs import GRAPHS, engine_gradients, fan_out, numbers_in
from tests.browser import opened
from tests.walkthrough_page import check_colours_of_phases, check_screenshots

expect = pytest.importorskip("playwright.sync_api").expect
pytestmark = pytest.mark.browser

# What the page shows of a step: the texts of the picture that there are, and where it is.
SHOWN = """() => ({
  at: Number(document.querySelector('.slider').value),
  texts: Object.fromEntries([...document.querySelectorAll('svg.picture text[id]')]
    .map((text) => [text.id, [...text.querySelectorAll('tspan')].map((row) => row.textContent).join('\\n') || text.textContent])
    .filter(([id, text]) => text !== '')),
  current: document.querySelector('li.current .title').textContent,
  lines: [...document.querySelectorAll('.derivation li')].filter((line) => line.offsetParent !== null).length,
  words: document.querySelector('.words').textContent,
  active: [...document.querySelectorAll('svg.picture .now')].map((element) => element.id),
})"""


def step_with(page: Any, way: str) -> None:
    if way == "keyboard":
        page.keyboard.press("ArrowRight")
    else:
        page.get_by_role("button", name="Step forward").click()


@pytest.mark.parametrize("way", ["keyboard", "buttons"])
@pytest.mark.parametrize("make", GRAPHS.values(), ids=GRAPHS)
def test_every_step_shows_the_engines_gradients(make, way: str, tmp_path: Path) -> None:
    loss = make()
    walkthrough = ag.walkthrough(loss)
    place = walkthrough.save(tmp_path / "backprop.html")
    gradients = engine_gradients(loss)
    appeared = 0
    with opened(place) as page:
        for number, frame in enumerate(walkthrough.frames, 1):
            shown = page.evaluate(SHOWN)
            assert (shown["at"], shown["lines"]) == (number, number)
            assert shown["words"].startswith(frame.words[:20])
            assert set(shown["active"]) == {key for key, mark in frame.active.items() if mark == "now"}
            there = {key: text for key, text in shown["texts"].items() if key.endswith("-gradient")}
            for key, text in there.items():
                expected = np.ravel(gradients[key.removesuffix("-gradient")])
                np.testing.assert_allclose(numbers_in(text), expected, rtol=5e-4)
            assert len(there) >= appeared
            appeared = len(there)
            if number < len(walkthrough.frames):
                step_with(page, way)
        assert appeared == len(gradients)


def test_values_and_gradients_are_not_there_before_their_step(tmp_path: Path) -> None:
    loss = fan_out()
    keys = {n.name: n.key for n in graph(loss).nodes}
    with opened(ag.walkthrough(loss).save(tmp_path / "page.html")) as page:
        texts = page.evaluate(SHOWN)["texts"]
        assert texts[f"{keys['x']}-value"] == "3"
        assert f"{keys['v']}-value" not in texts
        page.keyboard.press("ArrowRight")
        assert page.evaluate(SHOWN)["texts"][f"{keys['v']}-value"] == "6"
        page.keyboard.press("End")
        assert page.evaluate(SHOWN)["texts"][f"{keys['y']}-gradient"] == "grad 4"
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        assert f"{keys['y']}-gradient" not in page.evaluate(SHOWN)["texts"]


@pytest.fixture
def page(tmp_path: Path) -> Iterator[Any]:
    """The page of a graph with ten frames."""
    with opened(ag.walkthrough(fan_out()).save(tmp_path / "page.html")) as page:
        yield page


def at(page: Any) -> int:
    return page.evaluate(SHOWN)["at"]


def test_keys_buttons_slider_and_lines_go_anywhere(page: Any) -> None:
    for key, number in {"End": 10, "ArrowRight": 10, "PageUp": 9, "ArrowLeft": 8, "Home": 1}.items():
        page.keyboard.press(key)
        assert at(page) == number
    page.keyboard.press("ArrowLeft")
    assert at(page) == 1
    for name, number in {"Last step": 10, "Step back": 9, "First step": 1, "Step forward": 2}.items():
        page.get_by_role("button", name=name).click()
        assert at(page) == number
    slider = page.get_by_role("slider", name="Step")
    slider.fill("7")
    assert at(page) == 7
    slider.press("ArrowRight")
    assert at(page) == 8
    slider.press("Home")
    assert at(page) == 1
    assert slider.get_attribute("aria-valuetext") == "Step 1 of 10: Given"
    page.keyboard.press("End")
    page.locator(".derivation li a").nth(2).click()
    assert at(page) == 3


def test_the_whole_page_is_usable_by_keyboard_alone(page: Any) -> None:
    page.keyboard.press("End")
    names = []
    page.locator(".tools button").first.focus()
    for _ in range(13):
        names.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid", f"{names[-1]} shows no focus"
        page.keyboard.press("Tab")
    assert names == [
        "Zoom in", "Zoom out", "Show the whole picture", "Dark background",
        "Picture: plus and minus zoom, 0 shows all of it, shift and arrow keys move it",
        "Derivation, line by line", "First step", "Step back", "Play", "Step forward",
        "Last step", "Step", "Speed of playing",
    ]  # fmt: skip
    for key in ("Home", "ArrowRight"):
        page.get_by_role("button", name="Step back").focus()
        page.keyboard.press(key)
    assert at(page) == 2
    page.keyboard.press(" ")  # a button's own key: it is the one for a step back
    assert at(page) == 1


def test_play_goes_to_the_end_at_the_chosen_speed_and_can_be_stopped(tmp_path: Path) -> None:
    with opened(ag.walkthrough(fan_out()).save(tmp_path / "page.html")) as page:
        page.clock.install(time=0)
        page.clock.pause_at(1000)
        page.reload()
        page.keyboard.press(" ")
        assert page.get_by_role("button", name="Pause").count() == 1
        page.clock.run_for(1999)
        assert at(page) == 1
        page.clock.run_for(1)
        assert at(page) == 2
        page.get_by_role("button", name="Pause").click()
        page.clock.run_for(60_000)
        assert at(page) == 2
        page.get_by_role("combobox", name="Speed of playing").select_option("fast")
        page.get_by_role("button", name="Play").click()
        page.clock.run_for(3000)
        assert at(page) == 5
        page.keyboard.press("ArrowRight")  # taking over stops it
        page.clock.run_for(60_000)
        assert at(page) == 6
        page.keyboard.press(" ")
        page.clock.run_for(60_000)
        assert at(page) == 10
        assert page.get_by_role("button", name="Play").count() == 1
        page.keyboard.press(" ")  # from the end: once more from the start
        assert at(page) == 1


def test_another_speed_takes_effect_while_it_plays(tmp_path: Path) -> None:
    with opened(ag.walkthrough(fan_out()).save(tmp_path / "page.html")) as page:
        page.clock.install(time=0)
        page.clock.pause_at(1000)
        page.reload()
        speed = page.get_by_role("combobox", name="Speed of playing")
        speed.select_option("slow")  # which starts nothing
        page.clock.run_for(60_000)
        assert at(page) == 1
        page.get_by_role("button", name="Play").click()
        page.clock.run_for(1000)
        for number, (name, milliseconds) in enumerate({"very fast": 400, "normal": 2000, "fast": 1000}.items(), 1):
            speed.select_option(name)
            page.clock.run_for(milliseconds - 1)
            assert at(page) == number
            page.clock.run_for(1)
            assert at(page) == number + 1


def test_a_step_has_its_address(tmp_path: Path) -> None:
    place = ag.walkthrough(fan_out()).save(tmp_path / "page.html")
    with opened(place) as page:
        page.goto(f"{place.as_uri()}#4")
        page.reload()
        assert at(page) == 4
        page.keyboard.press("ArrowRight")
        expect(page).to_have_url(re.compile("#5$"))
        for wrong, number in {"#99": 10, "#-3": 1, "#x": 1, "#": 1}.items():
            page.evaluate(f"location.hash = '{wrong}'")
            expect(page.locator(".slider")).to_have_value(str(number))


def test_zoom_and_pan_by_keys_wheel_and_buttons(page: Any) -> None:
    page.emulate_media(reduced_motion="reduce")

    def scale() -> float:
        return float(re.search(r"scale\(([\d.]+)\)", page.locator(".camera").get_attribute("style"))[1])

    def place() -> tuple[float, float]:
        x, y = re.search(r"translate\((.*?)px, (.*?)px\)", page.locator(".camera").get_attribute("style")).groups()
        return float(x), float(y)

    first = scale()
    page.keyboard.press("+")
    assert scale() == pytest.approx(1.25 * first)
    page.keyboard.press("-")
    assert scale() == pytest.approx(first)
    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("button", name="Zoom in").click()
    page.mouse.move(300, 300)
    before = page.locator(".camera").get_attribute("style")
    page.mouse.wheel(0, -300)
    expect(page.locator(".camera")).not_to_have_attribute("style", before)
    assert scale() > 2 * first
    before = place()
    page.mouse.down()
    page.mouse.move(340, 320)
    page.mouse.up()
    assert place()[0] > before[0]
    assert place()[1] > before[1]
    before = place()
    page.keyboard.press("Shift+ArrowRight")
    assert place()[0] < before[0]
    assert at(page) == 1
    page.get_by_role("button", name="Show the whole picture").click()
    box, stage = page.locator(".camera").bounding_box(), page.locator(".stage").bounding_box()
    assert box["x"] >= stage["x"]
    assert box["x"] + box["width"] <= stage["x"] + stage["width"]


def test_two_fingers_zoom(tmp_path: Path) -> None:
    with opened(ag.walkthrough(fan_out()).save(tmp_path / "page.html"), 360, 740, has_touch=True) as page:
        before = page.locator(".camera").get_attribute("style")
        client = page.context.new_cdp_session(page)
        for kind, spread in (("touchStart", 20), ("touchMove", 40), ("touchMove", 80)):
            points = [{"x": 180 - spread, "y": 200, "id": 0}, {"x": 180 + spread, "y": 200, "id": 1}]
            client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
        client.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        grown = [float(re.search(r"scale\(([\d.]+)", style)[1]) for style in (before, page.locator(".camera").get_attribute("style"))]
        assert grown[1] > 2 * grown[0]


def test_every_control_has_a_name_and_every_step_is_said(page: Any) -> None:
    tree = page.locator("body").aria_snapshot()
    for line in tree.splitlines():
        if re.search(r"- (button|slider|combobox|img|region|navigation)\b", line):
            assert '"' in line, f"it has no name: {line}"
    assert page.locator(".words").get_attribute("aria-live") == "polite"
    page.keyboard.press("ArrowRight")
    assert page.locator(".words").text_content() == "Forward: v is computed by multiply. v = x * y = 3 * 2 = 6"
    assert page.locator("li[aria-current=step]").count() == 1
    assert page.evaluate("document.documentElement.lang") == "en"
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((element) => element.id)")
    assert len(ids) == len(set(ids))


CONTRAST = """() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const read = (colour) => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data]; };
  const light = (rgb) => { const [r, g, b] = rgb.slice(0, 3).map((c) => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = (element) => {
    const shape = element.tagName === 'text' && element.parentElement.querySelector('rect, ellipse');
    if (shape) return read(getComputedStyle(shape).fill);
    for (let e = element; e; e = e.parentElement) { const c = read(getComputedStyle(e).backgroundColor); if (c[3] === 255) return c; }
    return read('white');
  };
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.checkVisibility() && [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''))
    .map((element) => {
      const own = element.tagName === 'tspan' ? element.parentElement : element;
      const style = getComputedStyle(own);
      const back = behind(own);
      const solid = read(element.closest('svg') ? style.fill : style.color);
      const opacity = Number(getComputedStyle(own.closest('.node') ?? own).opacity);
      const front = solid.map((c, i) => c * opacity + back[i] * (1 - opacity));
      const [a, b] = [light(front), light(back)].sort((p, q) => q - p);
      return [(a + 0.05) / (b + 0.05), element.textContent.trim().slice(0, 30)];
    }).sort((p, q) => p[0] - q[0])[0];
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("make", [GRAPHS["fan out"], GRAPHS["slides"]], ids=["fan out", "slides"])
def test_screenshots_show_a_picture_that_changes(make, scheme: str, tmp_path: Path) -> None:
    walkthrough = ag.walkthrough(make())
    place = walkthrough.save(tmp_path / "page.html")
    with opened(place, color_scheme=scheme, reduced_motion="reduce") as page:
        check_screenshots(page, walkthrough, scheme)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_active_has_the_colour_of_its_phase_and_what_waits_is_pale(scheme: str, tmp_path: Path) -> None:
    walkthrough = ag.walkthrough(fan_out())
    with opened(walkthrough.save(tmp_path / "page.html"), color_scheme=scheme) as page:
        check_colours_of_phases(page, walkthrough, scheme)


def test_a_typed_address_wins_over_one_written_at_the_same_moment(tmp_path: Path) -> None:
    with opened(ag.walkthrough(fan_out()).save(tmp_path / "page.html")) as page:
        page.evaluate("location.hash = '#5'; history.replaceState(null, '', '#1')")
        expect(page.locator(".slider")).to_have_value("5")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable_on_light_and_on_dark(scheme: str, tmp_path: Path) -> None:
    place = ag.walkthrough(fan_out()).save(tmp_path / "page.html")
    with opened(place, color_scheme=scheme, reduced_motion="reduce") as page:
        dark = page.get_by_role("button", name="Dark background")
        for pressed in (scheme == "dark", scheme != "dark"):
            assert dark.get_attribute("aria-pressed") == str(pressed).lower()
            paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
            assert paper == ("rgb(22, 24, 29)" if pressed else "rgb(255, 255, 255)")
            for number in range(1, 11):
                page.evaluate(f"location.hash = '#{number}'")
                expect(page.locator(".slider")).to_have_value(str(number))
                contrast, text = page.evaluate(CONTRAST)
                assert contrast >= 4.5, f"{text!r} at step {number}"
            dark.click()


def test_nothing_moves_for_those_who_ask_for_that(tmp_path: Path) -> None:
    place = ag.walkthrough(fan_out()).save(tmp_path / "page.html")
    for setting, moves in {"reduce": False, "no-preference": True}.items():
        with opened(place, reduced_motion=setting) as page:
            page.keyboard.press("ArrowRight")
            assert page.evaluate("document.getAnimations().length > 0") == moves


def test_without_javascript_all_is_there(tmp_path: Path) -> None:
    place = ag.walkthrough(fan_out()).save(tmp_path / "page.html")
    with opened(place, 360, 740, java_script_enabled=False) as page:
        assert page.locator(".derivation li:visible").count() == 10
        assert page.locator("svg.picture text", has_text="grad 4").is_visible()
        assert page.get_by_role("button").count() == 0


def test_on_paper_it_is_light_and_complete(tmp_path: Path) -> None:
    place = ag.walkthrough(fan_out(), theme="dark").save(tmp_path / "page.html")
    with opened(place) as page:
        page.emulate_media(media="print")
        assert page.locator(".derivation li:visible").count() == 10
        assert page.get_by_role("button").count() == 0
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
        assert page.pdf().startswith(b"%PDF")


def test_printing_from_the_first_step_prints_all_numbers(page: Any) -> None:
    first = page.evaluate(SHOWN)["texts"]
    page.evaluate(f"addEventListener('beforeprint', () => {{ window.printed = ({SHOWN})(); }})")
    page.pdf()
    printed = page.evaluate("window.printed.texts")
    assert page.evaluate(SHOWN)["texts"] == first  # and then the first step again
    page.keyboard.press("End")
    assert printed == page.evaluate(SHOWN)["texts"]
    assert {text for key, text in printed.items() if key.endswith("-gradient")} == {
        "grad 1", "grad 2", "grad 4",
    }  # fmt: skip
    assert len(printed) > len(first)


def test_it_works_in_a_notebooks_frame(tmp_path: Path) -> None:
    place = tmp_path / "notebook.html"
    html = ag.walkthrough(fan_out())._repr_html_()
    place.write_text(f"<!DOCTYPE html><meta charset=utf-8><title>notebook</title>{html}", encoding="utf-8")
    with opened(place) as page:
        inside = page.frame_locator("iframe")
        inside.get_by_role("button", name="Last step").click()
        assert inside.locator("svg.picture text", has_text="grad 4").is_visible()
        assert page.evaluate("location.hash") == ""
