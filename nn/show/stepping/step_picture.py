"""The picture of a step of training: a network with a place for every number that will appear."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np

from ..neurons.looks import Looks, written_name
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

    Its `<text>` elements have the ids that `neurons` names, its lines and circles stand in groups
    with theirs.

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
            key = child.get("id", "")
            # The keys of nodes tell a reader nothing. Texts change: boxes do not fit them.
            if child.tag == f"{_NAMESPACE}title" or key.endswith("_box"):
                parent.remove(child)
    groups = list(root.iter(f"{_NAMESPACE}g"))
    circles = {group.get("id", ""): group.find(f"{_NAMESPACE}ellipse") for group in groups}
    centres = {key: float(c.get("cx", "0")) for key, c in circles.items() if c is not None}
    for group in groups:
        text = group.find(f"{_NAMESPACE}text")
        if text is not None:
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
