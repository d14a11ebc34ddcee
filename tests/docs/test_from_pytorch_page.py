"""What docs/from-pytorch.md says runs, differs and loads as it says; in PyTorch too, where it is."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd
import nn

PAGE = (Path(__file__).parents[2] / "docs/from-pytorch.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
IMPORTS, SCRIPT, TO_SAFETENSORS, LOAD, TO_NPZ, BACK, BACK_IN_PYTORCH = BLOCKS
(PRINTED,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)
TO_CHANGE = PAGE.partition("## What to change")[2].partition("\n## ")[0]
CHANGES = re.findall(r"^\| `(.+?)` \| (.+) \|$", TO_CHANGE, re.MULTILINE)
TABLE, _, MISSING = PAGE.partition("## All differences")[2].partition("### What is not here")
ROWS = re.findall(r"^\| .+? \| `(.+?)` \| `(.+?)` \| .+ \|$", TABLE, re.MULTILINE)
ABSENT = re.findall(r"^\| not in PyTorch \| `(.+?)` \|  ?\|", TABLE, re.MULTILINE)


def test_imports_of_the_table_are_those_of_the_script() -> None:
    changes = dict(re.findall(r"^\| `(.+? import .+?|import .+?)` \| `(.+?)` \|$", PAGE, re.M))
    assert len(changes) == 6
    for ours in changes.values():
        exec(ours, {})
    others = [line for line in IMPORTS.splitlines() if line != "import autograd as torch"]
    assert set(others) <= set(changes.values())


def test_the_script_runs_unchanged(capsys: pytest.CaptureFixture[str]) -> None:
    exec(IMPORTS + SCRIPT, {"__name__": "script"})
    assert capsys.readouterr().out == PRINTED


def test_the_script_is_pytorchs(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("torch")
    changes = re.findall(r"^\| `(.*?import .+?)` \| `.+?` \|$", PAGE, re.MULTILINE)
    exec("\n".join(changes[:5]) + "\n" + SCRIPT, {"__name__": "script"})
    assert capsys.readouterr().out == PRINTED


def weights_of_pytorch() -> dict[str, Any]:
    """Arrays named as in the state dict of PyTorch's model."""
    shapes = {"0.weight": (8, 4), "0.bias": (8,), "2.weight": (2, 8), "2.bias": (2,)}
    return {name: np.full(shape, 0.5, dtype="float32") for name, shape in shapes.items()}


def test_files_of_weights_load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    safetensors = pytest.importorskip("safetensors.numpy")
    monkeypatch.chdir(tmp_path)
    safetensors.save_file(weights_of_pytorch(), "weights.safetensors")
    np.savez("weights.npz", **weights_of_pytorch())
    known: dict[str, Any] = {"nn": nn}
    exec(LOAD, known)
    loaded = nn.load(nn.MLP([4, 8, 2]), "weights.npz").state_dict()
    for name, value in known["model"].state_dict().items():
        assert (value == 0.5).all()
        assert (loaded[name] == 0.5).all()


def test_weights_go_to_pytorch_and_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    torch = pytest.importorskip("torch")
    monkeypatch.chdir(tmp_path)
    there: dict[str, Any] = {}
    exec(TO_SAFETENSORS + TO_NPZ, there)
    here: dict[str, Any] = {"nn": nn}
    exec(LOAD, here)
    from_npz = nn.load(nn.MLP([4, 8, 2]), "weights.npz")
    x = np.linspace(-1, 1, 12, dtype="float32").reshape(3, 4)
    expected = there["model"](torch.tensor(x)).detach().numpy()
    for model in (here["model"], from_npz):
        np.testing.assert_allclose(model(x).detach().numpy(), expected, rtol=1e-5, atol=1e-6)
    with autograd.no_grad():
        here["model"][0].weight.fill_(0.25)
    exec(BACK, here)
    exec(BACK_IN_PYTORCH, there)
    assert (there["model"][0].weight == 0.25).all()


def names_of(section: str) -> dict[str, Any]:
    """What the session above a table defines."""
    known: dict[str, Any] = {}
    exec("\n".join(re.findall(r"^(?:>>>|\.\.\.) ?(.*)$", section, re.MULTILINE)), known)
    return known


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    return names_of(TABLE)


def test_every_row_of_what_to_change_is_tested() -> None:
    assert len(CHANGES) == len(re.findall(r"^\| `", TO_CHANGE, re.MULTILINE)) == 30


def test_what_to_write_instead_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = names_of(TO_CHANGE)
    monkeypatch.chdir(tmp_path)  # a row saves what the next one loads
    for _, instead in CHANGES:
        if not instead.startswith("no line"):
            eval(re.findall("`(.+?)`", instead)[0], known)


@pytest.mark.parametrize("written", [written for written, _ in CHANGES])
def test_what_is_to_be_changed_is_an_error_here(written: str) -> None:
    known = names_of(TO_CHANGE)
    with pytest.raises((AttributeError, TypeError, NameError)):
        eval(written, known)


@pytest.mark.parametrize("written", [written for written, _ in CHANGES])
def test_what_is_to_be_changed_runs_in_pytorch(
    written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch = pytest.importorskip("torch")
    if "transforms" in written:
        pytest.skip("is torchvision's")
    if "cuda" in written and not torch.cuda.is_available() and "is_available" not in written:
        pytest.skip("needs a GPU")
    monkeypatch.chdir(tmp_path)
    model = torch.nn.Linear(3, 2)
    torch.save(model.state_dict(), "model.pt")
    known = {"torch": torch, "x": torch.rand(4, 3), "array": np.ones((4, 3)), "model": model}
    eval(written, {**known, "training": False})


def test_every_row_with_code_is_tested() -> None:
    rows_with_code = re.findall(r"^\| [^|]+ \| `", TABLE, re.MULTILINE)
    assert len(ROWS) + len(ABSENT) == len(rows_with_code) > 60


@pytest.mark.parametrize(("written", "shown"), ROWS, ids=[written for written, _ in ROWS])
def test_row(names: dict[str, Any], written: str, shown: str) -> None:
    autograd.manual_seed(0)
    error, _, said = shown.partition(": ")
    if error.endswith("Error"):
        with pytest.raises(names["__builtins__"][error], match=re.escape(said)):
            eval(written, dict(names))
        return
    assert repr(eval(written, dict(names))) == shown


@pytest.mark.parametrize("written", ABSENT)
def test_what_pytorch_has_not(names: dict[str, Any], written: str) -> None:
    eval(written, dict(names))
    with contextlib.suppress(ImportError):
        import torch

        for package, name in re.findall(r"(nn|optim)\.(\w+)", written):
            assert not hasattr(getattr(torch, package), name)


def test_what_is_not_here_is_not() -> None:
    missing = re.findall(r"`(\w+)`", MISSING)
    packages = [nn, nn.optim, nn.optim.lr_scheduler, nn.data]
    assert not [name for name in missing for package in packages if hasattr(package, name)]
    with contextlib.suppress(ImportError):
        import torch

        theirs = [torch.nn, torch.optim, torch.optim.lr_scheduler, torch.utils.data]
        for name in missing:
            assert any(hasattr(package, name) for package in theirs), name
