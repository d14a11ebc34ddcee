"""Images with channels first and last, as bytes and from 0 to 1; and labels with signs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograd import Tensor
from nn.data import (
    channels_first,
    channels_last,
    to_binary_labels,
    to_image,
    to_signed_labels,
    to_tensor,
)

SIZES = st.integers(1, 4)
FILES = hnp.arrays(
    np.uint8, st.one_of(st.tuples(SIZES, SIZES, SIZES), st.tuples(SIZES, SIZES, SIZES, SIZES))
)


def test_the_channels_change_their_place():
    image = np.arange(12).reshape(2, 2, 3)  # (H, W, C): pixel (0, 1) is (3, 4, 5)
    first = channels_first(image)
    assert first.shape == (3, 2, 2)
    assert first[:, 0, 1].tolist() == [3, 4, 5]
    assert np.shares_memory(first, image)
    np.testing.assert_array_equal(channels_last(first), image)


def test_the_channels_of_tensors_change_their_place_with_gradients():
    image = Tensor(np.ones((5, 3, 2, 4)), requires_grad=True)
    last = channels_last(image)
    assert last.shape == (5, 2, 4, 3)
    (last * np.array([1.0, 2.0, 3.0])).sum().backward()
    assert image.grad.data[0, :, 0, 0].tolist() == [1.0, 2.0, 3.0]
    assert channels_first(last).shape == image.shape


@pytest.mark.parametrize("move", [channels_first, channels_last])
def test_an_image_without_channels_is_refused(move):
    with pytest.raises(ValueError, match=rf"{move.__name__}: takes images .*not of shape \(2, 2\)"):
        move([[1, 2], [3, 4]])


def test_bytes_become_fractions():
    tensor = to_tensor(np.array([[[0, 51], [102, 255]]], np.uint8))  # (1, 2, 2)
    assert type(tensor) is Tensor
    assert tensor.dtype == np.float32
    expected = np.array([[[0.0, 0.4]], [[0.2, 1.0]]], np.float32)
    np.testing.assert_array_equal(tensor.data, expected)
    assert tensor.data.flags.c_contiguous


def test_a_grey_image_gets_a_channel_and_other_numbers_stay():
    assert to_tensor([[0.5, 300.0]]).data.tolist() == [[[0.5, 300.0]]]
    assert to_tensor(np.zeros((2, 3), np.int16)).dtype == np.int16
    assert to_tensor(np.zeros((7, 2, 3, 1), np.uint8)).shape == (7, 1, 2, 3)


@given(FILES)
def test_bytes_come_back(pixels):
    back = to_image(to_tensor(pixels))
    np.testing.assert_array_equal(back, pixels, strict=True)


def test_fractions_are_rounded_and_clipped():
    # 0.498 * 255 = 126.99, 0.5 / 255 lies half way and goes to the even 0, 1.5 / 255 to 2.
    values = np.array([-0.1, 0.498, 0.5 / 255, 1.5 / 255, 1.0, 7.0, np.inf])
    image = to_image(values.reshape(1, 1, 7))
    assert image.shape == (1, 7, 1)
    assert image.ravel().tolist() == [0, 127, 0, 2, 255, 255, 255]
    assert to_image(np.full((2, 1, 1, 1), 200, np.uint8)).ravel().tolist() == [200, 200]


def test_the_image_given_is_not_written_to():
    image = np.full((1, 1, 1), 2.0)
    to_image(image)
    assert image.item() == 2.0


@pytest.mark.parametrize("shape", [(3,), (2, 5, 5), (2, 2, 2, 2, 1), (0,), (28, 28, 60)], ids=str)
def test_other_shapes_are_refused(shape):
    with pytest.raises(ValueError, match="to_tensor: takes images .* need an axis of channels"):
        to_tensor(np.zeros(shape))


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        (np.zeros((2, 2)), ValueError, r"takes images \(C, H, W\).*not of shape \(2, 2\)"),
        (np.full((1, 1, 1), np.nan), ValueError, "a value is NaN"),
        (np.zeros((1, 1, 1), int), TypeError, "takes floats or uint8, not dtype int64"),
    ],
    ids=["shape", "nan", "integers"],
)
def test_what_is_no_image_is_refused(values, error, message):
    with pytest.raises(error, match=message):
        to_image(values)


def test_strings_are_no_image():
    with pytest.raises(TypeError, match="an image has numbers"):
        to_tensor([["a"]])


# --- labels ---------------------------------------------------------------------------------------


@given(
    hnp.arrays(
        st.sampled_from(["f4", "f8", "i8", "i1"]),
        hnp.array_shapes(),
        elements=st.sampled_from([0, 1]),
    )
)
def test_labels_come_back_with_their_dtype(labels):
    signed = to_signed_labels(labels)
    assert set(np.unique(signed)) <= {-1, 1}
    np.testing.assert_array_equal(to_binary_labels(signed), labels, strict=True)


def test_kinds_of_labels():
    assert to_signed_labels([0, 1]).tolist() == [-1, 1]
    tensor = to_signed_labels(Tensor([0.0, 1.0]))
    assert type(tensor) is Tensor
    assert tensor.data.tolist() == [-1.0, 1.0]
    assert to_signed_labels(np.array([True, False])).tolist() == [1, -1]
    unsigned = to_signed_labels(np.array([0, 1], np.uint8))
    assert (unsigned.dtype, unsigned.tolist()) == (np.int64, [-1, 1])
    assert to_binary_labels(np.array([[-1.0], [1.0]], np.float32)).dtype == np.float32


@pytest.mark.parametrize(
    ("function", "labels", "message"),
    [
        (to_signed_labels, [0, 2], "labels must be 0 or 1, but there is 2"),
        (to_signed_labels, [-1, 1], "labels must be 0 or 1, but there is -1"),
        (to_signed_labels, [0.5], "but there is 0.5"),
        (to_signed_labels, [np.nan], "but there is nan"),
        (to_signed_labels, ["no"], "not of dtype <U2; for names there is LabelEncoder"),
        (to_binary_labels, [0, 1], "labels must be -1 or 1, but there is 0"),
    ],
)
def test_other_labels_are_named(function, labels, message):
    with pytest.raises(ValueError, match=message):
        function(labels)
