"""A run that was killed and resumed ends as the one that was left alone, to the bit."""

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from nn.data import DataLoader, Dataset
from nn.optim import lr_scheduler
from nn.training.epoch_progress import EpochProgress

EPOCHS, BATCHES = 4, 5


class Noisy(Dataset):
    """18 samples that are augmented at random each time they are asked for."""

    def __len__(self):
        return 18

    def __getitem__(self, index):
        noise = autograd.default_generator().normal(size=3)
        x = np.array([index, index % 3, 1.0]) + noise
        return x.astype(np.float32), index % 2


class Killed(Exception):
    """As if the process had died: nothing may run after it but what runs after any error."""


class Killer(nn.Callback):
    """Raises in a moment of its choice; first in the list, so before anything is saved then."""

    def __init__(self, moment=None, number=None, error=Killed):
        self.moment, self.number, self.error = moment, number, error
        self.heard = 0

    def _hear(self, moment):
        if moment == self.moment:
            self.heard += 1
            if self.heard == self.number:
                raise self.error

    def on_epoch_begin(self, trainer):
        self._hear("epoch begin")

    def on_batch_end(self, trainer, row):
        self._hear("batch end")

    def on_epoch_end(self, trainer, row):
        self._hear("epoch end")


class Run:
    """Everything that a training script makes, with its own seed for the initial weights."""

    def __init__(self, folder, seed, killer, per, every, loader_seed=None, momentum=False,
                 workers=0, accumulate=1, fit_seed=None):  # fmt: skip
        autograd.manual_seed(seed)
        self.model = nn.Sequential(
            nn.Linear(3, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.5), nn.Linear(8, 2)
        )
        parameters = self.model.parameters()
        if momentum:
            self.optimizer = nn.optim.SGD(parameters, lr=0.1, momentum=0.9)
            plan = lr_scheduler.ReduceLROnPlateau(self.optimizer, patience=0)
            scheduling = nn.LRScheduling(plan, monitor="validation_loss")
        else:
            self.optimizer = nn.optim.Adam(parameters, lr=0.01)
            steps = EPOCHS * -(-BATCHES // accumulate)
            plan = lr_scheduler.OneCycleLR(self.optimizer, max_lr=0.05, total_steps=steps)
            scheduling = nn.LRScheduling(plan, per="batch")
        self.loader = DataLoader(
            Noisy(), 4, shuffle=True, seed=loader_seed, num_workers=workers
        )
        self.validation = DataLoader(Noisy(), 6, shuffle=True, seed=7)
        self.stopping = nn.EarlyStopping(patience=50)
        self.path = folder / "run.npz"
        # The checkpoint stands before what it must save: the Trainer tells it last.
        self.callbacks = [
            nn.Checkpoint(self.path, every, per), killer, scheduling, self.stopping,
            nn.CSVLogger(folder / "log.csv"), nn.Convergence(1e-12),
        ]  # fmt: skip
        self.trainer = nn.Trainer(
            self.model, nn.CrossEntropyLoss(), self.optimizer,
            {"accuracy": nn.accuracy, "f1": nn.f1_score}, accumulate=accumulate,
            regularizer=lambda model: 0.001 * (model[0].weight ** 2.0).sum(), clip_grad_norm=1.0,
        )  # fmt: skip
        self.fit_seed = fit_seed

    def fit(self, resume=None):
        return self.trainer.fit(
            self.loader, EPOCHS, self.validation, self.callbacks, progress=False,
            seed=self.fit_seed, resume=resume,
        )  # fmt: skip

    def outcome(self):
        rows = [{k: v for k, v in row.items() if k != "seconds"} for row in self.trainer.history]
        return {
            "weights": {k: v.tobytes() for k, v in self.model.state_dict().items()},
            "rows": rows,
            "step": self.trainer.step,
            "best": (self.stopping.best, self.stopping.best_epoch),
            "lr": self.optimizer.param_groups[0]["lr"],
            # With a seed of its own, a run leaves the library's generator as it was.
            "next": None if self.fit_seed is not None else autograd.default_generator().random(),
        }


MOMENTS = [("epoch begin", 2), ("batch end", 5), ("batch end", 8), ("batch end", 10),
           ("epoch end", 3)]  # fmt: skip
SETTINGS = {
    "each epoch": {"per": "epoch", "every": 1},
    "each batch": {"per": "batch", "every": 1},
    "every third batch": {"per": "batch", "every": 3},
    "loader with a seed": {"per": "batch", "every": 2, "loader_seed": 5},
    "plateau": {"per": "batch", "every": 4, "momentum": True},
    "workers": {"per": "batch", "every": 2, "workers": 2},
    "accumulating": {"per": "batch", "every": 1, "accumulate": 2},
    "a seed for the run": {"per": "batch", "every": 3, "fit_seed": 11},
}


@pytest.mark.parametrize("settings", SETTINGS.values(), ids=SETTINGS.keys())
def test_a_killed_and_resumed_run_ends_as_the_undisturbed_one_to_the_bit(tmp_path, settings):
    whole = Run(tmp_path, 0, Killer(), **settings)
    whole.fit()
    expected = whole.outcome()
    log = (tmp_path / "log.csv").read_text().splitlines()
    assert len(expected["rows"]) == EPOCHS
    for moment, number in MOMENTS:
        (tmp_path / "run.npz").unlink(missing_ok=True)
        killed = Run(tmp_path, 0, Killer(moment, number), **settings)
        with pytest.raises(Killed):
            killed.fit()
        # As in a new process: other initial weights, other random numbers until it is resumed.
        resumed = Run(tmp_path, 99, Killer(), **settings)
        if not killed.path.exists():
            continue  # killed before the first checkpoint
        history = resumed.fit(resume=killed.path)
        assert resumed.outcome() == expected, (moment, number)
        assert history is resumed.trainer.history
        # The table has each epoch once, and differs in the seconds alone.
        again = (tmp_path / "log.csv").read_text().splitlines()
        assert [line.split(",")[:-2] for line in again] == [line.split(",")[:-2] for line in log]


def test_ctrl_c_in_the_middle_of_an_epoch_is_resumed_to_the_bit(tmp_path, capsys):
    whole = Run(tmp_path, 0, Killer(), "batch", 1)
    whole.fit()
    expected = whole.outcome()
    stopped = Run(tmp_path, 0, Killer("batch end", 8, KeyboardInterrupt), "batch", 1)
    assert stopped.fit().interrupted
    resumed = Run(tmp_path, 3, Killer(), "batch", 1)
    assert not resumed.fit(resume=stopped.path).interrupted
    assert resumed.outcome() == expected


def test_an_interruption_within_a_step_is_resumed_from_the_batch_before(tmp_path):
    whole = Run(tmp_path, 0, Killer(), "batch", 1)
    whole.fit()
    expected = whole.outcome()
    broken = Run(tmp_path, 0, Killer(), "batch", 1)
    step, calls = broken.optimizer.step, []

    def fail():
        calls.append(1)
        if len(calls) == 9:
            broken.model[0].weight.data += 1.0  # half of a step
            raise OSError("the disk is gone")
        step()

    broken.optimizer.step = fail
    with pytest.raises(OSError, match="the disk is gone"):
        broken.fit()
    resumed = Run(tmp_path, 3, Killer(), "batch", 1)
    resumed.fit(resume=broken.path)
    assert resumed.outcome() == expected


def test_a_finished_run_resumes_to_its_end_and_trains_no_more(tmp_path):
    run = Run(tmp_path, 0, Killer(), "epoch", 1)
    run.fit()
    again = Run(tmp_path, 1, Killer("batch end", 1), "epoch", 1)
    assert len(again.fit(resume=run.path)) == EPOCHS
    assert again.trainer.step == run.trainer.step


def test_a_resumed_run_may_be_longer(tmp_path):
    def run(epochs, seed, **options):
        autograd.manual_seed(seed)
        model = nn.Sequential(nn.Linear(3, 2), nn.Dropout(0.5))
        trainer = nn.Trainer(model, nn.CrossEntropyLoss(), nn.optim.Adam(model.parameters()))
        checkpoint = nn.Checkpoint(tmp_path / "run.safetensors")
        history = trainer.fit(DataLoader(Noisy(), 4, shuffle=True), epochs, progress=False,
                              callbacks=[checkpoint], **options)  # fmt: skip
        return model[0].weight.data.tobytes(), history["loss"]

    pytest.importorskip("safetensors")
    longer = run(5, 0)
    run(2, 0)
    assert run(5, 8, resume=tmp_path / "run.safetensors") == longer


def test_a_run_that_a_callback_ended_stays_ended(tmp_path):
    def run(**options):
        model = nn.Linear(1, 1)
        trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters()))
        callbacks = [nn.MaxIterations(5), nn.Checkpoint(tmp_path / "c.npz")]
        trainer.fit([([[1.0]], [[2.0]])] * 3, 9, callbacks=callbacks, progress=False, **options)
        return trainer

    assert (run().step, run(resume=tmp_path / "c.npz").step) == (5, 5)


