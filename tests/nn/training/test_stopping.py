"""Early stopping and the decks' rules, on losses that are given number by number."""

import numpy as np
import pytest

import nn
from autograd import Tensor
from nn.training.callbacks.early_stopping import Best

NAN = float("nan")


class Offset(nn.Module):
    """Its only parameter is its output, and counts the steps: each subtracts 1."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(np.float64(0.0))

    def forward(self, x):
        return x * self.weight


def run(losses, callbacks, batches=1, validation=None):
    """Train so that the batches' losses are these numbers, while the weight counts the steps."""
    given = iter(losses)
    model = Offset()

    def loss(prediction, target):
        if not model.training:
            return (prediction * 0.0 + next(values)).sum()
        # The value of the next number, and a gradient of 1.
        return (prediction - prediction.detach()).sum() + next(given)

    values = iter(validation or ())
    trainer = nn.Trainer(model, loss, nn.optim.SGD(model.parameters(), lr=1.0))
    data = [(Tensor(np.ones(1)), Tensor(np.ones(1)))]
    epochs = len(losses) // batches
    history = trainer.fit(data * batches, epochs, data if validation else None, callbacks,
                          progress=False)  # fmt: skip
    return trainer, history


# --- early stopping -----------------------------------------------------------------------------


@pytest.mark.parametrize(("losses", "settings", "epochs", "best_epoch"), [
    # A zigzag: one value that is worse is no reason to stop.
    ([5, 6, 4, 5, 3, 4, 5, 2], {"patience": 2}, 7, 5),
    ([5, 6, 4, 5, 3, 4, 5, 2], {"patience": 3}, 8, 8),
    ([5, 6, 7], {"patience": 1}, 2, 1),
    ([5, 5, 5, 5], {"patience": 2}, 3, 1),                        # as good is not better
    ([5.0, 4.75, 4.5, 4.25, 4.0], {"patience": 3, "min_delta": 0.5}, 5, 4),  # 4.25 < 5 - 0.5
    ([5.0, 4.75, 4.5, 4.25, 4.0], {"patience": 2, "min_delta": 1.0}, 3, 1),
    ([1, 2, 3, 2, 2, 9], {"patience": 2, "mode": "max"}, 5, 3),
    ([NAN, NAN, 1, 2, NAN], {"patience": 3}, 5, 3),               # NaN is never better
    ([NAN, NAN, NAN], {"patience": 2}, 2, None),
    ([5, 9, 4, 9, 4, 9, 4, 9], {"patience": 2, "every": 2}, 6, 2),  # looks at 9, 9, 9
])  # fmt: skip
def test_it_stops_when_no_value_was_better_for_long_enough(losses, settings, epochs, best_epoch):
    stopping = nn.EarlyStopping("loss", **settings)
    _trainer, history = run(losses, [stopping])
    assert len(history) == epochs
    assert stopping.best_epoch == best_epoch
    assert stopping.stopped_epoch == (epochs if epochs < len(losses) else None)
    if best_epoch is not None:
        assert stopping.best == losses[best_epoch - 1]


def test_the_best_weights_come_back():
    stopping = nn.EarlyStopping("loss", patience=2)
    trainer, history = run([5, 3, 4, 4, 1], [stopping])
    assert len(history) == 4
    assert trainer.model.weight.item() == -2.0  # after the second of four steps


def test_or_stay_as_they_are():
    trainer, _ = run([5, 3, 4, 4, 1], [nn.EarlyStopping("loss", patience=2, restore_best=False)])
    assert trainer.model.weight.item() == -4.0


def test_they_come_back_also_where_the_epochs_ran_out():
    trainer, history = run([5, 3, 4], [nn.EarlyStopping("loss", patience=9)])
    assert (len(history), trainer.model.weight.item()) == (3, -2.0)


