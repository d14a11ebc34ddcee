"""What the random transforms draw: from which intervals, how it is spread, with which settings."""

import math

import numpy as np
import pytest

import autograd
from autograd import Tensor
from nn.data import augmentation as A


@pytest.fixture(autouse=True)
def _seed():
    autograd.manual_seed(0)


def ramps(count=2000, size=9):
    """Images of 2 channels whose values are x and y from the middle: they tell where it went."""
    y, x = np.mgrid[:size, :size] - (size - 1) / 2
    return np.broadcast_to(np.stack([x, y]), (count, 2, size, size))


def back_matrices(results):
    """Where new pixels come from: the matrix, and the place of the middle, from its surroundings."""
    c = results.shape[-1] // 2
    across = results[:, :, c, c + 1] - results[:, :, c, c]
    down = results[:, :, c + 1, c] - results[:, :, c, c]
    return np.stack([across, down], axis=2), results[:, :, c, c]


def is_uniform(values, low, high):
    """Whether values fill an interval evenly: mean and spread within 5 standard deviations."""
    width, count = high - low, len(values)
    assert low - 1e-6 <= values.min() < low + 0.02 * width
    assert high - 0.02 * width < values.max() <= high + 1e-6
    assert abs(values.mean() - (low + high) / 2) < 5 * width / math.sqrt(12 * count)
    # Each half gets half, with standard deviation sqrt(n) / 2.
    assert abs((values < (low + high) / 2).sum() - count / 2) < 5 * math.sqrt(count) / 2


def test_translations_are_uniform():
    matrices, middles = back_matrices(A.RandomTranslation(2, (0, 1))(ramps()))
    np.testing.assert_allclose(matrices, np.broadcast_to(np.eye(2), matrices.shape), atol=1e-12)
    is_uniform(-middles[:, 0], -2, 2)
    is_uniform(-middles[:, 1], 0, 1)


def test_y_is_as_far_as_x_unless_it_is_given():
    assert A.RandomTranslation(2).y == (-2, 2)
    assert A.RandomTranslation((1, 3)).y == (1, 3)


def test_rotations_are_uniform_and_counter_clockwise():
    matrices, middles = back_matrices(A.RandomRotation((-10, 30))(ramps()))
    np.testing.assert_allclose(middles, 0, atol=1e-12)
    # Turned by a counter-clockwise, in coordinates with y down: back by [[cos, -sin], [sin, cos]].
    angles = np.degrees(np.arctan2(matrices[:, 1, 0], matrices[:, 0, 0]))
    is_uniform(angles, -10, 30)


def test_zooms_are_uniform():
    matrices, _ = back_matrices(A.RandomZoom((0.5, 2))(ramps()))
    is_uniform(1 / matrices[:, 0, 0], 0.5, 2)
    np.testing.assert_allclose(matrices[:, 0, 0], matrices[:, 1, 1])


def test_shears_are_uniform():
    matrices, _ = back_matrices(A.RandomShear(20)(ramps()))
    is_uniform(np.degrees(np.arctan(matrices[:, 0, 1])), -20, 20)
    np.testing.assert_allclose(matrices[:, 1, 0], 0, atol=1e-12)
    matrices, _ = back_matrices(A.RandomShear((0, 0), (5, 10))(ramps()))
    is_uniform(np.degrees(np.arctan(matrices[:, 1, 0])), 5, 10)


def test_random_affine_draws_all_amounts():
    height, width = 14, 20  # of which 0.1 are 1.4 and 2 pixels
    y, x = np.meshgrid(np.arange(height) - 6.5, np.arange(width) - 9.5, indexing="ij")
    images = np.broadcast_to(np.stack([x, y]), (2000, 2, height, width))
    transform = A.RandomAffine((-30, 10), (0.1, 0.1), (0.8, 1.25), (0, 20))
    results = transform(images)
    across = results[:, :, 7, 11] - results[:, :, 7, 10]
    down = results[:, :, 8, 10] - results[:, :, 7, 10]
    forth = np.linalg.inv(np.stack([across, down], axis=2))
    middles = results[:, :, 7, 10] - (across + down) / 2
    moved = -np.einsum("nij,nj->ni", forth, middles)
    # scale R(angle) Sx: the first column is scale (cos, sin), clockwise with y down.
    angles = np.arctan2(forth[:, 1, 0], forth[:, 0, 0])
    scales = np.hypot(forth[:, 0, 0], forth[:, 1, 0])
    turned_back = np.cos(angles) * forth[:, 0, 1] + np.sin(angles) * forth[:, 1, 1]
    is_uniform(np.degrees(angles), -30, 10)
    is_uniform(scales, 0.8, 1.25)
    is_uniform(np.degrees(np.arctan(-turned_back / scales)), 0, 20)
    is_uniform(moved[:, 0], -2, 2)
    is_uniform(moved[:, 1], -1.4, 1.4)
    # Nothing goes with anything else.
    drawn = np.corrcoef([angles, scales, moved[:, 0], moved[:, 1]])
    np.testing.assert_allclose(drawn, np.eye(4), atol=5 / math.sqrt(2000))


