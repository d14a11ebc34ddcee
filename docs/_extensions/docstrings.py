"""Our docstrings as reStructuredText.

They are plain text: `code` between single backticks (double ones mean the same), formulas as
indented blocks, and Google's sections (Args, Returns, Raises, Attributes, Example). All else is
prose: what would be markup in reStructuredText is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

__all__ = ["to_rst"]

# What a section is called on the page; and which sections have entries: a name, and what it is.
TITLES = {
    "Args:": "Arguments", "Attributes:": "Attributes", "Returns:": "Returns", "Yields:": "Yields",
    "Raises:": "Raises", "Example:": "Example",
}  # fmt: skip
WITH_ENTRIES = {"Args:", "Attributes:", "Raises:"}
ENTRY = re.compile(r"^(\*{0,2}[\w.]+(?:, ?\*{0,2}[\w.]+)*): +(.*)$")
SOURCE = re.compile(r"^(Source|Sources): ", re.MULTILINE)
ITEM = re.compile(r"(-|\d+\.) ")
CODE = re.compile(r"(``.+?``|`.+?`)", re.DOTALL)
URL = re.compile(r"(https?://\S+?)(?=[.,;)]*(?:\s|$))")

Link = Callable[[str], str | None]


def to_rst(text: str, link: Link) -> list[str]:
    """The lines of a docstring as lines of reStructuredText.

    Args:
        text: the docstring, as `inspect.getdoc` gives it.
        link: says what a piece of code refers to (a full name), or None.
    """
    lines: list[str] = []
    fields: list[str] = []
    for title, body in sections(text):
        if not title:
            lines += prose(body, link)
        elif title in WITH_ENTRIES:
            fields += [f":{TITLES[title]}:", *indented(entries(body, link)), ""]
        else:
            fields += [f":{TITLES[title]}:", *indented(prose(body, link)), ""]
    return [*lines, "", *fields]


def sections(text: str) -> Iterator[tuple[str, list[str]]]:
    """The sections of a docstring in order; prose, also that between sections, has no title."""
    title, body = "", []
    for line in text.splitlines():
        if line in TITLES or (title and line and not line.startswith(" ")):
            yield title, dedented(body)
            title, body = (line, []) if line in TITLES else ("", [line])
        else:
            body.append(line)
    yield title, dedented(body)


def entries(body: list[str], link: Link) -> list[str]:
    """`name: what it is`, one list item each; lines of an entry hang."""
    items: list[list[str]] = []
    for line in body:
        if line and not line.startswith(" "):
            items.append([line])
        elif items:
            items[-1].append(line)
    lines = []
    for first, *rest in items:
        found = ENTRY.match(first)
        if not found:
            lines += as_item(prose([first, *dedented(rest)], link))
            continue
        names = [f"``{name.strip()}``" for name in found[1].split(",")]
        told = prose([found[2], *dedented(rest)], link)
        lines += as_item([f"{', '.join(names)}: {told[0]}", *told[1:]])
    return lines


def prose(body: list[str], link: Link) -> list[str]:
    """Paragraphs and list items with their code; blocks that are indented, as they stand."""
    lines: list[str] = []
    for block in blocks(body):
        if block[0].lstrip().startswith(">>> ") or block[0].startswith("    "):
            language = "pycon" if ">>> " in block[0] else "text"
            lines += [f".. code-block:: {language}", "", *indented(dedented(block)), ""]
        else:
            # A line of a paragraph may be indented, which would mean another thing.
            block = block if ITEM.match(block[0]) else [line.strip() for line in block]
            written = escaped("\n".join(block), link)
            lines += [*SOURCE.sub(r"*\1:* ", written).splitlines(), ""]
    return lines or [""]


def blocks(body: list[str]) -> Iterator[list[str]]:
    """What blank lines separate; indented ones that follow each other belong together."""
    block: list[str] = []
    for line in [*body, ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []


def escaped(text: str, link: Link) -> str:
    """Prose with its code marked as such, and nothing else taken for markup."""
    parts = CODE.split(text)
    for place, part in enumerate(parts):
        if place % 2 == 0:
            words = URL.split(part)
            words[::2] = [re.sub(r"([\\*|_])", r"\\\1", word) for word in words[::2]]
            parts[place] = "".join(words)
            continue
        code = " ".join(part.strip("`").split())
        target = link(code)
        written = f":py:obj:`{code} <{target}>`" if target else f"``{code}``"
        # Code may touch letters, as in non-`x`: an escaped space parts them for the parser alone.
        before = "\\ " if parts[place - 1][-1:].strip() else ""
        after = "\\ " if parts[place + 1][:1].isalnum() else ""
        parts[place] = before + written + after
    return "".join(parts)


def as_item(lines: list[str]) -> list[str]:
    return [f"- {lines[0]}", *(f"  {line}" if line else "" for line in lines[1:])]


def indented(lines: list[str]) -> list[str]:
    return [f"   {line}" if line else "" for line in lines]


def dedented(lines: list[str]) -> list[str]:
    """Lines without the white space that all have in front, nor blank ones at the ends."""
    depth = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    cut = [line[depth:].rstrip() for line in lines]
    while cut and not cut[0]:
        del cut[0]
    while cut and not cut[-1]:
        del cut[-1]
    return cut