def test_batches_can_be_judged():
    # Batch by batch 5 3 | 4 4 | 1 1: the second failure, after batch 4, ends the second epoch.
    stopping = nn.EarlyStopping("loss", patience=2, per="batch")
    trainer, history = run([5, 3, 4, 4, 1, 1], [stopping], batches=2)
    assert (len(history), trainer.step, stopping.best, stopping.best_epoch) == (2, 4, 3.0, 1)
    assert trainer.model.weight.item() == -2.0
    # In the middle of an epoch.
    trainer, history = run([5, 3, 4, 4, 1, 1], [nn.EarlyStopping("loss", 1, per="batch")], 3)
    assert (len(history), trainer.step) == (1, 3)


def test_the_validation_can_be_measured_every_so_many_batches():
    # Validation after steps 2, 4, 6: 3, 4, 5; and one at the end of each epoch of 6.
    stopping = nn.EarlyStopping("validation_loss", patience=2, per="batch", every=2)
    trainer, history = run([1.0] * 12, [stopping], 6, validation=[3.0, 4.0, 5.0, 7.0])
    assert trainer.step == 6
    assert stopping.best == 3.0
    assert trainer.model.weight.item() == -2.0
    assert history["validation_loss"] == [7.0]


def test_a_second_run_begins_anew():
    stopping = nn.EarlyStopping("loss", patience=1)
    run([1, 2], [stopping])
    _trainer, history = run([9, 8, 7, 8], [stopping])
    assert (len(history), stopping.best) == (4, 7.0)


def test_a_column_that_is_not_there_is_named():
    with pytest.raises(KeyError, match="EarlyStopping: there is no column 'validation_loss' to mon"):
        run([1, 2], [nn.EarlyStopping()])


@pytest.mark.parametrize(("settings", "match"), [
    ({"patience": 0}, "EarlyStopping: patience must be a positive integer, got 0"),
    ({"patience": True}, "patience must be a positive integer"),
    ({"min_delta": -1.0}, "min_delta must be a finite number >= 0, got -1.0"),
    ({"min_delta": NAN}, "min_delta must be a finite number"),
    ({"min_delta": "0"}, "min_delta must be a finite number"),
    ({"mode": "low"}, "mode must be one of auto, min, max; got 'low'"),
    ({"per": "step"}, "per must be one of epoch, batch; got 'step'"),
    ({"every": 0}, "every must be a positive integer"),
])  # fmt: skip
def test_settings_of_early_stopping_are_checked(settings, match):
    with pytest.raises(ValueError, match=match):
        nn.EarlyStopping(**settings)


# --- the decks' rules ---------------------------------------------------------------------------


@pytest.mark.parametrize(("iterations", "epochs"), [(1, 1), (3, 1), (4, 2), (6, 2), (99, 4)])
def test_a_number_of_iterations_ends_the_run_within_an_epoch_too(iterations, epochs):
    trainer, history = run([1.0] * 12, [nn.MaxIterations(iterations)], batches=3)
    assert trainer.step == min(iterations, 12)
    assert len(history) == epochs


@pytest.mark.parametrize(("losses", "settings", "epochs"), [
    ([5, 2, 1, 0.5], {"tolerance": 2}, 3),     # below 2, not at it
    ([5, 2, 1, 0.5], {"tolerance": 0.1}, 4),
    ([NAN, 1], {"tolerance": 2}, 2),
    ([0.0, 1.0], {"tolerance": 0}, 2),         # nothing is below 0
])  # fmt: skip
def test_a_loss_below_the_tolerance_ends_the_run(losses, settings, epochs):
    assert len(run(losses, [nn.LossTolerance(**settings)])[1]) == epochs


def test_the_loss_of_a_batch_can_end_it_too():
    trainer, history = run([5, 1, 5, 5], [nn.LossTolerance(2, per="batch")], batches=4)
    assert (trainer.step, history["loss"]) == (2, [3.0])