def test_random_affine_with_degrees_alone_turns():
    images = np.random.default_rng(0).random((5, 1, 8, 8))
    autograd.manual_seed(1)
    angles = autograd.default_generator().uniform(-30, 30, 5)
    autograd.manual_seed(1)
    np.testing.assert_array_equal(A.RandomAffine(30)(images), A.affine(images, angles))
    fixed = A.RandomAffine(0, shear=(0, 0, 10, 10), interpolation="nearest", fill=2, center=(1, 1))
    expected = A.affine(images, shear=(0, 10), interpolation="nearest", fill=2, center=(1, 1))
    np.testing.assert_array_equal(fixed(images), expected)


def test_settings_reach_the_resampling():
    images = np.random.default_rng(0).random((5, 1, 8, 8))
    for transform, expected in [
        (A.RandomTranslation((1, 1), (2, 2), fill=9), A.translate(images, 1, 2, fill=9)),
        (A.RandomTranslation((0.4, 0.4), interpolation="nearest"),
         A.translate(images, 0.4, 0.4, interpolation="nearest")),
        (A.RandomRotation((10, 10), "nearest", center=(1, 2), fill=9),
         A.rotate(images, 10, interpolation="nearest", center=(1, 2), fill=9)),
        (A.RandomZoom((0.5, 0.5), interpolation="nearest", fill=9),
         A.zoom(images, 0.5, interpolation="nearest", fill=9)),
        (A.RandomShear((9, 9), (5, 5), interpolation="nearest", fill=9),
         A.shear(images, 9, 5, interpolation="nearest", fill=9)),
    ]:  # fmt: skip
        np.testing.assert_array_equal(transform(images), expected)


# --- elastic --------------------------------------------------------------------------------------


