"""The files that a walkthrough writes: the page as it is without its script, and the frames."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

import autograd as ag
from autograd import Tensor
from autograd.show import Formula, Frame, Walkthrough, graph
from autograd.show.pictures import rendering
from tests.autograd.show.stepped_graphs import GRAPHS, fan_out, with_hostile_names

SVG = '<svg viewBox="0 0 60 20"><g id="u" class="node"><text id="u-value" x="30" y="15">u</text></g></svg>'
DATA = r'<script type="application/json" class="data">(.*?)</script>'


def page_of(walkthrough: Walkthrough, folder: Path) -> str:
    return walkthrough.save(folder / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("make", GRAPHS.values(), ids=GRAPHS)
def test_the_page_needs_nothing_else(make, tmp_path: Path) -> None:
    page = page_of(ag.walkthrough(make()), tmp_path)
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#|data:)""", page)
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org/)", page)
    assert "default-src 'none'" in page
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]


@pytest.mark.parametrize("make", GRAPHS.values(), ids=GRAPHS)
def test_without_its_script_the_page_shows_the_whole_picture_and_all_lines(make, tmp_path: Path) -> None:
    walkthrough = ag.walkthrough(make())
    page = page_of(walkthrough, tmp_path)
    assert [unescape(line[1:]) for line in re.findall(r'data-line="(.*?)"', page)] == [f.line for f in walkthrough.frames]
    written = "".join(re.findall(r">([^<]*)<", page))
    for frame in walkthrough.frames:
        for text in frame.texts.values():
            assert text.replace("\n", "") in written


def test_texts_of_users_cannot_become_markup(tmp_path: Path) -> None:
    walkthrough = ag.walkthrough(with_hostile_names(), title="</title><script>alert(2)</script>")
    page = page_of(walkthrough, tmp_path)
    assert page.count("<script") == 2
    assert page.count("</script") == 2
    assert page.count("<title") == 1
    assert "<b>" not in page
    data = json.loads(re.search(DATA, page, re.DOTALL)[1])
    assert [frame["title"] for frame in data["frames"]] == [frame.title for frame in walkthrough.frames]


def test_the_page_is_the_same_each_time() -> None:
    assert ag.walkthrough(fan_out())._repr_html_() == ag.walkthrough(fan_out())._repr_html_()


def test_in_a_notebook_it_has_a_frame_of_its_own() -> None:
    html = ag.walkthrough(fan_out(), title='"two" & <three>')._repr_html_()
    match = re.fullmatch(r'<iframe srcdoc="([^"]*)" title="([^"]*)" sandbox="allow-scripts" style="[^"]*"></iframe>', html)
    assert unescape(match[1]).startswith("<!DOCTYPE html>")
    assert unescape(match[2]) == '"two" & <three>'


def test_frames_are_numbered_pictures_that_say_what_happens(tmp_path: Path) -> None:
    walkthrough = ag.walkthrough(fan_out())
    paths = walkthrough.save_frames(tmp_path / "new" / "frames of L")
    assert [path.name for path in paths] == [f"{n:03}.svg" for n in range(1, 11)]
    for path, frame in zip(paths, walkthrough.frames, strict=True):
        root = ElementTree.parse(path).getroot()
        tag = "{http://www.w3.org/2000/svg}"
        assert root.find(f"{tag}title").text == frame.title
        assert root.find(f"{tag}desc").text == f"{frame.words} {frame.line}".strip()
        written = ["".join(text.itertext()) for text in root.iter(f"{tag}text")]
        assert all(" = ".join(side.text for side in line) in written for line in frame.lines)
        assert "var(--" not in path.read_text(encoding="utf-8")
    first, last = (path.read_text(encoding="utf-8") for path in (paths[0], paths[-1]))
    assert ">grad 4<" not in first
    assert ">grad 4<" in last


def test_many_frames_are_numbered_with_enough_digits(tmp_path: Path) -> None:
    paths = Walkthrough("many", SVG, [Frame(str(i), "") for i in range(1000)]).save_frames(tmp_path)
    assert [paths[0].name, paths[-1].name] == ["0001.svg", "1000.svg"]


