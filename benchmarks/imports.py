"""The time of an import, in fresh processes that have imported NumPy already."""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterator

from benchmarks.plan import Import
from benchmarks.process import ROOT, environment
from benchmarks.results import Row, row_of_times

__all__ = ["compare_imports", "import_seconds"]

ROUNDS = 9
CODE = """
import time, numpy
start = time.perf_counter()
import {package}
print(time.perf_counter() - start)
"""


def import_seconds(package: str, threads: int) -> float:
    """Return how long an import takes in a new process, after NumPy's."""
    run = subprocess.run(
        [sys.executable, "-c", CODE.format(package=package)],
        cwd=ROOT, env=environment(threads), stdout=subprocess.PIPE, text=True, check=True,
        start_new_session=True,
    )  # fmt: skip
    return float(run.stdout)


def compare_imports(imports: list[Import], threads: int, patience: float) -> Iterator[Row]:
    """Measure imports in turn with PyTorch's."""
    packages = [*(one.package for one in imports), "torch"]
    for package in packages:
        import_seconds(package, threads)  # writes the bytecode, and fills the disk's cache
    times = [
        [import_seconds(package, threads) for package in packages]
        for _ in range(max(3, round(ROUNDS * patience)))
    ]
    for place, one in enumerate(imports):
        title = f"import {one.package}, after NumPy"
        pairs = [(row[place], row[-1]) for row in times]
        yield row_of_times(one.name, title, "PyTorch", pairs, bar=one.ratio)
        seconds = statistics.median(a for a, _ in pairs)
        yield Row(
            one.name, title, "1 s", seconds, seconds, 1.0, "s", one.seconds, rounds=len(times)
        )  # fmt: skip
