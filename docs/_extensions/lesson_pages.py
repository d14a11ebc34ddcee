"""What pages of lessons have: the other language, the notebook, a menu in their own language."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

import nbformat
from notebooks import is_lesson, lessons, notebook
from sphinx.application import Sphinx

HANGUL = re.compile("[가-힣]")
PART = re.compile(r'(?=<p class="caption")')
CAPTION = re.compile(r'<span class="caption-text">(.*?)</span>')
DECK = re.compile(r"Deck \d")
ERRATUM = re.compile(r"<strong>((?:Erratum|정오표) (E-\d\d))")
PICTURE = re.compile(r'<img alt="[^"]*_images/[^"]*" (?:class="[^"]*" )?src="([^"]+)" />')
# On a page in each language: the name of the other one, its code, an invitation to it; a link to
# the notebook; what stands for a picture that a reader does not see.
WORDS = {
    "en": ("한국어", "ko", "한국어로 읽기", "Download as a Jupyter notebook", "drawn by the code"),
    "ko": ("English", "en", "Read in English", "주피터 노트북으로 내려받기", "코드가 그린 그림"),
}


def language_of(page: str) -> str:
    return "ko" if page.startswith("ko/") else "en"


def twin_of(page: str) -> str:
    """The same page in the other language."""
    return page.removeprefix("ko/") if language_of(page) == "ko" else f"ko/{page}"


def complete_page(
    app: Sphinx, page: str, template: str, context: dict[str, Any], tree: Any
) -> None:
    """Put the links below the title, and what is in the other language out of the menu."""
    language = language_of(page)
    context["language"] = language  # else Korean pages would claim to be English
    if "body" in context:
        body = with_errata(with_pictures(context["body"], language), context["pathto"]("errata"))
        context["body"] = with_links(app, page, body, context)
    if "furo_navigation_tree" in context:
        context["furo_navigation_tree"] = menu(context["furo_navigation_tree"], language)
    neighbours = app.env.collect_relations().get(page, [None, None, None])
    for side, other in zip(("prev", "next"), neighbours[1:], strict=True):
        if other and language_of(other) != language:
            context[side] = None


def with_links(app: Sphinx, page: str, body: str, context: dict[str, Any]) -> str:
    """The page with links to its twin and to its notebook below the title."""
    name, code, title, download, _ = WORDS[language_of(page)]
    links = []
    if twin_of(page) in app.env.found_docs:
        place = escape(context["pathto"](twin_of(page)))
        about = f'hreflang="{code}" lang="{code}" title="{title}"'
        links.append(f'<a href="{place}" {about}>{name}</a>')
    if is_lesson(page):
        place = escape(context["pathto"](f"{page}.ipynb", resource=True))
        links.append(f'<a href="{place}" download>{download}</a>')
    below = f'</h1>\n<p class="page-links">{" · ".join(links)}</p>'
    return body.replace("</h1>", below, 1) if links else body


def with_pictures(body: str, language: str) -> str:
    """Make pictures that code has drawn open in full size, as on a telephone one must."""
    told = WORDS[language][-1]
    return PICTURE.sub(rf'<a class="picture" href="\1"><img alt="{told}" src="\1" /></a>', body)


def with_errata(body: str, errata: str) -> str:
    """Make the number of an erratum a link to its entry."""

    def link(found: re.Match[str]) -> str:
        return f'<strong><a href="{escape(errata)}#{found[2].lower()}">{found[1]}</a>'

    return ERRATUM.sub(link, body)


def menu(tree: str, language: str) -> str:
    """The parts of the menu that are in a language, and those that there is only one of."""

    def wanted(part: str) -> bool:
        caption = CAPTION.search(part)
        other = DECK if language == "ko" else HANGUL
        return not caption or not other.search(caption[1])

    head, *parts = PART.split(tree)
    return head + "".join(part for part in parts if wanted(part))


def write_lesson_notebooks(app: Sphinx, failure: Exception | None) -> None:
    """Write each lesson as a notebook beside its page."""
    if failure or app.builder.format != "html":
        return
    docs = Path(app.srcdir)
    for path in lessons(docs):
        place = Path(app.outdir) / path.relative_to(docs).with_suffix(".ipynb")
        place.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(notebook(path, docs), place)


def setup(app: Sphinx) -> dict[str, bool]:
    # After the theme, which makes the menu.
    app.connect("html-page-context", complete_page, priority=900)
    app.connect("build-finished", write_lesson_notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
