"""What a user gets from `pip install handgrad`."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from email.parser import Parser
from importlib import metadata
from pathlib import Path

import pytest

import autograd

ROOT = Path(__file__).parents[2]
IN_A_CHECKOUT_ONLY = shutil.ignore_patterns(".*", "build", "demo", "*.egg-info", "__pycache__")

# Without build isolation, which would need the network. An environment set up by hand may lack it.
pytestmark = pytest.mark.skipif(
    tuple(map(int, metadata.version("setuptools").split(".")[:2])) < (70, 1),
    reason="setuptools 70.1 builds a wheel by itself: pip install 'handgrad[test]'",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, unpacked. It is built from a copy: setuptools leaves its work in the source."""
    tmp = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, tmp / "source", ignore=IN_A_CHECKOUT_ONLY)
    subprocess.run(
        [
            *(sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"),
            *("--no-deps", "--no-build-isolation", "--wheel-dir", tmp, tmp / "source"),
        ],
        check=True,
        timeout=300,
    )
    (path,) = tmp.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp / "unpacked")
    return tmp / "unpacked"


def files(folder):
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_wheel_holds_the_packages_their_data_and_nothing_else(wheel):
    info = {name for name in files(wheel) if name.startswith("handgrad-")}
    source = {
        str(path.relative_to(ROOT))
        for package in ("autograd", "nn")
        for pattern in ("**/*.py", "py.typed", "data/subset/*", "**/*.css", "**/*.html", "**/*.js")
        for path in (ROOT / package).glob(pattern)
    }
    assert files(wheel) - info == source
    assert {"autograd/py.typed", "nn/py.typed", "nn/data/subset/NOTICE.md"} <= source
    assert any(re.fullmatch(r"nn/data/subset/\w+\.npz", name) for name in source)
    assert any(name.endswith("LICENSE") for name in info)


def test_wheel_imports_from_where_it_is_installed(wheel):
    run = subprocess.run(
        [sys.executable, "-c", "import autograd, nn; print(autograd.__path__ + nn.__path__)"],
        env={**os.environ, "PYTHONPATH": str(wheel)},
        cwd=wheel.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == str([str(wheel / name) for name in ("autograd", "nn")])


def test_wheel_metadata(wheel):
    (path,) = wheel.glob("*.dist-info/METADATA")
    meta = Parser().parsestr(path.read_text(encoding="utf-8"))
    assert (meta["Name"], meta["Version"]) == ("handgrad", autograd.__version__)
    assert meta["Requires-Python"] == ">=3.11"
    required = {
        re.match(r"[\w-]+", line)[0] for line in meta.get_all("Requires-Dist") if ";" not in line
    }
    assert required == {"numpy", "graphviz", "tqdm"}
    extras = {"check", "plot", "safetensors", "show", "test", "dev", "docs"}
    assert set(meta.get_all("Provides-Extra")) == extras
