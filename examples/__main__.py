"""List the examples: every module of this folder, with the first line of its docstring."""

from __future__ import annotations

import argparse
import ast
from pathlib import Path


def examples(folder: Path = Path(__file__).parent) -> dict[str, str]:
    """Return what each example in a folder is about, by its name, without importing any."""
    found = {}
    for path in sorted(folder.glob("[!_]*.py")):
        docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
        found[path.stem] = (docstring or "").partition("\n")[0]
    return found


def main() -> None:
    argparse.ArgumentParser(prog="python -m examples", description=__doc__).parse_args()
    listed = examples()
    width = max(map(len, listed))
    print("python -m examples.NAME runs an example; with --help it shows its options.\n")
    for name, about in listed.items():
        print(f"{name:{width}}  {about}")


if __name__ == "__main__":
    main()
