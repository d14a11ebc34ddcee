"""The modules of a model in a graph: as groups around what they computed, or each as one node."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from ..reading._graph import Graph
from .collapsed_modules import collapsed
from .membership import module_paths
from .module_tree import ModuleTree
from .repeats import with_repeats

__all__ = ["arranged", "with_modules"]

_LARGEST_IN_FULL = 100  # nodes


def arranged(
    data: Graph, model: Any = None, depth: int | None = None, collapse: bool | None = None
) -> Graph:
    """Return a graph with the modules of a model, and with repeated blocks shown once.

    Args:
        data: the graph; it stays as it is.
        model: anything with `named_modules()` and `named_parameters()`. Default: none.
        depth: modules that lie deeper in the model become one node; 0 makes the model itself one.
            Default: None, all are groups of the operations in them.
        collapse: whether of three blocks in a row or more one is shown. Default: None, if the
            graph has more than 100 nodes.

    Raises:
        TypeError: `model` is no module.
        ValueError: `depth` is negative or no integer, or there is none without a model.
    """
    alike: Mapping[str, Hashable] = {}
    if model is not None:
        data, alike = with_modules(data, model, depth)
    elif depth is not None:
        raise ValueError(f"depth={depth} needs a model, whose modules it counts; give model=")
    if collapse or (collapse is None and len(data.nodes) > _LARGEST_IN_FULL):
        return with_repeats(data, alike)
    return data


def with_modules(
    data: Graph, model: Any, depth: int | None = None
) -> tuple[Graph, dict[str, Hashable]]:
    """Return a graph with a group for each module of a model, or a node for those too deep.

    Args:
        data: the graph; it stays as it is.
        model: anything with `named_modules()` and `named_parameters()`.
        depth: modules that lie deeper in the model become one node; 0 makes the model itself one.
            Default: None, all are groups.

    Returns:
        The graph; and for the key of each module's node what it computed, equal for equal blocks.

    Raises:
        TypeError: `model` is no module.
        ValueError: `depth` is negative or no integer.
    """
    if depth is not None and (isinstance(depth, bool) or not isinstance(depth, int) or depth < 0):
        raise ValueError(f"depth must be None or a whole number from 0, got {depth!r}")
    tree = ModuleTree(model)
    chains = {key: tree.chain(path) for key, path in module_paths(data, model).items()}
    if depth is not None:
        return collapsed(data, tree, chains, depth)
    of_nodes = {node.key: chains.get(node.key, ()) for node in data.nodes}
    return Graph(data.nodes, data.edges, tree.groups(of_nodes)), {}
