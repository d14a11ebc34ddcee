"""Layers that recur in one container, such as Linear, ReLU, Linear, ReLU: put into blocks."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ..running import Call, tensors_in
from ..summaries.summary_rows import shapes_of

__all__ = ["Block", "put_into_blocks"]

_LONGEST_BLOCK = 8  # layers


@dataclass(eq=False)
class Block(Call):
    """Calls next to each other within one container, to be drawn as one; no module of their own."""


def put_into_blocks(container: Call, drawn: Collection[Call]) -> list[Block]:
    """Put children of a container that recur two times or more into blocks, and return these.

    A block begins with a layer that has parameters: with what one would call the layer, not with
    the activation function of the one before. Where several blocks fit, it is the one that covers
    the most, of these the shortest.

    Args:
        container: the call whose children are looked at.
        drawn: the calls that are drawn, as a single box or as a container.
    """
    children = [child for child in container.children if child in drawn]
    looks = [_look(child) for child in children]
    blocks: list[Block] = []
    arranged: list[Call] = []
    place = 0
    while place < len(children):
        length, count = _recurring(children, looks, place)
        if count == 1 or (length == 1 and children[place].children):
            arranged.extend(children[place : place + count])
            place += count
            continue
        for _ in range(count):
            members = children[place : place + length]
            block = Block(
                container.path, container.module, members[0].arguments, members[-1].output,
                container, members,
            )  # fmt: skip
            for member in members:
                member.parent = block
            blocks.append(block)
            place += length
        arranged.extend(blocks[-count:])
    container.children = arranged
    return blocks


def _look(call: Call) -> Any:
    """Return what equal layers have in common."""
    shapes = [shapes_of(t) for t in (*tensors_in(call.arguments), *tensors_in(call.output))]
    return type(call.module), repr(call.module), shapes, call.again, call.requires_grad


def _recurring(children: list[Call], looks: list[Any], start: int) -> tuple[int, int]:
    """Return the length of the block that begins here, and how often it recurs."""
    best = 1, 1
    if not any(True for _ in children[start].module.parameters()):
        return best
    for length in range(1, _LONGEST_BLOCK + 1):
        block, count = looks[start : start + length], 1
        while looks[start + count * length : start + (count + 1) * length] == block:
            count += 1
        if count > 1 and length * count > best[0] * best[1]:
            best = length, count
    return best
