"""LRScheduling: when the scheduler steps, and the rates that the history notes."""

import numpy as np
import pytest

import nn
from autograd import Tensor
from nn.optim import lr_scheduler

DATA = [(Tensor(np.ones((1, 1))), Tensor(np.ones((1, 1))))] * 3


def run(plan, epochs=4, groups=1, losses=None, **settings):
    model = nn.Linear(1, 1)
    parameters = [{"params": [p], "lr": 0.8 / (i + 1)} for i, p in enumerate(model.parameters())]
    given = model.parameters() if groups == 1 else parameters
    optimizer = nn.optim.SGD(given, lr=0.8)
    values = iter(losses or ())

    def loss(prediction, target):
        value = nn.functional.mse_loss(prediction, target)
        return value if losses is None else value * 0.0 + next(values)

    trainer = nn.Trainer(model, loss, optimizer)
    scheduling = nn.LRScheduling(plan(optimizer), **settings)
    data = DATA if losses is None else DATA[:1]
    history = trainer.fit(data, epochs, callbacks=[scheduling], progress=False)
    return history, optimizer


def test_per_epoch_the_rate_changes_between_epochs():
    history, optimizer = run(lambda o: lr_scheduler.StepLR(o, step_size=2, gamma=0.5))
    assert history["lr"] == pytest.approx([0.8, 0.8, 0.4, 0.4])
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.2)


def test_per_batch_it_changes_between_steps():
    # Three steps an epoch, each halves; the history has the rate after the epoch's last step.
    history, _ = run(lambda o: lr_scheduler.ExponentialLR(o, gamma=0.5), 2, per="batch")
    assert history["lr"] == pytest.approx([0.8 / 8, 0.8 / 64])


def test_one_cycle_ends_where_it_should():
    history, _ = run(
        lambda o: lr_scheduler.OneCycleLR(o, max_lr=1.0, total_steps=13, final_div_factor=10.0),
        per="batch",
    )
    # PyTorch: it begins with max_lr / 25 and ends with a tenth of that.
    assert history["lr"][-1] == pytest.approx(1.0 / 25 / 10)


def test_a_plateau_lowers_the_rate_by_what_it_monitors():
    # patience 1: the second epoch without a better loss is one too many.
    history, optimizer = run(
        lambda o: lr_scheduler.ReduceLROnPlateau(o, factor=0.5, patience=1),
        6, losses=[3.0, 2.0, 2.0, 2.0, 1.0, 1.0], monitor="loss",
    )  # fmt: skip
    assert history["lr"] == pytest.approx([0.8, 0.8, 0.8, 0.8, 0.4, 0.4])
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.4)


def test_each_group_of_parameters_has_its_column():
    history, _ = run(lambda o: lr_scheduler.ExponentialLR(o, gamma=0.5), 2, groups=2)
    assert "lr" not in history.names
    assert history["lr_0"] == pytest.approx([0.8, 0.4])
    assert history["lr_1"] == pytest.approx([0.4, 0.2])


def test_without_a_scheduler_there_is_no_such_column():
    model = nn.Linear(1, 1)
    trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters()))
    assert "lr" not in trainer.fit(DATA, 1, progress=False).names


def test_the_table_on_disk_has_the_rate_wherever_the_callbacks_stand(tmp_path):
    model = nn.Linear(1, 1)
    optimizer = nn.optim.SGD(model.parameters(), lr=0.5)
    trainer = nn.Trainer(model, nn.MSELoss(), optimizer)
    plan = lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
    callbacks = [nn.CSVLogger(tmp_path / "log.csv"), nn.LRScheduling(plan)]
    trainer.fit(DATA, 2, callbacks=callbacks, progress=False)
    lines = (tmp_path / "log.csv").read_text().splitlines()
    assert lines[0] == "epoch,loss,seconds,lr"
    assert [line.split(",")[-1] for line in lines[1:]] == ["0.5", "0.25"]


def test_what_is_no_scheduler_is_refused():
    optimizer = nn.optim.SGD(nn.Linear(1, 1).parameters())
    for wrong in (0.1, optimizer, None, lr_scheduler.StepLR, lambda epoch: 0.1):
        if wrong is optimizer:
            continue  # it has all three methods
        with pytest.raises(TypeError, match="LRScheduling: takes a scheduler, with step"):
            nn.LRScheduling(wrong)


def test_a_plateau_needs_a_column_and_the_column_must_be_there():
    optimizer = nn.optim.SGD(nn.Linear(1, 1).parameters())
    plateau = lr_scheduler.ReduceLROnPlateau(optimizer)
    with pytest.raises(TypeError, match='ReduceLROnPlateau follows a number; .*monitor="validation'):
        nn.LRScheduling(plateau)
    with pytest.raises(KeyError, match="LRScheduling: there is no column 'validation_loss'"):
        run(lr_scheduler.ReduceLROnPlateau, monitor="validation_loss")


def test_per_is_checked():
    optimizer = nn.optim.SGD(nn.Linear(1, 1).parameters())
    with pytest.raises(ValueError, match="LRScheduling: per must be one of epoch, batch"):
        nn.LRScheduling(lr_scheduler.ExponentialLR(optimizer, 0.5), per="step")


def test_the_state_is_the_schedulers():
    optimizer = nn.optim.SGD(nn.Linear(1, 1).parameters(), lr=1.0)
    plan = lr_scheduler.StepLR(optimizer, 2)
    scheduling = nn.LRScheduling(plan)
    state = scheduling.state_dict()
    optimizer.step()
    plan.step()
    scheduling.load_state_dict(state)
    assert plan.last_epoch == 0


def test_a_one_cycle_schedule_counts_batches_without_being_told():
    model = nn.Linear(1, 1)
    optimizer = nn.optim.SGD(model.parameters(), lr=0.1)
    cycle = nn.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=6)
    assert nn.LRScheduling(cycle).per == "batch"
    assert nn.LRScheduling(cycle, per="epoch").per == "epoch"
    assert nn.LRScheduling(nn.optim.lr_scheduler.StepLR(optimizer, 1)).per == "epoch"
