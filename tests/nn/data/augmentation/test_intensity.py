"""Negative, brightness, contrast, noise, normalisation, colour: by hand and by their statistics."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from autograd import Tensor
from nn.data import augmentation as A


@pytest.fixture(autouse=True)
def _seed():
    autograd.manual_seed(0)


def row(*values, dtype=float):
    return np.array([[values]], dtype)


def bytes_(*values):
    return row(*values, dtype=np.uint8)


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (A.invert(row(0, 0.25, 1)), row(1, 0.75, 0)),
        (A.invert(bytes_(0, 100, 255)), bytes_(255, 155, 0)),
        (A.adjust_brightness(row(0.25, 0.75), 2), row(0.5, 1)),
        (A.adjust_brightness(row(0.25, 0.75), 0), row(0, 0)),
        (A.adjust_brightness(bytes_(10, 101, 200), 1.5), bytes_(15, 152, 255)),  # 151.5, to even
        # The mean is 0.5: 0.5 +- 0.25 / 2, and 0.5 +- 0.25 * 4 clipped.
        (A.adjust_contrast(row(0.25, 0.75), 0.5), row(0.375, 0.625)),
        (A.adjust_contrast(row(0.25, 0.75), 4), row(0, 1)),
        (A.adjust_contrast(row(0.25, 0.75), 0), row(0.5, 0.5)),
        (A.adjust_contrast(bytes_(100, 200), 0.5), bytes_(125, 175)),
        (A.normalize(row(0, 0.5, 1), 0.5, 0.25), row(-2, 0, 2)),
    ],
)
def test_by_hand(result, expected):
    assert result.dtype == expected.dtype
    np.testing.assert_allclose(result, expected, rtol=1e-12)


def test_contrast_goes_by_how_bright_colours_look():
    red, green, blue = np.eye(3).reshape(3, 3, 1, 1)
    for color, luminance in [(red, 0.2989), (green, 0.587), (blue, 0.114)]:
        np.testing.assert_allclose(A.adjust_contrast(color, 0), np.full((3, 1, 1), luminance))
    # Other numbers of channels: the plain mean.
    np.testing.assert_allclose(A.adjust_contrast(np.array([[[0.0]], [[1.0]]]), 0), 0.5)


def test_factors_and_statistics_for_each_image_and_channel():
    images = np.full((2, 1, 1, 2), 0.25)
    np.testing.assert_array_equal(
        A.adjust_brightness(images, [1, 2]), [[[[0.25] * 2]], [[[0.5] * 2]]]
    )
    color = np.ones((3, 1, 1), np.float32)
    result = A.Normalize(mean=(0, 0.5, 1), std=(1, 0.5, 2))(color)
    np.testing.assert_array_equal(result.ravel(), [1, 1, 0])
    np.testing.assert_array_equal(A.Normalize(np.float32(0.5), [0.5])(color), np.ones((3, 1, 1)))


@given(st.floats(0, 3), st.integers(1, 4))
def test_factors_of_one_change_nothing_and_values_stay_in_range(factor, channels):
    images = np.random.default_rng(channels).random((2, channels, 3, 4))
    np.testing.assert_array_equal(A.adjust_brightness(images, 1), images)
    np.testing.assert_allclose(A.adjust_contrast(images, 1), images, rtol=0, atol=1e-15)
    np.testing.assert_allclose(A.invert(A.invert(images)), images, rtol=0, atol=1e-15)
    for result in (A.adjust_brightness(images, factor), A.adjust_contrast(images, factor)):
        assert 0 <= result.min() <= result.max() <= 1


def test_color_jitter_draws_factors_around_one():
    images = np.full((2000, 1, 1, 1), 0.25)
    factors = A.ColorJitter(brightness=0.5)(images).ravel() / 0.25
    assert 0.5 <= factors.min() < 0.52
    assert 1.48 < factors.max() <= 1.5
    assert abs(factors.mean() - 1) < 5 / math.sqrt(12 * 2000)
    assert A.ColorJitter(2).brightness == (0, 3)
    assert A.ColorJitter(contrast=(0.2, 0.4)).contrast == (0.2, 0.4)
    pairs = np.broadcast_to([0.25, 0.75], (2000, 1, 1, 2))
    spreads = np.diff(A.ColorJitter(contrast=(0.2, 0.4))(pairs).reshape(2000, 2)) / 0.5
    assert 0.2 - 1e-12 <= spreads.min() < spreads.max() <= 0.4 + 1e-12
    np.testing.assert_allclose(A.ColorJitter()(pairs), pairs)


def test_noise_has_its_mean_and_deviation():
    images = np.full((50, 1, 28, 28), 0.5, np.float32)
    count = images.size
    noise = A.GaussianNoise(0.1, 0.2, clip=False)(images) - images
    assert abs(noise.mean() - 0.1) < 5 * 0.2 / math.sqrt(count)
    assert abs(noise.std() - 0.2) < 5 * 0.2 / math.sqrt(2 * count)
    assert noise.min() < -0.5
    clipped = A.GaussianNoise(sigma=2)(images)
    assert (clipped.min(), clipped.max()) == (0, 1)
    np.testing.assert_array_equal(A.gaussian_noise(images, sigma=0), images)
    noise = A.gaussian_noise(images[:2], 0, [0, 0.1]) - images[:2]
    assert noise[0].std() == 0 < noise[1].std()


# --- colour ---------------------------------------------------------------------------------------


def test_pca_color_finds_the_components_by_hand():
    # Two pixels: red 0 and 0.8, green 0 and 0.6. Variance along (0.8, 0.6) of 0 and 1: 1/4.
    images = np.zeros((2, 3, 1, 1))
    images[1, :, 0, 0] = 0.8, 0.6, 0
    transform = A.PCAColor(0.5).fit(images)
    np.testing.assert_allclose(transform.eigenvalues, [0.25, 0, 0], atol=1e-12)
    np.testing.assert_allclose(np.abs(transform.eigenvectors[:, 0]), [0.8, 0.6, 0], atol=1e-12)
    assert (transform.eigenvalues >= 0).all()
    # Every shift is a * 0.25 * (0.8, 0.6, 0) with a ~ N(0, 0.5^2), the same for all pixels.
    batch = np.full((3000, 3, 2, 2), 0.5)
    shifts = transform(batch) - 0.5
    np.testing.assert_allclose(shifts, np.broadcast_to(shifts[:, :, :1, :1], shifts.shape))
    shifts = shifts[:, :, 0, 0]
    np.testing.assert_allclose(shifts[:, 1], 0.75 * shifts[:, 0], atol=1e-9)
    np.testing.assert_allclose(shifts[:, 2], 0, atol=1e-9)
    multiples = shifts[:, 0] / (0.25 * 0.8)
    assert abs(multiples.mean()) < 5 * 0.5 / math.sqrt(3000)
    assert abs(multiples.std() - 0.5) < 5 * 0.5 / math.sqrt(2 * 3000)


def test_pca_color_recovers_a_covariance():
    generator = np.random.default_rng(0)
    colors = generator.random((3, 3)) @ generator.random((3, 5 * 4 * 6))
    images = colors.reshape(3, 5, 4, 6).swapaxes(0, 1)
    transform = A.PCAColor().fit(images)
    P, values = transform.eigenvectors, transform.eigenvalues
    np.testing.assert_allclose(P @ np.diag(values) @ P.T, np.cov(colors, ddof=0), atol=1e-12)
    assert values[0] >= values[1] >= values[2]
    again = A.PCAColor(0.1, values, P)
    autograd.manual_seed(1)
    expected = transform(images)
    autograd.manual_seed(1)
    np.testing.assert_array_equal(again(images), expected)
    np.testing.assert_array_equal(A.PCAColor(0).fit(images)(images), images)


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda: A.PCAColor()(np.zeros((3, 2, 2))), RuntimeError, r"PCAColor: call fit\(training_images\) first"),
        (lambda: A.PCAColor(eigenvalues=[1]), ValueError, "pass both eigenvalues and eigenvectors"),
        (lambda: A.PCAColor(0.1, [1, 2], np.eye(3)), ValueError, r"got \(2,\) and \(3, 3\)"),
        (lambda: A.PCAColor(0.1, [[1]], [[1]]), ValueError, r"shape \(C,\) and eigenvectors \(C, C\)"),
        (lambda: A.PCAColor(0.1, [np.nan], [[1]]), ValueError, "must be finite"),
        (lambda: A.PCAColor(-1), ValueError, "PCAColor: std must be"),
        (lambda: A.PCAColor(0.1, [1], [[1]])(np.zeros((3, 2, 2))), ValueError, "fitted to images of 1 channels"),
        (lambda: A.PCAColor().fit(np.zeros((0, 3, 2, 2))), ValueError, "there are no images"),
        (lambda: A.PCAColor().fit(np.full((1, 3, 2, 2), np.nan)), ValueError, "the images must be finite"),
        (lambda: A.PCAColor().fit(np.zeros((1, 3, 2, 2), np.uint8)), TypeError, "needs a floating-point image"),
        (lambda: A.adjust_brightness(row(1), -1), ValueError, "brightness_factor must not be negative, got -1"),
        (lambda: A.adjust_contrast(row(1), [float("nan")]), ValueError, "contrast_factor must be a finite"),
        (lambda: A.adjust_contrast(row(1), [1, 2]), ValueError, "one for each of the 1 images"),
        (lambda: A.gaussian_noise(row(1), sigma=-1), ValueError, "sigma must not be negative"),
        (lambda: A.gaussian_noise(row(1), mean="0"), ValueError, "mean must be a finite number"),
        (lambda: A.GaussianNoise(sigma=-0.1), ValueError, "GaussianNoise: sigma must be"),
        (lambda: A.GaussianNoise(mean=float("nan")), ValueError, "GaussianNoise: mean must be"),
        (lambda: A.normalize(row(1), 0, 0), ValueError, "normalize: std must be"),
        (lambda: A.normalize(row(1), (1, 2), 1), ValueError, "mean has 2 values, but the image has 1 channels"),
        (lambda: A.Normalize(0, [1, 0]), ValueError, "Normalize: std must be"),
        (lambda: A.Normalize("0", 1), ValueError, "Normalize: mean must be"),
        (lambda: A.ColorJitter(-0.5), ValueError, "ColorJitter: brightness must be"),
        (lambda: A.ColorJitter(contrast=(2, 1)), ValueError, "ColorJitter: contrast must be"),
        (lambda: A.ColorJitter(contrast=(-1, 1)), ValueError, "ColorJitter: contrast must be"),
    ],
)  # fmt: skip
def test_mistakes_are_named(call, error, text):
    with pytest.raises(error, match=text):
        call()


def test_statistics_may_be_tensors_and_must_be_some():
    image = np.ones((2, 1, 1))
    scaled = A.Normalize(Tensor([0.5, 0.0]), np.array(0.5))(image)
    np.testing.assert_array_equal(scaled.ravel(), [1.0, 2.0])
    with pytest.raises(ValueError, match="Normalize: mean must be a number, or one a channel"):
        A.Normalize([], 1.0)
