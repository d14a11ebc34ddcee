"""The site, built once in a run of the tests, by whichever process needs it first."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def build(source: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Make the site as `make docs` does, with the settings of docs/conf.py."""
    options = ["--fail-on-warning", "--keep-going", "--fresh-env", "--quiet", "--builder", "html"]
    places = ["-c", ROOT / "docs", "-d", out.with_name(f"{out.name}-doctrees"), source, out]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "NO_COLOR": "1"}
    return subprocess.run(
        [sys.executable, "-m", "sphinx", *options, *map(str, places)],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built site: the one that HANDGRAD_SITE names, else a new one."""
    if "HANDGRAD_SITE" in os.environ:
        return ROOT / os.environ["HANDGRAD_SITE"]
    fcntl = pytest.importorskip("fcntl")  # not on Windows
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    out, said = shared / "site", shared / "site.txt"
    with (shared / "site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not said.exists():
            done = build(ROOT / "docs", out)
            said.write_text(f"{done.returncode}\n{done.stdout}", encoding="utf-8")
    code, _, output = said.read_text(encoding="utf-8").partition("\n")
    if code != "0":
        pytest.fail(f"the site was not built:\n{output}", pytrace=False)
    return out
