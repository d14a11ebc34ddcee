"""Rows, and the table of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.results import Row, row_of_times
from benchmarks.table import Report, line, markdown, write

FAST = row_of_times(
    "demo", "the demo", "micrograd", [(1.0, 4.0), (2.0, 4.0), (3.0, 4.0)], bar=0.6, aim=0.5
)
SLOW = Row("mlp", "the MLP: peak memory", "PyTorch", 1.25, 500, 400, "MB", bar=1.0)
UNJUDGED = Row("scale", "a chain", "1,000 nodes", 1.5, 3.0, 2.0, "µs")


def report() -> Report:
    libraries = {"handgrad": {"version": "1.2", "threads": 2}, "torch": {"version": "2.13.0", "threads": None}}
    return Report("2030-01-02", "2 cores of X", 2, "the 60,000 of MNIST", libraries, [FAST, SLOW, UNJUDGED])


def test_a_row_of_times_is_of_medians_and_quartiles_of_the_rounds_ratios() -> None:
    assert (FAST.ratio, FAST.ours, FAST.theirs, FAST.unit) == (0.5, 2.0, 4.0, "s")
    assert FAST.quartiles == (0.375, 0.625)
    assert (FAST.best, FAST.rounds) == (0.25, 3)


@pytest.mark.parametrize(
    ("seconds", "parts", "shown", "unit"),
    [(3.0, 1, 3, "s"), (0.02, 1, 20, "ms"), (0.02, 1000, 20, "µs"), (2e-8, 1, 20, "ns"), (0.0009, 1, 0.9, "ms")],
)
def test_times_have_a_unit_that_reads_well(seconds: float, parts: int, shown: float, unit: str) -> None:
    row = row_of_times("c", "t", "a", [(seconds, seconds)] * 2, parts)
    assert row.unit == unit
    assert (row.ours, row.theirs) == (pytest.approx(shown), pytest.approx(shown))


def test_a_bar_is_met_up_to_itself() -> None:
    assert [FAST.met, SLOW.met, UNJUDGED.met] == [True, False, None]
    assert Row("c", "t", "a", 1.0, 1, 1, "s", bar=1.0).met is True


def test_the_table_in_markdown() -> None:
    assert markdown(report()) == """\
Measured on 2030-01-02: 2 cores of X.
For each side 2 threads: handgrad 1.2 (2 threads), PyTorch 2.13.0 (threads unknown).
An epoch goes through the 60,000 of MNIST.

| case                 | against     | bar             | ratio | quartiles      | best  | ours   | theirs | met    |
| -------------------- | ----------- | --------------- | ----- | -------------- | ----- | ------ | ------ | ------ |
| the demo             | micrograd   | 0.60 (aim 0.50) | 0.500 | 0.375 to 0.625 | 0.250 | 2 s    | 4 s    | yes    |
| the MLP: peak memory | PyTorch     | 1.00            | 1.250 |                |       | 500 MB | 400 MB | **no** |
| a chain              | 1,000 nodes |                 | 1.500 |                |       | 3 µs   | 2 µs   |        |

1 of 2 bars are met.
"""


def test_without_workers_the_table_names_no_library() -> None:
    report = Report("2030-01-02", "1 core of X", 1, "the 60,000 of MNIST", rows=[SLOW])
    assert "\nFor each side 1 thread.\n" in markdown(report)


def test_a_row_in_a_line() -> None:
    assert line(FAST) == (
        "the demo, against micrograd: 0.500 (quartiles 0.375 to 0.625, best 0.250; 2 s and 4 s)"
        "  bar 0.60 (aim 0.50): met"
    )
    assert line(SLOW).endswith(": 1.250 (500 MB and 400 MB)  bar 1.00: NOT MET")
    assert line(UNJUDGED) == "a chain, against 1,000 nodes: 1.500 (3 µs and 2 µs)"


def test_both_forms_are_written(tmp_path: Path) -> None:
    files = write(report(), tmp_path / "new")
    assert [path.name for path in files] == ["table.md", "table.json"]
    assert files[0].read_text(encoding="utf-8") == markdown(report())
    read = json.loads(files[1].read_text(encoding="utf-8"))
    assert read["threads"] == 2
    assert read["libraries"]["torch"]["version"] == "2.13.0"
    assert [(row["case"], row["ratio"], row["bar"], row["met"]) for row in read["rows"]] == [
        ("demo", 0.5, 0.6, True), ("mlp", 1.25, 1.0, False), ("scale", 1.5, None, None),
    ]  # fmt: skip
