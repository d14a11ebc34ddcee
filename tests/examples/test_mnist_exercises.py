"""The decks' exercises on MNIST with all ten digits, on a tiny data set."""

import re

import pytest

import autograd
import nn
from examples import _mnist, exercise_9_mnist_mlp, mnist
from examples._command import ClaimFailed
from tests.examples.claims import control, shows


@pytest.fixture
def exercise_9(run_example, data):
    """Run exercise 9 on the tiny data set."""
    return lambda *options: run_example("exercise_9_mnist_mlp", "--data", str(data), *options)


@shows("exercise_9_mnist_mlp")
def test_the_network_with_dropout_reads_digits(exercise_9):
    run = exercise_9("--lr", "0.2", "--epochs", "8")
    assert run.printed.count("Shown:") == 3
    assert "100 training images, 40 test images" in run.printed
    assert "Linear(in_features=512, out_features=512, bias=True)" in run.printed
    assert run.printed.count("Dropout(p=0.2)") == 2
    assert run.printed.count("test accuracy of") == 10
    assert "test accuracy of 7: 100.0 % (4 of 4)" in run.printed
    assert sorted(run.files) == ["learning_curves.png", "predictions.png"]


def test_the_exercises_settings_are_the_defaults(capsys):
    with pytest.raises(SystemExit):
        exercise_9_mnist_mlp.main(["--help"])
    printed = " ".join(capsys.readouterr().out.split())
    for setting in ("images in a batch (default: 20)", "learning rate (default: 0.01)",
                    "layer (default: 512)", "in training (default: 0.2)"):  # fmt: skip
        assert setting in printed


@control("exercise_9_mnist_mlp", "the network has 669,706 parameters")
def test_a_smaller_network_has_fewer(exercise_9):
    exercise_9("--hidden", "8", "--epochs", "1")


@control("exercise_9_mnist_mlp", "dropout makes two passes differ in training, not in evaluation")
def test_without_dropout_they_do_not_differ(exercise_9):
    exercise_9("--dropout", "0", "--epochs", "1")


@control("exercise_9_mnist_mlp", "dropout makes two passes differ in training, not in evaluation")
def test_dropout_that_stays_in_evaluation_is_seen(monkeypatch):
    model = exercise_9_mnist_mlp.build(512, 0.2)
    monkeypatch.setattr(model, "eval", model.train)
    exercise_9_mnist_mlp.check(model, autograd.ones(5, 1, 28, 28), 0.95)


def test_the_right_answers_of_the_digits_add_up(exercise_9, capsys):
    with pytest.raises(ClaimFailed):
        exercise_9("--lr", "0.02", "--epochs", "1", "--hidden", "20")
    printed = capsys.readouterr().out
    right, of = zip(*re.findall(r"test accuracy of \d: .*\((\d+) of (\d+)\)", printed), strict=True)
    assert [int(count) for count in of] == [4] * 10
    assert 0 < sum(map(int, right)) < 40
    assert f"test accuracy: {100 * sum(map(int, right)) / 40:.2f} %" in printed


@pytest.mark.parametrize("dropout", ["1.5", "-1"])
def test_a_probability_of_dropout_that_is_none_ends_the_program(exercise_9, dropout):
    with pytest.raises(SystemExit):
        exercise_9("--dropout", dropout, "--epochs", "1")


@control("exercise_9_mnist_mlp", "more than 90 % of the test images are read rightly")
def test_with_a_tiny_learning_rate_exercise_9_learns_nothing(exercise_9):
    exercise_9("--lr", "0.0001", "--epochs", "1")


def test_only_wrong_answers_are_red(monkeypatch, tmp_path):
    saved = {}
    monkeypatch.setattr(exercise_9_mnist_mlp, "save_figure", lambda figure, path: saved.update({path.name: figure}))
    history = nn.History()
    history.append({"epoch": 1, "loss": 0.5, "accuracy": 0.5})
    images = [[[[0.0] * 28] * 28]] * 2
    exercise_9_mnist_mlp.draw(history, images, [3, 4], [3, 9], tmp_path)
    right, wrong = (axes.title for axes in saved["predictions.png"].axes[:2])
    assert (right.get_text(), right.get_color()) == ("3 (3)", "green")
    assert (wrong.get_text(), wrong.get_color()) == ("9 (4)", "red")


@pytest.fixture
def from_scratch(run_example, data):
    """Run the MLP of the engine alone on the tiny data set."""
    return lambda *options: run_example("mnist", "--data", str(data), *options)


@shows("mnist")
def test_the_engine_alone_reads_digits(from_scratch):
    run = from_scratch("--epochs", "5", "--batch-size", "10", "--lr", "0.02")
    assert run.printed.count("Shown:") == 3
    assert "epoch  5  loss" in run.printed
    assert list(run.files) == ["mnist.png"]


@control("mnist", "the loss's gradient by the scores is (y - t) / n")
def test_another_gradient_is_seen():
    mnist.check(0.01, [1.0], [0.95])


@control("mnist", "more than 90 % of the test images are read rightly")
def test_with_a_tiny_learning_rate_the_mlp_learns_nothing(from_scratch):
    from_scratch("--lr", "0.0001", "--epochs", "1")


@control("mnist", "more than 90 % of the test images are read rightly: 50.00 %")
def test_training_images_that_are_known_by_heart_are_not_enough():
    mnist.check(0.0, [1.0], [0.5])


@control("mnist", "the training images are known better")
def test_on_these_easy_images_a_longer_training_does_not_overfit(from_scratch):
    from_scratch("--epochs", "6", "--batch-size", "10")


def test_without_data_the_bundled_images_are_taken(monkeypatch, capsys):
    monkeypatch.delenv("MNIST_DIR", raising=False)
    train, test = _mnist.load(_mnist.DEFAULT)
    assert (len(train), len(test)) == (8000, 2000)
    assert "bundled subset" in capsys.readouterr().out


def test_the_folder_of_the_environment_is_taken(monkeypatch, data):
    monkeypatch.setenv("MNIST_DIR", str(data))
    train, test = _mnist.load(_mnist.DEFAULT)
    assert (len(train), len(test)) == (100, 40)


def test_a_folder_without_data_ends_the_program(tmp_path):
    with pytest.raises(SystemExit, match="--data: MNIST: .* lacks train-images-idx3-ubyte.gz"):
        _mnist.load(str(tmp_path))


def test_a_folder_of_the_environment_that_is_none_ends_the_program(monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_DIR", str(tmp_path / "none"))
    with pytest.raises(SystemExit, match="MNIST_DIR: MNIST: the folder .*none .* does not exist"):
        _mnist.load(_mnist.DEFAULT)
