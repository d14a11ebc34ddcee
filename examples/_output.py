"""What the examples share: a folder to write into, and ways to save pictures there."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from autograd.show import Picture


def make_folder(name: str) -> Path:
    """Create a folder if need be and try to write there; where that fails, say so and exit."""
    if not name:
        sys.exit("--out needs the name of a folder; . is the one you are in")
    folder = Path(name).expanduser()
    try:
        if not folder.exists():
            folder.mkdir(parents=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        sys.exit(f"cannot write into the folder {folder}: {error.strerror}")
    return folder


def save_graph(picture: Picture, path: Path) -> None:
    """Save a graph as .svg and .png; where there is no program to draw it, its source as .dot."""
    try:
        for suffix in (".svg", ".png"):
            print("wrote", picture.save(path.with_suffix(suffix)))
    except RuntimeError as error:
        print("wrote", picture.save(path.with_suffix(".dot")), f"in place of a picture: {error}")


def new_figure(width: float, height: float) -> Figure:
    """Return an empty Matplotlib figure of that many inches, which needs no screen (Agg)."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure((width, height), layout="constrained")
    FigureCanvasAgg(figure)  # the figure keeps it
    return figure


def save_figure(figure: Figure, path: Path) -> None:
    """Save a figure, and say where."""
    figure.savefig(path, dpi=120)
    print("wrote", path)
