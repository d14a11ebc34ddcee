"""The picture of a step of training: a network with a place for every number that will appear."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np

from ..neurons.looks import Looks, widest, written_name
from ..neurons.neuron_view import Loss, drawn
from .step_lines import loss_name
from .training_step import TrainingStep

__all__ = ["step_picture"]

_NAMESPACE = "{http://www.w3.org/2000/svg}"
# How texts are coloured in a walkthrough, by the ends of their ids.
_CLASSES = {
    "gradient": "gradient", "name": "name", "sum": "value", "title": "name", "value": "value",
}  # fmt: skip


def step_picture(step: TrainingStep, looks: Looks) -> str:
    """Return the picture of a step of training as the text of an SVG file.

    Its `<text>` elements have the ids that `neurons` names, and so has the paper behind updated
    weights; its lines and circles stand in groups with theirs.

    Args:
        step: the step.
        looks: how numbers are written.

    Raises:
        RuntimeError: no program that can draw was found.
    """
    columns = [
        replace(column, gradients=first.gradients)
        for column, first in zip(step.stepped.columns, step.network.columns, strict=True)
    ]
    shown = replace(step.stepped, columns=tuple(columns))
    most = max(len(column) for column in columns)
    numbers = f"{looks.number(step.loss)} → {looks.number(step.new_loss)}"
    target = np.array2string(
        np.asarray(step.target.data).squeeze(), formatter={"all": looks.number}, separator=", "
    )
    loss = Loss({
        "title": loss_name(step.loss_function),
        "target": written_name(f"{step.target_symbol} {target}"),
        "value": f"{step.loss_symbol} {numbers}",
    })  # fmt: skip
    return _for_frames(drawn(shown, looks, most, loss, room_for=step.network).svg())


def _for_frames(svg: str) -> str:
    """Give ids to texts instead of the groups around them, and leave colours to the page."""
    root = ElementTree.fromstring(svg)
    for parent in list(root.iter(f"{_NAMESPACE}g")):
        for child in list(parent):
            if child.tag == f"{_NAMESPACE}title":  # the keys of nodes tell a reader nothing
                parent.remove(child)
    groups = list(root.iter(f"{_NAMESPACE}g"))
    circles = {group.get("id", ""): group.find(f"{_NAMESPACE}ellipse") for group in groups}
    centres = {key: float(c.get("cx", "0")) for key, c in circles.items() if c is not None}
    written = {g.get("id", ""): g.findtext(f"{_NAMESPACE}text", "") for g in groups}
    for group in groups:
        text = group.find(f"{_NAMESPACE}text")
        weight, is_box, _ = group.get("id", "").partition("_box")
        if is_box:
            _make_paper(group, written[f"{weight}_value"], written.get(f"{weight}_gradient", ""))
        elif text is not None:
            key = group.attrib.pop("id")
            group.set("class", "label")
            text.set("id", key)
            text.set("class", _CLASSES.get(key.rpartition("_")[2], "caption"))
            circle = centres.get(key.removesuffix("_name"))  # its name may stand beside it
            beside = circle is not None and abs(float(text.get("x", "0")) - circle) > 1
            if beside or key.startswith("edge_") or key.endswith("_gradient"):
                # It stands on lines: with paper around its letters, and in the gaps between them.
                group.set("class", "label part")
                text.set("style", "stroke-width: 7px")
    return ElementTree.tostring(root, encoding="unicode")


def _make_paper(group: ElementTree.Element, value: str, gradient: str) -> None:
    """Turn the box behind a weight into two, the second for its numbers after the update.

    They are broad lines, for strokes of the class `part` have the colour of the page's paper. The
    second has the id of the box.
    """
    (box,) = group
    corners = [corner.split(",") for corner in box.get("points", "").split()]
    xs, ys = ([float(place) for place in places] for places in zip(*corners, strict=True))
    middle, wide = (min(xs) + max(xs)) / 2, max(xs) - min(xs)
    narrow = min(wide, widest(value.partition(" → ")[0], gradient))
    keys: tuple[dict[str, str], ...] = {}, {"id": group.attrib.pop("id")}
    group.remove(box)
    group.set("class", "label")
    for key, width in zip(keys, (narrow, wide), strict=True):
        y = f"{(min(ys) + max(ys)) / 2:g}"
        ElementTree.SubElement(group, f"{_NAMESPACE}line", {
            **key, "class": "part", "style": f"stroke-width: {max(ys) - min(ys):g}px",
            "x1": f"{middle - width / 2:g}", "x2": f"{middle + width / 2:g}", "y1": y, "y2": y,
        })  # fmt: skip
