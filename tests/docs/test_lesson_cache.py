"""Outputs of lessons are kept for the library as it is, and for no other."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "docs" / "_extensions"))
from lesson_cache import cache_folder, digest


@pytest.fixture
def library(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    (folder / "ops").mkdir(parents=True)
    (folder / "ops" / "sums.py").write_text("x = 1", encoding="utf-8")
    return folder


def test_the_same_library_has_the_same_digest(library: Path) -> None:
    before = digest([library])
    (library / "ops" / "__pycache__").mkdir()
    (library / "ops" / "__pycache__" / "sums.pyc").write_bytes(b"compiled")
    assert digest([library]) == before


def test_a_file_that_changes_comes_or_goes_changes_the_digest(library: Path) -> None:
    seen = {digest([library])}
    file = library / "ops" / "sums.py"
    file.write_text("x = 2", encoding="utf-8")
    seen.add(digest([library]))
    file.rename(library / "ops" / "totals.py")
    seen.add(digest([library]))
    (library / "data.npz").write_bytes(b"numbers")
    seen.add(digest([library]))
    assert len(seen) == 4


def test_other_settings_and_other_packages_change_it_too(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest([library])
    assert digest([library], "figures: svg") != before
    monkeypatch.setattr("importlib.metadata.version", lambda name: "0.0")
    assert digest([library]) != before


def test_folders_of_the_oldest_libraries_are_removed(library: Path, tmp_path: Path) -> None:
    folders = []
    for number in range(6):
        (library / "ops" / "sums.py").write_text(f"x = {number}", encoding="utf-8")
        folders.append(cache_folder(tmp_path, [library]))
        os.utime(folders[-1], (number, number))
    assert len(set(folders)) == 6
    assert [folder.exists() for folder in folders] == [False, False, True, True, True, True]
    assert cache_folder(tmp_path, [library]) == folders[-1]
