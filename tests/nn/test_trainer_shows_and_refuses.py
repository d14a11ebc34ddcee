"""Trainer: its progress bar, and the arguments it refuses."""

import sys

import numpy as np
import pytest

import nn
from autograd import Tensor
from nn.data import DataLoader, TensorDataset


class Interrupted(nn.Callback):
    def on_epoch_end(self, trainer, row):
        raise KeyboardInterrupt


def trainer(**options):
    model = nn.Linear(1, 1)
    return nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters(), lr=0.0), **options)


@pytest.fixture
def loader():
    return DataLoader(TensorDataset(np.ones((4, 1)), np.ones((4, 1))), batch_size=2)


def test_the_progress_bar_goes_to_stderr_alone(loader, capfd):
    trainer().fit(loader, 2, validation=loader)
    printed = capfd.readouterr()
    assert printed.out == ""
    lines = printed.err.replace("\r", "\n").splitlines()
    for epoch in ("epoch 1/2", "epoch 2/2"):
        last = [line for line in lines if line.startswith(epoch)][-1]
        assert "2/2" in last.removeprefix(epoch)
        assert "loss=" in last
        assert "validation_loss=" in last
    assert printed.err.endswith("\n")


def test_without_progress_nothing_is_printed_and_tqdm_not_needed(loader, capfd, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)  # importing it would raise
    trainer().fit(loader, 2, validation=loader, progress=False)
    assert capfd.readouterr() == ("", "")


def test_evaluate_and_predict_print_nothing(loader, capfd):
    trainer().evaluate(loader)
    trainer().predict(loader)
    assert capfd.readouterr() == ("", "")


def test_after_ctrl_c_the_message_stands_on_a_line_of_its_own(loader, capfd):
    trainer().fit(loader, 3, callbacks=[Interrupted()])
    printed = capfd.readouterr()
    assert printed.out == ""
    assert printed.err.endswith("\ninterrupted after 1 finished epoch\n")


@pytest.mark.parametrize("epochs", [0, -1, 1.5, True, None, "2"])
def test_epochs_must_be_a_positive_integer(loader, epochs):
    with pytest.raises(ValueError, match="fit: epochs must be a positive integer, got"):
        trainer().fit(loader, epochs)


def test_the_arguments_of_a_trainer_are_checked():
    model, loss = nn.Linear(1, 1), nn.MSELoss()
    optimizer = nn.optim.SGD(model.parameters())
    with pytest.raises(TypeError, match="Trainer: model must be a Module, got function"):
        nn.Trainer(lambda x: x, loss, optimizer)
    with pytest.raises(TypeError, match="Trainer: optimizer must be an Optimizer, got the class SGD"):
        nn.Trainer(model, loss, nn.optim.SGD)
    with pytest.raises(TypeError, match="Trainer: loss must be callable, got str"):
        nn.Trainer(model, "mse", optimizer)
    with pytest.raises(TypeError, match="Trainer: best must be callable, got float"):
        nn.Trainer(model, loss, optimizer, metrics={"best": 0.5})
    with pytest.raises(TypeError, match="Trainer: a metric must be callable, .* got 'accuracy'"):
        nn.Trainer(model, loss, optimizer, metrics=["accuracy"])


def test_a_loader_without_batches_is_an_error(loader):
    with pytest.raises(ValueError, match="fit: the loader gave no batches"):
        trainer().fit([], 1)
    with pytest.raises(ValueError, match="evaluate: the loader gave no batches"):
        trainer().fit(loader, 1, validation=[])
    with pytest.raises(ValueError, match="fit: the loader gave no batches"):
        trainer().fit(iter(list(loader)), 2)  # used up after the first epoch


@pytest.mark.parametrize(("batch", "what"), [
    (Tensor(np.ones((2, 1))), "Tensor"),
    ((np.ones((2, 1)),), "1 parts"),
    ((np.ones((2, 1)), np.ones((2, 1)), np.ones(2)), "3 parts"),
    ({"x": 1}, "dict"),
])  # fmt: skip
def test_a_batch_must_be_a_pair(batch, what):
    text = rf"a training batch must be a pair \(inputs, targets\), got {what}"
    with pytest.raises(ValueError, match=text):
        trainer().fit([batch], 1)
    with pytest.raises(ValueError, match=text):
        trainer().evaluate([batch])


