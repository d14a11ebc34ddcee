"""Turning DOT text into a picture, with whatever program for that there is.

The system's `dot` is asked first, then the renderers that PyPI has (the extra `show`): pygraphviz,
whose wheel brings Graphviz along, and graphviz-pure. Each runs as a process of its own, for at most
30 seconds.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

__all__ = ["render"]

SECONDS = 30
_PYGRAPHVIZ = (
    "import sys, pygraphviz; "
    "dot = pygraphviz.AGraph(string=sys.stdin.buffer.read().decode()); "
    "sys.stdout.buffer.write(dot.draw(format=sys.argv[1], prog='dot'))"
)


def _renderers(file_format: str) -> Iterator[list[str]]:
    """Go through the commands that read DOT and write a picture, the best first."""
    if dot := shutil.which("dot"):
        yield [dot, f"-T{file_format}"]
    if importlib.util.find_spec("pygraphviz") is not None:
        yield [sys.executable, "-c", _PYGRAPHVIZ, file_format]
    # Scripts of a virtual environment lie beside its interpreter, often not on PATH.
    folder = str(Path(sys.executable).parent)
    pure = shutil.which("graphviz-pure", path=folder) or shutil.which("graphviz-pure")
    if pure and file_format != "pdf":
        yield [pure, f"-T{file_format}"]


def render(source: str, file_format: str) -> bytes:
    """Return the picture of DOT text as the content of an SVG, PNG or PDF file.

    Args:
        source: the picture in the DOT language.
        file_format: "svg", "png" or "pdf".

    Raises:
        RuntimeError: no program that can draw was found, or all of those found failed.
    """
    failures = []
    for command in _renderers(file_format):
        name = Path(command[0]).name if "-c" not in command else "pygraphviz"
        try:
            done = subprocess.run(
                command, input=source.encode(), capture_output=True, timeout=SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            failures.append(f"{name} took longer than {SECONDS} seconds")
            continue
        except OSError as error:
            failures.append(f"{name} could not be started: {error}")
            continue
        if done.returncode == 0 and done.stdout:
            return done.stdout
        message = done.stderr.decode(errors="replace").strip().splitlines()
        failures.append(f"{name} failed: {message[-1] if message else 'no message'}")
    if failures:
        raise RuntimeError(f"cannot draw the picture as {file_format}: {'; '.join(failures)}")
    raise RuntimeError(
        f"cannot draw the picture as {file_format}: no program for it was found. Install one with "
        f"`pip install handgrad[show]`, or Graphviz with {_system_install()}; "
        f"a .dot file can be saved without"
    )


def _system_install() -> str:
    """Return the command that installs Graphviz on this system."""
    if sys.platform == "darwin":
        return "`brew install graphviz`"
    if sys.platform == "win32":
        return "`winget install graphviz`"
    if shutil.which("dnf"):
        return "`dnf install graphviz`"
    return "`apt install graphviz`"
