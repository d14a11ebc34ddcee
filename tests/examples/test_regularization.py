"""Cures of overfitting that disturb the training: augmentation, noise, dropout; and normalization."""

import re

import numpy as np
import pytest

import autograd
import nn
from examples import _moons, augmentation, batch_normalization, dropout, noise
from examples._tables import Row
from tests.examples.claims import control, shows


@shows("augmentation")
def test_augmented_digits(run_example):
    run = run_example("augmentation", "--images", "300", "--epochs", "15")
    assert run.printed.startswith(
        "crops of 224x224 from 256x256: 1089, with mirror images 2178; for a prediction: 10\n"
    )
    assert len(re.findall(r"^(?:as they are|augmented|more digits)(?: +\d+\.\d){3}$", run.printed, re.M)) == 3
    assert list(run.files) == ["augmented_digits.png", "augmented_photograph.png"]


@pytest.mark.parametrize(("size", "crop", "number"), [(5, 5, 1), (5, 3, 9), (32, 28, 25)])
def test_crops_are_counted(size, crop, number):
    assert augmentation.distinct_crops(size, crop) == number


def checked(crops=1089, ten=10, plain=(1.0, 0.8, 0.4), seen=(0.95, 0.8, 0.7), more=(1.0, 0.9, 0.5)):
    augmentation.check(crops, ten, *(augmentation.Accuracies(*parts) for parts in (plain, seen, more)))


@control("augmentation", "of a 256x256 image there are 1089 different crops of 224x224")
def test_the_number_of_the_slide_is_that_of_another_crop():
    assert augmentation.distinct_crops(256, 225) == 1024
    checked(crops=1024)


@control("augmentation", "ten_crop gives ten different pictures")
def test_a_symmetric_picture_has_fewer_different_crops():
    even = np.ones((3, 8, 8), np.float32)
    checked(ten=augmentation.different(nn.data.augmentation.ten_crop(even, 6)))


@control("augmentation", "with augmentation at least 10 points more of the moved test digits are recognized")
def test_hardly_moved_digits_do_not_help():
    augmentation.main(["--shift", "1", "--images", "50", "--epochs", "5"])


@control("augmentation", "and at most 5 points less of those in their place")
def test_worse_on_digits_in_their_place_would_refute_it():
    checked(seen=(0.8, 0.7, 0.7))


@control("augmentation", "with more digits the gap between training and test is smaller")
def test_an_equal_gap_would_refute_it():
    checked(more=(1.0, 0.8, 0.4))


@shows("noise")
def test_noise_as_a_cure(run_example):
    run = run_example("noise", "--epochs", "40")
    assert run.printed.count("Shown:") == 5
    assert list(run.files) == ["noise.png"]


@control("noise", "in training the same point gives another output each time")
def test_without_noise_outputs_are_the_same():
    noise.main(["--on-hidden", "0", "--epochs", "1"])


@control("noise", "in evaluation it gives the same one")
def test_noise_in_evaluation_would_refute_it():
    noise.check(results(1.0, 0.1, 0.1), noisy=True, silent=False)


def results(*test_errors, training=0.05, names=("", "noise on the inputs", "noise on hidden units")):
    """Results of a plain network and two cured ones, with their test errors."""
    return [
        _moons.Result(name, nn.Identity(), None, training, error, 0.9, [error])
        for name, error in zip(names, test_errors, strict=True)
    ]


@control("noise", "noise on the inputs makes the test error smaller")
def test_too_much_noise_on_the_inputs():
    noise.main(["--on-input", "20", "--epochs", "10"])


@control("noise", "noise on hidden units makes the test error smaller")
def test_no_gain_by_noise_on_hidden_units_would_refute_it():
    noise.check(results(0.3, 0.2, 0.3), noisy=True, silent=True)


@pytest.mark.parametrize("errors", [(0.3, 0.1, 0.29), (0.3, 0.29, 0.1), (0.3, 0.19, 0.19)])
@control("noise", "and its distance from the training error less than half")
def test_a_small_gain_by_noise_would_refute_it(errors):
    noise.check(results(*errors), noisy=True, silent=True)


def test_noise_is_where_it_is_wanted_and_in_training_only():
    for on_input, on_hidden, noisy in ((0.0, 0.0, False), (0.3, 0.0, True), (0.0, 0.5, True)):
        model = noise.build(50, on_input, on_hidden)
        assert noise.varies(model, training=True) == noisy
        assert not noise.varies(model, training=False)


@shows("dropout")
def test_dropout_and_dropconnect(run_example):
    run = run_example("dropout", "--epochs", "60")
    counted = re.match(r"of 100,000 outputs of 1, (\S+) % are dropped; the others become 2; mean (\S+)\n", run.printed)
    assert abs(float(counted[1]) - 50) < 1
    assert abs(float(counted[2]) - 1) < 0.02
    assert list(run.files) == ["dropout.png"]


def test_outputs_are_dropped_with_the_wanted_probability():
    assert abs(np.mean(dropout.dropped(0.2) == 0) - 0.2) < 0.01


