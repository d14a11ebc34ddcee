"""The MNIST example with convolutions: what it reads, writes and prints, and that it can be resumed."""

import csv
import re

import numpy as np
import pytest

import nn
from examples import mnist_cnn

LAST_LINE = re.compile(r"^test accuracy: (\d{1,3}\.\d\d) %$")


@pytest.fixture
def run(data, tmp_path, capsys):
    """Run the example for an epoch; return its folder and the lines that it prints."""

    def main(*options, out="out"):
        folder = tmp_path / out
        mnist_cnn.main(["--data", str(data), "--out", str(folder), "--epochs", "1", *options])
        return folder, capsys.readouterr().out.splitlines()

    return main


def weights_in(folder):
    with np.load(folder / "weights.npz") as archive:
        return dict(archive)


def history_of(folder):
    with (folder / "history.csv").open(newline="") as file:
        return [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(file)]


def test_the_small_model_reads_96_percent_of_the_bundled_test_images(tmp_path, capsys):
    mnist_cnn.main(["--model", "small", "--subset", "--out", str(tmp_path)])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "data: bundled subset (8,000 training and 2,000 test images)"
    assert len(history_of(tmp_path)) == 12
    assert float(LAST_LINE.match(lines[-1])[1]) >= 96


@pytest.mark.parametrize(("model", "weights"), [("small", 9098), ("lenet", 61706), ("bn", 104426)])
def test_models_have_the_weights_that_they_say(model, weights):
    build = mnist_cnn.MODELS[model].build
    assert sum(parameter.numel() for parameter in build().parameters()) == weights
    assert f"{weights:,} weights" in build.__doc__


@pytest.mark.parametrize("model", mnist_cnn.MODELS)
def test_every_model_trains_on_augmented_images_and_writes_everything(run, model):
    folder, lines = run("--model", model, "--augment")
    assert LAST_LINE.match(lines[-1])
    names = {path.name for path in folder.iterdir()}
    pictures = {"learning_curves.png", "misclassified.png", "filters.png", "feature_maps.png"}
    assert names >= {"weights.npz", "history.csv", "checkpoint.npz", "plan.json"} | pictures
    assert {f"wrote {folder / name}" for name in names - {"checkpoint.npz", "plan.json"}} <= set(lines)


def test_lenet_is_the_default_and_the_learning_rate_goes_up_and_down_once(run):
    folder, lines = run("--epochs", "10", "--batch-size", "50", "--lr", "0.01")  # 20 steps
    assert "  (0): Conv2d(1, 6, kernel_size=(5, 5), stride=(1, 1), padding=(2, 2))" in lines
    assert "100 training images in batches of 50, 40 test images" in lines
    rates = [float(row["lr"]) for row in history_of(folder)]
    top = rates.index(max(rates))
    assert 0 < top < 5
    assert 0.009 < rates[top] <= 0.01
    assert rates[: top + 1] == sorted(rates[: top + 1])
    assert rates[top:] == sorted(rates[top:], reverse=True)


@pytest.mark.parametrize("options", [("--model", "lenet"), ("--model", "bn", "--augment")])
def test_equal_seeds_give_equal_weights_to_the_bit(run, options):
    first, again, other = (
        weights_in(run(*options, "--seed", seed, out=out)[0])
        for seed, out in (("3", "first"), ("3", "again"), ("4", "other"))
    )
    for name, array in first.items():
        np.testing.assert_array_equal(array, again[name])
    assert any((array != other[name]).any() for name, array in first.items())


def test_an_interrupted_run_goes_on_to_the_same_weights(run, monkeypatch):
    options = ("--model", "bn", "--augment", "--epochs", "3", "--batch-size", "25")  # 4 batches
    whole, lines = run(*options, out="whole")
    steps, step = [], nn.optim.AdamW.step

    def interrupted(optimizer, closure=None):
        steps.append(optimizer)
        if len(steps) == 7:
            raise KeyboardInterrupt
        return step(optimizer, closure)

    monkeypatch.setattr(nn.optim.AdamW, "step", interrupted)
    folder, _ = run(*options, out="interrupted")
    assert len(history_of(folder)) == 1
    monkeypatch.setattr(nn.optim.AdamW, "step", step)
    folder, lines_again = run(*options, "--resume", out="interrupted")
    assert lines_again[-1] == lines[-1]
    assert history_of(folder) == history_of(whole)
    for name, array in weights_in(whole).items():
        np.testing.assert_array_equal(weights_in(folder)[name], array)


def test_there_must_be_something_to_resume(run):
    with pytest.raises(SystemExit, match=r"^mnist_cnn: there is no run to resume in .*out$"):
        run("--resume")


def test_a_run_is_resumed_with_its_own_options_only(run):
    run("--model", "small")
    with pytest.raises(SystemExit, match=r"was begun with batch-size 64, now 32; seed 0, now 7$"):
        run("--model", "small", "--batch-size", "32", "--seed", "7", "--resume")


def test_a_wrong_option_is_one_line(run):
    with pytest.raises(SystemExit, match=r"^mnist_cnn: .*max_lr|^mnist_cnn: .*lr"):
        run("--lr", "-1")
