"""Where the outputs of lessons are kept, so that only what may have changed is run again.

The name of the folder is a digest of the library's sources and of the packages that lessons use:
after a change of either, every lesson runs. Lessons with the same cells, as the two languages have,
run once. What fails is not kept.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

__all__ = ["cache_folder", "digest"]

KEPT = 3
PACKAGES = ("numpy", "matplotlib", "graphviz", "ipykernel", "ipython", "matplotlib-inline")


def cache_folder(build: Path, sources: Iterable[Path], settings: str = "") -> Path:
    """The folder for the library as it is now, made if need be; of the others the newest stay.

    They may be in use: by a build that began before a change of the library.
    """
    folder = build / "lesson-outputs" / digest(sources, settings)
    folder.mkdir(parents=True, exist_ok=True)
    folder.touch()
    others = [other for other in folder.parent.iterdir() if other != folder]
    for other in sorted(others, key=lambda other: other.stat().st_mtime)[:-KEPT]:
        shutil.rmtree(other, ignore_errors=True)
    return folder


def digest(sources: Iterable[Path], settings: str = "") -> str:
    """A digest of all files in the folders `sources`, of the Python and of the packages."""
    total = hashlib.sha256(f"{sys.version} {settings}".encode())
    for name in PACKAGES:
        total.update(f"{name} {importlib.metadata.version(name)} ".encode())
    for folder in sources:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                total.update(f"{path.relative_to(folder.parent).as_posix()} ".encode())
                total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]
