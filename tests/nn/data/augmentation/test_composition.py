"""Transforms made of others, and predictions averaged over ten crops."""

import math

import numpy as np
import pytest

import autograd
import nn
from autograd import Tensor
from nn.data import augmentation as A


@pytest.fixture(autouse=True)
def _seed():
    autograd.manual_seed(0)


@pytest.fixture
def images():
    return np.random.default_rng(1).random((6, 2, 5, 5), dtype=np.float32)


def test_steps_run_in_order(images):
    both = A.Compose([A.CenterCrop(3), A.Normalize(0.5, 2.0), A.hflip])
    expected = (images[:, :, 1:4, 1:4][..., ::-1] - np.float32(0.5)) / 2
    np.testing.assert_array_equal(both(images), expected)
    np.testing.assert_array_equal(both(images[0]), expected[0])
    assert A.Compose([])(images) is images


def test_ones_own_functions_get_single_images_unless_they_say_otherwise(images):
    seen = []

    def own(image):
        seen.append((type(image), image.shape))
        return image * 2

    np.testing.assert_array_equal(A.Compose([own])(images), images * 2)
    assert seen == [(np.ndarray, (2, 5, 5))] * 6
    seen.clear()
    result = A.Compose([own])(Tensor(images))
    assert isinstance(result, Tensor)
    assert seen == [(Tensor, (2, 5, 5))] * 6
    seen.clear()
    own.accepts_batches = True
    np.testing.assert_array_equal(A.Compose([own])(images), images * 2)
    assert seen == [(np.ndarray, (6, 2, 5, 5))]


def test_random_apply_changes_some_images_and_leaves_the_others():
    images = np.random.default_rng(0).random((2000, 1, 2, 2))
    result = A.RandomApply([A.hflip, A.vflip], p=0.3)(images)
    changed = (result == A.rotate(images, 180)).all(axis=(1, 2, 3))
    kept = (result == images).all(axis=(1, 2, 3))
    assert (changed ^ kept).all()
    assert abs(changed.sum() - 600) < 5 * math.sqrt(2000 * 0.3 * 0.7)
    np.testing.assert_array_equal(A.RandomApply(A.hflip, p=1)(images), A.hflip(images))
    np.testing.assert_array_equal(A.RandomApply(A.hflip, p=0)(images), images)
    tensors = []
    A.RandomApply(lambda image: tensors.append(image) or image, p=1)(Tensor(images[:3]))
    assert [type(image) for image in tensors] == [Tensor] * 3


@pytest.mark.parametrize(
    ("call", "error", "text"),
    [
        (lambda x: A.Compose(A.hflip), TypeError, r"Compose takes a list of transforms: Compose\(\[first, second\]\)"),
        (lambda x: A.Compose([A.hflip, 3]), TypeError, "a transform must be a callable object, got 3"),
        (lambda x: A.Compose([A.RandomInvert]), TypeError, "a transform must be a callable object, got <class"),
        (lambda x: A.RandomApply(None), TypeError, "RandomApply: a transform must be a callable object"),
        (A.RandomApply(A.CenterCrop(3), p=1), ValueError, r"keep the shape, but made \(6, 2, 3, 3\) of \(6, 2, 5, 5\)"),
        (A.RandomApply(lambda i: i.astype(float), p=1), TypeError, "keep the dtype, but made float64 of float32"),
        (A.Compose([lambda i: None]), TypeError, "must return an array or a Tensor for each image, got NoneType"),
        (A.Compose([A.TenCrop(3), A.hflip]), TypeError, "hflip: an image is .*, got tuple"),
    ],
)  # fmt: skip
def test_mistakes_are_named(call, error, text, images):
    with pytest.raises(error, match=text):
        call(images)


def test_a_function_must_return_images_of_one_shape(images):
    sizes = iter([2, 3, 2, 2, 2, 2])
    with pytest.raises(
        ValueError, match=r"different shapes for those of a batch: \[\(2, 2, 2\), \(2, 3, 3\)\]"
    ):
        A.Compose([lambda image: A.center_crop(image, next(sizes))])(images)


def test_a_loader_augments_mnist_a_batch_at_a_time():
    calls = []

    class Counting(A.RandomAffine):
        def transform(self, images):
            calls.append(images.shape)
            return super().transform(images)

    digits = nn.data.mnist(subset=True)
    transform = A.Compose([Counting(10), A.ElasticTransform(), A.RandomCrop(28, padding=2)])
    augmented = nn.data.TransformedDataset(digits, transform)
    batches = iter(nn.data.DataLoader(augmented, batch_size=8))
    images, labels = next(batches)
    assert (images.shape, images.dtype) == ((8, 1, 28, 28), np.float32)
    np.testing.assert_array_equal(labels.data, digits[:8][1].data)
    assert not np.array_equal(images.data, digits[:8][0].data)
    assert calls == [(8, 1, 28, 28)]
    assert augmented[0][0].shape == (1, 28, 28)


# --- ten crops ------------------------------------------------------------------------------------


