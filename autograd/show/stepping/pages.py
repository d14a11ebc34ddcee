"""Walkthrough: a picture and its frames, as a page to step through and as numbered pictures."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from ..pictures.files import checked_place, write_whole
from .frames import Frame, check_frames
from .html_page import html_page
from .stage import Stage
from .svg_frames import FRAME_START, svg_frame

__all__ = ["Walkthrough"]

_THEMES = ("auto", "light", "dark")


class Walkthrough:
    """A picture that is gone through frame by frame, with lines of a derivation beside it.

    `save` writes one HTML file that needs nothing else: no network, no server, no font. There one
    goes from frame to frame by buttons, a slider, the arrow keys, Home and End; the space bar
    plays; the wheel, two fingers and the keys + - 0 zoom; `backprop.html#5` opens at frame 5.

    Args:
        title: what the page is called.
        svg: the picture, as the text of an SVG file with a viewBox. Frames refer to its elements by
            their ids. It takes the page's colours, and follows what is active, through classes:
            groups `node` (with `leaf`, `constant`, `operation`) and `edge` (its `<path>` the line,
            its `<polygon>` the arrow, one of class `back` the arrow that gradients take), texts
            `name`, `value`, `gradient`, `part`, `updated`. Graphviz gives the first two itself.
        frames: the frames, the first of which shows the picture as it is at the start.
        theme: "light", "dark", or "auto", what the reader's system is set to. Default: "auto".

    Attributes:
        title: what the page is called.
        frames: the frames.

    Raises:
        TypeError: the title or the picture is no text, or a frame is no Frame.
        ValueError: the picture is no SVG with a viewBox, a frame names an element that it does not
            have, or there is no such theme or no frame.

    Example:
        >>> from autograd.show import Formula, Frame, Walkthrough
        >>> svg = '<svg viewBox="0 0 60 20"><text id="u" class="value" x="30" y="15">u</text></svg>'
        >>> line = (Formula("u"), Formula("2 * 3"), Formula("6"))
        >>> frames = [Frame("start", "There is u."),
        ...           Frame("u", "u is 6.", "forward", lines=(line,), texts={"u": "6"})]
        >>> Walkthrough("A product", svg, frames)
        <Walkthrough of 2 frames: A product; save it with .save('page.html')>
    """

    def __init__(
        self, title: str, svg: str, frames: Iterable[Frame], theme: str = "auto"
    ) -> None:
        for what, text in {"title": title, "picture": svg}.items():
            if not isinstance(text, str):
                raise TypeError(
                    f"Walkthrough: the {what} must be text, got {type(text).__name__}"
                )
        if theme not in _THEMES:
            raise ValueError(
                f"Walkthrough: theme must be one of {', '.join(map(repr, _THEMES))}, got {theme!r}"
            )
        self.title = title
        self.frames = check_frames(frames, Stage(svg).ids)
        self._svg = svg
        self._theme = theme

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the page to one HTML file, which opens from disk in any browser.

        Args:
            path: a file name ending in .html.

        Returns:
            The path of the file.

        Raises:
            TypeError: `path` is not a path.
            ValueError: the suffix is not .html.
            OSError: the folder does not exist or cannot be written to.

        Example:
            >>> import autograd, tempfile
            >>> x = autograd.Tensor(3.0, requires_grad=True, name="x")
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     path = autograd.walkthrough(x * x).save(f"{folder}/backprop.html")
        """
        place = checked_place(path, (".html",), "save")
        write_whole(place, self._page().encode(), "save")
        return place

    def save_frames(self, folder: str | os.PathLike[str], theme: str = "light") -> list[Path]:
        """Write each frame as an SVG file: 001.svg, 002.svg, ... with its lines below the picture.

        What the frame says stands in the file's `<title>` and `<desc>` too. Frames that an earlier
        call left in the folder give way to these, also those with higher numbers.

        Args:
            folder: where to write; made if it does not exist.
            theme: "light" or "dark". Default: "light".

        Returns:
            The paths of the files, in order.

        Raises:
            TypeError: `folder` is not a path.
            ValueError: there is no such theme, or `folder` is empty.
            OSError: the folder cannot be made or written to.

        Example:
            >>> import autograd, tempfile
            >>> x = autograd.Tensor(3.0, requires_grad=True, name="x")
            >>> with tempfile.TemporaryDirectory() as folder:
            ...     [path.name for path in autograd.walkthrough(x * x).save_frames(folder)]
            ['001.svg', '002.svg', '003.svg', '004.svg', '005.svg', '006.svg', '007.svg']
        """
        if theme not in ("light", "dark"):
            raise ValueError(f"save_frames: theme must be 'light' or 'dark', got {theme!r}")
        if not isinstance(folder, (str, os.PathLike)):
            raise TypeError(
                f"save_frames: takes a path as str or Path, got {type(folder).__name__}"
            )
        place = _made(folder)
        digits = max(3, len(str(len(self.frames))))
        stage = Stage(self._svg)
        paths = []
        for number, frame in enumerate(self.frames, 1):
            stage.show(frame)
            path = place / f"{number:0{digits}}.svg"
            write_whole(path, svg_frame(stage, frame, theme).encode(), "save_frames")
            paths.append(path)
        for path in _older_frames(place):
            if path not in paths:
                path.unlink()
        return paths

    def _page(self) -> str:
        return html_page(self.title, Stage(self._svg), self.frames, self._theme)

    def _repr_html_(self) -> str:
        # A frame of its own: the page's style and keys must not reach the notebook's.
        return (
            f'<iframe srcdoc="{escape(self._page())}" title="{escape(self.title)}" '
            f'sandbox="allow-scripts" style="width:100%;height:640px;border:0"></iframe>'
        )

    def __repr__(self) -> str:
        return (
            f"<Walkthrough of {len(self.frames)} frames: {self.title}; "
            f"save it with .save('page.html')>"
        )


def _made(folder: str | os.PathLike[str]) -> Path:
    """Return the path of a folder, which is made if it does not exist."""
    if not os.fspath(folder):
        raise ValueError("save_frames: the folder has no name; '.' is the one you are in")
    place = Path(folder).expanduser()
    if place.exists() and not place.is_dir():
        raise NotADirectoryError(f"save_frames: {place} is a file; give the name of a folder")
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or error
        raise OSError(error.errno, f"save_frames: cannot make {place}: {reason}") from error
    return place


def _older_frames(folder: Path) -> Iterator[Path]:
    """Find the frames in a folder: by their names, and by how they begin."""
    for path in sorted(folder.glob("[0-9][0-9][0-9]*.svg")):
        if path.stem.isdecimal() and path.is_file():
            with path.open("rb") as file:
                if file.read(len(FRAME_START)) == FRAME_START.encode():
                    yield path
