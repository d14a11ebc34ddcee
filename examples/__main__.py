"""List the examples: every module of this folder, with the first line of its docstring."""

from __future__ import annotations

import argparse
import ast
import re
import textwrap
from pathlib import Path

from examples._program import end_without_traceback, replace_unprintable

DECKS = {
    "1": "machine learning from scratch",
    "2": "networks, and how to train them well",
    "3": "the chain rule",
    "4": "deep networks in equations",
    "5": "the exercises",
}
WIDTH = 100  # of a line, at most


def examples(folder: Path = Path(__file__).parent) -> dict[str, str]:
    """Return what each example in a folder is about, by its name, without importing any."""
    found = {}
    for path in sorted(folder.glob("[!_]*.py")):
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        found[path.stem] = (docstring or "").partition("\n")[0]
    return found


def by_deck(listed: dict[str, str]) -> dict[str, dict[str, str]]:
    """Group the examples under the deck that each names first; those of no deck come last."""
    groups: dict[str, dict[str, str]] = {f"Deck {n}: {what}": {} for n, what in DECKS.items()}
    groups["Others"] = {}
    for name, about in listed.items():
        deck = re.match(r"Decks? ([1-5])\b", about)
        group = f"Deck {deck[1]}: {DECKS[deck[1]]}" if deck else "Others"
        # The heading says "Deck 1" already; "Decks 1 and 5" says more.
        rest = re.sub(r"^Deck [1-5](?:'s|[:,]) ", "", about)
        groups[group][name] = rest[:1].upper() + rest[1:]
    return {heading: group for heading, group in groups.items() if group}


def main() -> None:
    replace_unprintable()
    end_without_traceback()
    argparse.ArgumentParser(prog="python -m examples", description=__doc__).parse_args()
    usage = "--help shows its options, --out FOLDER saves its pictures"
    print(f"python -m examples.NAME runs an example; {usage}.")
    for heading, group in by_deck(examples()).items():
        print(f"\n{heading}")
        column = 4 + max(map(len, group))
        for name, about in group.items():
            first = f"  {name}".ljust(column)
            print(textwrap.fill(about, WIDTH, initial_indent=first, subsequent_indent=" " * column))


if __name__ == "__main__":
    main()
