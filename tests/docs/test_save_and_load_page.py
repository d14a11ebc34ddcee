"""What docs/save-and-load.md shows runs as it stands there, and prints what it says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import nn

PAGE = (Path(__file__).parents[2] / "docs/save-and-load.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```\n\n```text\n(.*?)```", PAGE, re.DOTALL)


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What is defined after all blocks have run in an empty folder, each printing what stands below it."""
    pytest.importorskip("safetensors")
    monkeypatch.chdir(tmp_path)
    known: dict[str, Any] = {}
    for code, said in BLOCKS:
        exec(code, known)
        assert capsys.readouterr().out == said
    return known


def test_every_block_prints_what_stands_below_it(known: dict[str, Any], tmp_path: Path) -> None:
    assert len(BLOCKS) == PAGE.count("```python\n") == PAGE.count("```text\n") == 4
    assert {path.name for path in tmp_path.iterdir()} == {"model.npz", "model.safetensors", "run.npz", "loop.npz"}


def test_what_is_said_of_files_that_do_not_fit(known: dict[str, Any]) -> None:
    smaller = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8))
    before = smaller.state_dict()
    with pytest.raises(RuntimeError) as caught:
        nn.load(smaller, "model.npz")
    assert all(name in str(caught.value) for name in ("0.weight", "1.running_var", "4.bias"))
    assert all((value == before[name]).all() for name, value in smaller.state_dict().items())
    part = nn.load(nn.Sequential(nn.Linear(2, 16)), "model.npz", strict=False)
    assert (part[0].weight == nn.load(known["make_model"](), "model.npz")[0].weight).all()
    for bad in (lambda: nn.save(part, "model.pt"), lambda: nn.load(part, "model.pt")):
        with pytest.raises((ValueError, FileNotFoundError)):
            bad()


def test_the_two_columns_of_the_table_are_one_file(known: dict[str, Any]) -> None:
    pytest.importorskip("safetensors")
    from safetensors.numpy import load_file, save_file

    model = known["make_model"]()
    save_file(model.state_dict(), "from.safetensors")
    loaded = nn.load(known["make_model"](), "from.safetensors")
    nn.save(loaded, "to.safetensors")
    assert load_file("to.safetensors").keys() == model.state_dict().keys()


def test_a_checkpoint_gives_its_model_and_keeps_the_best(known: dict[str, Any]) -> None:
    model = nn.load(known["make_model"](), "run.npz")
    assert (model[0].weight == known["complete"][0].weight).all()
    for options in re.findall(r"nn\.Checkpoint\((.+?)\)", PAGE):
        assert eval(f"nn.Checkpoint({options})", {"nn": nn})
    assert nn.Checkpoint("run.npz", every=100, per="batch")
