"""What a step of the Trainer consists of: accumulation, clipping, penalties, weights of batches."""

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from nn.data import DataLoader, TensorDataset


class Scale(nn.Module):
    """One weight, whose gradient can be computed by hand."""

    def __init__(self, weight=0.0):
        super().__init__()
        self.weight = nn.Parameter(np.float64(weight))

    def forward(self, x):
        return x * self.weight


def batches(*targets):
    """Batches with inputs 1 and these targets: the loss is the mean of (w - t)**2."""
    return [(Tensor(np.ones(len(t))), Tensor(np.array(t, float))) for t in targets]


def run(data, epochs=1, lr=0.25, weight=0.0, loss=None, **options):
    model = Scale(weight)
    optimizer = nn.optim.SGD(model.parameters(), lr=lr)
    trainer = nn.Trainer(model, loss or nn.MSELoss(), optimizer, **options)
    history = trainer.fit(data, epochs, progress=False)
    return model.weight.item(), history, trainer


# --- accumulation -------------------------------------------------------------------------------


def test_accumulated_batches_make_one_step_by_hand():
    # Batches of 2 and 1 samples with targets 1, 1 and 4: the mean gradient at w = 0 is
    # -2 (1 + 1 + 4) / 3 = -4, not the mean (-2 - 8) / 2 = -5 of the batches'. Step: 0 + 0.25 * 4.
    weight, history, trainer = run(batches([1.0, 1.0], [4.0]), accumulate=2)
    assert weight == pytest.approx(1.0, abs=1e-15)
    assert trainer.step == 1
    assert history["loss"] == [pytest.approx((1 + 1 + 16) / 3)]


@pytest.mark.parametrize("accumulate", [2, 3, 4, 7, 100])
def test_accumulation_equals_the_big_batch_to_rounding(accumulate):
    # 23 samples in batches of 3 leave a last one of 2; and groups that are not full.
    generator = np.random.default_rng(0)
    x, y = generator.normal(size=(23, 4)), generator.integers(0, 3, size=23)

    def train(batch_size, accumulate):
        autograd.manual_seed(1)
        model = nn.Sequential(
            nn.Linear(4, 6, dtype=np.float64), nn.Tanh(), nn.Linear(6, 3, dtype=np.float64)
        )
        trainer = nn.Trainer(
            model, nn.CrossEntropyLoss(), nn.optim.Adam(model.parameters(), lr=0.05),
            accumulate=accumulate, clip_grad_norm=0.1,
            regularizer=lambda net: 0.1 * (net[0].weight ** 2.0).sum(),
        )  # fmt: skip
        history = trainer.fit(DataLoader(TensorDataset(x, y), batch_size), 4, progress=False)
        return model.state_dict(), history, trainer.step

    small, small_history, steps = train(3, accumulate)
    big, big_history, big_steps = train(3 * accumulate, 1)
    assert steps == big_steps == 4 * -(-23 // (3 * accumulate))
    for name, values in small.items():
        np.testing.assert_allclose(values, big[name], rtol=1e-9, atol=1e-12)
    for column in ("loss", "penalty"):
        np.testing.assert_allclose(small_history[column], big_history[column], rtol=1e-9)


def test_batches_with_class_weights_are_weighed_by_them():
    # As PyTorch's mean, which divides by the weights of the targets, here 1 + 1 and 3 and 1: a step
    # of the three batches is that of the big one.
    x, y = np.array([[1.0], [2.0], [3.0], [-1.0]]), np.array([0, 0, 1, 0])

    def train(sizes):
        autograd.manual_seed(0)
        model = nn.Linear(1, 2, dtype=np.float64)
        loss = nn.CrossEntropyLoss(weight=[1.0, 3.0])
        trainer = nn.Trainer(model, loss, nn.optim.SGD(model.parameters(), 0.5), accumulate=9)
        ends = np.cumsum(sizes)
        data = [(x[end - n : end], y[end - n : end]) for n, end in zip(sizes, ends, strict=True)]
        history = trainer.fit(data, 1, data, progress=False)
        return [*model.weight.data.ravel(), *history["loss"], *history["validation_loss"]]

    np.testing.assert_allclose(train([2, 1, 1]), train([4]), rtol=1e-12)


def test_ignored_labels_count_nothing():
    # Of the scores (0, 0) each counted label costs ln 2, so the mean is ln 2 for any batches.
    data = [(np.zeros((2, 1)), np.array([0, -100])), (np.zeros((1, 1)), np.array([1]))]
    model = nn.Linear(1, 2, bias=False)
    trainer = nn.Trainer(model, nn.CrossEntropyLoss(), nn.optim.SGD(model.parameters()))
    assert trainer.batch_weight(data[0][1]) == 1.0
    assert trainer.evaluate(data)["loss"] == pytest.approx(np.log(2), rel=1e-6)


def test_a_weight_of_batches_can_be_given():
    # Losses 1 and 9, weighted 3 and 1: (3 + 9) / 4; gradients -2 and -6 likewise: -3.
    weight, history, _ = run(
        batches([1.0], [3.0]), accumulate=2, batch_weight=lambda t: 3.0 if t.item() == 1 else 1.0
    )
    assert (weight, history["loss"]) == (0.75, [3.0])


def test_a_loss_that_adds_up_is_added_up():
    # 1 + 1 and 16, and the gradients -4 and -8: as of the one big batch.
    data = batches([1.0, 1.0], [4.0])
    weight, history, trainer = run(data, loss=nn.MSELoss(reduction="sum"), accumulate=2, lr=0.125)
    assert (weight, history["loss"]) == (1.5, [18.0])
    assert trainer.evaluate(data)["loss"] == 0.25 + 0.25 + 6.25


def test_a_group_of_batches_is_one_batch_to_callbacks():
    rows = []

    class Listener(nn.Callback):
        def on_batch_end(self, trainer, row):
            rows.append((trainer.step, row))

    model = Scale()
    trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters(), lr=0.0),
                         accumulate=2)  # fmt: skip
    trainer.fit(batches([1.0], [3.0], [5.0]), 1, callbacks=[Listener()], progress=False)
    assert rows == [(1, {"loss": 5.0}), (2, {"loss": 25.0})]


