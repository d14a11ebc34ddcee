"""Reading lessons, and comparing a page with its Korean twin: each comparison returns what differs."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
KOREAN = DOCS / "ko"

FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
COMMENT = re.compile(r"<!--(.*?)-->", re.DOTALL)
IDS = re.compile(r"\s*(S\d\.C\d+(?:\s+S\d\.C\d+)*)\s*")
SLIDES = re.compile(r"^\*(?:Slides?|슬라이드): (.+?)\*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
FORMULA = re.compile(r"\$\$(.+?)\$\$|(?<![\\$])\$(?![\s$])([^$]*?[^\\$\s])\$(?!\d)", re.DOTALL)
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(\s*<?([^)\s>]+)>?[^)]*\)|<(https?:[^>]+)>", re.DOTALL)


@dataclass
class Section:
    """A heading and what follows it, up to the next heading of any level."""

    level: int = 0
    title: str = ""
    text: str = ""  # with code cells, comments, inline code, formulas and links taken out
    concepts: tuple[str, ...] = ()
    slides: tuple[str, ...] = ()
    cells: list[tuple[str, str]] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    targets: list[tuple[str, str]] = field(default_factory=list)
    misplaced: bool = False  # ids of concepts that do not stand directly under the heading


@dataclass
class Page:
    """A page of Markdown, taken apart."""

    path: Path
    front_matter: str
    sections: list[Section]

    @property
    def cells(self) -> list[tuple[str, str]]:
        """The language and the body of each fenced or indented block."""
        return [cell for section in self.sections for cell in section.cells]

    @property
    def prose(self) -> str:
        """Headings and text, without code, formulas, links and titles of slides."""
        return "\n\n".join(f"{section.title}\n\n{section.text}" for section in self.sections)


@lru_cache
def read_page(path: Path) -> Page:
    """Read and take apart a file."""
    return take_apart(path.read_text(encoding="utf-8"), path)


def take_apart(source: str, path: Path) -> Page:
    """Take a page apart."""
    found = FRONT_MATTER.match(source)
    front_matter = found.group() if found else ""
    sections = [Section()]
    for kind, first, rest in _blocks(source[len(front_matter) :]):
        if kind == "heading":
            sections.append(Section(len(first), rest))
        elif kind == "code":
            sections[-1].cells.append((first, rest))
            sections[-1].text += "\n\n"
        else:
            sections[-1].text += first + "\n"
    for section in sections:
        _take_out(section)
    return Page(path, front_matter, sections)


def _blocks(text: str) -> Iterator[tuple[str, str, str]]:
    """Tell headings and code from lines of text, whose marks of quotation are left out."""
    fence, info, body = "", "", []
    after_blank = True
    lines = text.splitlines()
    for number, line in enumerate(lines):
        bare = re.sub(r"^ {0,3}(?:> ?)+", "", line)
        if fence:
            if re.match(rf"\s*{fence}`*\s*$", bare):
                yield "code", info, "\n".join(body)
                fence, body = "", []
            else:
                body.append(bare)
        elif opening := re.match(r"\s*(`{3,}|~{3,})\s*(.*)$", bare):
            fence, info = opening.group(1), opening.group(2).strip()
        elif heading := re.match(r"(#+) +(.+?)\s*$", line):
            yield "heading", heading.group(1), heading.group(2)
        elif line.startswith("    ") and (body or after_blank):
            body.append(line[4:])
            following = lines[number + 1] if number + 1 < len(lines) else ""
            if not following.startswith("    "):
                yield "code", "", "\n".join(body)
                body = []
        else:
            yield "text", bare, ""
        after_blank = not line.strip()


def _take_out(section: Section) -> None:
    text = section.text
    for comment in COMMENT.finditer(text):
        if ids := IDS.fullmatch(comment.group(1)):
            section.misplaced |= bool(section.concepts or text[: comment.start()].strip())
            section.concepts += tuple(ids.group(1).split())
    text = COMMENT.sub("", text)
    if slides := SLIDES.match(text.lstrip()):
        section.slides = tuple(" ".join(slides.group(1).split()).split("; "))
        text = SLIDES.sub("", text, count=1)
    text = CODE.sub("¤", text)
    for formula in FORMULA.finditer(text):
        section.formulas.append(" ".join((formula.group(1) or formula.group(2)).split()))
    text = FORMULA.sub("¤", text)
    for image, _, target, address in LINK.findall(text):
        section.targets.append(("image" if image else "link", target or address))
    section.text = LINK.sub("¤", text)


# --- a page and its twin ------------------------------------------------------------------------


def korean_twin(path: Path) -> Path:
    """Where the Korean version of an English page is, or would be."""
    return KOREAN / ("README.md" if path == ROOT / "README.md" else path.relative_to(DOCS))


def english_of(path: Path) -> Path:
    """The English page of which this one is the Korean version; another page itself."""
    if not path.is_relative_to(KOREAN):
        return path
    return ROOT / "README.md" if path == KOREAN / "README.md" else DOCS / path.relative_to(KOREAN)


def _has_twin(path: Path) -> bool:
    return path.is_relative_to(DOCS / "lessons") or (
        (path == ROOT / "README.md" or path.is_relative_to(DOCS)) and korean_twin(path).exists()
    )


def headings_that_differ(english: Page, korean: Page) -> list[str]:
    """Compare the number and the levels of headings."""
    ours, theirs = ([s.level for s in page.sections if s.level] for page in (english, korean))
    return [] if ours == theirs else [f"levels of headings: {ours} and in Korean {theirs}"]


def cells_that_differ(english: Page, korean: Page) -> list[str]:
    """Compare code, byte for byte; the tree of the site's pages stands in one language alone."""
    ours, theirs = ([c for c in page.cells if c[0] != "{toctree}"] for page in (english, korean))
    return _compare("code", ours, theirs)


