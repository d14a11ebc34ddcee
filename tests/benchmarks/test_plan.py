"""The plan measures what was promised, and its names choose cases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import cases, plan
from benchmarks.__main__ import read_options
from benchmarks.libraries import LIBRARIES

BARS = {
    "chain-constants": {"micrograd": 0.6, "torch": 0.25},
    "chain-parameters": {"micrograd": 0.6, "torch": 0.25},
    "chain-mixture": {"micrograd": 0.6, "torch": 0.25},
    "demo": {"micrograd": 0.6},
    "mlp-training-128": {"torch": 0.86, "numpy": 1.10},
    "mlp-training-32": {"torch": 0.60, "numpy": 1.15},
    "lenet-training": {"torch": 1.0},
    "cnn-training": {"torch": 1.0},
    "cnnbn-training": {"torch": 0.7},
    "lstm-training": {"torch": 1.0},
    "attention-training": {"torch": 1.0},
    "mlp-inference": {"torch": 1.0},
    "lenet-inference": {"torch": 1.0},
    "cnn-inference": {"torch": 1.0},
    "cnnbn-inference": {"torch": 1.0},
    "mlp-epoch": {"torch": 0.4},
    "lenet-epoch": {"torch": 0.8},
}
TRAINING_RUNS = {
    "mlp-training-128", "mlp-training-32", "lenet-training", "cnn-training", "cnnbn-training", "lstm-training",
    "attention-training",
}  # fmt: skip


def test_these_are_the_bars() -> None:
    assert {c.name: {r.library: r.bar for r in c.rivals} for c in plan.PLAN} == BARS
    assert {(one.package, one.seconds, one.ratio) for one in plan.IMPORTS} == {
        ("autograd", 0.15, 0.15), ("nn", 0.15, 0.15),
    }  # fmt: skip
    assert {scale.name: scale.bar for scale in plan.SCALES if scale.bar} == {"scale-steps": 1.01}


def test_memory_is_compared_for_each_training_run() -> None:
    assert {case.name for case in plan.PLAN if case.memory} == TRAINING_RUNS


def test_every_case_has_a_job_and_known_rivals() -> None:
    assert {case.name for case in (*plan.PLAN, *plan.SCALES)} == set(cases.JOBS)
    assert {rival.library for case in plan.PLAN for rival in case.rivals} <= set(LIBRARIES)


def test_a_run_of_all_cases_takes_less_than_ten_minutes() -> None:
    """By the clock of the plan: each process takes some three seconds to begin."""
    seconds = sum(case.seconds + 3 * (1 + len(case.rivals)) for case in plan.PLAN)
    assert seconds + sum(scale.seconds for scale in plan.SCALES) < 480


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        (["lenet-training"], ["lenet-training"]),
        (["lenet"], ["lenet-training", "lenet-inference", "lenet-epoch"]),
        (["epoch", "demo"], ["demo", "mlp-epoch", "lenet-epoch"]),
        (["import"], ["import-autograd", "import-nn"]),
        ([], plan.names()),
    ],
)
def test_words_choose_cases_in_the_order_of_the_plan(words: list[str], chosen: list[str]) -> None:
    assert plan.select(words) == chosen


def test_a_word_that_chooses_nothing_is_an_error() -> None:
    with pytest.raises(ValueError, match="there is no case 'resnet'; there are chain-constants, "):
        plan.select(["resnet"])


def test_pytorch_is_the_version_that_make_bench_installs() -> None:
    makefile = (Path(__file__).parents[2] / "Makefile").read_text(encoding="utf-8")
    for name in ("torch", "micrograd"):
        (installed,) = re.findall(rf" ({name}==\S+)", makefile)
        assert LIBRARIES[name].install == installed


@pytest.mark.parametrize("words", ["--seconds 0", "--seconds -1", "--seconds nan", "--seconds inf", "--seconds x"])
def test_a_factor_of_time_is_a_number_above_0(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_options(words.split())
    assert "must be a number above 0" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_refused_before_anything_is_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit):
        read_options(["demo", "--out", str(tmp_path / "file")])
    assert "file" in capsys.readouterr().err