def test_the_frames_of_a_longer_walkthrough_give_way_and_nothing_else(tmp_path: Path) -> None:
    Walkthrough("long", SVG, [Frame(str(i), "") for i in range(1000)]).save_frames(tmp_path)
    (tmp_path / "001.svg").write_text("not a frame")
    (tmp_path / "0500.svg").write_text(SVG)
    (tmp_path / "notes.svg").write_text(SVG)
    shutil.copy(tmp_path / "0900.svg", tmp_path / "0900 copy.svg")
    Walkthrough("short", SVG, [Frame("", "")] * 2).save_frames(tmp_path)
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["001.svg", "002.svg", "0500.svg", "0900 copy.svg", "notes.svg"]
    assert "<title" in (tmp_path / "001.svg").read_text()


def test_the_lines_of_a_frame_lie_within_its_picture(tmp_path: Path) -> None:
    lines = tuple((Formula(f"a{i}"), Formula("1")) for i in range(20))
    (path,) = Walkthrough("many", SVG, [Frame("", "", lines=lines)]).save_frames(tmp_path)
    root = ElementTree.parse(path).getroot()
    _, top, _, height = map(float, root.get("viewBox").split())
    assert all(top < float(text.get("y")) < top + height for text in root.iter("{*}text"))


def test_the_page_keeps_room_for_the_widest_words(tmp_path: Path) -> None:
    frames = [Frame("", words) for words in ("i" * 12, "한국어 낱말입니다", "short")]
    assert 'data-longest="한국어 낱말입니다"' in page_of(Walkthrough("words", SVG, frames), tmp_path)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_frames_have_the_colours_of_their_theme(theme: str, tmp_path: Path) -> None:
    path = ag.walkthrough(fan_out()).save_frames(tmp_path, theme=theme)[0]
    background = {"light": "#ffffff", "dark": "#16181d"}[theme]
    assert f'fill="{background}"' in path.read_text(encoding="utf-8")


def test_any_picture_with_ids_can_be_gone_through(tmp_path: Path) -> None:
    frames = [
        Frame("start", "There is u.", marks={"u": "waiting"}),
        Frame("u", "u is 6.", "update", lines=((Formula("u"), Formula("6", "<mn>6</mn>")),),
              texts={"u-value": "6\n7"}, marks={"u": "update"}, active={"u": "now"}),
    ]  # fmt: skip
    walkthrough = Walkthrough("any", SVG, frames, theme="dark")
    assert walkthrough.frames == tuple(frames)
    page = page_of(walkthrough, tmp_path)
    assert '<g id="u" class="node is-update">' in page
    assert '<tspan x="30" dy="0">6</tspan><tspan x="30" dy="1.25em">7</tspan>' in page
    assert '<math displaystyle="true"><mn>6</mn></math>' in page
    assert 'data-theme="dark"' in page
    first, second = walkthrough.save_frames(tmp_path / "frames")
    assert 'class="node is-waiting"' in first.read_text(encoding="utf-8")
    assert 'class="node is-update now"' in second.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("svg", "frames", "problem"),
    [
        ("<svg", [], "the picture is no SVG: "),
        ("<p/>", [], "the picture must be an <svg> with a viewBox"),
        ("<svg/>", [], "the picture must be an <svg> with a viewBox"),
        ('<svg viewBox="0 0 1 1"><g id="a"/><g id="a"/></svg>', [], "two elements of the picture have the id 'a'"),
        (SVG, [], "there are no frames"),
        (SVG, [Frame("", "", texts={"w": ""})], "frame 1 names the element 'w', but no element of the picture has this id"),
        (SVG, [Frame("", ""), Frame("", "", texts={"u": ""})], "frame 2 gives a text to the element 'u', which is no <text>"),
        (SVG, [Frame("", "", "sideways")], "the phase of frame 1 is 'sideways', but must be one of '', 'forward'"),
        (SVG, [Frame("", "", marks={"u": "red"})], "a mark of frame 1 is 'red', but must be one of '', 'hidden'"),
        (SVG, [Frame("", "", active={"u": "red"})], "an active element of frame 1 is 'red', but must be one of 'now'"),
    ],
)  # fmt: skip
def test_frames_that_do_not_fit_the_picture_are_refused(svg: str, frames: list[Frame], problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        Walkthrough("title", svg, frames)


def test_wrong_types_are_refused() -> None:
    with pytest.raises(TypeError, match="the picture must be text, got bytes"):
        Walkthrough("title", SVG.encode(), [Frame("", "")])
    with pytest.raises(TypeError, match="frame 1 is a str, no Frame"):
        Walkthrough("title", SVG, ["start"])


def test_places_that_cannot_be_written_to_are_named(tmp_path: Path) -> None:
    walkthrough = Walkthrough("title", SVG, [Frame("", "")])
    with pytest.raises(ValueError, match="save: the suffix of 'page.htm' must be one of .html"):
        walkthrough.save(tmp_path / "page.htm")
    with pytest.raises(FileNotFoundError, match="there is no folder .*missing"):
        walkthrough.save(tmp_path / "missing" / "page.html")
    with pytest.raises(TypeError, match="save: takes a path as str or Path, got int"):
        walkthrough.save(3)
    with pytest.raises(TypeError, match="save_frames: takes a path as str or Path, got int"):
        walkthrough.save_frames(3)
    with pytest.raises(ValueError, match="save_frames: theme must be 'light' or 'dark', got 'auto'"):
        walkthrough.save_frames(tmp_path, theme="auto")
    with pytest.raises(ValueError, match=r"save_frames: the folder has no name"):
        walkthrough.save_frames("")
    with pytest.raises(OSError, match="save_frames: cannot make /dev/null/frames: Not a directory"):
        walkthrough.save_frames("/dev/null/frames")
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError, match="is a file; give the name of a folder"):
        walkthrough.save_frames(tmp_path / "file")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_page_that_cannot_be_written_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    walkthrough = Walkthrough("title", SVG, [Frame("", "")])
    place = tmp_path / "page.html"
    place.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left on device"):
        walkthrough.save(place)
    assert place.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]


