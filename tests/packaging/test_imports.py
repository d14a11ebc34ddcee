"""Arrows point one way: nn uses autograd's public names, and the core none of what is built on it."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BUILT_ON_THE_CORE = ("autograd.show", "autograd.testing", "autograd.transforms", "nn")
CORE = [
    path
    for path in sorted((ROOT / "autograd").rglob("*.py"))
    if path != ROOT / "autograd/__init__.py" and path.relative_to(ROOT).parts[1] not in ("show", "testing")
]
NN = sorted((ROOT / "nn").rglob("*.py"))


def imported(path, source=None):
    """The dotted names that a file imports, however it says so."""
    package = list(path.relative_to(ROOT).parts[:-1])
    for node in ast.walk(ast.parse(source or path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def belongs_to(name, package):
    return name == package or name.startswith(package + ".")


def is_private_of_autograd(name):
    return belongs_to(name, "autograd") and any(part.startswith("_") for part in name.split("."))


@pytest.mark.parametrize("path", CORE, ids=[str(path.relative_to(ROOT)) for path in CORE])
def test_the_core_imports_nothing_that_is_built_on_it(path):
    built = [name for name in imported(path) if any(belongs_to(name, b) for b in BUILT_ON_THE_CORE)]
    allowed = {"autograd.transforms"} if path.name == "transforms.py" else set()
    assert set(built) <= allowed


@pytest.mark.parametrize("path", NN, ids=[str(path.relative_to(ROOT)) for path in NN])
def test_nn_imports_public_names_of_autograd_alone(path):
    assert [name for name in imported(path) if is_private_of_autograd(name)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import autograd.show", "autograd.show"),
        ("from .show import draw", "autograd.show.draw"),
        ("from . import show", "autograd.show"),
        ("def f():\n    from autograd import show", "autograd.show"),
        ("from autograd._tensor import bare", "autograd._tensor.bare"),
    ],
)
def test_every_way_to_import_is_seen(source, found):
    assert list(imported(ROOT / "autograd/modes.py", source)) == [found]
