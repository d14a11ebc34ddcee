"""Groups within groups: which of them each node lies in, from the outermost inwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..reading._graph import Graph, Group

__all__ = ["Chain", "chains_of", "common", "groups_from"]

Chain = tuple[str, ...]


def chains_of(data: Graph) -> dict[str, Chain]:
    """Return for each node of a group the keys of the groups that it lies in, outermost first."""
    groups = {group.key: group for group in data.groups}
    result: dict[str, Chain] = {}
    for group in data.groups:
        chain = [group.key]
        while (parent := groups[chain[-1]].parent) is not None:
            chain.append(parent)
        result |= dict.fromkeys(group.nodes, tuple(reversed(chain)))
    return result


def common(chains: Iterable[Chain]) -> Chain:
    """Return the groups that lie around all of them."""
    chains = list(dict.fromkeys(chains))
    depth = 0
    for keys in zip(*chains, strict=False):
        if len(set(keys)) > 1:
            break
        depth += 1
    return chains[0][:depth] if chains else ()


def groups_from(chains: Mapping[str, Chain], groups: Mapping[str, Group]) -> list[Group]:
    """Return the groups that have nodes in them, each after the one around it.

    Args:
        chains: for each node, in order, the groups that it lies in, outermost first.
        groups: titles and repeats by keys; their nodes and parents are put in here.
    """
    inside: dict[Chain, list[str]] = {}
    for node, chain in chains.items():
        for depth in range(1, len(chain)):
            inside.setdefault(chain[:depth], [])
        if chain:
            inside.setdefault(chain, []).append(node)
    return [
        Group(
            chain[-1], groups[chain[-1]].title, tuple(nodes),
            chain[-2] if len(chain) > 1 else None, groups[chain[-1]].repeats,
        )
        for chain, nodes in inside.items()
    ]  # fmt: skip
