"""What holds for every transform: kinds and dtypes, seeds, independence, nothing written."""

import sys

import numpy as np
import pytest

import autograd
from autograd import Tensor
from nn.data import augmentation as A

PCA = A.PCAColor(1.0, [0.2, 0.02, 0.005], np.eye(3))
RANDOM = [
    A.RandomTranslation(2),
    A.RandomRotation(20),
    A.RandomZoom((0.5, 1.5)),
    A.RandomShear(20, 10),
    A.RandomAffine(10, (0.1, 0.1), (0.9, 1.1), (-10, 10, -5, 5)),
    A.ElasticTransform(),
    A.RandomHorizontalFlip(),
    A.RandomVerticalFlip(),
    A.RandomInvert(),
    A.RandomCrop(9, padding=3),
    A.ColorJitter(0.5, 0.5),
    A.GaussianNoise(),
    A.RandomApply(A.RandomRotation(20)),
    A.Compose([A.RandomCrop(10), A.RandomRotation(20)]),
    PCA,
]
FIXED = [A.CenterCrop(7), A.Normalize([0.5, 0.4, 0.3], 0.2), A.Compose([A.hflip, A.vflip])]
EVERY = [*RANDOM, *FIXED]
FLOATS_ONLY = (A.GaussianNoise, A.Normalize, A.PCAColor)
FUNCTIONS = [
    lambda image: A.translate(image, 1.5, -0.5),
    lambda image: A.rotate(image, 30),
    lambda image: A.zoom(image, 1.3),
    lambda image: A.shear(image, 20, 5),
    lambda image: A.affine(image, 30, (1, 2), 0.9, (5, 6), center=(2, 3), fill=(0.1, 0.2, 0.3)),
    lambda image: A.affine(image, 30, (1, 2), 0.9, interpolation="nearest"),
    lambda image: A.elastic_transform(image, np.full((2, 11, 12), 0.3)),
    A.hflip,
    A.vflip,
    A.invert,
    lambda image: A.crop(image, 1, 2, 5, 6),
    lambda image: A.center_crop(image, (5, 7)),
    lambda image: A.pad(image, (1, 2, 3, 4), fill=(1, 0, 1)),
    lambda image: A.pad(image, 2, padding_mode="reflect"),
    lambda image: A.adjust_brightness(image, 1.7),
    lambda image: A.adjust_contrast(image, 0.7),
]


def named(transforms):
    names = (getattr(t, "__name__", type(t).__name__) for t in transforms)
    return [
        pytest.param(t, id=f"{number}-{name}")
        for number, (t, name) in enumerate(zip(transforms, names, strict=True))
    ]


@pytest.fixture(autouse=True)
def _seed():
    autograd.manual_seed(0)


@pytest.fixture
def images():
    return np.random.default_rng(1).random((40, 3, 11, 12), dtype=np.float32)


@pytest.mark.parametrize(
    ("transform", "dtype"),
    [
        (transform, dtype)
        for transform in EVERY
        for dtype in (np.float16, np.float32, np.float64, np.uint8)
        if dtype != np.uint8 or not isinstance(transform, FLOATS_ONLY)
    ],
)
def test_the_result_has_the_kind_and_dtype_of_the_image(transform, dtype, images):
    images = (images * (255 if dtype == np.uint8 else 1)).astype(dtype)
    autograd.manual_seed(3)
    array = transform(images)
    assert type(array) is np.ndarray
    assert array.dtype == dtype
    assert array.ndim == 4
    autograd.manual_seed(3)
    tensor = transform(Tensor(images))
    assert isinstance(tensor, Tensor)
    np.testing.assert_array_equal(tensor.data, array)
    single = transform(images[0])
    assert type(single) is np.ndarray
    assert (single.dtype, single.shape) == (array.dtype, array.shape[1:])
    assert isinstance(transform(Tensor(images[0])), Tensor)


@pytest.mark.parametrize("transform", named([*EVERY, *FUNCTIONS]))
def test_nothing_is_written_to_the_image_and_the_result_is_its_own(transform, images):
    images.flags.writeable = False
    result = transform(images)
    assert result.flags.writeable
    assert not np.shares_memory(result, images)
    assert not np.shares_memory(transform(images[0]), images)


@pytest.mark.parametrize("transform", named(RANDOM))
def test_the_seed_decides_and_every_call_draws_anew(transform, images):
    first, second = transform(images), transform(images)
    assert not np.array_equal(first, second)
    autograd.manual_seed(0)
    np.testing.assert_array_equal(transform(images), first)
    with autograd.use_generator(np.random.default_rng(0)):
        np.testing.assert_array_equal(transform(images), first)
    np.testing.assert_array_equal(transform(images), second)  # untouched by the block


