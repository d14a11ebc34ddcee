"""Translation, rotation, zoom, shear and warping: by hand, by SciPy, and there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from autograd import Tensor
from nn.data.augmentation import affine, elastic_transform, rotate, shear, translate, zoom

#   1 2 3
#   4 5 6
#   7 8 9
NINE = np.arange(1.0, 10.0).reshape(1, 3, 3)


def image_of(*rows):
    return np.array([rows], float)


# All expected images are by hand.
@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (translate(NINE, 1), image_of([0, 1, 2], [0, 4, 5], [0, 7, 8])),  # to the right
        (translate(NINE, 0, 1), image_of([0, 0, 0], [1, 2, 3], [4, 5, 6])),  # down
        (translate(NINE, -1, -1, fill=0.5), image_of([5, 6, 0.5], [8, 9, 0.5], [0.5] * 3)),
        (translate(NINE, 0.5), image_of([0.5, 1.5, 2.5], [2, 4.5, 5.5], [3.5, 7.5, 8.5])),
        (translate(NINE, 0.25, interpolation="nearest"), NINE),
        (translate(NINE, 0.75, interpolation="nearest"), image_of([0, 1, 2], [0, 4, 5], [0, 7, 8])),
        (translate(NINE, 3), np.zeros((1, 3, 3))),
        (translate(NINE, 1e300, -1e300, fill=7), np.full((1, 3, 3), 7.0)),
        (rotate(NINE, 90), image_of([3, 6, 9], [2, 5, 8], [1, 4, 7])),  # counter-clockwise
        (rotate(NINE, -90), image_of([7, 4, 1], [8, 5, 2], [9, 6, 3])),
        (rotate(NINE, 180), image_of([9, 8, 7], [6, 5, 4], [3, 2, 1])),
        # About the upper left corner, half a turn moves everything out.
        (rotate(NINE, 180, center=(0, 0)), np.zeros((1, 3, 3))),
        # About the middle of the first pixel, that one stays.
        (rotate(NINE, 180, center=(0.5, 0.5)), image_of([1, 0, 0], [0, 0, 0], [0, 0, 0])),
        (affine(NINE, angle=90), image_of([7, 4, 1], [8, 5, 2], [9, 6, 3])),  # clockwise
        (affine(NINE, 90, (1, 0)), image_of([0, 7, 4], [0, 8, 5], [0, 9, 6])),  # turns, then moves
        # One column up (the upper row, y = -1, to x - (-1) * tan 45) to the right, one to the left.
        (shear(NINE, 45), image_of([0, 1, 2], [4, 5, 6], [8, 9, 0])),
        (shear(NINE, -45), image_of([2, 3, 0], [4, 5, 6], [0, 7, 8])),
        (shear(NINE, 0, 45), image_of([0, 2, 6], [1, 5, 9], [4, 8, 0])),  # the right side rises
        # (x, y) goes to (x - y, y), and then that (u, v) to (u, v - u): the upper right corner's
        # (1, -1) to (2, -3), 6's (1, 0) to (1, -1), 2's (0, -1) to (1, -2), 1's (-1, -1) to (0, -1),
        # 8's (0, 1) to (-1, 2), 4's (-1, 0) to (-1, 1), 9's (1, 1) to (0, 1).
        (affine(NINE, shear=(45, 45)), image_of([0, 1, 6], [0, 5, 0], [4, 9, 0])),
        (affine(NINE, shear=45), image_of([0, 1, 2], [4, 5, 6], [8, 9, 0])),
        # The middle column shows x = -1/2, 0, 1/2 of the old one.
        (zoom(NINE, 2), image_of([3, 3.5, 4], [4.5, 5, 5.5], [6, 6.5, 7])),
        (zoom(NINE, 3, interpolation="nearest"), np.full((1, 3, 3), 5.0)),
        # The new pixels at -1 show the old ones at -2, which are outside.
        (zoom(NINE, 0.5), image_of([0, 0, 0], [0, 5, 0], [0, 0, 0])),
        (zoom(NINE, 1e-30, fill=2), image_of([2, 2, 2], [2, 5, 2], [2, 2, 2])),
        (affine(NINE, scale=0.5, translate=(0, 1)), image_of([0, 0, 0], [0, 0, 0], [0, 5, 0])),
    ],
)  # fmt: skip
def test_by_hand(result, expected):
    np.testing.assert_allclose(result, expected, rtol=0, atol=1e-12)


def test_zoom_two_of_four_by_four_by_hand():
    # Old positions of the new columns: 1.5 + (-1.5, -0.5, 0.5, 1.5) / 2 = 0.75, 1.25, 1.75, 2.25.
    column = np.array([0.75, 1.25, 1.75, 2.25])
    image = np.arange(16.0).reshape(1, 4, 4)  # 4 row + column, linear: bilinear is exact
    np.testing.assert_allclose(zoom(image, 2)[0], 4 * column[:, None] + column, rtol=0, atol=1e-12)
    expected = [[5, 5, 6, 6], [5, 5, 6, 6], [9, 9, 10, 10], [9, 9, 10, 10]]
    np.testing.assert_array_equal(zoom(image, 2, interpolation="nearest")[0], expected)


@pytest.mark.parametrize("size", [1, 2, 5, 28])
@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.uint8])
@pytest.mark.parametrize("quarters", [-1, 1, 2, 3, 4])
def test_quarter_turns_are_exact(size, dtype, quarters):
    image = np.random.default_rng(0).uniform(0, 255, (2, size, size)).astype(dtype)
    expected = np.rot90(image, quarters, axes=(1, 2))
    for interpolation in ("nearest", "bilinear"):
        turned = rotate(image, 90 * quarters, interpolation=interpolation)
        np.testing.assert_array_equal(turned, expected)
        back = affine(turned, 90 * quarters, interpolation=interpolation)
        np.testing.assert_array_equal(back, image)


def test_numbers_for_each_image_of_a_batch():
    batch = np.concatenate([NINE, NINE, NINE])[:, None]
    expected = np.stack([NINE, translate(NINE, 1), translate(NINE, 2)])
    for amounts in ([0, 1, 2], np.array([0, 1, 2]), Tensor([0.0, 1.0, 2.0])):
        np.testing.assert_array_equal(translate(batch, amounts), expected)
    both = affine(batch, translate=([0, 1, 2], 0), shear=(np.zeros(3), np.zeros(3)))
    np.testing.assert_array_equal(both, expected)


def test_each_channel_has_its_fill():
    moved = translate(np.ones((3, 1, 2)), 1, fill=(0.25, 0.5, 0.75))
    np.testing.assert_array_equal(moved[:, 0], [[0.25, 1], [0.5, 1], [0.75, 1]])


def test_uint8_is_rounded_to_even():
    image = np.array([[[10, 13, 200, 255]]], np.uint8)
    # Halves: (0+10)/2 = 5, 11.5, 106.5, 227.5; rounded to 12, 106, 228.
    np.testing.assert_array_equal(translate(image, 0.5), [[[5, 12, 106, 228]]])


def test_large_batches_are_done_in_parts():
    images = np.random.default_rng(0).random((50, 2, 40, 30), dtype=np.float32)
    angles = np.linspace(-180, 180, 50)
    expected = np.stack([rotate(image, angle) for image, angle in zip(images, angles, strict=True)])
    np.testing.assert_allclose(rotate(images, angles), expected, rtol=0, atol=1e-6)


# --- SciPy, whose mode "grid-constant" surrounds the image with the fill, as we do ----------------


@pytest.mark.parametrize("seed", range(10))
def test_affine_is_scipys(seed):
    generator = np.random.default_rng(seed)
    height, width = generator.integers(1, 12, 2)
    image = generator.random((1, height, width))
    angle, sx, sy = generator.uniform(-80, 80, 3)
    scale, tx, ty = generator.uniform(0.3, 2), *generator.uniform(-2, 2, 2)
    a, bx, by = np.radians([angle, sx, sy])
    turn = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]])
    slant = np.array([[1, 0], [-np.tan(by), 1]]) @ np.array([[1, -np.tan(bx)], [0, 1]])
    back = np.linalg.inv(scale * turn @ slant)[::-1, ::-1]  # SciPy's axes are (y, x)
    middle = (np.array([height, width]) - 1) / 2
    offset = middle - back @ (middle + np.array([ty, tx]))
    for order, interpolation, fill in [(1, "bilinear", 0.7), (0, "nearest", 0.0)]:
        expected = ndimage.affine_transform(
            image[0], back, offset, order=order, mode="grid-constant", cval=fill
        )
        ours = affine(
            image, angle, (tx, ty), scale, (sx, sy), interpolation=interpolation, fill=fill
        )
        np.testing.assert_allclose(ours[0], expected, rtol=0, atol=1e-12)
        if interpolation == "bilinear":  # float32 may take another pixel as the nearest
            single = affine(image.astype(np.float32), angle, (tx, ty), scale, (sx, sy), fill=fill)
            assert single.dtype == np.float32
            np.testing.assert_allclose(single[0], expected, rtol=0, atol=1e-4)


def test_elastic_transform_is_scipys():
    generator = np.random.default_rng(0)
    images = generator.random((3, 2, 7, 9))
    fields = generator.normal(0, 3, (3, 2, 7, 9))
    rows, columns = np.mgrid[:7, :9]
    ours = elastic_transform(images, fields, fill=0.3)
    for image, field, result in zip(images, fields, ours, strict=True):
        places = [rows + field[1], columns + field[0]]
        for channel, warped in zip(image, result, strict=True):
            expected = ndimage.map_coordinates(
                channel, places, order=1, mode="grid-constant", cval=0.3
            )
            np.testing.assert_allclose(warped, expected, rtol=0, atol=1e-12)


def test_elastic_transform_by_hand():
    field = np.zeros((2, 3, 3))
    field[:, 0, 0] = 1, 2  # the first pixel shows the one at column 1, row 2
    field[0, 1, 1] = -0.25  # the middle one shows 3/4 of 5 and 1/4 of 4
    field[:, 2, 2] = 1e300, 0
    expected = image_of([8, 2, 3], [4, 4.75, 6], [7, 8, 0])
    np.testing.assert_allclose(elastic_transform(NINE, field), expected)
    np.testing.assert_allclose(elastic_transform(NINE[None], Tensor(field[None]))[0], expected)
    nearest = elastic_transform(NINE, field, interpolation="nearest")
    np.testing.assert_array_equal(nearest, image_of([8, 2, 3], [4, 5, 6], [7, 8, 0]))


# --- for all images and amounts -------------------------------------------------------------------

shapes = st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 9), st.integers(1, 9))
interpolations = st.sampled_from(["bilinear", "nearest"])
dtypes = st.sampled_from([np.float32, np.float64, np.uint8])


def random_images(shape, dtype):
    values = np.random.default_rng(sum(shape)).random(shape)
    return (values * 255).astype(dtype) if dtype == np.uint8 else values.astype(dtype)


@given(shapes, dtypes, interpolations)
def test_amounts_of_nothing_change_nothing(shape, dtype, interpolation):
    images = random_images(shape, dtype)
    for result in (
        translate(images, 0, 0, interpolation=interpolation),
        rotate(images, 0, interpolation=interpolation),
        zoom(images, 1, interpolation=interpolation),
        shear(images, 0, 0, interpolation=interpolation),
        affine(images, interpolation=interpolation),
        elastic_transform(images, np.zeros((2, *shape[2:])), interpolation=interpolation),
    ):
        np.testing.assert_array_equal(result, images)


@given(shapes, dtypes, st.integers(-12, 12), st.integers(-12, 12), interpolations)
def test_there_and_back_again_loses_only_what_went_over_the_edge(
    shape, dtype, dx, dy, interpolation
):
    images = random_images(shape, dtype)
    there = translate(images, dx, dy, interpolation=interpolation)
    back = translate(there, -dx, -dy, interpolation=interpolation)
    expected = np.zeros_like(images)
    rows = slice(max(0, -dy), max(0, shape[2] - max(0, dy)))
    columns = slice(max(0, -dx), max(0, shape[3] - max(0, dx)))
    expected[:, :, rows, columns] = images[:, :, rows, columns]
    np.testing.assert_array_equal(back, expected)


@given(shapes, st.floats(-720, 720), st.floats(0.1, 10), st.floats(-80, 80), st.floats(-5, 5))
def test_values_stay_between_those_of_the_image_and_the_fill(shape, angle, scale, slant, shift):
    images = random_images(shape, np.float32)
    result = affine(images, angle, (shift, -shift), scale, (slant, slant / 2), fill=0.5)
    assert result.min() >= min(images.min(), 0.5) - 1e-6
    assert result.max() <= max(images.max(), 0.5) + 1e-6
    one_color = np.full_like(images, 0.5)
    np.testing.assert_allclose(affine(one_color, angle, scale=scale, fill=0.5), 0.5, rtol=1e-6)


@pytest.mark.parametrize("dtype", [np.float32, np.float64, np.uint8])
@pytest.mark.parametrize("interpolation", ["bilinear", "nearest"])
def test_extreme_amounts_give_the_fill_or_the_middle(dtype, interpolation):
    images = NINE[None].astype(dtype)
    for far in (1e9, 1e300):
        result = affine(images, 45, (far, -far), 1e-310, fill=7, interpolation=interpolation)
        np.testing.assert_array_equal(result, np.full_like(images, 7))
        result = affine(images, scale=far, interpolation=interpolation)
        np.testing.assert_allclose(result, np.full_like(images, 5), rtol=1e-7)
    for angle in (np.nextafter(90, 0), -np.nextafter(90, 0)):
        result = affine(images, shear=(angle, angle), interpolation=interpolation)
        assert np.isfinite(result).all()
        assert result[0, 0, 1, 1] == 5


# --- mistakes -------------------------------------------------------------------------------------

BATCH = np.zeros((3, 2, 4, 4))
NOT_NUMBERS = [float("nan"), float("inf"), "1", None, True, 1j]


@pytest.mark.parametrize("value", NOT_NUMBERS)
def test_amounts_must_be_finite_numbers(value):
    for call in (
        lambda: translate(BATCH, value),
        lambda: translate(BATCH, 0, value),
        lambda: rotate(BATCH, value),
        lambda: zoom(BATCH, value),
        lambda: shear(BATCH, value),
        lambda: rotate(BATCH, [0, 0, value]),
        lambda: translate(BATCH, 0, fill=value),
        lambda: translate(BATCH, 0, fill=(0, value)),
        lambda: rotate(BATCH, 0, center=(0, value)),
    ):
        with pytest.raises(ValueError, match=r"(translate|rotate|zoom|shear): .* must be"):
            call()


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: zoom(BATCH, 0), "zoom: the scale factor must be positive, got 0"),
        (lambda: zoom(BATCH, [1, 1, -2]), "zoom: the scale factor must be positive"),
        (lambda: shear(BATCH, 90), "shear: the shear must be between -90 and 90 degrees, got 90"),
        (lambda: rotate(BATCH, [1, 2]), r"rotate: the angle must be one number, or one for each of the 3 images, got \[1, 2\]"),
        (lambda: rotate(BATCH, [[1], [2, 3], 4]), r"rotate: the angle must be a finite number, got \[1\]"),
        (lambda: rotate(BATCH, np.array([1, 2, np.inf])), "rotate: the angle must be finite"),
        (lambda: rotate(BATCH, np.zeros((3, 1))), "one for each of the 3 images"),
        (lambda: rotate(BATCH, 1, interpolation="cubic"), 'interpolation must be "bilinear" or "nearest", got \'cubic\''),
        (lambda: rotate(BATCH, 1, center=2), r"rotate: center must be a pair \(x, y\), got 2"),
        (lambda: affine(BATCH, translate=2), r"affine: the translation must be a pair \(x, y\), got 2"),
        (lambda: affine(BATCH, shear=(1, 2, 3)), r"affine: the shear must be a pair \(x, y\)"),
        (lambda: rotate(BATCH, 1, fill=(1, 2, 3)), "fill has 3 values, but the image has 2 channels"),
        (lambda: rotate(BATCH.astype(np.uint8), 1, fill=256), "fill must be 0 to 255 for a uint8 image, got 256"),
        (lambda: elastic_transform(BATCH, np.zeros((4, 4))), r"must have shape \(2, 4, 4\) or \(3, 2, 4, 4\)"),
        (lambda: elastic_transform(BATCH, np.full((2, 4, 4), np.nan)), "displacement must be finite"),
    ],
)  # fmt: skip
def test_mistakes_are_named(call, text):
    with pytest.raises(ValueError, match=text):
        call()


@pytest.mark.parametrize("field", [None, 1.0, [[0.0]], np.full((2, 4, 4), "a")])
def test_a_displacement_is_an_array_of_numbers(field):
    with pytest.raises(TypeError, match="the displacement must be an array of numbers"):
        elastic_transform(BATCH, field)
