"""What a walkthrough is made of: frames, each with what it shows in the picture and says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["ACTIVE", "MARKS", "PHASES", "Formula", "Frame", "check_frames"]

# What is going on in a frame; "" where nothing flows, as at the start and at the end.
PHASES = ("", "forward", "backward", "update")
# What has happened to an element of the picture so far.
MARKS = ("", "hidden", "waiting", "forward", "backward", "update")
# What an element has to do with one frame: what it is about, and what that is made of.
ACTIVE = ("now", "used")


class Formula(NamedTuple):
    """One side of an equation, as text and as MathML.

    Attributes:
        text: in plain text, such as `dL/du * w`.
        mathml: the same as MathML that goes inside `<math>`, put into the page as it is; "" where
            the text is to be shown.
        numbers: whether numbers stand in the place of names; they are set off by their colour.

    Example:
        >>> from autograd.show import Formula
        >>> Formula("u * w", "<mi>u</mi><mo>&#x22C5;</mo><mi>w</mi>").text
        'u * w'
    """

    text: str
    mathml: str = ""
    numbers: bool = False


@dataclass(frozen=True)
class Frame:
    """One step of a walkthrough: what changes in the picture, and the lines beside it.

    `texts` and `marks` hold from this frame on, until a later frame says otherwise; `active` holds
    for this frame alone.

    Attributes:
        title: what happens, in a few words.
        words: what happens, in sentences. To those who listen the lines are read after it.
        phase: "forward", "backward" or "update", which gives the colour; "" for none.
        section: the heading of the lines from this frame on; "" where it stays.
        lines: equations; each is the tuple of its sides, of which the last is the result.
        detail: whether the lines are a part of what a later frame puts together.
        texts: the new text of `<text>` elements of the picture, by their ids. Lines are separated
            by newlines.
        marks: what has happened to elements, by their ids: "hidden", "waiting" (pale),
            "forward", "backward", "update", or "" for nothing any more.
        active: what the frame is about, by ids: "now", and what that is made of: "used".

    Example:
        >>> from autograd.show import Formula, Frame
        >>> line = (Formula("u"), Formula("w * x"), Formula("2 * 3"), Formula("6"))
        >>> frame = Frame("u", "u is w times x: 2 times 3 is 6.", "forward", lines=(line,),
        ...               texts={"u-value": "6"}, marks={"u": "forward"}, active={"u": "now"})
        >>> frame.line
        'u = w * x = 2 * 3 = 6'
    """

    title: str
    words: str
    phase: str = ""
    section: str = ""
    lines: tuple[tuple[Formula, ...], ...] = ()
    detail: bool = False
    texts: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    active: Mapping[str, str] = field(default_factory=dict)

    @property
    def line(self) -> str:
        """The equations as plain text, separated by commas."""
        return ", ".join(" = ".join(side.text for side in line) for line in self.lines)


def check_frames(frames: Iterable[Frame], ids: Mapping[str, bool]) -> tuple[Frame, ...]:
    """Return the frames, if all they refer to is there.

    Args:
        frames: the frames.
        ids: the ids of the picture's elements, and whether each is a `<text>`.

    Raises:
        TypeError: one is no Frame.
        ValueError: there is none, or one names an element, a phase or a mark that there is not.
    """
    checked = tuple(frames)
    if not checked:
        raise ValueError("Walkthrough: there are no frames, and at least one is needed")
    for number, frame in enumerate(checked, 1):
        if not isinstance(frame, Frame):
            raise TypeError(f"Walkthrough: frame {number} is a {type(frame).__name__}, no Frame")
        _one_of(PHASES, frame.phase, f"the phase of frame {number}")
        for mark in frame.marks.values():
            _one_of(MARKS, mark, f"a mark of frame {number}")
        for mark in frame.active.values():
            _one_of(ACTIVE, mark, f"an active element of frame {number}")
        for key in (*frame.texts, *frame.marks, *frame.active):
            if key not in ids:
                raise ValueError(
                    f"Walkthrough: frame {number} names the element {key!r}, but no element of "
                    f"the picture has this id"
                )
        for key in frame.texts:
            if not ids[key]:
                raise ValueError(
                    f"Walkthrough: frame {number} gives a text to the element {key!r}, which is "
                    f"no <text>"
                )
    return checked


def _one_of(allowed: tuple[str, ...], given: str, what: str) -> None:
    if given not in allowed:
        listed = ", ".join(map(repr, allowed))
        raise ValueError(f"Walkthrough: {what} is {given!r}, but must be one of {listed}")
