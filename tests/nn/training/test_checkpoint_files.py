"""Checkpoints that are damaged, hostile or of another run are refused, and change nothing."""

import json
import os

import numpy as np
import pytest

import autograd
import nn
from nn.serialization.files import read_file, write_file


def make(optimizer=nn.optim.Adam, hidden=3, callbacks=(), loader=None, seed=0):
    autograd.manual_seed(seed)
    model = nn.Sequential(nn.Linear(2, hidden), nn.Tanh(), nn.Linear(hidden, 1))
    trainer = nn.Trainer(model, nn.MSELoss(), optimizer(model.parameters(), lr=0.01))
    if loader is None:
        data = nn.data.TensorDataset(np.arange(12.0).reshape(6, 2), np.ones((6, 1)))
        loader = nn.data.DataLoader(data, 2, shuffle=True, seed=3)
    return trainer, loader, list(callbacks)


def fit(made, epochs=2, **options):
    trainer, loader, callbacks = made
    return trainer.fit(loader, epochs, callbacks=callbacks, progress=False, **options)


@pytest.fixture
def path(tmp_path):
    place = tmp_path / "run.npz"
    fit(make(callbacks=[nn.Checkpoint(place, per="batch", every=5), nn.EarlyStopping("loss")]))
    return place


def everything(made):
    """All that a failed resume may not change."""
    trainer, loader, callbacks = made
    state = [trainer.model.state_dict(), trainer.optimizer.state_dict(), loader.state_dict(),
             [callback.state_dict() for callback in callbacks],
             autograd.default_generator().bit_generator.state]  # fmt: skip
    return repr(state)


def refused(made, path, match):
    before = everything(made)
    with pytest.raises(ValueError, match=match) as caught:
        fit(made, resume=path)
    assert everything(made) == before
    assert str(path) in str(caught.value)
    assert made[0].step == 0
    assert len(made[0].history) == 0


def same_callbacks(path):
    return [nn.Checkpoint(path, per="batch", every=5), nn.EarlyStopping("loss")]


def test_the_file_holds_arrays_and_json_and_no_pickle(path):
    with np.load(path, allow_pickle=False) as archive:
        names = set(archive.files)
        state = json.loads(archive["state.json"])
        assert all(archive[name].dtype.kind in "iuf" for name in names - {"state.json"})
    assert {"state/model/0.weight", "state/optimizer/state/state/0/exp_avg"} <= names
    assert (state["epoch"], state["step"]) == (2, 5)
    assert state["within_epoch"]["batches"] == 2


@pytest.mark.parametrize(("other", "match"), [
    ({"hidden": 4}, "size mismatch for 0.weight"),
    ({"optimizer": nn.optim.SGD}, "saved with the optimizer Adam; this run has SGD"),
    ({"loader": [(np.ones((2, 2)), np.ones((2, 1)))] * 3}, "another kind of loader"),
], ids=["model", "optimizer", "loader"])  # fmt: skip
def test_a_checkpoint_of_another_run_is_refused(path, other, match):
    made = make(callbacks=same_callbacks(path), seed=5, **other)
    if isinstance(made[1], list):  # it has no state to compare
        with pytest.raises(ValueError, match=match):
            fit(made, resume=path)
    else:
        refused(made, path, match)


def test_other_callbacks_are_refused(path):
    refused(make(), path, "saved with the callbacks EarlyStopping, Checkpoint; this run has none")
    refused(
        make(callbacks=[nn.EarlyStopping("loss"), nn.MaxIterations(3)]), path,
        "this run has EarlyStopping, MaxIterations",
    )  # fmt: skip


def test_other_data_in_the_middle_of_an_epoch_are_refused(path):
    data = nn.data.TensorDataset(np.ones((20, 2)), np.ones((20, 1)))
    loader = nn.data.DataLoader(data, 2, shuffle=True, seed=3)
    refused(make(callbacks=same_callbacks(path), loader=loader), path,
            "saved with 3 batches in an epoch, the loader has 10; give it the data")  # fmt: skip


@pytest.mark.parametrize("key", [
    "epoch", "step", "history", "metrics", "batches", "model", "optimizer", "callbacks", "generator", "loss",
    "loader", "validation", "within_epoch",
])  # fmt: skip
def test_a_state_without_one_of_its_parts_is_refused(path, key):
    arrays, words = read_file(path, "test")
    state = json.loads(words["state"])
    del state[key]
    write_file(path, arrays, "checkpoint", "test", state=json.dumps(state))
    refused(make(callbacks=same_callbacks(path), seed=4), path, f"nothing was changed: .*{key}")


