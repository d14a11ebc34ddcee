"""Trainer: the rows of its history, averages, callbacks, Ctrl-C, evaluation and prediction."""

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from nn.data import DataLoader, TensorDataset


class Scale(nn.Module):
    """One weight that starts at 0; it remembers what it was called with."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(np.float64(0.0))
        self.dropout = nn.Dropout(0.5)
        self.calls = []

    def forward(self, x):
        self.calls.append((x.shape, self.training, autograd.is_grad_enabled()))
        return x * self.weight


def absolute_error(prediction, target):
    return float(np.mean(np.abs(prediction.detach().data - target.data)))


def make(lr=0.0, **options):
    model = Scale()
    return nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters(), lr=lr), **options)


def batches(*targets):
    """Batches with inputs 1 and these targets."""
    return [(Tensor(np.ones(len(t))), Tensor(np.array(t, float))) for t in targets]


class Recorder(nn.Callback):
    def __init__(self, log, name="", stop_at=None):
        self.log, self.name, self.stop_at = log, name, stop_at

    def on_fit_begin(self, trainer):
        self.log.append(self.name + "begin")

    def on_epoch_end(self, trainer, row):
        self.log.append(f"{self.name}epoch {row['epoch']}")
        trainer.stop = row["epoch"] == self.stop_at

    def on_fit_end(self, trainer, history):
        self.log.append(f"{self.name}end of {len(history)}")


class Interrupting:
    """Batches of which the one with this number, counted over all epochs, is Ctrl-C."""

    def __init__(self, number, error=KeyboardInterrupt):
        self.number, self.error, self.given = number, error, 0

    def __iter__(self):
        for batch in batches([1.0], [2.0]):
            self.given += 1
            if self.given == self.number:
                raise self.error
            yield batch


def test_a_row_of_the_history_holds_averages_over_samples():
    # The prediction stays 0, so the losses are 1, 1, 1 and 25: their mean is 7, not the mean 13 of
    # the two batches; the absolute errors 1, 1, 1 and 5 have the mean 2.
    trainer = make(metrics=[absolute_error])
    history = trainer.fit(batches([1.0, -1.0, 1.0], [5.0]), 2, batches([2.0, 2.0], [4.0]))
    assert len(history) == 2
    assert not history.interrupted
    for number, row in enumerate(history, start=1):
        assert list(row) == ["epoch", "loss", "absolute_error", "validation_loss",
                             "validation_absolute_error", "seconds"]  # fmt: skip
        assert (row["epoch"], row["loss"], row["absolute_error"]) == (number, 7.0, 2.0)
        # Validation: 4, 4, 16 and 2, 2, 4.
        assert (row["validation_loss"], row["validation_absolute_error"]) == (8.0, 8 / 3)
        assert row["seconds"] >= 0
        assert {type(value) for name, value in row.items() if name != "epoch"} == {float}


def test_each_batch_is_one_step_with_a_gradient_of_its_own():
    # Loss (w - 1)**2 and rate 1/4: w halves its way to 1, 0, 1/2, 3/4, 7/8, were the gradients
    # added up it would not. Each loss is measured before its step.
    trainer = make(lr=0.25)
    history = trainer.fit(batches([1.0], [1.0]), epochs=2, progress=False)
    assert trainer.model.weight.item() == 1 - 1 / 16
    assert history["loss"] == [(1 + 1 / 4) / 2, (1 / 16 + 1 / 64) / 2]


def test_training_puts_the_model_in_training_mode_and_keeps_no_graph():
    losses = []

    def loss(prediction, target):
        losses.append(nn.functional.mse_loss(prediction, target))
        return losses[-1]

    model = Scale().eval()
    trainer = nn.Trainer(model, loss, nn.optim.SGD(model.parameters(), lr=0.1))
    trainer.fit(batches([1.0]), 2, validation=batches([1.0]), progress=False)
    assert [training for _, training, _ in model.calls] == [True, False, True, False]
    assert model.training
    with pytest.raises(RuntimeError, match="a second time"):
        losses[0].backward()


def test_metrics_are_named_by_function_class_or_key():
    class Constant:
        def __call__(self, prediction, target):
            return 3

    row = make(metrics=[absolute_error, Constant()]).evaluate(batches([1.0]))
    assert row == {"loss": 1.0, "absolute_error": 1.0, "Constant": 3.0}
    assert make(metrics={"mae": absolute_error}).evaluate(batches([2.0])) == {"loss": 4, "mae": 2}


@pytest.mark.parametrize("metrics", [
    [lambda prediction, target: 1.0, lambda prediction, target: 2.0],
    {"loss": absolute_error},
], ids=["two lambdas", "loss"])  # fmt: skip
def test_metrics_whose_names_clash_are_refused_or_kept_apart(metrics):
    # Neither may silently disappear from the history.
    try:
        row = make(metrics=metrics).evaluate(batches([3.0]))
    except ValueError:
        return
    assert row["loss"] == 9.0
    assert len(row) == 1 + len(metrics)


def test_callbacks_are_told_in_order():
    log = []
    make().fit(batches([1.0]), 2, callbacks=[Recorder(log, "a "), Recorder(log, "b ")])
    assert log == ["a begin", "b begin", "a epoch 1", "b epoch 1", "a epoch 2", "b epoch 2",
                   "a end of 2", "b end of 2"]  # fmt: skip


def test_a_callback_stops_the_training_after_its_epoch_and_the_next_run_starts_anew():
    log, trainer = [], make()
    recorder = Recorder(log, stop_at=2)
    assert len(trainer.fit(batches([1.0]), 5, callbacks=[recorder])) == 2
    assert log == ["begin", "epoch 1", "epoch 2", "end of 2"]
    assert len(trainer.fit(batches([1.0]), 3)) == 3


def test_the_base_callback_does_nothing():
    assert len(make().fit(batches([1.0]), 1, callbacks=[nn.Callback()])) == 1


@pytest.mark.parametrize(("number", "epochs"), [(1, 0), (2, 0), (3, 1), (6, 2)])
@pytest.mark.parametrize("where", ["training", "validation"])
def test_ctrl_c_within_an_epoch_keeps_the_epochs_before_it(number, epochs, where, capsys):
    log, trainer = [], make()
    loaders = {"training": (Interrupting(number), None),
               "validation": (batches([1.0]), Interrupting(number))}  # fmt: skip
    loader, validation = loaders[where]
    history = trainer.fit(loader, 9, validation, callbacks=[Recorder(log)])
    assert history.interrupted
    assert [row["epoch"] for row in history] == list(range(1, epochs + 1))
    assert log[-1] == f"end of {epochs}"
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.splitlines()[-1] == f"interrupted after {epochs} finished epoch{'s' * (epochs != 1)}"
    assert autograd.is_grad_enabled()
    assert all(module.training for module in trainer.model.modules())
    assert not trainer.fit(batches([1.0]), 1).interrupted


def test_ctrl_c_in_a_callback_keeps_the_epoch_that_had_ended():
    class Impatient(nn.Callback):
        def on_epoch_end(self, trainer, row):
            if row["epoch"] == 2:
                raise KeyboardInterrupt

    history = make().fit(batches([1.0]), 9, callbacks=[Impatient()])
    assert history.interrupted
    assert history["epoch"] == [1, 2]


def test_other_errors_are_not_swallowed():
    with pytest.raises(OSError, match="disk"):
        make().fit(Interrupting(2, OSError("disk")), 1)


def test_evaluate_computes_in_evaluation_mode_and_puts_everything_back():
    trainer = make(lr=1.0)
    model = trainer.model
    model.weight.grad = gradient = Tensor(5.0)
    model.dropout.eval()  # and the rest in training mode
    assert trainer.evaluate(batches([3.0, 3.0], [0.0])) == {"loss": 6.0}
    assert model.calls == [((2,), False, False), ((1,), False, False)]
    assert (model.training, model.dropout.training) == (True, False)
    assert model.weight.grad is gradient
    assert model.weight.item() == 0.0
    assert autograd.is_grad_enabled()


@pytest.mark.parametrize("call", [
    lambda trainer: trainer.evaluate(Interrupting(2, OSError("disk"))),
    lambda trainer: trainer.predict(Interrupting(2, OSError("disk"))),
], ids=["evaluate", "predict"])  # fmt: skip
def test_modes_come_back_after_an_error(call):
    trainer = make()
    with pytest.raises(OSError, match="disk"):
        call(trainer)
    assert trainer.model.training
    assert autograd.is_grad_enabled()


@pytest.mark.parametrize("convert", [np.asarray, Tensor, list])
def test_predict_computes_in_batches_and_joins_them(convert):
    trainer = make()
    model = trainer.model
    model.weight.data = np.float64(2.0)
    out = trainer.predict(convert(np.arange(5.0)), batch_size=2)
    assert isinstance(out, Tensor)
    assert not out.requires_grad
    assert out.data.tolist() == [0.0, 2.0, 4.0, 6.0, 8.0]
    assert model.calls == [((n,), False, False) for n in (2, 2, 1)]
    assert model.training
    assert model.weight.grad is None


def test_predict_takes_loaders_of_pairs_and_of_inputs_alone():
    trainer = make()
    trainer.model.weight.data = np.float64(2.0)
    x = np.arange(5.0)
    pairs = DataLoader(TensorDataset(x, -x), batch_size=2)
    assert trainer.predict(pairs).data.tolist() == [0.0, 2.0, 4.0, 6.0, 8.0]
    alone = (inputs for inputs, _ in pairs)
    assert trainer.predict(alone).data.tolist() == [0.0, 2.0, 4.0, 6.0, 8.0]
    assert [shape for shape, *_ in trainer.model.calls] == [(2,), (2,), (1,)] * 2


def test_runs_with_equal_seeds_are_equal():
    def run():
        autograd.manual_seed(0)
        x = autograd.randn(20, 3)
        model = nn.Sequential(nn.Linear(3, 8), nn.Dropout(0.5), nn.Linear(8, 1))
        trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.Adam(model.parameters(), lr=0.01))
        loader = DataLoader(TensorDataset(x, x.sum(axis=1, keepdims=True)), 4, shuffle=True)
        return trainer.fit(loader, 3, progress=False)["loss"]

    first = run()
    assert first == run()
    assert len(set(first)) == 3


@pytest.mark.parametrize("name", ["loss", "epoch", "seconds"])
def test_a_metric_may_not_take_the_name_of_a_column_of_the_history(name):
    with pytest.raises(ValueError, match=f"a metric cannot be called '{name}'"):
        make(metrics={name: absolute_error})
