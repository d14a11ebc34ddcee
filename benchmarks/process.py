"""The parent's hold on a worker: a process that runs one case with one library."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

__all__ = ["ROOT", "Worker", "WorkerError", "environment"]

ROOT = Path(__file__).parents[1]
_POOLS = ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM")


class WorkerError(RuntimeError):
    """A worker ended before it had answered; what it wrote on standard error says why."""


def environment(threads: int) -> dict[str, str]:
    """Return the environment of all workers: the same number of threads for every library.

    Bytecode is written: without it, each process would compile what it imports.
    """
    return {
        **{k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"},
        **{f"{pool}_NUM_THREADS": str(threads) for pool in _POOLS},
    }


class Worker:
    """A process that runs one case with one library; used in a `with`, after which it is gone.

    Args:
        library: a key of `benchmarks.libraries.LIBRARIES`.
        case: a name that `benchmarks.cases.build` takes.
        threads: how many threads it may use.

    Attributes:
        hello: its version and the number of threads that it really uses.
    """

    def __init__(self, library: str, case: str, threads: int) -> None:
        self.library = library
        self.case = case
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.worker", library, case],
            cwd=ROOT, env=environment(threads), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, encoding="utf-8",
            start_new_session=True,  # Ctrl-C is for the parent, which ends its workers
        )  # fmt: skip
        self.hello: dict[str, Any] = {}

    def __enter__(self) -> Worker:
        try:
            self.hello = self._answer()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._end()

    def _end(self) -> None:
        self._process.kill()
        self._process.communicate()

    def _answer(self) -> Any:
        line = self._process.stdout.readline()  # type: ignore[union-attr]
        if not line:
            code = self._process.wait()
            raise WorkerError(f"the worker of {self.library}, {self.case}, ended with code {code}")
        return json.loads(line)

    def _ask(self, *command: Any) -> Any:
        with suppress(BrokenPipeError):  # it has ended: there will be no answer
            print(*command, file=self._process.stdin, flush=True)
        return self._answer()

    def check(self) -> list[float]:
        """Return the numbers of the first steps, by which the sides are held together."""
        numbers: list[float] = self._ask("check")
        return numbers

    def run(self, steps: int, leave: int = 0) -> float:
        """Return the seconds that a step takes, the mean of several, after some uncounted ones."""
        seconds: float = self._ask("run", steps, leave)
        return seconds / steps

    def memory(self) -> dict[str, int]:
        """Return the bytes in memory "now", and at the "peak"."""
        sizes: dict[str, int] = self._ask("memory")
        return sizes