@pytest.mark.parametrize(("losses", "settings", "epochs"), [
    ([5, 3, 2, 1.75, 1], {"tolerance": 0.5}, 4),               # |1.75 - 2| < 0.5
    ([5, 3, 3.25, 9], {"tolerance": 0.5}, 3),                  # upwards as well
    ([5, 4.5, 4.25, 4], {"tolerance": 0.5, "patience": 2}, 4),  # |4.5 - 5| is not below 0.5
    ([5, 4.75, 4, 3.75, 3.5, 1], {"tolerance": 0.5, "patience": 2}, 5),  # twice in a row
    ([2, 2], {"tolerance": 0}, 2),                             # no difference is below 0
    ([NAN, 1, 1.1, 1], {"tolerance": 0.5}, 3),
])  # fmt: skip
def test_a_loss_at_rest_ends_the_run(losses, settings, epochs):
    assert len(run(losses, [nn.Convergence(**settings)])[1]) == epochs


def test_the_losses_of_batches_can_be_compared_and_a_second_run_forgets_the_last():
    rule = nn.Convergence(0.5, per="batch")
    trainer, _ = run([5, 3, 2.75, 1], [rule], batches=4)
    assert trainer.step == 3
    trainer, _ = run([2.75, 1, 0, 0], [rule], batches=4)
    assert trainer.step == 4


def test_gradient_descent_on_the_decks_bowl_converges():
    # w <- w - 0.25 * 2 (w - 3): the distance to 3 halves, the loss quarters: 9, 9/4, 9/16, ...; the
    # difference 3 * 9 / 4**k falls below 0.01 at k = 6: 27 / 4**6 = 0.0066, while 27 / 4**5 = 0.026.
    model = Offset()
    trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters(), lr=0.25))
    data = [(Tensor(np.ones(1)), Tensor(np.full(1, 3.0)))]
    trainer.fit(data, 1000, callbacks=[nn.Convergence(0.01)], progress=False)
    assert trainer.epoch == 7  # the losses 9 / 4**5 and 9 / 4**6 are compared in the seventh


@pytest.mark.parametrize("rule", [nn.LossTolerance, nn.Convergence])
@pytest.mark.parametrize("tolerance", [-0.1, NAN, float("inf"), "small", None, True])
def test_tolerances_are_checked(rule, tolerance):
    with pytest.raises(ValueError, match=f"{rule.__name__}: tolerance must be a finite number >= 0"):
        rule(tolerance)


@pytest.mark.parametrize("iterations", [0, -1, 2.0, "3", True])
def test_the_number_of_iterations_is_checked(iterations):
    with pytest.raises(ValueError, match="MaxIterations: iterations must be a positive integer"):
        nn.MaxIterations(iterations)


def test_other_settings_of_the_rules_are_checked():
    with pytest.raises(ValueError, match="LossTolerance: per must be one of epoch, batch"):
        nn.LossTolerance(1.0, per="run")
    with pytest.raises(ValueError, match="Convergence: per must be one of epoch, batch"):
        nn.Convergence(1.0, per=None)
    with pytest.raises(ValueError, match="Convergence: patience must be a positive integer"):
        nn.Convergence(1.0, patience=0)
    with pytest.raises(KeyError, match="Convergence: there is no column 'mae'"):
        run([1, 2], [nn.Convergence(1.0, monitor="mae")])
    with pytest.raises(KeyError, match="LossTolerance: there is no column 'mae'"):
        run([1, 2], [nn.LossTolerance(1.0, monitor="mae")])


def test_an_accuracy_is_to_be_large_without_being_told():
    for monitor, value, better in (("validation_accuracy", 0.5, 0.6), ("loss", 0.5, 0.4), ("f1_score", 0.1, 0.2)):
        best = Best(monitor, "auto")
        assert best.improved(value)
        assert best.improved(better)
        assert not best.improved(value)
    assert Best("accuracy", "min").improved(0.5)