def displacements(transform, count=200, size=28):
    """The displacements in the middle, where the smoothing does not reach the edge."""
    images = ramps(count, size)
    c = slice(size // 2 - 2, size // 2 + 2)
    return (transform(images) - images)[:, :, c, c]


def test_elastic_displacements_have_the_spread_that_is_documented():
    # A uniform number in (-1, 1) has variance 1/3; a Gaussian of two dimensions multiplies it by
    # the sum of its squares, 1 / (4 pi sigma^2): 34 / (4 * sqrt(12 pi)) = 1.384.
    drawn = displacements(A.ElasticTransform(34, 4), count=1000)
    assert abs(drawn.mean()) < 0.2
    np.testing.assert_allclose(drawn.std(axis=(0, 2, 3)), 1.384, rtol=0.1)
    for alpha, sigma in [(4, 2), (8, 2), (10, 3)]:
        expected = alpha / sigma / math.sqrt(12 * math.pi)
        drawn = displacements(A.ElasticTransform(alpha, sigma), count=1000)
        np.testing.assert_allclose(drawn.std(), expected, rtol=0.1)


def test_elastic_displacements_are_smooth():
    drawn = displacements(A.ElasticTransform(34, 4), count=1000)
    neighbours = np.corrcoef(drawn[:, 0, 0, 0], drawn[:, 0, 0, 1])[0, 1]
    # The correlation of a Gaussian smoothing at distance 1 is exp(-1 / (4 sigma^2)) = 0.984.
    np.testing.assert_allclose(neighbours, 0.984, atol=0.01)
    assert abs(np.corrcoef(drawn[:, 0, 0, 0], drawn[:, 1, 0, 0])[0, 1]) < 5 / math.sqrt(1000)


@pytest.mark.parametrize(("height", "width", "sigma"), [(28, 28, 4), (5, 9, 0.5), (1, 3, 20)])
def test_the_smoothing_is_scipys(height, width, sigma):
    ndimage = pytest.importorskip("scipy.ndimage")
    images = np.random.default_rng(0).random((2, 1, height, width)).astype(np.float32)
    autograd.manual_seed(5)
    noise = autograd.default_generator().random((2, 2, height, width), dtype=np.float32) * 2 - 1
    smooth = ndimage.gaussian_filter(
        noise.astype(float), (0, 0, sigma, sigma), mode="constant", truncate=8
    )
    expected = A.elastic_transform(images, 10 * smooth)
    autograd.manual_seed(5)
    result = A.ElasticTransform(10, sigma)(images)
    np.testing.assert_allclose(result, expected, rtol=0, atol=1e-4)


def test_an_alpha_of_nothing_changes_nothing():
    images = np.random.default_rng(0).random((5, 1, 8, 8))
    np.testing.assert_array_equal(A.ElasticTransform(alpha=0)(images), images)


# --- mistakes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("build", "text"),
    [
        (lambda: A.RandomTranslation(-1), "RandomTranslation: x must be .* >= 0, got -1"),
        (lambda: A.RandomTranslation(1, (3, 1)), r"y must be \(low, high\) with low <= high, got \(3, 1\)"),
        (lambda: A.RandomTranslation((1, 2, 3)), r"x must be a pair \(low, high\)"),
        (lambda: A.RandomTranslation(float("nan")), "RandomTranslation: x must be a finite number"),
        (lambda: A.RandomTranslation(True), "RandomTranslation: x must be a finite number"),
        (lambda: A.RandomRotation("10"), "RandomRotation: degrees must be a finite number"),
        (lambda: A.RandomRotation((30, -30)), "RandomRotation: degrees must be .* low <= high"),
        (lambda: A.RandomRotation((0, float("inf"))), "degrees must be a finite number"),
        (lambda: A.RandomRotation(10, "bicubic"), 'RandomRotation: interpolation must be "bilinear"'),
        (lambda: A.RandomZoom(2), r"RandomZoom: scale must be a pair \(low, high\), got 2"),
        (lambda: A.RandomZoom((0, 1)), "RandomZoom: scale must be .* > 0, got 0"),
        (lambda: A.RandomZoom((1.1, 0.9)), "RandomZoom: scale must be .* low <= high"),
        (lambda: A.RandomShear(90), "RandomShear: x must be between -90 and 90, got 90"),
        (lambda: A.RandomShear(0, (-95, 0)), "RandomShear: y must be between -90 and 90"),
        (lambda: A.RandomAffine(None), "RandomAffine: degrees must be a finite number"),
        (lambda: A.RandomAffine(0, 0.1), "RandomAffine: translate must be a pair of fractions"),
        (lambda: A.RandomAffine(0, (0.1, 2)), "translate must be fractions .*, between 0 and 1, got"),
        (lambda: A.RandomAffine(0, (-0.1, 0.1)), "translate must be fractions"),
        (lambda: A.RandomAffine(0, scale=(-1, 1)), "RandomAffine: scale must be .* > 0, got -1"),
        (lambda: A.RandomAffine(0, shear=(1, 2, 3)), "RandomAffine: shear must be a pair"),
        (lambda: A.RandomAffine(0, shear=(0, 1, 2, 1)), "RandomAffine: shear must be .* low <= high"),
        (lambda: A.RandomAffine(0, shear=100), "RandomAffine: shear must be between -90 and 90"),
        (lambda: A.ElasticTransform(-1), "ElasticTransform: alpha must be .* >= 0, got -1"),
        (lambda: A.ElasticTransform(1, 0), "ElasticTransform: sigma must be .* > 0, got 0"),
        (lambda: A.ElasticTransform(interpolation=1), "ElasticTransform: interpolation must be"),
    ],
)  # fmt: skip
def test_mistakes_are_named_when_it_is_built(build, text):
    with pytest.raises(ValueError, match=text):
        build()


@pytest.mark.parametrize("make", [
    A.RandomTranslation, A.RandomRotation, lambda _, **s: A.RandomZoom((1, 2), **s), A.RandomShear,
    A.RandomAffine, A.ElasticTransform, A.RandomCrop,
])  # fmt: skip
def test_a_fill_that_is_no_number_is_refused_at_once(make):
    for fill in ("ab", [0, math.nan], None, []):
        with pytest.raises(ValueError, match="fill must be a"):
            make(3, fill=fill)
    for fill in (0.5, [0, 0.5, 1], np.array(0.5), Tensor([0.5])):
        assert make(3, fill=fill)(np.ones((3, 9, 9))).shape[0] == 3


@pytest.mark.parametrize("make", [A.RandomRotation, A.RandomAffine])
def test_a_center_that_is_no_point_is_refused_at_once(make):
    for center in ("ab", 3, (1, 2, 3), (1, math.nan), (1, "2")):
        with pytest.raises(ValueError, match="center must be a"):
            make(3, center=center)
    assert make(3, center=(1, 2)).center == (1.0, 2.0)