def test_control_characters_and_lone_surrogates_are_made_visible(tmp_path: Path) -> None:
    bad = "a\x00b\x1b\ud800\uffff"
    frame = Frame(bad, bad, lines=((Formula(bad),),), texts={"u-value": bad})
    walkthrough = Walkthrough(bad, SVG, [frame])
    page_of(walkthrough, tmp_path)
    (path,) = walkthrough.save_frames(tmp_path / "frames")
    ElementTree.parse(path)


def test_a_tensor_without_a_name_gives_the_page_a_title(tmp_path: Path) -> None:
    assert ag.walkthrough(Tensor(2.0, requires_grad=True) * 2.0).title == "Backpropagation of L"
    assert ag.walkthrough(fan_out(), title="Homework 3").title == "Homework 3"
    assert "<title>Homework 3</title>" in page_of(ag.walkthrough(fan_out(), title="Homework 3"), tmp_path)


@pytest.mark.parametrize("renderer", ["pygraphviz", "graphviz-pure"])
def test_any_renderer_gives_the_same_page_but_for_the_layout(renderer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    command = shutil.which(renderer, path=str(Path(sys.executable).parent))
    if renderer == "pygraphviz":
        pytest.importorskip("pygraphviz")
        command = None
    elif command is None:
        pytest.skip("graphviz-pure is not installed")
    monkeypatch.setattr(shutil, "which", lambda name, path=None: command if name == renderer else None)
    if command:
        monkeypatch.setattr(rendering.importlib.util, "find_spec", lambda name: None)
    walkthrough = ag.walkthrough(fan_out())
    monkeypatch.undo()
    assert walkthrough.frames == ag.walkthrough(fan_out()).frames
    page = unescape(walkthrough._repr_html_())
    assert ">grad 4<" in page
    assert page.count('class="back"') == len(graph(fan_out()).edges)


def test_without_any_renderer_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda *a, **k: None)
    monkeypatch.setattr(rendering.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(RuntimeError, match="pip install pygraphviz"):
        ag.walkthrough(fan_out())
