"""What importing the packages loads, how their modules are named, and how long they are."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("autograd", "nn")
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]

# NumPy comes first, with the part that it loads late: what that brings is not held against us.
LOADED = """
import sys
import numpy.random
before = set(sys.modules)
import {package}
new = {{name.partition(".")[0] for name in set(sys.modules) - before}}
print(*sorted(new - {{"numpy"}} - set(sys.stdlib_module_names)))
"""

# Asked of each package before its modules are imported one by one, and after.
CLASHES = """
import importlib, pkgutil
from types import ModuleType
queue = ["autograd", "nn"]
for package in queue:
    parent = importlib.import_module(package)
    for _, name, is_package in pkgutil.iter_modules(parent.__path__):
        if name == "__main__":
            continue
        before = getattr(parent, name, None)
        module = importlib.import_module(f"{package}.{name}")
        if not isinstance(before, ModuleType | None) or getattr(parent, name) is not module:
            print(f"{package}.{name}")
        queue += [f"{package}.{name}"] * is_package
"""


def fresh_interpreter(code):
    """The words that `code` prints in a new Python; warnings are errors there, as here."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


@pytest.mark.parametrize(("package", "loads"), [("autograd", ["autograd"]), ("nn", PACKAGES)])
def test_import_loads_numpy_alone(package, loads):
    assert set(fresh_interpreter(LOADED.format(package=package))) == set(loads)


def test_no_module_shares_its_name_with_something_public():
    assert fresh_interpreter(CLASHES) == []


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(ROOT)) for path in MODULES])
def test_a_module_holds_one_idea(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= 400, f"{lines} lines: what are the two ideas in it?"
