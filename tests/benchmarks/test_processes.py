"""Workers, their turns, and the command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import __main__ as command
from benchmarks import libraries, measure, process
from benchmarks.plan import Case, Rival, Scale
from benchmarks.process import ROOT, Worker, WorkerError, environment
from benchmarks.turns import rounds
from benchmarks.worker import serve

OURS_ALONE = Case("mlp-training-32", "the MLP", (Rival("numpy", 1.0),), seconds=0)


def test_a_worker_answers_commands() -> None:
    answers: list[Any] = []
    serve("numpy", "mlp-training-32", ["check\n", "run 2 1\n", "memory\n"], answers.append)
    hello, numbers, seconds, memory = answers
    assert hello["version"]
    assert len(numbers) == 10
    assert seconds > 0
    assert 0 < memory["now"] <= memory["peak"]


def test_a_worker_is_a_process_with_the_threads_it_is_given() -> None:
    with Worker("handgrad", "mlp-training-32", threads=1) as worker:
        assert worker.hello["threads"] in (1, None)
        assert worker.check()[0] > 0
        assert worker.run(2, leave=1) > 0
        # Its own account: what its parent holds is not counted.
        assert worker.memory()["peak"] < 200e6
        running = worker._process
    assert running.poll() is not None


def test_workers_end_when_the_measurement_is_interrupted() -> None:
    with pytest.raises(KeyboardInterrupt), Worker("numpy", "mlp-training-32", threads=1) as worker:
        raise KeyboardInterrupt
    assert worker._process.poll() is not None


def test_a_worker_that_fails_is_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(WorkerError, match="the worker of numpy, demo, ended with code 1"), Worker("numpy", "demo", 1):
        pass
    assert "has no attribute 'scalar_mlp'" in capfd.readouterr().err


def test_workers_get_the_same_threads_and_write_bytecode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    variables = environment(3)
    assert "PYTHONDONTWRITEBYTECODE" not in variables
    assert [variables[f"{pool}_NUM_THREADS"] for pool in ("OMP", "OPENBLAS", "MKL")] == ["3"] * 3


class FakeWorker:
    """Notes who works when; a step takes the seconds that it is told."""

    def __init__(self, library: str, seconds: float, log: list[Any]) -> None:
        self.library, self.seconds, self.log = library, seconds, log

    def run(self, steps: int, leave: int = 0) -> float:
        self.log.append((self.library, steps, leave))
        return self.seconds


def test_sides_take_turns_of_a_tenth_of_a_second_and_leave_out_the_first_step(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr("time.sleep", pauses.append)
    log: list[Any] = []
    workers: Any = [FakeWorker("a", 0.01, log), FakeWorker("b", 0.05, log)]
    assert rounds(workers, seconds=0, at_least=3) == [[0.01, 0.05]] * 3
    assert log[:2] == [("a", 1, 0), ("b", 1, 0)]
    assert log[2:] == [("a", 10, 1), ("b", 2, 1), ("b", 2, 1), ("a", 10, 1), ("a", 10, 1), ("b", 2, 1)]
    assert pauses == [0.05] * len(log)


def test_a_long_step_is_a_turn_and_none_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    log: list[Any] = []
    workers: Any = [FakeWorker("a", 2.0, log), FakeWorker("b", 3.0, log)]
    assert len(rounds(workers, seconds=0, at_least=3)) == 3
    # The first, by which the length is known, counts as well.
    assert log == [(side, 1, 0) for side in "ababba"]


def test_a_comparison_gives_a_row_for_each_rival() -> None:
    hellos: dict[str, Any] = {}
    (row,) = measure.compare(OURS_ALONE, 1, 1.0, hellos)
    assert (row.case, row.against, row.bar, row.unit) == ("mlp-training-32", "NumPy by hand", 1.0, "ms")
    assert row.ratio > 0
    assert set(hellos) == {"handgrad", "numpy"}


def test_different_losses_fail_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Worker.check

    def check(worker: Worker) -> list[float]:
        numbers = honest(worker)
        return [*numbers[:-1], 1.01 * numbers[-1]] if worker.library == "numpy" else numbers

    monkeypatch.setattr(Worker, "check", check)
    monkeypatch.setattr("benchmarks.plan.PLAN", (OURS_ALONE,))
    with pytest.raises(SystemExit) as caught:
        command.main(["mlp-training-32", "--threads", "1"])
    assert str(caught.value).startswith(
        "benchmarks: mlp-training-32: the sides do not compute the same. From the same weights, at step 10 of 10, handgrad has "
    )


def test_different_threads_fail_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = iter((1, 2))
    monkeypatch.setattr(process, "environment", lambda threads: environment(next(asked)))
    if libraries.load("numpy").threads() is None:
        pytest.skip("this NumPy does not tell its threads")
    with pytest.raises(measure.DifferenceError, match=r"different numbers of threads: \{'handgrad': 1, 'numpy': 2\}"):
        list(measure.compare(OURS_ALONE, 1, 1.0, {}))


def test_growth_is_compared_with_the_smallest_size() -> None:
    rows = list(measure.grow(Scale("scale-nodes", "a chain", (10, 20, 1000), "nodes", seconds=0), 1, 1.0, {}))
    assert [row.title for row in rows] == ["a chain: time per node at 20", "a chain: time per node at 1,000"]
    assert {row.against for row in rows} == {"10 nodes"}
    (row,) = measure.grow(Scale("scale-steps", "memory", (5, 10), "steps", 1.01), 1, 1.0, {})
    assert (row.title, row.against, row.unit, row.bar) == ("memory: after 10 steps", "5 steps", "MB", 1.01)
    assert 0.5 < row.ratio < 2


def test_a_run_writes_its_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("benchmarks.plan.PLAN", (OURS_ALONE,))
    command.main(["mlp-training-32", "--threads", "1", "--out", str(tmp_path)])
    printed = capsys.readouterr().out
    assert "for each side 1 thread" in printed
    assert (tmp_path / "table.md").read_text(encoding="utf-8") in printed
    assert (tmp_path / "table.json").is_file()


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_help_names_the_cases() -> None:
    result = run("--help")
    assert result.returncode == 0
    assert "chain-constants" in result.stdout
    assert "--threads" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["resnet"], "there is no case 'resnet'; there are chain-constants, "),
        (["--threads", "0"], "argument --threads: must be an integer of at least 1, got 0"),
    ],
)
def test_wrong_arguments_are_clear_errors(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert message in result.stderr


def test_a_missing_rival_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(libraries, "find_spec", lambda name: None if name in ("torch", "micrograd") else name)
    with pytest.raises(SystemExit) as caught:
        command.main(["chain"])
    assert str(caught.value) == (
        "benchmarks: missing here: pip install micrograd==0.1.0 torch==2.13.0 (`make bench` does)"
    )