def test_the_average_of_outputs_by_hand():
    # Crops of 1 out of 1..9: the corners 1, 3, 7, 9 and the centre 5; mirrored the same: mean 5.
    image = np.arange(1.0, 10.0).reshape(1, 1, 3, 3)
    image[0, 0, 0, 0] = 11  # the mean of 11, 3, 7, 9, 5 is 7
    mean = A.ten_crop_predict(lambda x: x[:, :, 0, 0], image, 1, average="outputs")
    assert mean.data.tolist() == [[7.0]]
    single = A.ten_crop_predict(lambda x: x[:, :, 0, 0], image[0], 1, average="outputs")
    assert single.data.tolist() == [7.0]


def test_the_average_of_probabilities_by_hand():
    # Scores (log value, 0) have the probabilities value / (value + 1) and 1 / (value + 1).
    # The corners are 1, 3, 1, 3 and the centre 1: 1/2, 3/4, 1/2, 3/4, 1/2, of mean 3/5.
    image = np.array([[[1.0, 3.0], [1.0, 3.0]]])

    def model(x):
        value = x[:, 0, 0, 0]
        return autograd.stack([autograd.log(value), 0 * value], axis=1)

    # The centre of 2 x 2 at size 1 is rounded to the even place 0, so mirrored it is 3: of the
    # corners' mean (1/2 + 3/4) / 2 = 5/8 and the centres' 1/2 and 3/4, all together 5/8.
    result = A.ten_crop_predict(model, Tensor(image), 1)
    assert isinstance(result, Tensor)
    np.testing.assert_allclose(result.data, [5 / 8, 3 / 8])
    upright = A.ten_crop_predict(model, Tensor(image), 1, vertical_flip=True)
    np.testing.assert_allclose(upright.data, [3 / 5, 2 / 5])  # its mirror image is itself


class Probe(nn.Module):
    """Has another output in training; remembers how it was called."""

    def __init__(self):
        super().__init__()
        self.dropout = nn.Dropout(0.5)
        self.linear = nn.Linear(2 * 3 * 3, 4)
        self.calls = []

    def forward(self, x):
        self.calls.append((type(x), x.shape, x.dtype, self.training, autograd.is_grad_enabled()))
        return self.linear(self.dropout(autograd.flatten(x, 1)))


def test_the_model_evaluates_and_gets_its_modes_back(images):
    model = Probe()
    model.dropout.eval()
    result = A.ten_crop_predict(model, images, 3)
    assert model.calls == [(Tensor, (6, 2, 3, 3), np.float32, False, False)] * 10
    assert (model.training, model.dropout.training) == (True, False)
    assert not result.requires_grad
    assert result.dtype == np.float32
    model.eval()
    with autograd.no_grad():
        scores = [model(Tensor(crop)).data.astype(float) for crop in A.ten_crop(images, 3)]
    expected = np.mean([np.exp(s) / np.exp(s).sum(axis=1, keepdims=True) for s in scores], axis=0)
    np.testing.assert_allclose(result.data, expected, rtol=1e-5)


def test_the_modes_come_back_after_an_error(images):
    model = Probe()
    with pytest.raises(ValueError, match="linear"):
        A.ten_crop_predict(model, images, 4)
    assert model.training
    assert model.dropout.training
    assert autograd.is_grad_enabled()


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda x: A.ten_crop_predict(abs, x, 3, average="mean"), 'average must be "probabilities" or "outputs", got \'mean\''),
        (lambda x: A.ten_crop_predict(abs, x, 6), "the requested crop size .* is bigger than the image's"),
        (lambda x: A.ten_crop_predict(lambda i: i[:, :1, 0, 0], x, 3), r"two classes or more, got \(6, 1\); average=\"outputs\""),
        (lambda x: A.ten_crop_predict(lambda i: i[:, 0, 0, 0], x, 3), r"two classes or more, got \(6,\)"),
        (lambda x: A.ten_crop_predict(abs, x[0, 0], 3), "ten_crop_predict: an image has shape"),
    ],
)  # fmt: skip
def test_mistakes_in_predicting_are_named(call, text, images):
    with pytest.raises(ValueError, match=text):
        call(images)


def test_a_function_that_comes_first_may_take_images_of_files():
    transform = A.Compose([nn.data.to_tensor, A.CenterCrop(2), A.Normalize(0.5, 0.5)])
    grey, coloured = np.full((6, 4, 4), 255, np.uint8), np.full((6, 4, 4, 3), 255, np.uint8)
    assert not transform.accepts_batches
    np.testing.assert_array_equal(transform(grey[0]).data, np.ones((1, 2, 2)))
    np.testing.assert_array_equal(transform(coloured[0]).data, np.ones((3, 2, 2)))
    for images, channels in ((grey, 1), (coloured, 3)):
        dataset = nn.data.TransformedDataset(nn.data.TensorDataset(images), transform)
        ((batch,),) = nn.data.DataLoader(dataset, batch_size=6)
        np.testing.assert_array_equal(batch.data, np.ones((6, channels, 2, 2)))


def test_functions_of_this_package_get_a_batch_at_once(images, monkeypatch):
    assert A.Compose([A.hflip]).accepts_batches
    monkeypatch.setattr(A.composition, "_one_by_one", None)
    np.testing.assert_array_equal(A.Compose([A.hflip])(images), images[..., ::-1])