def test_the_state_of_a_callback_of_ones_own_is_resumed(tmp_path):
    class Counter(nn.Callback):
        def __init__(self):
            self.count = 0

        def on_batch_end(self, trainer, row):
            self.count += 1

        def state_dict(self):
            return {"count": self.count}

        def load_state_dict(self, state):
            self.count = state["count"]

    def run(epochs, **options):
        model, counter = nn.Linear(1, 1), Counter()
        trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters()))
        callbacks = [nn.Checkpoint(tmp_path / "c.npz"), counter]
        trainer.fit([([[1.0]], [[2.0]])] * 3, epochs, None, callbacks, False, **options)
        return counter.count

    assert run(2) == 6
    assert run(3, resume=tmp_path / "c.npz") == 9


def test_the_best_epoch_is_kept_apart_and_a_resumed_run_remembers_how_good_it_was(tmp_path):
    targets = iter([5.0, 1.0, 3.0, 4.0])  # the loss of each epoch is its square

    class Feed:
        def __iter__(self):
            yield [[1.0]], [[next(targets)]]

    def run(epochs, **options):
        model = nn.Linear(1, 1)
        model.weight.data[:] = model.bias.data[:] = 0.0
        trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters(), lr=0.0))
        checkpoint = nn.Checkpoint(tmp_path / "c.npz", best=tmp_path / "best.npz", monitor="loss")
        return trainer.fit(Feed(), epochs, callbacks=[checkpoint], progress=False, **options)

    assert run(3)["loss"] == [25.0, 1.0, 9.0]
    best = (tmp_path / "best.npz").read_bytes()
    assert run(4, resume=tmp_path / "c.npz")["loss"] == [25.0, 1.0, 9.0, 16.0]
    assert (tmp_path / "best.npz").read_bytes() == best
    model = nn.load(nn.Linear(1, 1), tmp_path / "best.npz")  # and the weights alone
    assert model(Tensor([[1.0]])).item() == 0.0


