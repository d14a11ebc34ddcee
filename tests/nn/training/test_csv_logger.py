"""CSVLogger: a row an epoch, on disk at once; resumed runs go on in the same table."""

import csv

import numpy as np
import pytest

import nn
from autograd import Tensor

DATA = [(Tensor(np.ones((1, 1))), Tensor(np.ones((1, 1))))]


def fit(path, epochs, *others, **options):
    model = nn.Linear(1, 1)
    trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters(), lr=0.1))
    log = nn.CSVLogger(path)
    return trainer.fit(DATA, epochs, callbacks=[log, *others], progress=False, **options)


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_the_table_holds_the_history_with_every_digit(tmp_path):
    history = fit(tmp_path / "log.csv", 3)
    table = rows(tmp_path / "log.csv")
    assert [row["epoch"] for row in table] == ["1", "2", "3"]
    assert [float(row["loss"]) for row in table] == history["loss"]
    assert (tmp_path / "log.csv").read_bytes() == history.save_csv(tmp_path / "h.csv").read_bytes()


def test_each_row_is_on_disk_when_its_epoch_ends(tmp_path):
    seen = []

    class Reader(nn.Callback):
        order = 1  # after the log, as given

        def on_epoch_end(self, trainer, row):
            seen.append(len(rows(tmp_path / "log.csv")))

    fit(str(tmp_path / "log.csv"), 3, Reader())
    assert seen == [1, 2, 3]


def test_a_column_that_comes_up_later_is_added_to_the_whole_table(tmp_path):
    class Late(nn.Callback):
        def on_epoch_end(self, trainer, row):
            if trainer.epoch > 1:
                row["late"] = trainer.epoch

    fit(tmp_path / "log.csv", 3, Late())
    assert [row["late"] for row in rows(tmp_path / "log.csv")] == ["", "2", "3"]


def test_a_new_run_begins_a_new_table(tmp_path):
    fit(tmp_path / "log.csv", 5)
    fit(tmp_path / "log.csv", 2)
    assert len(rows(tmp_path / "log.csv")) == 2


def test_a_resumed_run_goes_on_after_the_rows_of_its_checkpoint(tmp_path):
    # Killed after the third epoch, of which the checkpoint, every second one, knows nothing.
    path = tmp_path / "run.npz"
    fit(tmp_path / "log.csv", 3, nn.Checkpoint(path, every=2))
    killed = rows(tmp_path / "log.csv")
    fit(tmp_path / "log.csv", 4, nn.Checkpoint(path, every=2), resume=path)
    table = rows(tmp_path / "log.csv")
    assert [row["epoch"] for row in table] == ["1", "2", "3", "4"]
    assert table[:2] == killed[:2]


def test_a_table_that_cannot_be_written_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        fit(tmp_path / "nowhere" / "log.csv", 1)
