"""A frame of a walkthrough as an SVG file: the picture, and the lines below it."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, SubElement

from ..drawing.widths import FONT_SIZE, text_width
from ..drawing.written import readable
from .colours import COLOURS, with_colours
from .data_files import data_file
from .frames import Frame
from .stage import Stage

__all__ = ["FRAME_START", "svg_frame"]

FRAME_START = '<svg xmlns="http://www.w3.org/2000/svg" class="picture'  # of each such file

_NARROWEST = 420.0  # points; a picture of three nodes is no narrower, for the sake of the lines
_MARGIN = 12.0
_TEXT_SIZE = 13.0
_LINE_HEIGHT = 19.0


def svg_frame(stage: Stage, frame: Frame, theme: str) -> str:
    """Return a frame as the text of an SVG file.

    Args:
        stage: the picture, in the state of the frame.
        frame: the frame.
        theme: "light" or "dark".
    """
    left, top, picture_width, picture_height = stage.box
    width = max(picture_width, _NARROWEST)
    left -= (width - picture_width) / 2
    lines = list(_lines(frame, width - 2 * _MARGIN))
    height = picture_height + _LINE_HEIGHT * len(lines) + 2 * _MARGIN
    picture = stage.copy_of_root()
    root = Element("svg", {
        "xmlns": "http://www.w3.org/2000/svg", "class": picture.get("class", ""), "role": "img",
        "width": f"{width:g}pt", "height": f"{height:g}pt",
        "viewBox": f"{left:g} {top:g} {width:g} {height:g}",
    })  # fmt: skip
    SubElement(root, "title").text = readable(frame.title)
    SubElement(root, "desc").text = readable(f"{frame.words} {frame.line}".strip())
    SubElement(root, "style").text = with_colours(data_file("picture.css"), theme)
    SubElement(root, "rect", {
        "x": f"{left:g}", "y": f"{top:g}", "width": f"{width:g}", "height": f"{height:g}",
        "fill": COLOURS[theme]["paper"],
    })  # fmt: skip
    root.extend(list(picture))
    for number, line in enumerate(lines, 1):
        SubElement(root, "text", {
            "x": f"{left + _MARGIN:g}", "y": f"{top + picture_height + _LINE_HEIGHT * number:g}",
            "font-size": f"{_TEXT_SIZE:g}",
        }).text = line  # fmt: skip
    return Stage.written(root)


def _lines(frame: Frame, width: float) -> Iterator[str]:
    """Break the equations of a frame, or its words if it has none, into lines that fit."""
    said = [" = ".join(side.text for side in line) for line in frame.lines] or [frame.words]
    for text in said:
        line = ""
        for word in readable(text).split():
            longer = f"{line} {word}".strip()
            if line and text_width(longer) * _TEXT_SIZE / FONT_SIZE > width:
                yield line
                line = f"    {word}"
            else:
                line = longer
        yield line
