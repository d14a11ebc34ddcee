"""Reading DOT text back, as far as pictures of graphs use the language."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

__all__ = ["Dot", "parsed"]

TOKEN = re.compile(
    r'"(?:[^"\\]|\\.)*"|->|[{}\[\]=;]|<(?:[^<>]|<[^<>]*>)*>|[^\s{}\[\]=;"<>]+', re.DOTALL
)


@dataclass
class Dot:
    """What a picture consists of, by name: attributes of nodes, ends and attributes of edges."""

    nodes: dict[str, dict[str, str]] = field(default_factory=dict)
    edges: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    clusters: dict[str, set[str]] = field(default_factory=dict)  # the nodes inside, at any depth
    parents: dict[str, str | None] = field(default_factory=dict)

    def lines(self, node: str) -> list[str]:
        """Return the lines of a node's label, as they are read."""
        return lines_of(self.nodes[node]["label"])


def lines_of(label: str) -> list[str]:
    if not label.startswith("<"):
        text = label[1:-1] if label.startswith('"') else label
        text = text.replace('\\"', '"')
        parts = re.split(r"(?<!\\)(?:\\\\)*\\n", text)
        return [html.unescape(p.replace("\\\\", "\\")) for p in parts]
    cells = re.findall(r"<td[^>]*>(.*?)</td>", label, re.DOTALL)
    texts = [re.sub("<[^>]*>", "", cell).replace("\\\\", "\\") for cell in cells]
    return [html.unescape(text).replace("\xa0", " ") for text in texts]


def parsed(source: str) -> Dot:
    """Parse the source of a Picture."""
    found = Dot()
    open_clusters: list[str | None] = []
    tokens = TOKEN.findall(source)
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token in ("digraph", "subgraph"):
            name = bare(tokens[place + 1]) if tokens[place + 1] != "{" else None
            if token == "subgraph" and name is not None:
                found.clusters[name] = set()
                found.parents[name] = next(iter(reversed(open_clusters)), None)
            open_clusters.append(name if token == "subgraph" else None)
            place = tokens.index("{", place) + 1
        elif token == "}":
            open_clusters.pop()
            place += 1
        elif token in ("graph", "node", "edge"):
            place = attributes(tokens, place + 1)[1]
        elif tokens[place + 1] == "->":
            given, end = attributes(tokens, place + 3)
            found.edges.append((bare(token), bare(tokens[place + 2]), given))
            place = end
        elif tokens[place + 1] == "=":
            place += 3
        else:
            given, place = attributes(tokens, place + 1)
            found.nodes[bare(token)] = given
            for cluster in filter(None, open_clusters):
                found.clusters[cluster].add(bare(token))
    return found


def attributes(tokens: list[str], place: int) -> tuple[dict[str, str], int]:
    given: dict[str, str] = {}
    if place >= len(tokens) or tokens[place] != "[":
        return given, place
    place += 1
    while tokens[place] != "]":
        name, value = tokens[place], tokens[place + 2]
        given[name] = value if name == "label" else bare(value)
        place += 3
    return given, place + 1


def bare(token: str) -> str:
    return token[1:-1].replace('\\"', '"') if token.startswith('"') else token
