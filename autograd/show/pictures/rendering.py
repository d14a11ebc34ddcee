"""Turning DOT text into a picture, with whatever program for that there is.

The system's `dot` is asked first, then the renderers that PyPI has (the extra `show`): pygraphviz,
whose wheel brings Graphviz along, and graphviz-pure. Each runs as a process of its own, for at most
30 seconds.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

__all__ = ["ENGINES", "render"]

SECONDS = 30
# What Graphviz calls them: nop2 is `neato -n2`, by the one name that all renderers know.
ENGINES = {"dot": "dot", "neato": "nop2"}
_STARTS = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF"}
_PYGRAPHVIZ = (
    "import sys, pygraphviz; "
    "dot = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode()); "
    "sys.stdout.buffer.write(dot.draw(format=sys.argv[1], prog=sys.argv[2]))"
)
# Graphviz is installed here, where the server of a notebook often does not look for programs.
_USUAL_PLACES = {
    "darwin": ["/opt/homebrew/bin", "/usr/local/bin", "/opt/local/bin"],
    "win32": [r"C:\Program Files\Graphviz\bin"],
}
_INSTALLERS = {
    "darwin": {"brew": "install", "port": "install"},
    "win32": {"winget": "install", "choco": "install", "scoop": "install"},
    "linux": {"apt": "install", "dnf": "install", "apk": "add", "pacman": "-S", "zypper": "in"},
}


def render(source: str, file_format: str, engine: str = "dot") -> bytes:
    """Return the picture of DOT text as the content of an SVG, PNG or PDF file.

    Args:
        source: the picture in the DOT language.
        file_format: "svg", "png" or "pdf".
        engine: "dot", which finds a place for each node, or "neato", which leaves each where its
            `pos` says.

    Raises:
        RuntimeError: no program that can draw was found, or all of those found failed or took
            longer than 30 seconds.
    """
    content = source.encode(errors="replace")  # half a character has no bytes
    failures = []
    for name, command in _renderers(file_format, ENGINES[engine]):
        try:
            return _output(command, content, _STARTS[file_format])
        except subprocess.TimeoutExpired:
            # They all lay out in the same way: another one would take as long.
            failures.append(f"{name} took longer than {SECONDS} seconds; draw fewer nodes")
            break
        except RuntimeError as error:
            failures.append(f"{name} {error}")
    if failures:
        raise RuntimeError(f"cannot draw the picture as {file_format}: {'; '.join(failures)}")
    raise RuntimeError(
        f"cannot draw the picture as {file_format}: no program for it was found. Install one "
        f"with `pip install pygraphviz` (or graphviz-pure), or Graphviz with {_system_install()}. "
        f"Without one, draw(...).save() writes a .dot file, and explain tells the same in words"
    )


def _renderers(file_format: str, engine: str) -> Iterator[tuple[str, list[str]]]:
    """Go through what reads DOT and writes a picture, names and commands, the best first."""
    if dot := _program("dot"):
        yield "dot", [dot, f"-K{engine}", f"-T{file_format}"]
    # A frozen application would start itself.
    python = None if getattr(sys, "frozen", False) else sys.executable
    if python and importlib.util.find_spec("pygraphviz") is not None:
        # -P: a file in the current folder must not pass for the package.
        yield "pygraphviz", [python, "-P", "-c", _PYGRAPHVIZ, file_format, engine]
    pure = _program("graphviz-pure")
    if pure and file_format != "pdf":
        yield "graphviz-pure", [pure, f"-K{engine}", f"-T{file_format}"]


def _program(name: str) -> str | None:
    """Return where a program lies: on PATH, beside the interpreter, or where it usually is."""
    # An environment's programs lie beside its interpreter, and are on PATH only if it is activated.
    folders = [sysconfig.get_path("scripts"), *_USUAL_PLACES.get(sys.platform, [])]
    if sys.executable:
        folders.insert(0, str(Path(sys.executable).parent))
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(folders))


def _output(command: list[str], content: bytes, start: bytes) -> bytes:
    """Return what a command makes of `content`.

    Raises:
        RuntimeError: it failed, or what it gave does not begin with `start`.
        subprocess.TimeoutExpired: it took too long.
    """
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,  # a group of its own, which can be ended as a whole
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise RuntimeError(f"could not be started: {error}") from error
    with process:
        try:
            picture, complaints = process.communicate(content, timeout=SECONDS)
        except BaseException:
            _end(process)
            raise
    if process.returncode:
        raise RuntimeError(f"failed: {_reason(complaints)}")
    if not picture.startswith(start):
        raise RuntimeError(f"gave no such picture: {_reason(complaints)}")
    return picture


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started."""
    if sys.platform == "win32":
        process.kill()
    elif process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _reason(complaints: bytes) -> str:
    """Return the line of an error output that tells most: warnings are of fonts."""
    lines = complaints.decode(errors="replace").strip().splitlines()
    errors = [line for line in lines if "warning" not in line.lower()]
    return (errors or lines or ["it did not say why"])[-1]


def _system_install() -> str:
    """Return the command that installs Graphviz on this system."""
    installers = _INSTALLERS.get(sys.platform, _INSTALLERS["linux"])
    found = next((name for name in installers if shutil.which(name)), None)
    if found is None and sys.platform not in _INSTALLERS:
        return "the system's installer"
    found = found or next(iter(installers))
    return f"`{found} {installers[found]} graphviz`"
