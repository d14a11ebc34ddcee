"""Mirroring, cutting and padding: by hand, for all images, and how often at random."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autograd
from nn.data import augmentation as A

NINE = np.arange(1.0, 10.0).reshape(1, 3, 3)


@pytest.fixture(autouse=True)
def _seed():
    autograd.manual_seed(0)


def image_of(*rows):
    return np.array([rows], float)


def test_flips_by_hand():
    np.testing.assert_array_equal(A.hflip(NINE), image_of([3, 2, 1], [6, 5, 4], [9, 8, 7]))
    np.testing.assert_array_equal(A.vflip(NINE), image_of([7, 8, 9], [4, 5, 6], [1, 2, 3]))


@given(st.integers(1, 6), st.integers(1, 6), st.sampled_from([np.float32, np.uint8]))
def test_flips_are_their_own_inverses(height, width, dtype):
    images = np.random.default_rng(0).integers(0, 255, (2, 3, height, width)).astype(dtype)
    np.testing.assert_array_equal(A.hflip(A.hflip(images)), images)
    np.testing.assert_array_equal(A.vflip(A.vflip(images)), images)
    np.testing.assert_array_equal(A.hflip(A.vflip(images)), A.rotate(images, 180))


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        (A.crop(NINE, 0, 1, 2, 2), image_of([2, 3], [5, 6])),
        (A.crop(NINE, 2, 0, 1, 3), image_of([7, 8, 9])),
        (A.center_crop(NINE, 1), image_of([5])),
        (A.center_crop(NINE, (3, 1)), image_of([2], [5], [8])),
        # (3 - 2) / 2 is rounded to the even 0.
        (A.center_crop(NINE, 2), image_of([1, 2], [4, 5])),
        # (4 - 1) / 2 is rounded to the even 2.
        (A.center_crop(np.arange(4.0).reshape(1, 1, 4), 1), image_of([2])),
        (A.pad(NINE[:, :1], 1, fill=-1), image_of([-1] * 5, [-1, 1, 2, 3, -1], [-1] * 5)),
        (A.pad(NINE[:, :1], (2, 0), padding_mode="edge"), image_of([1, 1, 1, 2, 3, 3, 3])),
        (A.pad(NINE[:, :1], (1, 0, 2, 0), padding_mode="reflect"), image_of([2, 1, 2, 3, 2, 1])),
        (A.pad(NINE[:, :1], (1, 0), padding_mode="symmetric"), image_of([1, 1, 2, 3, 3])),
        (A.pad(np.zeros((1, 1, 1), np.uint8), (1, 0), fill=9.7), image_of([10, 0, 10])),
        # left, top, right, bottom
        (A.pad(NINE[:, :1, :1], (0, 1, 2, 0), 9), image_of([9, 9, 9], [1, 9, 9])),
    ],
)  # fmt: skip
def test_crops_and_padding_by_hand(result, expected):
    np.testing.assert_array_equal(result, expected)


def test_five_and_ten_crops_by_hand():
    corners = [
        [[1, 2], [4, 5]],
        [[2, 3], [5, 6]],
        [[4, 5], [7, 8]],
        [[5, 6], [8, 9]],
        [[1, 2], [4, 5]],
    ]
    mirrored = [
        [[3, 2], [6, 5]],
        [[2, 1], [5, 4]],
        [[6, 5], [9, 8]],
        [[5, 4], [8, 7]],
        [[3, 2], [6, 5]],
    ]
    upside_down = [
        [[7, 8], [4, 5]],
        [[8, 9], [5, 6]],
        [[4, 5], [1, 2]],
        [[5, 6], [2, 3]],
        [[7, 8], [4, 5]],
    ]
    np.testing.assert_array_equal(np.concatenate(A.five_crop(NINE, 2)), corners)
    for crops in (A.ten_crop(NINE, 2), A.TenCrop(2)(NINE)):
        np.testing.assert_array_equal(np.concatenate(crops), corners + mirrored)
    for crops in (A.ten_crop(NINE, (2, 2), vertical_flip=True), A.TenCrop(2, True)(NINE)):
        np.testing.assert_array_equal(np.concatenate(crops), corners + upside_down)


@given(st.tuples(*[st.integers(0, 5)] * 4), st.sampled_from(["constant", "edge", "symmetric"]))
def test_a_crop_undoes_padding(padding, mode):
    images = np.random.default_rng(0).random((2, 3, 4, 5))
    padded = A.pad(images, padding, 0.5, mode)
    np.testing.assert_array_equal(A.crop(padded, padding[1], padding[0], 4, 5), images)


def test_crops_of_224_out_of_256_lie_at_1089_places():
    # Deck 2 says 1024, catalogue E-20: there are 33 * 33 places.
    image = np.arange(256 * 256, dtype=np.float64).reshape(1, 1, 256, 256)
    crop = A.RandomCrop(224)
    tops, lefts = np.divmod([int(crop(image)[0, 0, 0, 0]) for _ in range(1000)], 256)
    assert set(tops) == set(lefts) == set(range(33))
    crop = A.RandomCrop(2)
    small = np.broadcast_to(NINE, (2000, 1, 3, 3))
    places, counts = np.unique(crop(small)[:, 0, 0, 0], return_counts=True)
    assert places.tolist() == [1, 2, 4, 5]
    # 500 each, with a standard deviation of sqrt(2000 * 1/4 * 3/4) = 19.4
    assert abs(counts - 500).max() < 5 * 19.4


def test_a_random_crop_with_padding_moves_by_whole_pixels():
    images = np.broadcast_to(np.ones((1, 1, 1)), (2000, 1, 1, 1))
    moved = A.RandomCrop(3, padding=(2, 1), fill=0)(images)[:, 0]
    # Of 3 x 5 padded pixels a crop of 3 x 3: the one is in the middle row, in any of 3 columns.
    assert moved[:, 1].any(axis=0).all()
    np.testing.assert_array_equal(moved.sum(axis=(1, 2)), 1)
    np.testing.assert_array_equal(moved[:, [0, 2]], 0)


def test_padding_if_needed_fills_up_to_the_size():
    crop = A.RandomCrop((4, 5), pad_if_needed=True, fill=7)
    result = crop(np.ones((2, 1, 3, 3)))
    assert result.shape == (2, 1, 4, 5)
    np.testing.assert_array_equal((result == 1).sum(axis=(1, 2, 3)), 9)
    np.testing.assert_array_equal(result[(result != 1)], 7)
    for size in [(4, 2), (2, 4), (3, 6)]:
        padding_one_side = A.RandomCrop(size, pad_if_needed=True)
        assert padding_one_side(np.ones((1, 3, 3))).shape == (1, *size)
    edge = A.RandomCrop(5, padding=1, padding_mode="edge")(np.full((1, 3, 3), 4.0))
    np.testing.assert_array_equal(edge, np.full((1, 5, 5), 4.0))


@pytest.mark.parametrize("p", [0.0, 0.2, 0.5, 1.0])
@pytest.mark.parametrize(
    ("kind", "function"),
    [
        (A.RandomHorizontalFlip, A.hflip),
        (A.RandomVerticalFlip, A.vflip),
        (A.RandomInvert, A.invert),
    ],
)
def test_what_happens_with_a_probability_happens_that_often(kind, function, p):
    images = np.random.default_rng(0).random((2000, 1, 2, 2))
    result = kind(p)(images)
    changed = (result == function(images)).all(axis=(1, 2, 3))
    kept = (result == images).all(axis=(1, 2, 3))
    assert (changed ^ kept).all()
    assert abs(changed.sum() - 2000 * p) <= 5 * math.sqrt(2000 * p * (1 - p))
    assert kind().p == 0.5


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan"), "0.5", None, True])
@pytest.mark.parametrize(
    "build",
    [
        A.RandomHorizontalFlip,
        A.RandomVerticalFlip,
        A.RandomInvert,
        lambda p: A.RandomApply(A.hflip, p),
    ],
)
def test_what_is_no_probability_is_refused(build, p):
    with pytest.raises(ValueError, match="the probability must be between 0 and 1, got"):
        build(p)


BATCH = np.zeros((2, 3, 4, 5))


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: A.crop(BATCH, 2, 0, 3, 2), "crop: rows 2 to 4 and columns 0 to 1 do not lie within an image of 4 rows and 5 columns; pad it first"),
        (lambda: A.crop(BATCH, 0, 4, 1, 2), "columns 4 to 5 do not lie within"),
        (lambda: A.crop(BATCH, -1, 0, 1, 1), "crop: top and left must be"),
        (lambda: A.crop(BATCH, 0, 0, 0, 1), "crop: height and width must be"),
        (lambda: A.crop(BATCH, 0, 0.5, 1, 1), "crop: top and left must be"),
        (lambda: A.center_crop(BATCH, 5), r"center_crop: the requested crop size \(5, 5\) is bigger than the image's, \(4, 5\)"),
        (lambda: A.five_crop(BATCH, (1, 6)), r"five_crop: the requested crop size \(1, 6\) is bigger"),
        (lambda: A.ten_crop(BATCH, 6), "the requested crop size .* is bigger"),
        (lambda: A.RandomCrop(5)(BATCH), r"RandomCrop: the requested crop size \(5, 5\) is bigger than the padded image's, \(4, 5\)"),
        (lambda: A.RandomCrop(0), "RandomCrop: size must be"),
        (lambda: A.RandomCrop(-3), "RandomCrop: size must be"),
        (lambda: A.RandomCrop((1, 2, 3)), "RandomCrop: size must be"),
        (lambda: A.RandomCrop(2.5), "RandomCrop: size must be"),
        (lambda: A.RandomCrop(True), "RandomCrop: size must be"),
        (lambda: A.RandomCrop(3, padding=-1), "RandomCrop: padding must be"),
        (lambda: A.RandomCrop(3, padding=(1, 2, 3)), "RandomCrop: padding must be"),
        (lambda: A.RandomCrop(3, padding_mode="wrap"), "RandomCrop: padding_mode must be one of constant, edge, reflect, symmetric, got 'wrap'"),
        (lambda: A.CenterCrop("3"), "CenterCrop: size must be"),
        (lambda: A.TenCrop(None), "TenCrop: size must be"),
        (lambda: A.pad(BATCH, -1), "pad: padding must be"),
        (lambda: A.pad(BATCH, 1, fill=(1, 2)), "pad: fill has 2 values, but the image has 3 channels"),
        (lambda: A.pad(BATCH, 1, fill=float("nan")), "pad: fill must be"),
    ],
)  # fmt: skip
def test_mistakes_are_named(call, text):
    with pytest.raises(ValueError, match=text):
        call()


@pytest.mark.parametrize("image", [np.zeros((3, 3)), np.zeros((11, 12, 3))])
def test_ten_crop_names_itself_when_it_gets_no_image(image):
    with pytest.raises(ValueError, match="TenCrop: "):
        A.TenCrop(2)(image)
    assert A.TenCrop.accepts_batches


def test_half_a_pixel_beside_the_middle_goes_to_the_even_number():
    # torchvision: round((5 - 2) / 2) = round(1.5) = 2, and round((3 - 2) / 2) = round(0.5) = 0.
    image = np.arange(15.0).reshape(1, 5, 3)
    np.testing.assert_array_equal(A.center_crop(image, 2), [[[6.0, 7.0], [9.0, 10.0]]])


@pytest.mark.parametrize(("make", "text"), [
    (lambda: A.RandomCrop(3, pad_if_needed="no"), "RandomCrop: pad_if_needed must be True or False"),
    (lambda: A.TenCrop(3, vertical_flip=1), "TenCrop: vertical_flip must be True or False"),
    (lambda: A.GaussianNoise(clip=None), "GaussianNoise: clip must be True or False"),
])  # fmt: skip
def test_a_switch_is_true_or_false(make, text):
    with pytest.raises(TypeError, match=text):
        make()