@pytest.mark.parametrize("weight", [0.0, float("nan")])
def test_batches_without_weight_are_an_error(weight):
    with pytest.raises(ValueError, match="no samples, or batch_weight gives it no weight"):
        run(batches([1.0]), batch_weight=lambda target: weight)


# --- clipping -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("options", "expected"), [
    ({}, 1.5),                          # gradient 2 (0 - 3) = -6, times 0.25
    ({"clip_grad_value": 2.0}, 0.5),
    ({"clip_grad_norm": 4.0}, 1.0),
    ({"clip_grad_norm": 100.0}, 1.5),
    ({"clip_grad_value": 2.0, "clip_grad_norm": 1.0}, 0.25),  # values first, then their norm
])  # fmt: skip
def test_gradients_are_clipped_before_the_step(options, expected):
    # PyTorch's clip_grad_norm_ divides by the norm + 1e-6.
    assert run(batches([3.0]), **options)[0] == pytest.approx(expected, rel=1e-5)


def test_clipping_takes_the_whole_groups_gradient():
    # Gradients -6 and +2 of two batches: their mean, -2, is below the limit of 3; -6 is above it.
    assert run(batches([3.0], [-1.0]), accumulate=2, clip_grad_norm=3.0)[0] == pytest.approx(0.5)


# --- penalties ----------------------------------------------------------------------------------


def test_a_penalty_is_minimised_and_told_apart_from_the_loss():
    # w = 1, loss (1 - 3)**2 = 4 with gradient -4; penalty 0.5 w**2 = 0.5 with gradient 1.
    # Step: 1 - 0.25 (-4 + 1) = 1.75.
    weight, history, trainer = run(
        batches([3.0]), weight=1.0, regularizer=lambda model: 0.5 * model.weight**2.0
    )
    assert weight == 1.75
    row = next(iter(history))
    assert (row["loss"], row["penalty"]) == (4.0, 0.5)
    assert trainer.evaluate(batches([1.75])) == {"loss": 0.0}  # validation has no penalty