def test_all_checkpoints_know_the_best_epoch_of_all(tmp_path):
    # The first one saves what the second compares: this must have happened by then.
    targets = iter([5.0, 1.0, 3.0])  # the loss of each epoch is its square

    class Feed:
        def __iter__(self):
            yield [[1.0]], [[next(targets)]]

    def run(epochs, **options):
        model = nn.Linear(1, 1)
        model.weight.data[:] = model.bias.data[:] = 0.0
        trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters(), lr=0.0))
        callbacks = [
            nn.Checkpoint(tmp_path / "last.npz"),
            nn.Checkpoint(tmp_path / "other.npz", best=tmp_path / "best.npz", monitor="loss"),
        ]
        trainer.fit(Feed(), epochs, None, callbacks, False, **options)

    run(2)
    best = (tmp_path / "best.npz").read_bytes()
    run(3, resume=tmp_path / "last.npz")
    assert (tmp_path / "best.npz").read_bytes() == best


def test_what_the_loss_has_learned_is_resumed(tmp_path):
    class Scaled(nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = nn.Parameter(autograd.ones(1))

        def forward(self, prediction, target):
            return ((prediction * self.scale - Tensor(target)) ** 2.0).mean()

    def run(epochs, **options):
        autograd.manual_seed(0)
        model, loss = nn.Linear(1, 1), Scaled()
        optimizer = nn.optim.SGD([*model.parameters(), *loss.parameters()], lr=0.1)
        nn.Trainer(model, loss, optimizer).fit(
            [([[1.0]], [[2.0]])], epochs, callbacks=[nn.Checkpoint(tmp_path / "c.npz")],
            progress=False, **options,
        )  # fmt: skip
        return loss.scale.item()

    whole = run(4)
    run(2)
    assert run(4, resume=tmp_path / "c.npz") == whole


class Gathering:
    def reset(self):
        self.count = 0

    def update(self, prediction, target):
        self.count += 1

    def compute(self):
        return self.count


class Remembering(Gathering):
    def state_dict(self):
        return {"count": self.count}

    def load_state_dict(self, state):
        self.count = state["count"]


def test_a_metric_that_cannot_be_resumed_is_not_saved_within_an_epoch(tmp_path):
    def run(metrics, per, killer=None, **options):
        model = nn.Linear(1, 1)
        trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters()), metrics)
        callbacks = [killer or Killer(), nn.Checkpoint(tmp_path / "c.npz", per=per)]
        return trainer.fit([([[1.0]], [[2.0]])] * 3, 1, None, callbacks, False, **options)

    assert run({"count": Gathering()}, "epoch")["count"] == [3]
    with pytest.raises(TypeError, match=r"the metric 'count' needs state_dict\(\) and"):
        run({"count": Gathering()}, "batch")
    with pytest.raises(Killed):
        run({"count": Remembering()}, "batch", Killer("batch end", 3))
    with pytest.raises(ValueError, match="with the metrics count; this run has none"):
        run((), "batch", resume=tmp_path / "c.npz")
    again = run({"count": Remembering()}, "batch", resume=tmp_path / "c.npz")
    assert again["count"] == [3]


