"""Picture: a drawing that can be shown and saved."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from .files import checked_place, write_whole
from .rendering import ENGINES, render

__all__ = ["Picture"]


class Picture:
    """A drawing in Graphviz's DOT language, shown by Jupyter and saved by `save`.

    It is drawn when it is shown or saved, by the system's Graphviz or by one of the renderers that
    the extra `show` installs.

    Args:
        digraph: a `graphviz.Digraph`, `graphviz.Graph` or `graphviz.Source`.
        engine: "dot", which finds a place for each node, or "neato", which leaves each node where
            its attribute `pos` says: "x,y" in points (1/72 inch), y upwards; edges without a `pos`
            become lines between them, as the attribute `splines` says. Default: "dot".

    Attributes:
        digraph: the one given.
        engine: the one given.

    Raises:
        TypeError: `digraph` is none of these.
        ValueError: there is no such engine.

    Example:
        >>> import autograd, tempfile
        >>> x = autograd.Tensor(3.0, requires_grad=True, name="x")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = autograd.draw(x * x).save(f"{folder}/graph.dot")
    """

    def __init__(self, digraph: Any, engine: str = "dot") -> None:
        if not hasattr(type(digraph), "source"):
            raise TypeError(f"Picture: takes a graphviz.Digraph, got {type(digraph).__name__}")
        if engine not in ENGINES:
            raise ValueError(
                f"Picture: the engine must be one of {', '.join(ENGINES)}, got {engine!r}"
            )
        self.digraph = digraph
        self.engine = engine

    @property
    def source(self) -> str:
        """The picture in the DOT language."""
        return str(self.digraph.source)

    def svg(self) -> str:
        """Return the picture as the text of an SVG file.

        Raises:
            RuntimeError: no program to draw it was found; the message says what to install. Or it
                failed, or took longer than 30 seconds.
        """
        return render(self.source, "svg", self.engine).decode()

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture to a file, in the format that its suffix names.

        A file of that name is replaced once the picture is drawn and written whole.

        Args:
            path: a file name ending in .svg, .png, .pdf or .dot; `~` is the home folder.

        Returns:
            The path of the file.

        Raises:
            ValueError: the suffix is none of these.
            RuntimeError: no program to draw it was found; the message says what to install. Or it
                failed, or took longer than 30 seconds.
            OSError: the folder does not exist or cannot be written to, or the disk is full.
        """
        place = checked_place(path, (".svg", ".png", ".pdf", ".dot"), "save")
        file_format = place.suffix[1:].lower()
        if file_format == "dot":
            content = self.source.encode(errors="replace")
        else:
            content = render(self.source, file_format, self.engine)
        write_whole(place, content, "save")
        return place

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Return what Jupyter shows: the picture, or why none can be drawn and the DOT text."""
        try:
            return {"image/svg+xml": self.svg(), "text/plain": repr(self)}
        except RuntimeError as error:
            return {"text/plain": f"{error}\n\n{self.source}"}

    def _repr_svg_(self) -> str | None:
        return self._repr_mimebundle_().get("image/svg+xml")

    def __repr__(self) -> str:
        return "<Picture; write it to a file with .save('graph.svg'), or .png, .pdf, .dot>"