def test_the_penalties_of_the_library_can_be_used():
    # L2: lam * w**2 with gradient 2 lam w.
    weight, history, _ = run(batches([1.0]), weight=1.0, regularizer=nn.L2Penalty(0.5))
    assert (weight, history["loss"], history["penalty"]) == (0.75, [0.0], [0.5])


def test_a_penalty_counts_once_a_step_and_is_averaged_over_the_epoch():
    # lr = 0: the penalty is 2 in each of two steps, whatever the batches weigh.
    for loss in (nn.MSELoss(), nn.MSELoss(reduction="sum")):
        _, history, _ = run(batches([1.0, 1.0], [1.0], [1.0]), lr=0.0, accumulate=2, loss=loss,
                            regularizer=lambda model: 2.0)  # fmt: skip
        assert history["penalty"] == [2.0]


# --- class weights ------------------------------------------------------------------------------


def test_balanced_class_weights_by_hand():
    # N / (C * count): 4 / (2 * 3) and 4 / (2 * 1).
    np.testing.assert_allclose(nn.class_weights([0, 1, 0, 0]), [2 / 3, 2.0])
    np.testing.assert_allclose(nn.class_weights(Tensor([1.0, 0.0, 1.0])), [1.5, 0.75])
    np.testing.assert_allclose(nn.class_weights([[0, 1], [0, 1], [1, 0], [0, 1]]), [2.0, 2 / 3])
    assert nn.class_weights([0, 1, 2, 2]).tolist() == [4 / 3, 4 / 3, 2 / 3]


def test_balanced_weights_have_the_mean_1_over_the_samples():
    labels = np.random.default_rng(0).integers(0, 5, size=200)
    weights = nn.class_weights(labels)
    assert np.mean(weights[labels]) == pytest.approx(1.0)
    for label in range(5):  # and each class weighs the same in all
        assert weights[label] * (labels == label).sum() == pytest.approx(40.0)


@pytest.mark.parametrize(("labels", "num_classes", "match"), [
    ([], None, "there are no labels"), ([0, 2], None, "no label is of class 1"),
    ([0, 1], 4, "no label is of class 2, 3"), ([0, 3], 2, "index lies outside 0 to 1"),
    ([-1, 0], None, "index lies outside"), ([0.5, 1.0], None, "the labels must be class indices"),
    ([float("nan")], None, "must be class indices"), (["a"], None, "must be class indices"),
    ([0, 1], 0, "num_classes must be a positive integer"),
    ([0, 1], True, "num_classes must be a positive integer"),
])  # fmt: skip
def test_class_weights_refuse_what_are_no_labels(labels, num_classes, match):
    with pytest.raises(ValueError, match=match):
        nn.class_weights(labels, num_classes)


# --- arguments ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("options", "kind", "match"), [
    ({"accumulate": 0}, ValueError, "Trainer: accumulate must be a positive integer, got 0"),
    ({"accumulate": 1.5}, ValueError, "accumulate must be a positive integer"),
    ({"clip_grad_norm": 0.0}, ValueError, "clip_grad_norm must be a number > 0 or None, got 0.0"),
    ({"clip_grad_norm": float("nan")}, ValueError, "clip_grad_norm must be"),
    ({"clip_grad_value": -1}, ValueError, "clip_grad_value must be a number > 0 or None, got -1"),
    ({"clip_grad_value": "1"}, ValueError, "clip_grad_value must be"),
    ({"clip_grad_value": True}, ValueError, "clip_grad_value must be"),
    ({"regularizer": 0.1}, TypeError, "regularizer must be callable, got float"),
    ({"batch_weight": 2}, TypeError, "batch_weight must be callable, got int"),
])  # fmt: skip
def test_settings_are_checked(options, kind, match):
    with pytest.raises(kind, match=match):
        run(batches([1.0]), **options)


