"""What the README shows runs as it stands there, and prints what it says."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import autograd
import nn

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.fixture(autouse=True)
def in_an_empty_folder_without_mnist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MNIST_DIR", raising=False)
    monkeypatch.setenv("HANDGRAD_MNIST_MIRRORS", "")
    monkeypatch.setenv("HANDGRAD_CACHE", str(tmp_path / "cache"))


def run(block: str) -> dict[str, Any]:
    namespace: dict[str, Any] = {}
    exec(block, namespace)
    return namespace


def test_the_readme_has_these_blocks() -> None:
    assert len(BLOCKS) == 5


def test_the_first_gradient(capsys: pytest.CaptureFixture[str]) -> None:
    run(BLOCKS[0])
    (said,) = re.findall(r"print\(w.*?\)\s+# (.*)", BLOCKS[0])
    (derivation,) = re.findall(r"```\n(Given\n.*?)```", README, re.DOTALL)
    assert capsys.readouterr().out == f"{said}\n{derivation}"
    assert "w" in Path("graph.svg").read_text(encoding="utf-8")
    assert "dJ/dy" in Path("backprop.html").read_text(encoding="utf-8")


def test_the_picture_is_the_graph_that_is_drawn() -> None:
    """Mermaid's text, which GitHub draws, has the nodes and edges of `draw`."""
    (picture,) = re.findall(r"```mermaid\ngraph LR\n(.*?)    classDef", README, re.DOTALL)
    labels: dict[str, str] = {}
    edges = []
    for line in picture.splitlines():
        keys = []
        for part in line.split("-->"):
            key, value, sign = re.fullmatch(r'\s*(\w+)(?:\["(.*)"\]|\(\("(.*)"\)\))?\s*', part).groups()
            labels.setdefault(key, value or sign)
            keys.append(key)
        edges += itertools.pairwise(keys)

    names = run(BLOCKS[0])
    drawn = autograd.graph(names["J"], names)
    of = {node.key: written(node) for node in drawn.nodes}
    assert Counter(labels.values()) == Counter(of.values())
    assert Counter((labels[a], labels[b]) for a, b in edges) == Counter(
        (of[edge.tail], of[edge.head]) for edge in drawn.edges
    )
    leaves = {node.name for node in drawn.nodes if node.kind == "leaf"}
    assert set(re.search(r"class (\S+) leaf", README)[1].split(",")) == leaves


def written(node: Any) -> str:
    """A node as the README writes it."""
    if node.kind == "operation":
        return {"*": "×", "-": "−"}.get(node.sign, node.sign)
    lines = [f"<b>{node.name}</b>"] if node.name else []
    lines.append(f"{node.value:g}")
    gradient = node.gradient if node.gradient is not None else node.derivative
    return "<br>".join(lines if gradient is None else [*lines, f"grad {gradient:g}"])


def test_derivatives_of_functions(capsys: pytest.CaptureFixture[str]) -> None:
    run(BLOCKS[1])
    said = re.findall(r"print\(.*\)\s+# (.*)", BLOCKS[1])
    assert capsys.readouterr().out.splitlines() == said


def test_the_gradient_check() -> None:
    run(BLOCKS[2])


def test_the_first_network(capfd: pytest.CaptureFixture[str]) -> None:
    history = run(BLOCKS[3])["history"]
    assert history["validation_accuracy"][-1] > 0.85  # of the bundled subset, after three epochs
    fresh = nn.Sequential(nn.Flatten(), nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 10))
    nn.load(fresh, "weights.npz")


def test_more_of_nn(capfd: pytest.CaptureFixture[str]) -> None:
    history = run(BLOCKS[4])["history"]
    assert max(history["validation_accuracy"]) >= 0.99
    assert Path("boundary.png").read_bytes().startswith(b"\x89PNG")
    nn.load(nn.MLP([2, 32, 32, 2], activations="relu"), "moons.safetensors")
    assert Path("run.npz").exists()
