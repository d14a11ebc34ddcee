"""The options of the examples, what they claim, and how they end as programs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import autograd
from examples import _program
from examples._command import ClaimFailed, claim, read_options

ROOT = Path(__file__).parents[2]


def options_of(*arguments):
    return read_options(
        "an_example.py", "What it is.", arguments,
        steps=(5, "steps"), shift=(1, "may be 0", 0), lr=(0.1, "learning rate", 0), weight=(1.0, "any number"),
        name=("3,8", "a text"), hide=(False, "a flag"),
    )  # fmt: skip


def test_an_option_is_of_its_defaults_kind():
    options = vars(options_of())
    assert options == {
        "steps": 5, "shift": 1, "lr": 0.1, "weight": 1.0, "name": "3,8", "hide": False, "seed": 0, "out": None,
    }  # fmt: skip
    options = options_of("--steps", "1", "--shift=0", "--lr", "1e-3", "--weight=-2", "--name", "x", "--hide")
    assert vars(options) == {
        "steps": 1, "shift": 0, "lr": 0.001, "weight": -2.0, "name": "x", "hide": True, "seed": 0, "out": None,
    }  # fmt: skip
    assert [type(value) for value in (options.steps, options.weight)] == [int, float]


@pytest.mark.parametrize(
    ("argument", "wanted"),
    [
        *((f"--steps={text}", "a whole number, 1 or more") for text in ("0", "-1", "1e3", "x", "2.0", "nan", "")),
        ("--shift=-1", "a whole number, 0 or more"),
        *((f"--lr={text}", "a finite number, 0 or more") for text in ("-0.1", "nan", "inf", "-inf", "1e999", "x")),
        *((f"--weight={text}", "a finite number") for text in ("nan", "inf", "-inf", "1,5")),
        *((f"--seed={text}", "a whole number, 0 or more") for text in ("-1", "1.5", "x")),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_what_can(capsys, argument, wanted):
    with pytest.raises(SystemExit) as exit_:
        options_of(argument)
    assert exit_.value.code == 2
    option, _, text = argument.partition("=")
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == f"python -m examples.an_example: error: argument {option}: must be {wanted}, not {text}"


def test_a_number_of_many_digits_is_one():
    assert options_of("--seed", "9" * 400).seed == int("9" * 400)


def test_equal_seeds_give_equal_numbers():
    drawn = [(options_of("--seed", seed), autograd.randn(2).tolist())[1] for seed in ("0", "3", "0")]
    assert drawn[0] == drawn[2] != drawn[1]
    options_of()
    assert autograd.randn(2).tolist() == drawn[0]


def test_a_folder_for_pictures_is_made(tmp_path):
    folder = tmp_path / "two words" / "하나"
    assert options_of("--out", str(folder)).out == folder
    assert folder.is_dir()


def test_a_claim_is_printed_if_it_holds_and_else_ends_the_program(capsys):
    claim("1 < 2", 1 < 2)
    assert capsys.readouterr().out == "Shown: 1 < 2.\n"
    with pytest.raises(ClaimFailed) as failed:
        claim("2 < 1", 2 < 1)
    assert failed.value.code == "Not shown, with these settings: 2 < 1."
    assert capsys.readouterr().out == ""


# As programs of their own.


def run(*arguments, stdout=subprocess.PIPE, **variables):
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", *arguments], cwd=ROOT, stdout=stdout, stderr=subprocess.PIPE,
        timeout=60, check=False, env={**os.environ, **variables},
    )  # fmt: skip


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("module", ["examples", "examples.quiz_01"])
def test_a_reader_that_is_gone_is_no_error(module, unbuffered):
    reading, writing = os.pipe()
    os.close(reading)
    try:
        assert run(module, stdout=writing, PYTHONUNBUFFERED=unbuffered).stderr == b""
    finally:
        os.close(writing)


@pytest.mark.parametrize("module", ["examples", "examples.quiz_01"])
def test_a_terminal_without_a_character_gets_a_question_mark(module):
    done = run(module, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.isascii()
    assert module == "examples" or b"?L/?a = 21" in done.stdout


@pytest.mark.parametrize("error", [BrokenPipeError(), KeyboardInterrupt()])
def test_a_program_ends_quietly_where_its_user_ends_it(capsys, error):
    _program._end(type(error), error, None)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "error",
    [ModuleNotFoundError("No module named 'matplotlib'", name="matplotlib"), ImportError("plots need Matplotlib")],
)
def test_without_matplotlib_a_program_says_what_to_do(capsys, error):
    _program._end(type(error), error, None)
    (line,) = capsys.readouterr().err.splitlines()
    assert line == "cannot draw the pictures: install Matplotlib (pip install matplotlib) or leave out --out"


def test_any_other_error_keeps_its_traceback(capsys):
    try:
        [].pop()
    except IndexError as error:
        _program._end(type(error), error, error.__traceback__)
    assert "Traceback" in capsys.readouterr().err