def test_a_second_run_with_the_same_checkpoint_keeps_its_own_best(tmp_path):
    model = nn.Linear(1, 1)
    checkpoint = nn.Checkpoint(tmp_path / "c.npz", best=tmp_path / "best.npz", monitor="loss")
    for _ in range(2):  # each of one epoch, so that both have the same number
        (tmp_path / "best.npz").unlink(missing_ok=True)
        trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters()))
        trainer.fit([([[1.0]], [[2.0]])], 1, callbacks=[checkpoint], progress=False)
        assert (tmp_path / "best.npz").exists()


def test_the_patience_that_is_used_up_is_resumed(tmp_path):
    def run(epochs, **options):
        model = nn.Linear(1, 1)
        trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters(), lr=0.0))
        callbacks = [nn.EarlyStopping("loss", patience=3), nn.Checkpoint(tmp_path / "c.npz")]
        return trainer.fit([([[1.0]], [[2.0]])], epochs, None, callbacks, False, **options)

    # The loss never changes: the first is the best, and three failures follow it.
    assert len(run(3)) == 3
    assert len(run(9, resume=tmp_path / "c.npz")) == 4


def test_the_seconds_of_an_epoch_are_those_before_and_after_the_interruption():
    trainer = nn.Trainer(
        model := nn.Linear(1, 1), nn.MSELoss(), nn.optim.SGD(model.parameters())
    )  # fmt: skip
    epoch = EpochProgress([1, 2], trainer.measurements("fit"))
    state = epoch.state_dict() | {"seconds": 1000.0}
    epoch.load_state_dict(state)
    assert 1000.0 <= epoch.seconds < 2000.0


@pytest.mark.parametrize(
    ("short", "long"),
    [
        (lambda: nn.MaxIterations(5), lambda: nn.MaxIterations(9)),
        (lambda: nn.LossTolerance(0.5), lambda: nn.LossTolerance(0.01)),
        (lambda: nn.Convergence(0.1), lambda: nn.Convergence(1e-3)),
        (lambda: nn.EarlyStopping("loss", 2, min_delta=0.3), lambda: nn.EarlyStopping("loss", 5, min_delta=0.3)),
    ],
    ids=["iterations", "tolerance", "convergence", "early stopping"],
)
def test_a_run_goes_on_by_a_rule_that_was_loosened(tmp_path, short, long):
    def run(rule, **options):
        model = nn.Linear(1, 1)
        nn.init.zeros_(model.weight)
        nn.init.zeros_(model.bias)
        trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters(), lr=0.1))
        callbacks = [rule(), nn.Checkpoint(tmp_path / "c.npz")]
        trainer.fit([([[1.0]], [[2.0]])], 50, callbacks=callbacks, progress=False, **options)
        return trainer.step

    ended = run(short)
    assert ended < 50
    assert run(short, resume=tmp_path / "c.npz") == ended
    on = run(long, resume=tmp_path / "c.npz")
    assert ended < on < 50
    assert run(long) == on
