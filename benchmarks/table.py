"""Writing the results: as Markdown for people, as JSON for programs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.libraries import LIBRARIES
from benchmarks.results import Row

__all__ = ["Report", "count", "line", "markdown", "write"]

HEAD = ("case", "against", "bar", "ratio", "quartiles", "best", "ours", "theirs", "met")


@dataclass
class Report:
    """All that a run found, and the circumstances."""

    date: str
    machine: str
    threads: int
    digits: str
    libraries: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)


def cells(row: Row) -> tuple[str, ...]:
    """Return a row as text."""
    bar = "" if row.bar is None else f"{row.bar:.2f}"
    if row.aim is not None:
        bar += f" (aim {row.aim:.2f})"
    spread = f"{row.quartiles[0]:.3f} to {row.quartiles[1]:.3f}" if row.quartiles else ""
    best = "" if row.best is None else f"{row.best:.3f}"
    ours, theirs = (f"{value:.3g} {row.unit}" if value < 100 else f"{value:.0f} {row.unit}"
                    for value in (row.ours, row.theirs))  # fmt: skip
    met = {True: "yes", False: "**no**", None: ""}[row.met]
    return (row.title, row.against, bar, f"{row.ratio:.3f}", spread, best, ours, theirs, met)


def line(row: Row) -> str:
    """Say a row in a line, as soon as it is known."""
    title, against, bar, ratio, spread, best, ours, theirs, met = cells(row)
    details = [f"quartiles {spread}, best {best}"] * bool(spread) + [f"{ours} and {theirs}"]
    verdict = {"yes": "met", "**no**": "NOT MET", "": ""}[met]
    verdict = f"  bar {bar}: {verdict}" if bar else ""
    return f"{title}, against {against}: {ratio} ({'; '.join(details)}){verdict}"


def markdown(report: Report) -> str:
    """Return the report as Markdown."""
    libraries = ", ".join(
        f"{LIBRARIES[name].title} {hello['version']} ({threads_of(hello)})"
        for name, hello in report.libraries.items()
    )
    table = [HEAD, *map(cells, report.rows)]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    table.insert(1, tuple("-" * width for width in widths))
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in table
    ]
    judged = [row for row in report.rows if row.met is not None]
    return "\n".join([
        f"Measured on {report.date}: {report.machine}.",
        f"For each side {count(report.threads, 'thread')}{': ' if libraries else ''}{libraries}.",
        f"An epoch goes through {report.digits}.",
        "",
        *lines,
        "",
        f"{sum(bool(row.met) for row in judged)} of {len(judged)} bars are met.",
        "",
    ])  # fmt: skip


def threads_of(hello: dict[str, Any]) -> str:
    """Say how many threads a library uses, if it can tell."""
    threads = hello["threads"]
    return "threads unknown" if threads is None else count(threads, "thread")


def count(number: int, what: str) -> str:
    """Return a number of things."""
    return f"{number} {what}{'s' * (number != 1)}"


def write(report: Report, folder: Path) -> list[Path]:
    """Write the report into a folder, in both forms, and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [{**asdict(row), "met": row.met} for row in report.rows]
    texts = {
        "table.md": markdown(report),
        "table.json": json.dumps({**asdict(report), "rows": rows}, indent=2, ensure_ascii=False),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return [folder / name for name in texts]