@pytest.mark.parametrize("seed", [-1, 1.0, True, "0"])
def test_the_seed_of_a_run_is_checked(seed):
    model = Scale()
    trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters()))
    with pytest.raises(ValueError, match="fit: seed must be an integer >= 0"):
        trainer.fit(batches([1.0]), 1, seed=seed)


def test_a_seed_governs_the_run_and_leaves_the_librarys_generator_alone():
    x = np.arange(12.0).reshape(6, 2)

    def train(seed, before):
        autograd.manual_seed(0)
        model = nn.Sequential(nn.Linear(2, 8), nn.Dropout(0.5), nn.Linear(8, 2))
        autograd.manual_seed(before)
        state = autograd.default_generator().bit_generator.state
        trainer = nn.Trainer(model, nn.MSELoss(), nn.optim.Adam(model.parameters()))
        trainer.fit(DataLoader(TensorDataset(x, x), 2, shuffle=True), 2, seed=seed, progress=False)
        assert autograd.default_generator().bit_generator.state == state
        return model[0].weight.data.tobytes()

    assert train(3, before=1) == train(3, before=2)
    assert train(3, before=1) != train(4, before=1)


@pytest.mark.parametrize("pack", [lambda t: (t, t), lambda t: {"a": t, "b": (t, 0)}])
def test_targets_of_several_parts_count_by_their_samples(pack):
    # By hand: 3 samples of loss 1 and one of loss 5 have the mean 2.
    model = nn.Linear(1, 1)
    trainer = nn.Trainer(
        model, lambda p, t: 0.0 * p.sum() + (t[0] if isinstance(t, tuple) else t["a"]).mean(),
        nn.optim.SGD(model.parameters(), lr=0.0),
    )  # fmt: skip
    batches = [(np.ones((n, 1)), pack(Tensor(np.full(n, v)))) for n, v in ((3, 1.0), (1, 5.0))]
    assert trainer.evaluate(batches)["loss"] == 2.0


def test_a_constraint_holds_after_every_step():
    model = nn.Linear(2, 1)
    norms = []

    class Watch(nn.Callback):
        def on_batch_end(self, trainer, row):
            norms.append(float(model.weight.norm()))

    trainer = nn.Trainer(
        model, nn.MSELoss(), nn.optim.SGD(model.parameters(), lr=0.5), constraint=nn.MaxNorm(0.25)
    )
    trainer.fit([([[3.0, 4.0]], [[9.0]])] * 3, 2, callbacks=[Watch()], progress=False)
    assert max(norms) <= 0.25 + 1e-6
    with pytest.raises(TypeError, match="constraint must be callable, got float"):
        nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters()), constraint=3.0)


def test_what_newcomers_give_is_answered(capsys):
    model, loss = nn.Linear(1, 1), nn.MSELoss()
    optimizer = nn.optim.SGD(model.parameters(), lr=0.1)
    with pytest.raises(TypeError, match="the model comes first, and then the loss"):
        nn.Trainer(loss, model, optimizer)
    trainer = nn.Trainer(model, loss, optimizer)
    with pytest.raises(TypeError, match=r"got one ndarray; nn.data.DataLoader\(nn.data.TensorDataset"):
        trainer.fit(np.ones((4, 1)), 3)
    trainer.fit([([[np.nan]], [[1.0]])] * 2, 2, progress=False)
    said = capsys.readouterr().err
    assert said == "epoch 1: the loss is NaN, and so the weights may be; autograd.detect_anomaly() finds where it begins\n"


def test_other_metrics_are_another_run(tmp_path):
    def trainer(*metrics):
        model = nn.Linear(1, 1)
        return nn.Trainer(model, nn.MSELoss(), nn.optim.SGD(model.parameters()), metrics)

    callbacks = [nn.Checkpoint(tmp_path / "c.npz")]
    trainer(nn.mean_absolute_error).fit([([[1.0]], [[1.0]])], 1, callbacks=callbacks, progress=False)
    with pytest.raises(ValueError, match="saved with the metrics mean_absolute_error; this run has none"):
        trainer().fit([([[1.0]], [[1.0]])], 2, callbacks=callbacks, progress=False, resume=tmp_path / "c.npz")
