"""What docs/train-on-your-own-data.md shows runs as it stands there, and prints what it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

PAGE = (Path(__file__).parents[2] / "docs/train-on-your-own-data.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```(?:\n\n```text\n(.*?)```)?", PAGE, re.DOTALL)


def test_the_page_has_these_blocks() -> None:
    assert len(BLOCKS) == PAGE.count("```python\n") == 11
    assert sum(bool(said) for _, said in BLOCKS) == PAGE.count("```text\n")


def test_every_block_prints_what_stands_below_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("safetensors")
    monkeypatch.chdir(tmp_path)
    known: dict[str, Any] = {}
    for code, said in BLOCKS:
        exec(code, known)
        assert capsys.readouterr().out == said
