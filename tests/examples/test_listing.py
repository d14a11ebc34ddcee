"""`python -m examples` names every example, and each of them explains itself."""

import importlib
import subprocess
import sys
from pathlib import Path

import pytest

from examples.__main__ import examples

ROOT = Path(__file__).parents[2]


def test_the_command_lists_every_module_of_the_folder():
    run = subprocess.run(
        [sys.executable, "-W", "error", "-m", "examples"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    _, _, *listed = run.stdout.splitlines()
    files = {path.stem for path in (ROOT / "examples").iterdir() if path.suffix == ".py"}
    assert {line.split()[0] for line in listed} == {name for name in files if name[0] != "_"}
    assert all(len(line) <= 120 for line in listed)


def test_a_new_file_is_found_and_not_run(tmp_path):
    (tmp_path / "new.py").write_text('"""What it shows.\n\nMore of it."""\n1 / 0\n')
    (tmp_path / "bare.py").write_text("pass\n")
    (tmp_path / "_helper.py").write_text('"""Not an example."""\n')
    assert examples(tmp_path) == {"bare": "", "new": "What it shows."}


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
