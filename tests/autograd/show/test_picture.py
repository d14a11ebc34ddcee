"""Picture: saved whole or not at all, shown by Jupyter, drawn only when it is looked at."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import graphviz
import pytest

from autograd.show import Picture
from autograd.show.pictures import files
from autograd.show.pictures import picture as picture_module

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")


@contextmanager
def skipped_without_renderer() -> Iterator[None]:
    try:
        yield
    except RuntimeError as error:
        if "no program for it was found" in str(error):
            pytest.skip(str(error))
        raise


@pytest.fixture
def drawable(picture: Picture) -> None:
    with skipped_without_renderer():
        picture.svg()


@pytest.fixture
def picture() -> Picture:
    digraph = graphviz.Digraph()
    digraph.edge("입력", "b")
    return Picture(digraph)


@pytest.fixture
def undrawable(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(source: str, file_format: str, engine: str) -> bytes:
        raise RuntimeError("cannot draw: install something")

    monkeypatch.setattr(picture_module, "render", fail)


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("a graph.svg", b"<?xml"), ("그림.png", b"\x89PNG"), ("GRAPH.PDF", b"%PDF"),
        ("g.dot", b"digraph"), ("x.y.SVG", b"<?xml"),
    ],
)  # fmt: skip
def test_save_writes_by_suffix_and_returns_the_path(
    picture: Picture, name: str, start: bytes, tmp_path: Path
) -> None:
    place = tmp_path / name
    with skipped_without_renderer():
        assert picture.save(str(place)) == place
    assert place.read_bytes().startswith(start)
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_dot_text_is_in_utf_8(picture: Picture, tmp_path: Path) -> None:
    assert picture.save(tmp_path / "g.dot").read_bytes().decode() == picture.source
    assert '"입력" -> b' in picture.source


def test_the_home_folder_may_be_written_as_a_tilde(
    picture: Picture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert picture.save("~/g.dot") == tmp_path / "g.dot"


@pytest.mark.parametrize("name", ["graph.jpg", "graph", ".svg", "", "svg."])
def test_other_suffixes_are_refused(picture: Picture, name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"save: the suffix of .* must be one of .svg, .png, .pdf, .dot"):
        picture.save(tmp_path / name if name else name)


@pytest.mark.parametrize("path", [None, 3, b"g.dot"])
def test_what_is_no_path_is_refused(picture: Picture, path: Any) -> None:
    with pytest.raises(TypeError, match="save: takes a path as str or Path, got"):
        picture.save(path)


def test_a_missing_folder_and_a_folder_in_the_place_are_told(picture: Picture, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="there is no folder .*missing to write g.dot"):
        picture.save(tmp_path / "missing" / "g.dot")
    (tmp_path / "folder.dot").mkdir()
    with pytest.raises(IsADirectoryError, match="folder.dot is a folder; give the name of a file"):
        picture.save(tmp_path / "folder.dot")


def test_the_older_file_stays_where_drawing_fails(
    picture: Picture, undrawable: None, tmp_path: Path
) -> None:
    place = tmp_path / "g.svg"
    place.write_text("older")
    with pytest.raises(RuntimeError, match="install something"):
        picture.save(place)
    assert place.read_text() == "older"
    assert list(tmp_path.iterdir()) == [place]


@posix
def test_a_full_disk_leaves_the_older_file_and_nothing_half_written(
    picture: Picture, tmp_path: Path
) -> None:
    import resource

    place = tmp_path / "g.dot"
    place.write_text("older")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5, limits[1]))
    try:
        with pytest.raises(OSError, match=r"save: cannot write .*g\.dot: File too large"):
            picture.save(place)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert place.read_text() == "older"
    assert list(tmp_path.iterdir()) == [place]


@posix
def test_a_folder_and_a_file_that_are_protected_are_told(
    picture: Picture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "g.dot"
    if os.geteuid() == 0:  # for whom nothing is protected
        real = os.open

        def protected(path: Any, flags: int, mode: int = 0o777) -> int:
            if not os.stat(path if os.path.exists(path) else tmp_path).st_mode & stat.S_IWUSR:
                raise PermissionError(13, "Permission denied", str(path))
            return real(path, flags, mode)

        monkeypatch.setattr(files.os, "open", protected)
    place.write_text("older")
    place.chmod(0o444)
    with pytest.raises(PermissionError, match=r"save: cannot write .*g\.dot: Permission denied"):
        picture.save(place)
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(PermissionError, match=r"save: cannot write .*new\.dot: Permission denied"):
            picture.save(tmp_path / "new.dot")
    finally:
        tmp_path.chmod(0o755)
    assert place.read_text() == "older"
    assert list(tmp_path.iterdir()) == [place]


@posix
def test_a_new_file_has_the_umasks_permissions_and_an_older_one_keeps_its_own(
    picture: Picture, tmp_path: Path
) -> None:
    before = os.umask(0o027)
    try:
        new = picture.save(tmp_path / "new.dot")
    finally:
        os.umask(before)
    assert stat.S_IMODE(new.stat().st_mode) == 0o640
    new.chmod(0o604)
    assert stat.S_IMODE(picture.save(new).stat().st_mode) == 0o604


@posix
def test_a_link_stays_a_link(picture: Picture, tmp_path: Path) -> None:
    link, target = tmp_path / "link.dot", tmp_path / "target.dot"
    link.symlink_to(target)
    assert picture.save(link) == link  # to a file that is not there yet
    assert picture.save(link) == link
    assert link.is_symlink()
    assert target.read_text() == picture.source


def test_a_current_folder_that_is_gone_is_told(
    picture: Picture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if sys.platform == "win32":
        pytest.skip("there a folder in use cannot be removed")
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(OSError, match="save: "):
        picture.save("g.dot")


@pytest.mark.usefixtures("drawable")
def test_threads_save_pictures_at_the_same_time(picture: Picture, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        places = list(pool.map(lambda i: picture.save(tmp_path / f"{i % 3}.svg"), range(8)))
    assert {place.read_text("utf-8") for place in places} == {picture.svg()}
    assert len(list(tmp_path.iterdir())) == 3


def test_nothing_is_drawn_until_it_is_looked_at(undrawable: None) -> None:
    made = Picture(graphviz.Digraph())
    assert repr(made) == "<Picture; write it to a file with .save('graph.svg'), or .png, .pdf, .dot>"


@pytest.mark.usefixtures("drawable")
def test_jupyter_shows_the_svg(picture: Picture) -> None:
    shown = picture._repr_mimebundle_()
    assert shown["image/svg+xml"] == picture.svg() == picture._repr_svg_()
    assert "입력" in picture.svg()


def test_jupyter_shows_why_and_the_dot_text_where_nothing_can_draw(
    picture: Picture, undrawable: None
) -> None:
    assert picture._repr_mimebundle_() == {
        "text/plain": f"cannot draw: install something\n\n{picture.source}"
    }
    assert picture._repr_svg_() is None


def test_neato_is_handed_on(picture: Picture, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(picture_module, "render", lambda *args: asked.append(args) or b"<svg/>")
    assert Picture(picture.digraph, engine="neato").svg() == "<svg/>"
    assert asked == [(picture.source, "svg", "neato")]


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(TypeError, match=r"Picture: takes a graphviz.Digraph, got str"):
        Picture("digraph {}")
    with pytest.raises(ValueError, match="Picture: the engine must be one of dot, neato, got 'circo'"):
        Picture(graphviz.Digraph(), engine="circo")