@pytest.mark.parametrize(("kind", "dropped", "connected"), [("neither", 0, 0), ("Dropout", 2, 0), ("DropConnect", 0, 2)])
def test_a_cure_is_built_in_twice(kind, dropped, connected):
    model = dropout.build(kind, 0.3, 5)
    assert sum(isinstance(layer, nn.Dropout) and layer.p == 0.3 for layer in model) == dropped
    assert sum(isinstance(layer, nn.DropConnect) and layer.p == 0.3 for layer in model) == connected


def test_the_mean_of_many_passes_is_about_one_standard_error_off():
    autograd.manual_seed(0)
    layer = nn.DropConnect(4, 3, p=0.5, dtype=float)
    assert 0.2 < dropout.standard_errors_off(layer, autograd.ones(4), 500) < 5


HALVES = np.tile([0.0, 2.0], 50)


def dropout_checked(outputs=HALVES, off=1.0, silent=True, errors=(0.5, 0.3, 0.3), training=(0.05, 0.1, 0.1)):
    found = results(*errors, names=("neither", "Dropout", "DropConnect"))
    found = [result._replace(training=error) for result, error in zip(found, training, strict=True)]
    dropout.check(0.5, outputs, off, silent, found)


@control("dropout", "an output of 1 becomes 0 or 2")
def test_without_the_factor_it_would_stay_one():
    dropout_checked(outputs=HALVES / 2)


@control("dropout", "on average it stays 1, within 0.02")
def test_if_too_many_are_dropped_the_mean_falls():
    dropout_checked(outputs=np.tile([0.0, 0.0, 2.0], 50))


@control("dropout", "DropConnect's outputs stay the same on average, within 5 standard errors")
def test_dropconnect_without_the_factor_would_be_off():
    dropout_checked(off=40.0)


@control("dropout", "in evaluation both do nothing")
def test_dropping_in_evaluation_would_refute_it():
    dropout_checked(silent=False)


@control("dropout", "with Dropout the test error is lower")
def test_nothing_dropped_is_no_cure():
    dropout.main(["--p", "0", "--epochs", "5"])


@control("dropout", "with DropConnect the test error is lower")
def test_no_gain_by_dropconnect_would_refute_it():
    dropout_checked(errors=(0.5, 0.3, 0.5))


@control("dropout", "and the training errors higher: they fit the noise less")
def test_a_lower_training_error_would_refute_it():
    dropout_checked(training=(0.05, 0.1, 0.01))


def test_dropping_all_is_refused():
    with pytest.raises(SystemExit, match=r"^--p must be below 1, not 1$"):
        dropout.main(["--p", "1"])


@shows("batch_normalization")
def test_batch_normalization(run_example):
    run = run_example("batch_normalization", "--depth", "3", "--steps", "30", "--enough", "0.4")
    lines = run.printed.splitlines()
    for line in (
        "σ²                     2.0            2              divided by n, not by n - 1",
        "x̂₁                    -1.414210027   -1.414210027",
        "y₁ for γ = 2, β = 0.5  -2.328420054   -2.328420054",
        "∂L/∂x₁                 0.2828476622   0.2828476622   L = y₁ - y₅",
        "∂L/∂γ                  -2.8284200537  -2.828420054",
        "∂L/∂β                  0              0",
    ):
        assert line in lines
    assert list(run.files) == ["batch_normalization.png"]


@control("batch_normalization", "without it the deviation falls from first to last layer to half, or less")
def test_a_single_layer_does_not_shrink():
    batch_normalization.main(["--depth", "1", "--steps", "2"])


@control("batch_normalization", "with it the network learns at three times the highest rate without it, or more")
def test_after_two_steps_no_network_has_learned():
    batch_normalization.main(["--steps", "2"])


def normalization_checked(rows=(), normalized=1.0, mean=0.0, best=0.001, plain=0.01):
    unit = np.array([-1.0, 1.0])
    values = {False: [unit, unit / 10], True: [unit, normalized * unit + mean]}
    runs = {False: {0.1: [plain], 1.0: [0.7]}, True: {0.1: [0.05], 1.0: [best]}}
    batch_normalization.check(list(rows), values, runs, 0.1)


@control("batch_normalization", "the numbers found by hand are the computed ones, rounded")
def test_the_unbiased_variance_would_refute_it():
    normalization_checked(rows=[Row("σ²", "2.0", 2.5)])


@control("batch_normalization", "with it every layer has mean 0 and deviation 1, within 0.05")
def test_another_deviation_would_refute_it():
    normalization_checked(normalized=0.9)


@control("batch_normalization", "with it every layer has mean 0 and deviation 1, within 0.05")
def test_another_mean_would_refute_it():
    normalization_checked(mean=0.1)


@pytest.mark.parametrize("settings", [{"plain": 0.2}, {"best": 0.2}])
@control("batch_normalization", "with it the network learns at three times the highest rate without it, or more")
def test_both_must_learn_and_at_different_rates(settings):
    normalization_checked(**settings)


def test_normalized_networks_are():
    kinds = {normalized: batch_normalization.build(normalized, 3) for normalized in (False, True)}
    counts = [sum(isinstance(layer, nn.BatchNorm1d) for layer in model) for model in kinds.values()]
    assert counts == [0, 3]


@control("batch_normalization", "with each its best rate, it ends at a lower loss")
def test_a_higher_loss_would_refute_it():
    normalization_checked(best=0.09)
