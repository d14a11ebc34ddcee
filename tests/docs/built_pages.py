"""The pages of the built site as the tests look at them: what they contain, and where their links lead."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

__all__ = ["Page", "pages"]

LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "iframe": "src", "source": "src", "object": "data"}
CODE = {"pre", "code", "script", "style", "math", "svg"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(HTMLParser):
    """One page: its language, the ids in it, its links, its text outside of code and formulas, the classes of its elements."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.language = ""
        self.ids: set[str] = set()
        self.links: list[tuple[str, str]] = []
        self.classes: list[str] = []
        self.text = ""
        self._within: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "html":
            self.language = given.get("lang", "")
        self.ids |= {given[name] for name in ("id", "name") if name in given}
        self.classes += given.get("class", "").split()
        if LINKS.get(tag) in given:
            self.links.append((tag, given[LINKS[tag]]))
        if tag not in VOID:
            hidden = tag in CODE or {"math", "sig"} & set(given.get("class", "").split())
            self._within.append("code" if hidden else tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._within:
            self._within.pop()

    def handle_data(self, data: str) -> None:
        if "code" not in self._within and "article" in self._within:
            self.text += data


def pages(site: Path) -> dict[str, Page]:
    """All pages by their names: paths without .html."""
    files = sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)
    return {path.relative_to(site).with_suffix("").as_posix(): Page(path) for path in files}
