"""The MNIST example on a tiny data set: what it writes, what it prints, and how it fails."""

import csv
import re
import sys

import numpy as np
import pytest

import nn
from examples import _digits, mnist_mlp

LAST_LINE = re.compile(r"^test accuracy: \d{1,3}\.\d\d %$")


@pytest.fixture
def run(data, tmp_path, capsys):
    """Run the example for an epoch; return its folder and the lines that it prints."""

    def main(*options, out="out"):
        folder = tmp_path / out
        mnist_mlp.main(["--data", str(data), "--out", str(folder), "--epochs", "1", *options])
        return folder, capsys.readouterr().out.splitlines()

    return main


def names(folder):
    """The files in a folder; the graph is .svg and .png, or .dot where nothing can draw it."""
    found = {path.name for path in folder.iterdir()}
    graph = {name for name in found if name.startswith("model_graph")}
    assert graph in ({"model_graph.svg", "model_graph.png"}, {"model_graph.dot"})
    return found - graph


def history_of(folder):
    with (folder / "history.csv").open(newline="") as file:
        return list(csv.DictReader(file))


NUMBERS = {"weights.npz", "history.csv"}
PICTURES = {"learning_curves.png", "misclassified.png"}


def test_it_writes_everything_and_says_where(run, data):
    folder, lines = run("--epochs", "6")
    assert names(folder) == NUMBERS | PICTURES
    written = {line.split()[1] for line in lines if line.startswith("wrote ")}
    assert written == {str(path) for path in folder.iterdir()}
    for picture in PICTURES:
        assert (folder / picture).read_bytes().startswith(b"\x89PNG")
    assert [row["epoch"] for row in history_of(folder)] == list("123456")

    assert str(data) in lines[0]
    assert "  (1): Linear(in_features=784, out_features=256, bias=True)" in lines
    assert "100 training images in batches of 32, 40 test images" in lines
    assert LAST_LINE.match(lines[-1])
    assert float(lines[-1].split()[2]) > 90


def test_the_saved_weights_have_the_printed_accuracy(run, data):
    folder, lines = run()
    model = nn.load(mnist_mlp.build_model(0.2), folder / "weights.npz").eval()
    images, labels = nn.data.mnist(data, split="test").tensors
    assert lines[-1] == f"test accuracy: {100 * nn.accuracy(model(images), labels):.2f} %"
    measured = float(history_of(folder)[-1]["validation_accuracy"])
    assert lines[-1] == f"test accuracy: {100 * measured:.2f} %"


def test_equal_seeds_give_equal_runs(run):
    results = []
    for seed, out in (("3", "first"), ("3", "again"), ("4", "other")):
        folder, lines = run("--seed", seed, out=out)
        with np.load(folder / "weights.npz") as weights:
            results.append((history_of(folder)[0], lines[-1], dict(weights)))
    (row, last, weights), (row_again, last_again, weights_again), (_, _, other) = results
    del row["seconds"], row_again["seconds"]
    assert (row, last) == (row_again, last_again)
    for name, array in weights.items():
        np.testing.assert_array_equal(array, weights_again[name])
    assert any((array != other[name]).any() for name, array in weights.items())


def test_options_reach_the_model_and_the_loader(run):
    _, lines = run("--dropout", "0.5", "--batch-size", "50", "--lr", "0")
    assert lines.count("  (3): Dropout(p=0.5)") == lines.count("  (6): Dropout(p=0.5)") == 1
    assert "100 training images in batches of 50, 40 test images" in lines


def test_many_images_come_in_larger_batches(run, monkeypatch):
    many = nn.data.TensorDataset(
        np.zeros((10_001, 1, 28, 28), np.float32), np.zeros(10_001, np.int64), source="zeros"
    )
    monkeypatch.setattr(nn.data, "mnist", lambda root, split: many)
    _, lines = run()
    assert "10,001 training images in batches of 128, 10,001 test images" in lines
    assert lines[-1] == "test accuracy: 100.00 %"


def test_training_images_are_shuffled(run, monkeypatch):
    orders = []
    fit = nn.Trainer.fit

    def noted(trainer, loader, epochs, validation):
        orders.extend(loader_.shuffle for loader_ in (loader, validation))
        return fit(trainer, loader, epochs, validation)

    monkeypatch.setattr(nn.Trainer, "fit", noted)
    run()
    assert orders == [True, False]