def formulas_that_differ(english: Page, korean: Page) -> list[str]:
    """Compare formulas, in order, section by section."""
    return [
        difference
        for ours, theirs in zip(english.sections, korean.sections, strict=False)
        for difference in _compare(f"formulas of {ours.title!r}", ours.formulas, theirs.formulas)
    ]


def concepts_that_differ(english: Page, korean: Page) -> list[str]:
    """Compare the ids of concepts and the titles of slides, section by section."""
    marks = [[(s.concepts, s.slides) for s in page.sections] for page in (english, korean)]
    return _compare("concepts and slides", *marks)


def targets_that_differ(english: Page, korean: Page) -> list[str]:
    """Compare images and links, section by section, in any order, as the languages have theirs.

    In Korean a link leads to the Korean version of its page, where there is one, unless the
    English page leads to both.
    """
    differences = []
    for ours, theirs in zip(english.sections, korean.sections, strict=False):
        here = [_canonical(english.path, *target) for target in ours.targets]
        there = [_canonical(korean.path, *target) for target in theirs.targets]
        counts = Counter(target for target, _ in here), Counter(target for target, _ in there)
        if counts[0] != counts[1]:
            differences.append(
                f"links of {ours.title!r}: only here {dict(counts[0] - counts[1])}, "
                f"only in Korean {dict(counts[1] - counts[0])}"
            )
        both = Counter(target for target, is_korean in here if is_korean)
        for target, count in Counter(t for t, is_korean in there if not is_korean).items():
            page = Path(target[1])
            if page != english.path and target[0] == "link" and _has_twin(page) and count > both[target]:
                differences.append(f"links of {ours.title!r}: {target[1]} is there in Korean, too")
    return differences


def _canonical(page: Path, kind: str, target: str) -> tuple[tuple[str, str, bool], bool]:
    """Return what a link leads to (the English version, and whether to a part), and if in Korean."""
    if re.match(r"[a-z]+:", target):
        return (kind, target, False), False
    name, _, fragment = target.partition("#")
    path = Path(os.path.normpath(page.parent / name)) if name else page
    return (kind, str(english_of(path)), bool(fragment)), path.is_relative_to(KOREAN)


def examples_that_differ(english: Page, korean: Page) -> list[str]:
    """Compare which examples the two pages name."""
    ours, theirs = (examples_named(p.path.read_text(encoding="utf-8")) for p in (english, korean))
    return _compare("examples", sorted(ours), sorted(theirs))


def _compare(what: str, ours: object, theirs: object) -> list[str]:
    if ours == theirs:
        return []
    if isinstance(ours, list) and isinstance(theirs, list):
        for place, (one, other) in enumerate(zip(ours, theirs, strict=False)):
            if one != other:
                return [f"{what}, number {place + 1}: {one!r} and in Korean {other!r}"]
        return [f"{what}: {len(ours)} and in Korean {len(theirs)}"]
    return [f"{what}: {ours!r} and in Korean {theirs!r}"]


# --- languages ------------------------------------------------------------------------------------


def hangul_share(text: str) -> float:
    """The share of Hangul among the letters of a text; 1 where there are none."""
    hangul = len(re.findall("[가-힣ㄱ-ㅎㅏ-ㅣ]", text))
    latin = len(re.findall("[A-Za-z]", text))
    return hangul / (hangul + latin) if hangul + latin else 1.0


def english_paragraphs(page: Page, least: int = 60) -> list[str]:
    """The paragraphs with more than `least` letters of which most are Latin."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", page.prose)]
    return [p for p in paragraphs if len(re.findall(r"[^\W\d_]", p)) > least and hangul_share(p) < 0.35]


def examples_named(text: str) -> set[str]:
    """The examples that a page says how to run."""
    return set(re.findall(r"python -m examples\.(\w+)", text))
