"""Measure speed and memory, side by side with PyTorch, micrograd and NumPy by hand.

Each library runs in a process of its own; they take turns, with the same number of threads. Before
a case is measured, all sides take ten steps from the same weights: losses that differ are an error.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from benchmarks import imports, libraries, measure, plan
from benchmarks.cases.digits import digits_source
from benchmarks.machine import available_cores, machine
from benchmarks.process import ROOT, WorkerError
from benchmarks.results import Row
from benchmarks.table import Report, count, line, markdown, write


def main(arguments: Sequence[str] | None = None) -> None:
    options = read_options(arguments)
    chosen = options.chosen
    if lacking := libraries.missing(rivals(chosen)):
        needed = " ".join(lacking)
        raise SystemExit(f"benchmarks: missing here: pip install {needed} (`make bench` does)")
    report = Report(
        datetime.now().strftime("%Y-%m-%d"), machine(), options.threads, digits_source()
    )
    print(f"{report.machine}; for each side {count(report.threads, 'thread')}", flush=True)
    start = time.monotonic()
    try:
        for row in rows(chosen, report, options.seconds):
            report.rows.append(row)
            print(line(row), flush=True)
    except KeyboardInterrupt:
        raise SystemExit("benchmarks: interrupted; nothing was written") from None
    except (measure.DifferenceError, WorkerError) as error:
        raise SystemExit(f"benchmarks: {error}") from None
    print(f"\n{markdown(report)}\n{time.monotonic() - start:.0f} seconds.", end=" ")
    print("Written:", *write(report, options.out))


def rivals(chosen: list[str]) -> set[str]:
    """Return the libraries that cases need."""
    cases = [case for case in plan.PLAN if case.name in chosen]
    needed = {rival.library for case in cases for rival in case.rivals}
    return needed | ({"torch"} if any(one.name in chosen for one in plan.IMPORTS) else set())


def rows(chosen: list[str], report: Report, patience: float) -> Iterator[Row]:
    """Measure cases, one after the other."""
    for case in plan.PLAN:
        if case.name in chosen:
            yield from measure.compare(case, report.threads, patience, report.libraries)
    wanted = [one for one in plan.IMPORTS if one.name in chosen]
    if wanted:
        yield from imports.compare_imports(wanted, report.threads, patience)
    for scale in plan.SCALES:
        if scale.name in chosen:
            yield from measure.grow(scale, report.threads, patience, report.libraries)


def read_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "python -m benchmarks", description=__doc__,
        epilog=f"The cases: {', '.join(plan.names())}.",
    )  # fmt: skip
    option = parser.add_argument
    option(
        "cases", nargs="*", metavar="CASE",
        help="a case, or a part of names between hyphens, such as mlp or inference (default: all)",
    )  # fmt: skip
    option(
        "--threads", type=positive, default=available_cores(),
        help="threads of each side (default: the cores there are, %(default)s)",
    )  # fmt: skip
    option(
        "--seconds", type=factor, default=1.0, metavar="FACTOR",
        help="measure each case so many times as long (default: 1)",
    )  # fmt: skip
    option(
        "--out", type=Path, default=ROOT / "build/bench",
        help="folder for table.md and table.json (default: build/bench)",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    try:
        options.chosen = plan.select(options.cases)
        options.out.mkdir(parents=True, exist_ok=True)  # now, not after minutes of measuring
    except (ValueError, OSError) as error:
        parser.error(str(error))
    return options


def factor(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"must be a number above 0, got {text}")
    return number


def positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"must be an integer of at least 1, got {text}")
    return int(text)


if __name__ == "__main__":
    main()
