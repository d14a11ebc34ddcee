"""When callbacks are told, in which order, and what they may rely on then."""

import numpy as np
import pytest

import nn
from autograd import Tensor

BATCHES = [(Tensor(np.ones((1, 1))), Tensor(np.ones((1, 1))))] * 2


class Recorder(nn.Callback):
    def __init__(self, log, name="", order=0):
        self.log, self.name, self.order = log, name, order

    def on_fit_begin(self, trainer):
        self.log.append(f"{self.name}fit begins at {trainer.epoch}")

    def on_epoch_begin(self, trainer):
        self.log.append(f"{self.name}epoch {trainer.epoch} begins at {trainer.step}")

    def on_batch_end(self, trainer, row):
        self.log.append(f"{self.name}step {trainer.step}")

    def on_epoch_end(self, trainer, row):
        self.log.append(f"{self.name}epoch {trainer.epoch} of {len(trainer.history)}")

    def on_fit_end(self, trainer, history):
        self.log.append(f"{self.name}fit ends with {len(history)}")


class Breaking(nn.Callback):
    def __init__(self, moment, error=OSError):
        def fail(*args):
            raise error("broken")

        setattr(self, moment, fail)


def make():
    model = nn.Linear(1, 1)
    return nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters(), lr=0.1))


def fit(callbacks, epochs=2, data=BATCHES, **options):
    return make().fit(data, epochs, callbacks=callbacks, progress=False, **options)


def test_all_moments_in_their_order():
    log = []
    fit([Recorder(log)])
    assert log == [
        "fit begins at 0",
        "epoch 1 begins at 0", "step 1", "step 2", "epoch 1 of 1",
        "epoch 2 begins at 2", "step 3", "step 4", "epoch 2 of 2",
        "fit ends with 2",
    ]  # fmt: skip


def test_callbacks_of_a_higher_order_are_told_later_and_the_others_as_given():
    log = []
    fit([Recorder(log, "c ", 2), Recorder(log, "a "), Recorder(log, "b "), Recorder(log, "d ", 2)],
        epochs=1, data=BATCHES[:1])  # fmt: skip
    assert [line[0] for line in log] == list("abcd" * 5)
    assert nn.Callback.order < nn.CSVLogger.order < nn.Checkpoint.order


@pytest.mark.parametrize("moment", ["on_fit_begin", "on_epoch_begin", "on_batch_end",
                                    "on_epoch_end", "on_fit_end"])  # fmt: skip
def test_the_end_is_told_to_all_after_an_error_which_is_then_raised(moment):
    log = []
    with pytest.raises(OSError, match="broken"):
        fit([Recorder(log, "a "), Breaking(moment), Recorder(log, "b ")])
    ended = {"on_epoch_end": 1, "on_fit_end": 2}.get(moment, 0)
    assert log[-2:] == [f"a fit ends with {ended}", f"b fit ends with {ended}"]


def test_the_end_is_told_after_an_error_of_the_data_or_the_model():
    log = []

    def data():
        yield BATCHES[0]
        raise MemoryError

    with pytest.raises(MemoryError):
        fit([Recorder(log)], data=data())
    assert log[-2:] == ["step 1", "fit ends with 0"]


def test_stopping_after_a_batch_ends_the_epoch_there_with_its_row():
    class Stop(nn.Callback):
        def on_batch_end(self, trainer, row):
            trainer.stop = trainer.step == 3

    log = []
    history = fit([Stop(), Recorder(log)], epochs=5)
    assert log[-3:] == ["step 3", "epoch 2 of 2", "fit ends with 2"]
    assert len(history) == 2


def test_stopping_at_the_begin_trains_nothing():
    class Stop(nn.Callback):
        def on_fit_begin(self, trainer):
            trainer.stop = True

    assert len(fit([Stop()])) == 0


def test_a_callback_may_add_columns_to_the_row_of_the_history():
    class Norm(nn.Callback):
        def on_epoch_end(self, trainer, row):
            row["norm"] = 2.0

    assert fit([Norm()])["norm"] == [2.0, 2.0]


def test_a_second_run_of_a_trainer_counts_from_the_start():
    trainer = make()
    first = trainer.fit(BATCHES, 2, progress=False)
    second = trainer.fit(BATCHES, 1, progress=False)
    assert (trainer.epoch, trainer.step) == (1, 2)
    assert (len(first), len(second)) == (2, 1)
    assert second is trainer.history


@pytest.mark.parametrize("wrong", [nn.Callback, print, None, nn.MSELoss()])
def test_what_is_no_callback_is_refused(wrong):
    with pytest.raises(TypeError, match="fit: callbacks must be Callback objects, got"):
        fit([wrong])