@pytest.mark.parametrize(("key", "value"), [
    ("epoch", "many"), ("history", 3), ("model", None), ("model", {"0.weight": {"$array": "no"}}),
    ("optimizer", {"class": "Adam", "state": {}}), ("generator", {"bit_generator": "MT19937"}),
    ("callbacks", [{"class": "EarlyStopping", "state": {}}, {"class": "Checkpoint", "state": {}}]),
    ("within_epoch", {"of": 3}), ("step", {"$what": 1}), ("loader", {"generator": None}),
], ids=str)  # fmt: skip
def test_a_state_whose_parts_are_nonsense_is_refused(path, key, value):
    arrays, words = read_file(path, "test")
    state = json.loads(words["state"]) | {key: value}
    write_file(path, arrays, "checkpoint", "test", state=json.dumps(state))
    refused(make(callbacks=same_callbacks(path), seed=4), path, "fit: ")


def test_every_truncation_is_refused(path, tmp_path):
    whole = path.read_bytes()
    made = make(callbacks=same_callbacks(path), seed=4)
    cut = tmp_path / "cut.npz"
    for length in range(0, len(whole), 97):
        cut.write_bytes(whole[:length])
        refused(made, cut, "is not an .npz file")
    cut.write_bytes(whole[:-1])
    refused(made, cut, "is not an .npz file")


def test_weights_alone_are_no_checkpoint(tmp_path):
    made = make()
    refused(made, nn.save(made[0].model, tmp_path / "w.npz"), "is not a checkpoint")


def test_a_missing_checkpoint_is_a_file_not_found_error(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none\.npz"):
        fit(make(), resume=tmp_path / "none.npz")


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_an_interrupted_checkpoint_leaves_the_old_one(path, monkeypatch, step):
    before = path.read_bytes()

    def fail(*args):
        raise OSError("no space left")

    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="no space left"):
        fit(make(callbacks=[nn.Checkpoint(path)], seed=8))
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["run.npz"]


def test_a_state_that_cannot_be_saved_names_its_place(tmp_path):
    class Odd(nn.Callback):
        def state_dict(self):
            return {"file": object()}

    made = make(callbacks=[Odd(), nn.Checkpoint(tmp_path / "c.npz")])
    with pytest.raises(TypeError, match="state/callbacks/0/state/file is a object"):
        fit(made)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(("settings", "match"), [
    ({"every": 0}, "Checkpoint: every must be a positive integer, got 0"),
    ({"every": 1.5}, "every must be a positive integer"),
    ({"per": "step"}, "per must be one of epoch, batch; got 'step'"),
    ({"mode": "biggest"}, "mode must be one of auto, min, max"),
])  # fmt: skip
def test_settings_of_a_checkpoint_are_checked(settings, match):
    with pytest.raises(ValueError, match=match):
        nn.Checkpoint("c.npz", **settings)


def test_every_so_many_epochs_or_batches(tmp_path, monkeypatch):
    saved = []
    monkeypatch.setattr(
        nn.Trainer, "save_checkpoint", lambda trainer, path: saved.append(trainer.step)
    )
    fit(make(callbacks=[nn.Checkpoint("c", every=2)]), 5)  # three steps an epoch
    assert saved == [6, 12]
    saved.clear()
    fit(make(callbacks=[nn.Checkpoint("c", every=4, per="batch")]), 5)
    assert saved == [4, 8, 12]


def test_best_needs_the_column_that_it_monitors(tmp_path):
    checkpoint = nn.Checkpoint(tmp_path / "c", best=tmp_path / "b")
    with pytest.raises(KeyError, match="no column 'validation_loss' to monitor; there is 'loss'"):
        fit(make(callbacks=[checkpoint]))


@pytest.mark.parametrize(("paths", "error", "match"), [
    ({"path": "no/run.npz"}, FileNotFoundError, "Checkpoint: there is no folder .*no to write run"),
    ({"path": "run.npz", "best": "no/best"}, FileNotFoundError, "no folder .*no to write best.npz"),
    ({"path": "run.ckpt"}, ValueError, "Checkpoint: run.ckpt looks like a pickle of PyTorch's"),
])  # fmt: skip
def test_a_place_that_cannot_be_written_to_is_refused_before_the_training(
    tmp_path, paths, error, match
):
    made = make(callbacks=[nn.Checkpoint(**{k: tmp_path / v for k, v in paths.items()})])
    with pytest.raises(error, match=match):
        fit(made)
    assert made[0].step == 0
