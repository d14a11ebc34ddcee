"""`python -m examples` names every example under its deck, and each of them explains itself."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from examples.__main__ import by_deck, examples

ROOT = Path(__file__).parents[2]


def test_the_command_lists_every_module_of_the_folder():
    run = subprocess.run(
        [sys.executable, "-W", "error", "-m", "examples"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    _, *lines = run.stdout.splitlines()
    listed = [line.split()[0] for line in lines if line[:2] == "  " and line[2] != " "]
    files = [path.stem for path in (ROOT / "examples").iterdir() if path.suffix == ".py"]
    assert sorted(listed) == sorted(name for name in files if name[0] != "_")
    headings = [line.partition(":")[0] for line in lines if line[:1] not in ("", " ")]
    assert headings == ["Deck 1", "Deck 2", "Deck 3", "Deck 4", "Deck 5", "Others"]
    assert all(len(line) <= 100 for line in lines)


def test_a_new_file_is_found_and_not_run(tmp_path):
    (tmp_path / "new.py").write_text('"""What it shows.\n\nMore of it."""\n1 / 0\n')
    (tmp_path / "bare.py").write_text("pass\n")
    (tmp_path / "_helper.py").write_text('"""Not an example."""\n')
    assert examples(tmp_path) == {"bare": "", "new": "What it shows."}


def test_examples_stand_under_the_deck_that_they_name_first():
    listed = {
        "tensors": "Deck 5, exercise 0: tensors.", "step": "Deck 1: a step.", "pair": "Deck 1's exercise: two digits.",
        "gates": "Decks 2 and 5: AND.", "net": "Train a network.", "other": "Deck 9: none of ours.",
    }  # fmt: skip
    groups = {heading.partition(":")[0]: group for heading, group in by_deck(listed).items()}
    assert groups == {
        "Deck 1": {"step": "A step.", "pair": "Exercise: two digits."},
        "Deck 2": {"gates": "Decks 2 and 5: AND."},
        "Deck 5": {"tensors": "Exercise 0: tensors."},
        "Others": {"net": "Train a network.", "other": "Deck 9: none of ours."},
    }
    assert list(groups) == ["Deck 1", "Deck 2", "Deck 5", "Others"]


@pytest.mark.parametrize("name", examples())
def test_an_example_is_summed_up_in_one_line(name):
    about = examples()[name]
    assert 10 <= len(about) <= 78
    assert about.endswith((".", "?"))


@pytest.mark.parametrize("name", examples())
def test_an_example_says_what_it_is_and_has_help(name, capsys):
    module = importlib.import_module(f"examples.{name}")
    with pytest.raises(SystemExit) as exit_:
        module.main(["--help"])
    assert exit_.value.code == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert f"python -m examples.{name}" in shown
    assert " ".join(module.__doc__.split()) in shown


@pytest.mark.parametrize("name", examples())
def test_an_example_refuses_options_it_does_not_have(name, capsys):
    with pytest.raises(SystemExit) as exit_:
        importlib.import_module(f"examples.{name}").main(["--no-such-option"])
    assert exit_.value.code == 2
    assert "--no-such-option" in capsys.readouterr().err
