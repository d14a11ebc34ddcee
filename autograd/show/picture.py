"""Picture: a drawing that can be shown and saved."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from .rendering import render

__all__ = ["Picture"]


class Picture:
    """A drawing made of Graphviz's DOT language, shown by Jupyter and saved by `save`.

    Attributes:
        digraph: the `graphviz.Digraph` behind it.

    Example:
        >>> import autograd, tempfile
        >>> x = autograd.Tensor(3.0, requires_grad=True, name="x")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     path = autograd.draw(x * x).save(f"{folder}/graph.dot")
    """

    _SUFFIXES = (".svg", ".png", ".pdf", ".dot")

    def __init__(self, digraph: Any) -> None:
        self.digraph = digraph

    @property
    def source(self) -> str:
        """The picture in the DOT language."""
        return str(self.digraph.source)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the picture to a file, in the format that its suffix names.

        Args:
            path: a file name ending in .svg, .png, .pdf or .dot.

        Returns:
            The path of the file.

        Raises:
            ValueError: the suffix is none of these.
            RuntimeError: no program to draw it was found; the message says what to install.
            OSError: the folder does not exist or cannot be written to.
        """
        place = Path(path)
        if place.suffix not in self._SUFFIXES:
            raise ValueError(
                f"save: the suffix of {place.name!r} must be one of {', '.join(self._SUFFIXES)}"
            )
        if not place.parent.is_dir():
            raise FileNotFoundError(
                f"save: there is no folder {place.parent} to write {place.name} to"
            )
        if place.suffix == ".dot":
            content = self.source.encode()
        else:
            content = render(self.source, place.suffix[1:])
        descriptor, temporary = tempfile.mkstemp(dir=place.parent, suffix=place.suffix)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
            os.chmod(temporary, 0o644)
            os.replace(temporary, place)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return place

    def _repr_svg_(self) -> str:
        return render(self.source, "svg").decode()

    def __repr__(self) -> str:
        return f"<Picture of {self.source.count('->')} edges; save it with .save('graph.svg')>"
