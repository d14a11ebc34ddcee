"""The page of a walkthrough: one HTML file with all that it needs."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256
from html import escape
from string import Template
from typing import Any
from xml.etree.ElementTree import Element

from ..drawing.widths import text_width
from ..drawing.written import readable
from .colours import declarations
from .data_files import data_file
from .frames import Formula, Frame
from .stage import Stage

__all__ = ["html_page"]


def html_page(title: str, stage: Stage, frames: Sequence[Frame], theme: str) -> str:
    """Return the page as text.

    Without its script it shows the picture as the last frame leaves it, and all lines.

    Args:
        title: what the page is called.
        stage: the picture, before the first frame.
        frames: the frames.
        theme: "light", "dark" or "auto".
    """
    changing = {key for frame in frames for key in frame.texts}
    texts = {key: text for key, text in stage.texts().items() if key in changing}
    for frame in frames:
        stage.show(frame)
    stage.show(Frame("", ""))  # nothing is active any more
    script = data_file("camera.js") + data_file("page.js")
    return Template(data_file("page.html")).substitute(
        title=_text(title),
        theme=theme,
        script_hash=b64encode(sha256(script.encode()).digest()).decode(),
        light=declarations("light"),
        dark=declarations("dark"),
        style=data_file("page.css") + data_file("picture.css"),
        picture=Stage.written(_in_camera(stage.copy_of_root())),
        words=_text(frames[-1].words),
        longest=_text(max((frame.words for frame in frames), key=text_width)),
        lines=_lines(frames),
        count=len(frames),
        data=_as_data({"texts": texts, "frames": list(map(_changes, frames))}),
        script=script,
    )


def _in_camera(svg: Element) -> Element:
    """Put the content of an `<svg>` into one group, which the page moves and scales."""
    camera = Element("g", {"class": "camera"})
    camera.extend(list(svg))
    for child in list(svg):
        svg.remove(child)
    svg.append(camera)
    for name in ("width", "height"):
        svg.attrib.pop(name, None)
    svg.set("role", "img")
    svg.set("aria-label", "The picture of this step; what happens in it is said below it")
    return svg


def _changes(frame: Frame) -> dict[str, Any]:
    """Return what the script needs of a frame."""
    return {
        "title": frame.title, "words": frame.words, "phase": frame.phase,
        "texts": dict(frame.texts), "marks": dict(frame.marks), "active": dict(frame.active),
    }  # fmt: skip


def _as_data(value: Any) -> str:
    """Return JSON that can stand in a `<script>` element, whatever its texts say."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    # With no < there is no </script> and no <!--, and \u003c means the same to a reader of JSON.
    return text.replace("<", r"\u003c").replace(">", r"\u003e").replace("&", r"\u0026")


def _lines(frames: Sequence[Frame]) -> str:
    """Return the list of all lines, divided by headings."""
    parts: list[str] = []
    is_open = False
    for number, frame in enumerate(frames, 1):
        if frame.section:
            parts.append("</ol>" * is_open + f"<h2>{_text(frame.section)}</h2><ol>")
            is_open = True
        elif not is_open:
            parts.append("<ol>")
            is_open = True
        kind = " ".join(filter(None, (frame.phase, "detail" if frame.detail else "")))
        parts.append(
            f'<li id="{number}" class="{kind}" data-line=" {_text(frame.line)}">'
            f'<a href="#{number}" tabindex="-1">'
            f'<span class="title">{_text(frame.title)}</span>'
            f'<span class="equations">{"".join(map(_equation, frame.lines))}</span></a></li>'
        )
    return "\n".join([*parts, "</ol>" * is_open])


def _equation(sides: Iterable[Formula]) -> str:
    left, *others = map(_side, sides)
    if not others:
        return f'<span class="equation">{left}</span>'
    right = "".join(f'<span class="side"><span class="is">=</span>{side}</span>' for side in others)
    return f'<span class="equation">{left}<span class="right">{right}</span></span>'


def _text(text: str) -> str:
    """Return any text as HTML, what cannot stand in it made visible."""
    return escape(readable(text))


def _side(side: Formula) -> str:
    kind = "numbers" if side.numbers else "formula"
    content = _text(side.text)
    if side.mathml:
        content = f'<math displaystyle="true">{side.mathml}</math>'
    return f'<span class="{kind}">{content}</span>'
