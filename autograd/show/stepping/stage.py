"""The picture of a walkthrough: an SVG whose elements, by their ids, show what the frames say."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from ..drawing.written import readable
from .frames import Frame

__all__ = ["LINE_HEIGHT", "Stage"]

LINE_HEIGHT = 1.25  # of a text of several lines, as a share of the font's size


class Stage:
    """An SVG picture in the state that frames have brought it to.

    Args:
        svg: the text of an SVG file.

    Attributes:
        root: its `<svg>` element, without namespaces, as HTML takes it.
        by_id: its elements, by their ids.
        ids: the ids of its elements, and whether each is a `<text>`.

    Raises:
        ValueError: it is no SVG, or has no size, or two of its elements have one id.
    """

    def __init__(self, svg: str) -> None:
        try:
            self.root = ElementTree.fromstring(svg)
        except ElementTree.ParseError as error:
            raise ValueError(f"Walkthrough: the picture is no SVG: {error}") from None
        _drop_namespaces(self.root)
        if self.root.tag != "svg" or len(self.root.get("viewBox", "").split()) != 4:
            raise ValueError("Walkthrough: the picture must be an <svg> with a viewBox")
        self.by_id: dict[str, Element] = {}
        for element in self.root.iter():
            key = element.get("id")
            if key is None:
                continue
            if key in self.by_id:
                raise ValueError(f"Walkthrough: two elements of the picture have the id {key!r}")
            self.by_id[key] = element
        self.ids = {key: element.tag == "text" for key, element in self.by_id.items()}
        self._own_classes = {key: e.get("class", "") for key, e in self.by_id.items()}
        self._marks: dict[str, str] = {}
        self._active: Mapping[str, str] = {}

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The part of the plane that is shown: left, top, width, height."""
        left, top, width, height = map(float, self.root.get("viewBox", "").split())
        return left, top, width, height

    def show(self, frame: Frame) -> None:
        """Bring the picture from the frame before to this one."""
        for key, text in frame.texts.items():
            self.set_text(self.by_id[key], text)
        self._marks.update(frame.marks)
        for key in {*frame.marks, *self._active, *frame.active}:
            mark = self._marks.get(key)
            classes = (self._own_classes[key], mark and f"is-{mark}", frame.active.get(key))
            self.by_id[key].set("class", " ".join(filter(None, classes)))
        self._active = frame.active
        self.root.set("class", f"picture {frame.phase}".strip())

    def texts(self) -> dict[str, str]:
        """Return what the `<text>` elements say now, by their ids."""
        return {
            key: "\n".join(element.itertext() if len(element) else (element.text or "",))
            for key, element in self.by_id.items()
            if self.ids[key]
        }

    def copy_of_root(self) -> Element:
        """Return the `<svg>` as it is now, to be changed and written."""
        return copy.deepcopy(self.root)

    @staticmethod
    def set_text(element: Element, text: str) -> None:
        """Let a `<text>` say something, on several lines where there are newlines."""
        lines = [readable(line) for line in text.split("\n")]
        for child in list(element):
            element.remove(child)
        element.text = lines[0] if len(lines) == 1 else None
        if len(lines) > 1:
            element.extend(_stacked(lines, element.get("x", "0")))

    @staticmethod
    def written(root: Element) -> str:
        """Return an element as text."""
        return ElementTree.tostring(root, encoding="unicode")


def _drop_namespaces(root: Element) -> None:
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for name in [name for name in element.attrib if "}" in name]:
            element.set(name.rpartition("}")[2], element.attrib.pop(name))


def _stacked(lines: Iterable[str], x: str) -> Iterable[Element]:
    for number, line in enumerate(lines):
        tspan = Element("tspan", x=x, dy=f"{LINE_HEIGHT}em" if number else "0")
        tspan.text = line
        yield tspan