def test_without_matplotlib_the_training_is_kept(run, monkeypatch):
    for name in {"matplotlib", *(name for name in sys.modules if name.startswith("matplotlib."))}:
        monkeypatch.setitem(sys.modules, name, None)
    folder, lines = run()
    assert names(folder) == NUMBERS
    assert len([line for line in lines if line.endswith("pip install matplotlib")]) == 1
    assert LAST_LINE.match(lines[-1])


@pytest.mark.parametrize(
    ("step", "epochs", "pictures"), [(1, 0, {"misclassified.png"}), (6, 1, PICTURES)]
)
def test_ctrl_c_keeps_what_is_finished(run, monkeypatch, step, epochs, pictures):
    steps = iter(range(1, 100))
    take_step = nn.optim.Adam.step

    def interrupted(optimizer):
        if next(steps) == step:
            raise KeyboardInterrupt
        take_step(optimizer)

    monkeypatch.setattr(nn.optim.Adam, "step", interrupted)
    folder, lines = run("--epochs", "3")  # of 4 batches each
    assert names(folder) == NUMBERS | pictures
    assert len(history_of(folder)) == epochs
    assert LAST_LINE.match(lines[-1])


def test_a_folder_that_cannot_be_written_is_found_out_before_the_training(run, tmp_path, capsys):
    (tmp_path / "file").touch()
    with pytest.raises(SystemExit, match=r"^cannot write into the folder .*: Not a directory$"):
        run(out="file/out")
    shown = capsys.readouterr()
    assert shown.out + shown.err == ""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--data", "/no/such/folder"], "the folder /no/such/folder .* does not exist"),
        (["--dropout", "1.5"], "Dropout: .* between 0 and 1, got 1.5"),
        (["--lr", "-1"], "Adam: lr must be .*, got -1.0"),
        (["--seed", "-1"], "the seed must not be negative, got -1"),
    ],
)
def test_a_wrong_option_is_one_line(run, tmp_path, options, message):
    with pytest.raises(SystemExit, match=f"^mnist_mlp: .*{message}") as exit_:
        run(*options)
    assert "\n" not in exit_.value.code
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("option", ["--epochs", "--batch-size"])
@pytest.mark.parametrize("value", ["0", "-3", "many", "1.5"])
def test_counts_are_positive_integers(run, capsys, option, value):
    with pytest.raises(SystemExit) as exit_:
        run(option, value)
    assert exit_.value.code == 2
    assert option in capsys.readouterr().err.splitlines()[-1]


def test_the_confusion_table_has_true_digits_in_rows():
    counts = np.diag(np.arange(10) + 990)
    counts[3, 8] = 7
    lines = _digits.confusion_table(counts).splitlines()
    assert len({len(line) for line in lines[1:]}) == 1
    assert lines[0].strip() == "predicted"
    assert lines[1].split() == list("0123456789")
    assert lines[3].split() == ["true", "0", "|", "990", *["0"] * 9]
    assert lines[6].split() == ["3", "|", "0", "0", "0", "993", "0", "0", "0", "0", "7", "0"]
    assert lines[6].index("7") == lines[1].index("8")


@pytest.mark.parametrize(("wrong", "shown"), [(0, 0), (3, 3), (20, 20), (55, 40)])
def test_misclassified_shows_as_many_as_there_are(wrong, shown):
    labels = np.arange(60) % 10
    probabilities = np.eye(10, dtype=np.float32)[labels]
    # The later, the surer that it is the next digit.
    probabilities[:wrong] *= 0.1
    probabilities[np.arange(wrong), (labels[:wrong] + 1) % 10] = np.linspace(0.5, 0.8, wrong)
    figure = _digits.misclassified(np.zeros((60, 1, 28, 28), np.float32), labels, probabilities)
    titles = [axes.get_title() for axes in figure.axes if axes.images]
    assert titles == [
        f"predicted {(labels[i] + 1) % 10}\ntrue {labels[i]}" for i in range(wrong)[::-1][:shown]
    ]
    assert figure.get_suptitle().startswith(f"{shown} of {wrong} misclassified")


def test_the_model_graph_names_parameters_and_shows_gradients(data):
    model = mnist_mlp.build_model(0.2)
    source = _digits.model_graph(model, nn.CrossEntropyLoss(), nn.data.mnist(data)).source
    for name in ("images", "loss", *(name for name, _ in model.named_parameters())):
        assert f"<b>{name}</b>" in source, name
    assert "–" not in source  # what a picture shows where a gradient is missing
