"""Metrics are computed of all predictions of an epoch, for most are no means over batches."""

from functools import partial

import numpy as np
import pytest

import nn
from autograd import Tensor


class Given(nn.Module):
    """Predicts its input."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(1.0)

    def forward(self, x):
        return x * self.weight


def trainer(metrics, model=None):
    model = model or Given()
    return nn.Trainer(model, nn.functional.mse_loss,
                      nn.optim.SGD(model.parameters(), lr=0.0), metrics)  # fmt: skip


def batches(prediction, target, sizes):
    ends = np.cumsum(sizes)
    return [
        (Tensor(np.array(prediction[e - n : e], float)), Tensor(np.array(target[e - n : e], float)))
        for n, e in zip(sizes, ends, strict=True)
    ]


PREDICTED, TRUE = [1, 1, 1, 0, 0, 0], [1, 0, 0, 0, 0, 1]
# By hand: TP 1, FP 2, FN 1, so F1 = 2 / (2 + 2 + 1) = 0.4. The batches of the first three and the
# last three have F1 = 2 / (2 + 2) = 0.5 and 0, whose mean is 0.25.


@pytest.mark.parametrize("sizes", [[6], [3, 3], [1, 5], [1] * 6, [4, 2]])
def test_f1_of_an_epoch_does_not_depend_on_its_batches(sizes):
    made = trainer([nn.f1_score])
    data = batches(PREDICTED, TRUE, sizes)
    history = made.fit(data, 1, data, progress=False)
    assert history["f1_score"] == [pytest.approx(0.4)]
    assert history["validation_f1_score"] == [pytest.approx(0.4)]
    assert made.evaluate(data)["f1_score"] == pytest.approx(0.4)


@pytest.mark.parametrize("sizes", [[4], [2, 2], [3, 1], [1] * 4])
def test_r2_of_an_epoch_does_not_depend_on_its_batches(sizes):
    # Targets 0, 0, 4, 4 (mean 2, total 16), predictions 1, 1, 3, 3 (residual 4): 1 - 4/16. Within a
    # batch of two the targets are alike, and R2 is 0; of one it is not even defined.
    assert trainer([nn.r2_score]).evaluate(batches([1, 1, 3, 3], [0, 0, 4, 4], sizes))[
        "r2_score"
    ] == pytest.approx(0.75)


def test_metrics_are_called_once_an_epoch_with_tensors_in_order():
    calls = []

    def remember(prediction, target):
        calls.append((prediction.data.tolist(), target.data.tolist()))
        assert not prediction.requires_grad
        return 0

    trainer([remember]).fit(batches([1, 2, 3], [4, 5, 6], [2, 1]), 2, progress=False)
    assert calls == [([1.0, 2.0, 3.0], [4.0, 5.0, 6.0])] * 2


def test_a_metric_with_several_numbers_has_a_column_for_each():
    made = trainer({"of class": nn.per_class_accuracy, "f1": partial(nn.f1_score, average=None)})
    row = made.evaluate(batches(PREDICTED, TRUE, [3, 3]))
    # Class 0: 2 of 4 right; class 1: 1 of 2. F1 of class 0: 4 / (4 + 1 + 2).
    assert row["of class_0"] == 0.5
    assert row["of class_1"] == 0.5
    assert row["f1_0"] == pytest.approx(4 / 7)
    assert row["f1_1"] == pytest.approx(0.4)


def test_a_partial_function_is_named_by_its_function():
    row = trainer([partial(nn.f1_score, average="micro")]).evaluate(batches([1], [1], [1]))
    assert row["f1_score"] == 1.0


class Largest:
    """A metric that gathers by itself, and keeps one number instead of all predictions."""

    def reset(self):
        self.value = -np.inf

    def update(self, prediction, target):
        self.value = max(self.value, float(prediction.data.max()))

    def compute(self):
        return self.value


def test_an_object_with_update_and_compute_is_told_of_each_batch():
    made = trainer({"largest": Largest()})
    history = made.fit(batches([3, 7, 5], [0, 0, 0], [1, 1, 1]), 2, batches([2], [0], [1]),
                       progress=False)  # fmt: skip
    assert history["largest"] == [7.0, 7.0]
    assert history["validation_largest"] == [2.0, 2.0]


def test_evaluating_within_an_epoch_leaves_the_epochs_own_numbers_alone():
    class Evaluating(nn.Callback):
        def on_batch_end(self, trainer, row):
            trainer.evaluate(batches([100], [0], [1]))

    made = trainer({"largest": Largest(), "mae": nn.mean_absolute_error})
    history = made.fit(batches([3, 7], [0, 0], [1, 1]), 1, callbacks=[Evaluating()],
                       progress=False)  # fmt: skip
    assert (history["largest"], history["mae"]) == ([7.0], [5.0])


def test_models_with_several_outputs_are_joined_part_by_part():
    class Two(Given):
        def forward(self, x):
            return {"double": 2.0 * x * self.weight, "pair": (x, -x)}

    model = Two()
    seen = {}

    def remember(prediction, target):
        seen.update(prediction)
        return 0.0

    made = nn.Trainer(model, lambda p, t: nn.functional.mse_loss(p["double"], t),
                      nn.optim.SGD(model.parameters(), lr=0.0), [remember])  # fmt: skip
    made.evaluate(batches([1, 2, 3], [0, 0, 0], [2, 1]))
    assert seen["double"].data.tolist() == [2.0, 4.0, 6.0]
    assert [part.data.tolist() for part in seen["pair"]] == [[1.0, 2.0, 3.0], [-1.0, -2.0, -3.0]]


def test_predictions_that_cannot_be_joined_name_the_metric_and_the_way_out():
    data = [(Tensor(np.ones((1, 2))), Tensor(np.ones((1, 2)))),
            (Tensor(np.ones((1, 3))), Tensor(np.ones((1, 3))))]  # fmt: skip
    with pytest.raises(ValueError, match="the metric 'accuracy' needs .* cannot be joined: .*update"):
        trainer([nn.accuracy]).evaluate(data)


@pytest.mark.parametrize("value", ["high", None, [[1.0]], np.ones((2, 2)), 1j])
def test_a_metric_that_gives_no_number_is_named(value):
    with pytest.raises(TypeError, match="the metric 'odd' must give a number"):
        trainer({"odd": lambda prediction, target: value}).evaluate(batches([1], [1], [1]))


@pytest.mark.parametrize("name", ["penalty", "lr"])
def test_the_historys_own_columns_are_no_names_for_metrics(name):
    with pytest.raises(ValueError, match=f"a metric cannot be called '{name}'"):
        trainer({name: nn.accuracy})
