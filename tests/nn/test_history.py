"""History: rows in, columns and a table out."""

import csv

import pytest

import nn


@pytest.fixture
def history():
    made = nn.History()
    made.append({"epoch": 1, "loss": 0.5, "seconds": 1.25})
    made.append({"epoch": 2, "loss": 1 / 3, "accuracy": 0.75, "seconds": 1.5})
    return made


def test_columns_by_name(history):
    assert history.names == ["epoch", "loss", "seconds", "accuracy"]
    assert history["loss"] == [0.5, 1 / 3]
    assert history["accuracy"] == [None, 0.75]
    with pytest.raises(KeyError, match="the history has no column 'los'; it has epoch, loss, sec"):
        history["los"]


def test_rows_in_order(history):
    assert len(history) == 2
    assert [row["epoch"] for row in history] == [1, 2]
    assert history.rows == list(history)


def test_a_row_is_copied_when_it_is_added(history):
    row = {"epoch": 3}
    history.append(row)
    row["epoch"] = 99
    assert history["epoch"] == [1, 2, 3]


def test_an_empty_history():
    empty = nn.History()
    assert len(empty) == 0
    assert empty.names == []
    assert empty["loss"] == []
    assert not empty.interrupted
    assert repr(empty) == "History(no epochs)"


def test_an_empty_history_gives_an_empty_file(tmp_path):
    # What a run leaves that was interrupted in its first epoch.
    assert nn.History().save_csv(tmp_path / "h.csv").read_bytes() == b""


def test_histories_are_independent():
    nn.History().append({"epoch": 1})
    assert len(nn.History()) == 0


def test_it_prints_its_last_row(history):
    text = "History(2 epochs; last: loss=0.3333, accuracy=0.75, seconds=1.5)"
    assert repr(history) == text


@pytest.mark.parametrize("convert", [str, lambda path: path])
def test_the_csv_file_holds_every_digit(history, tmp_path, convert):
    path = history.save_csv(convert(tmp_path / "history.csv"))
    assert path == tmp_path / "history.csv"
    assert path.read_bytes() == (
        b"epoch,loss,seconds,accuracy\r\n1,0.5,1.25,\r\n2,0.3333333333333333,1.5,0.75\r\n"
    )
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert float(rows[1]["loss"]) == history["loss"][1]


def test_a_history_of_training_can_be_saved(tmp_path):
    model = nn.Linear(1, 1)
    trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters()))
    history = trainer.fit([([[1.0]], [[1.0]])], 2, progress=False)
    lines = history.save_csv(tmp_path / "h.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "epoch,loss,seconds"
    assert [line.split(",")[0] for line in lines[1:]] == ["1", "2"]