@pytest.mark.parametrize("nothing", [np.zeros((0, 1)), [], iter(())])
def test_predict_needs_inputs(nothing):
    with pytest.raises(ValueError, match="predict: there are no inputs"):
        trainer().predict(nothing)


@pytest.mark.parametrize("batch_size", [0, -1])
def test_predict_needs_a_positive_batch_size(batch_size):
    with pytest.raises(ValueError, match="batch_size"):
        trainer().predict(np.ones((2, 1)), batch_size=batch_size)


def test_classes_names_and_strange_optimizers_are_refused():
    model, loss = nn.Linear(1, 1), nn.MSELoss()
    optimizer = nn.optim.SGD(model.parameters())
    with pytest.raises(TypeError, match=r"loss must be an object, got the class MSELoss; .*\(\)"):
        nn.Trainer(model, nn.MSELoss, optimizer)
    for metrics in ("accuracy", nn.accuracy, None):
        with pytest.raises(TypeError, match="Trainer: metrics must be a list or a dict, got"):
            nn.Trainer(model, loss, optimizer, metrics)
    with pytest.raises(ValueError, match="the optimizer holds none of the model's parameters"):
        nn.Trainer(nn.Linear(1, 1), loss, optimizer)
    both = nn.Sequential(model, nn.Linear(1, 1))
    nn.Trainer(both, loss, optimizer)  # a part of them, as in fine-tuning


def test_a_dataset_is_not_taken_for_batches():
    data = TensorDataset(np.ones((4, 1)), np.ones((4, 1)))
    for call in (lambda: trainer().fit(data, 1), lambda: trainer().fit([], 1, data),
                 lambda: trainer().evaluate(data), lambda: trainer().predict(data)):  # fmt: skip
        with pytest.raises(TypeError, match=r"needs batches, and a TensorDataset gives .*DataLoader"):
            call()
    with pytest.raises(TypeError, match="fit: needs a loader of batches, got NoneType"):
        trainer().fit(None, 1)


def test_a_number_of_epochs_may_be_numpys(loader):
    assert len(trainer().fit(loader, np.int64(2), progress=False)) == 2


@pytest.mark.parametrize("callbacks", [nn.Callback(), None, "early"])
def test_callbacks_come_in_a_list(loader, callbacks):
    with pytest.raises(TypeError, match="fit: callbacks must be a list, got"):
        trainer().fit(loader, 1, callbacks=callbacks)


def test_callbacks_may_come_from_a_generator(loader, capfd):
    heard = trainer().fit(loader, 2, progress=False, callbacks=(c for c in [Interrupted()]))
    assert heard.interrupted


@pytest.mark.parametrize(("loss", "error", "match"), [
    (lambda p, t: 3.0, TypeError, "the loss must give a Tensor, got float"),
    (lambda p, t: np.float64(3.0), TypeError, "the loss must give a Tensor, got float64"),
    (lambda p, t: None, TypeError, "the loss must give a Tensor, got NoneType"),
    (nn.MSELoss(reduction="none"), ValueError, r"a single number, .* got shape \(2, 1\)"),
])  # fmt: skip
def test_the_loss_must_be_one_number(loader, loss, error, match):
    model = nn.Linear(1, 1)
    made = nn.Trainer(model, loss, nn.optim.SGD(model.parameters()))
    for call in (lambda: made.fit(loader, 1, progress=False), lambda: made.evaluate(loader)):
        with pytest.raises(error, match=match):
            call()


def test_a_loader_that_runs_dry_is_told_why(loader):
    with pytest.raises(ValueError, match="a list or a DataLoader begins anew"):
        trainer().fit((batch for batch in loader), 2, progress=False)


def test_predictions_of_several_outputs_are_joined_by_part():
    class Two(nn.Module):
        def forward(self, x):
            return 2.0 * x, {"half": x / 2.0}

    model = nn.Sequential(Two())
    made = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(nn.Linear(1, 1).parameters()))
    double, parts = made.predict(np.array([[1.0], [2.0], [3.0]]), batch_size=2)
    assert isinstance(double, Tensor)
    assert double.tolist() == [[2.0], [4.0], [6.0]]
    assert parts["half"].tolist() == [[0.5], [1.0], [1.5]]
