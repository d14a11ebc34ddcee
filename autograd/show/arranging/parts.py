"""Parts of a graph that can each be drawn as one node: connected, and free of cycles."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence

__all__ = ["connected_parts", "free_of_cycles"]


def connected_parts(nodes: Iterable[str], links: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return for each node the first one, in their order, that it is linked with by some way."""
    place = {node: i for i, node in enumerate(nodes)}
    names = list(place)
    parent = list(range(len(names)))

    def root(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for a, b in links:
        low, high = sorted((root(place[a]), root(place[b])))
        parent[high] = low
    return {name: names[root(i)] for i, name in enumerate(names)}


def free_of_cycles(
    parts: Mapping[str, Hashable], inputs: Mapping[str, Sequence[str]]
) -> dict[str, Hashable]:
    """Return parts between which there are no cycles: those in one are split.

    Args:
        parts: for each node, in topological order, its part.
        inputs: for each node those that it takes something from.
    """
    entangled = _in_cycles(parts, inputs)
    level: dict[str, int] = {}
    result: dict[str, Hashable] = {}
    for node, part in parts.items():
        if part not in entangled:
            result[node] = part
            continue
        # Where a way leads from one part to another, the level rises: so none leads back.
        level[node] = max(
            (level[x] + (parts[x] != part) for x in inputs[node] if x in level), default=0
        )
        result[node] = part, level[node]
    return result


def _in_cycles(parts: Mapping[str, Hashable], inputs: Mapping[str, Sequence[str]]) -> set[Hashable]:
    """Return the parts that lie in a cycle of parts, or between two."""
    links = {
        (parts[x], part) for node, part in parts.items() for x in inputs[node] if parts[x] != part
    }
    left = set(parts.values())
    for turned in (False, True):
        following: dict[Hashable, list[Hashable]] = {}
        waits_for = dict.fromkeys(left, 0)
        for a, b in links:
            if a in left and b in left:
                first, second = (b, a) if turned else (a, b)
                following.setdefault(first, []).append(second)
                waits_for[second] += 1
        ready = [part for part, count in waits_for.items() if not count]
        for part in ready:  # which grows while it is gone through
            left.discard(part)
            for other in following.get(part, []):
                waits_for[other] -= 1
                if not waits_for[other]:
                    ready.append(other)
    return left
