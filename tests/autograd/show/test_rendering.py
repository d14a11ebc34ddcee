"""Rendering: each program that reads DOT, for real where it is installed; failing and hanging ones."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from autograd.show.pictures import rendering
from autograd.show.pictures.rendering import render

PINNED = 'digraph {{ node [shape=circle, width=0.5]; a [pos="0,0"]; b [pos="200,100", label="{}"]; a -> b }}'
STARTS = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}
Only = Callable[[str], None]


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Only:
    """Leave one renderer, or skip the test where it is not installed."""

    def leave(name: str) -> None:
        every = rendering._renderers
        if name not in [found for found, _ in every("svg", "dot")]:
            pytest.skip(f"{name} is not installed")
        chosen = lambda f, e: (r for r in every(f, e) if r[0] == name)  # noqa: E731
        monkeypatch.setattr(rendering, "_renderers", chosen)

    return leave


def commands(monkeypatch: pytest.MonkeyPatch, **scripts: str | list[str]) -> None:
    """Let these be the renderers: Python scripts, or whole commands."""
    found = [
        (name, [sys.executable, "-c", s] if isinstance(s, str) else s) for name, s in scripts.items()
    ]
    monkeypatch.setattr(rendering, "_renderers", lambda f, e: iter(found))


@pytest.mark.parametrize(
    ("name", "file_format"),
    [
        pytest.param("dot", "svg", marks=pytest.mark.dot),
        pytest.param("dot", "png", marks=pytest.mark.dot),
        pytest.param("dot", "pdf", marks=pytest.mark.dot),
        ("pygraphviz", "svg"), ("pygraphviz", "png"), ("pygraphviz", "pdf"),
        ("graphviz-pure", "svg"), ("graphviz-pure", "png"),
    ],
)  # fmt: skip
def test_each_renderer_draws_its_formats(name: str, file_format: str, only: Only) -> None:
    only(name)
    picture = render(PINNED.format("값 w"), file_format)
    assert picture.startswith(STARTS[file_format])
    if file_format == "svg":
        assert "값 w" in picture.decode()


@pytest.mark.parametrize(
    "name", [pytest.param("dot", marks=pytest.mark.dot), "pygraphviz", "graphviz-pure"]
)
def test_neato_leaves_nodes_where_they_are_with_each_renderer(name: str, only: Only) -> None:
    only(name)
    svg = render(PINNED.format("b"), "svg", "neato").decode()
    centres = [(float(x), float(y)) for x, y in re.findall(r'cx="([-\d.]+)" cy="([-\d.]+)"', svg)]
    assert len(centres) == 2
    # 200 to the right and 100 up, where up is negative in SVG.
    assert [b - a for a, b in zip(*centres, strict=True)] == pytest.approx([200, -100])


def test_the_systems_graphviz_comes_first_and_then_the_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_program", lambda name: f"/bin/{name}")
    monkeypatch.setattr(rendering.importlib.util, "find_spec", lambda name: object())
    assert [name for name, _ in rendering._renderers("svg", "dot")] == [
        "dot", "pygraphviz", "graphviz-pure",
    ]  # fmt: skip


def test_graphviz_pure_is_not_asked_for_a_pdf() -> None:
    assert "graphviz-pure" not in [name for name, _ in rendering._renderers("pdf", "dot")]


def test_programs_beside_the_interpreter_are_found_with_an_empty_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / ("graphviz-pure.exe" if sys.platform == "win32" else "graphviz-pure")
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    assert rendering._program("graphviz-pure") == str(program)


def test_the_next_renderer_is_tried_where_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    works = "import sys; sys.stdin.read(); sys.stdout.write('<?xml drawn')"
    commands(monkeypatch, missing=["/no/such"], broken="import sys; sys.exit('no fonts')", works=works)
    assert render("digraph {}", "svg") == b"<?xml drawn"


def test_no_other_renderer_is_started_where_the_first_draws(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = tmp_path / "started"
    draws = "import sys; sys.stdin.read(); sys.stdout.write('<?xml first')"
    commands(monkeypatch, first=draws, second=f"open({str(note)!r}, 'w').close()")
    assert render("digraph {}", "svg") == b"<?xml first"
    assert not note.exists()


def test_the_error_tells_what_each_renderer_said(monkeypatch: pytest.MonkeyPatch) -> None:
    unlucky = "import sys; print('Error: syntax error\\nWarning: no font', file=sys.stderr); sys.exit(1)"
    commands(monkeypatch, missing=["/no/such"], unlucky=unlucky, silent="pass", stranger="print('hello')")
    expected = (
        "cannot draw the picture as svg: missing could not be started: .*; "
        "unlucky failed: Error: syntax error; "
        "silent gave no such picture: it did not say why; stranger gave no such picture: it did not say why"
    )
    with pytest.raises(RuntimeError, match=expected):
        render("digraph {}", "svg")


def test_warnings_of_a_renderer_that_draws_are_not_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    warns = "import sys; print('Warning: no font', file=sys.stderr); sys.stdout.write('<?xml')"
    commands(monkeypatch, warns=warns)
    assert render("digraph {}", "svg") == b"<?xml"


def test_a_renderer_has_thirty_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    def late(process: subprocess.Popen[bytes], content: bytes, timeout: float) -> None:
        raise subprocess.TimeoutExpired(process.args, timeout)

    commands(monkeypatch, slow="import sys; sys.stdin.read()")
    monkeypatch.setattr(subprocess.Popen, "communicate", late)
    with pytest.raises(RuntimeError, match="slow took longer than 30 seconds"):
        render("digraph {}", "svg")
    assert rendering.SECONDS == 30


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="process groups are POSIX's")
def test_a_renderer_that_hangs_is_ended_with_all_that_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = tmp_path / "pid"
    child = "import threading; threading.Event().wait()"
    hangs = (
        f"import subprocess, sys; child = subprocess.Popen([sys.executable, '-c', {child!r}]); "
        f"open({str(note)!r}, 'w').write(str(child.pid)); child.wait()"
    )
    commands(monkeypatch, slow=hangs)
    monkeypatch.setattr(rendering, "SECONDS", 2)
    # It returns although the child holds the pipes open: so that one was ended too.
    with pytest.raises(RuntimeError, match="slow took longer than 2 seconds"):
        render("digraph {}", "svg")


def test_half_a_character_is_drawn_as_a_question_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    echo = "import sys; sys.stdout.buffer.write(b'<?xml' + sys.stdin.buffer.read())"
    commands(monkeypatch, echo=echo)
    assert render("a\ud800b", "svg") == b"<?xmla?b"


@pytest.mark.parametrize(
    ("platform", "installed", "expected"),
    [
        ("linux", "apt", "apt install graphviz"),
        ("linux", "dnf", "dnf install graphviz"),
        ("linux", "apk", "apk add graphviz"),
        ("linux", "pacman", "pacman -S graphviz"),
        ("linux", None, "apt install graphviz"),
        ("darwin", "brew", "brew install graphviz"),
        ("darwin", None, "brew install graphviz"),
        ("win32", "choco", "choco install graphviz"),
        ("win32", None, "winget install graphviz"),
        ("emscripten", None, "the system's installer"),
    ],
)
def test_without_any_renderer_the_error_says_what_to_install_here(
    platform: str, installed: str | None, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    which = lambda name, **_: f"/bin/{name}" if name == installed else None  # noqa: E731
    monkeypatch.setattr(shutil, "which", which)
    monkeypatch.setattr(rendering.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(sys, "platform", platform)
    message = f'no program for it was found.*pip install pygraphviz.*{re.escape(expected)}'
    with pytest.raises(RuntimeError, match=message):
        render("digraph {}", "png")


def test_a_frozen_application_does_not_start_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert "pygraphviz" not in [name for name, _ in rendering._renderers("svg", "dot")]


def test_a_file_in_the_current_folder_does_not_pass_for_the_package(
    only: Only, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    only("pygraphviz")
    (tmp_path / "pygraphviz.py").write_text("raise SystemExit('not the package')")
    monkeypatch.chdir(tmp_path)
    assert render("digraph { a }", "svg").startswith(b"<?xml")


@pytest.mark.skipif(sys.platform == "win32", reason="there a folder in use cannot be removed")
def test_korean_survives_any_environment(tmp_path: Path) -> None:
    """`python -O`, an ASCII locale, no HOME, an empty PATH, and a current folder that is gone."""
    code = (
        "import os, tempfile, autograd; x = autograd.Tensor(3.0, requires_grad=True, name='기울기 w'); "
        "folder = tempfile.mkdtemp(); os.chdir(folder); os.rmdir(folder); "
        f"path = autograd.draw(x * x).save({str(tmp_path)!r} + '/a picture.svg'); "
        "print('기울기 w' in path.read_text('utf-8'))"
    ).encode("ascii", "backslashreplace").decode()
    root = str(Path(rendering.__file__).parents[3])
    kept = {k: v for k, v in os.environ.items() if k.startswith("SYSTEM")}
    done = subprocess.run(
        [sys.executable, "-O", "-c", code], capture_output=True, text=True, check=False,
        env={**kept, "PATH": "", "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0",
             "PYTHONCOERCECLOCALE": "0", "PYTHONPATH": root},
    )  # fmt: skip
    if "no program for it was found" in done.stderr:
        pytest.skip("neither pygraphviz nor graphviz-pure is installed")
    assert done.stdout == "True\n", done.stderr


def test_where_one_took_too_long_the_others_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    waits = "import threading; threading.Event().wait()"
    commands(monkeypatch, slow=waits, other="print('<?xml drawn')")
    monkeypatch.setattr(rendering, "SECONDS", 1)
    with pytest.raises(RuntimeError, match="slow took longer than 1 seconds; draw fewer nodes$"):
        render("digraph {}", "svg")