@pytest.mark.parametrize("transform", named(RANDOM))
def test_each_image_of_a_batch_is_changed_on_its_own(transform, images):
    same = np.repeat(images[:1], 40, axis=0)
    results = transform(same)
    assert any(not np.array_equal(result, results[0]) for result in results[1:])


@pytest.mark.parametrize("transform", named([*FIXED, *FUNCTIONS]))
def test_a_batch_gives_what_its_images_give_one_by_one(transform, images):
    one_by_one = np.stack([transform(image) for image in images])
    np.testing.assert_allclose(transform(images), one_by_one, rtol=0, atol=1e-6)


@pytest.mark.parametrize("transform", named(EVERY))
def test_it_says_that_it_takes_batches_and_shows_its_settings(transform):
    assert transform.accepts_batches is True
    assert repr(transform).startswith(f"{type(transform).__name__}(")


def test_a_transform_prints_its_settings():
    assert repr(A.RandomCrop(28, padding=2)) == (
        "RandomCrop(size=(28, 28), padding=(2, 2, 2, 2), pad_if_needed=False, fill=0, "
        "padding_mode='constant')"
    )
    assert repr(A.Compose([A.CenterCrop(3)])) == "Compose(transforms=[CenterCrop(size=(3, 3))])"


@pytest.mark.parametrize("transform", named([*EVERY, *FUNCTIONS]))
def test_a_batch_of_no_images_is_one_again(transform, images):
    assert len(transform(images[:0])) == 0


@pytest.mark.parametrize("transform", named([*EVERY, *FUNCTIONS]))
def test_memory_in_another_order_changes_nothing(transform, images):
    channels_last = np.ascontiguousarray(images.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
    expected = transform(images)
    autograd.manual_seed(0)
    np.testing.assert_allclose(transform(channels_last), expected, rtol=0, atol=1e-6)


@pytest.mark.parametrize("transform", named([*EVERY, *FUNCTIONS]))
@pytest.mark.parametrize(
    ("image", "error", "text"),
    [
        (np.zeros((5, 5)), ValueError, r"got \(5, 5\); a grey image needs a channel: image\[None\]"),
        (np.zeros((1, 1, 1, 5, 5)), ValueError, r"a batch \(N, C, H, W\), got \(1, 1, 1, 5, 5\)"),
        (np.zeros((3, 0, 5)), ValueError, r"must have pixels, got shape \(3, 0, 5\)"),
        (np.zeros((11, 12, 3)), ValueError, r"channels come first here: image.transpose\(2, 0, 1\)"),
        (np.zeros((2, 11, 12, 1)), ValueError, r"image.transpose\(0, 3, 1, 2\)"),
        (np.zeros((3, 11, 12), int), TypeError, "must be floating-point or uint8, got int64"),
        (np.zeros((3, 11, 12), bool), TypeError, "must be floating-point or uint8, got bool"),
        (np.zeros((3, 11, 12), complex), TypeError, "or uint8, got complex128"),
        ([[[0.0]]], TypeError, r"an image is a NumPy array or a Tensor .*, got list"),
        (None, TypeError, "got NoneType"),
    ],
)  # fmt: skip
def test_what_is_no_image_is_refused(transform, image, error, text):
    with pytest.raises(error, match=text):
        transform(image)


@pytest.mark.parametrize("transform", named([*EVERY, *FUNCTIONS]))
def test_an_image_that_requires_a_gradient_is_refused(transform, images):
    image = Tensor(images[0], requires_grad=True)
    with pytest.raises(RuntimeError, match=r"requires a gradient.*pass image.detach\(\)"):
        transform(image)
    with autograd.no_grad():
        assert not transform(image).requires_grad


@pytest.mark.parametrize("transform", named([t for t in EVERY if isinstance(t, FLOATS_ONLY)]))
def test_some_refuse_uint8(transform, images):
    with pytest.raises(
        TypeError, match="needs a floating-point image; divide the uint8 one by 255"
    ):
        transform((images * 255).astype(np.uint8))


def test_a_subclass_must_say_what_it_does():
    class Unfinished(A.Transform):
        pass

    with pytest.raises(NotImplementedError, match=r"Unfinished has no transform: define"):
        Unfinished()(np.zeros((1, 2, 2)))


def test_scipy_is_not_needed(images, monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy", None)
    for transform in EVERY:
        transform(images)
