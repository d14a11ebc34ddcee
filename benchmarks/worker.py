"""One side of a comparison: python -m benchmarks.worker LIBRARY CASE.

It says hello with its version and threads, and then answers the commands on its standard input,
each with a line of JSON, until that ends:

    check            the numbers of the first steps, by which the sides are held together
    run STEPS LEAVE  the seconds of STEPS steps, after LEAVE uncounted ones
    memory           the bytes in memory now, and the most that there ever were

Python's garbage collector is left as Python sets it: collecting cycles is part of what a library
that makes cycles costs, and hardly anybody who trains a model turns it off.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from benchmarks import cases, libraries
from benchmarks.cases.job import Job

__all__ = ["COMMANDS", "serve"]


def check(job: Job) -> list[float]:
    return job.first_numbers()


def run(job: Job, steps: int, leave: int) -> float:
    for _ in range(leave):
        job.step()
    start = time.perf_counter()
    for _ in range(steps):
        job.step()
    return time.perf_counter() - start


def memory(job: Job) -> dict[str, int]:
    """Read the process's own account: `getrusage` would count what its parent had, too."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        import resource

        unit = 1 if sys.platform == "darwin" else 1024
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
        return {"now": peak, "peak": peak}
    kilobytes = {line.split(":")[0]: line.split()[1] for line in lines if line.startswith("Vm")}
    return {name: int(kilobytes[key]) * 1024 for name, key in (("now", "VmRSS"), ("peak", "VmHWM"))}


COMMANDS: dict[str, Callable[..., Any]] = {"check": check, "run": run, "memory": memory}


def serve(library: str, case: str, commands: Iterable[str], answer: Callable[[Any], None]) -> None:
    """Build a case with a library, and answer commands."""
    loaded = libraries.load(library)
    job = cases.build(case, loaded)
    answer({"version": loaded.version, "threads": loaded.threads()})
    for line in commands:
        name, *numbers = line.split()
        answer(COMMANDS[name](job, *map(int, numbers)))


def main() -> None:
    library, case = sys.argv[1:]
    # Answers go where standard output went; what a library prints goes to standard error.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(library, case, sys.stdin, lambda x: print(json.dumps(x), file=answers, flush=True))


if __name__ == "__main__":
    main()
