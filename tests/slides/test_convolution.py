"""Deck 2: convolution, padding and pooling, written out with indexing and sums."""

import autograd
import nn
from autograd import Tensor, add_at, arange, gradients
from tests.slides.rows import row

IMAGE = [[1.0, 1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 1.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0, 1.0],
         [0.0, 0.0, 1.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.0, 0.0]]  # fmt: skip
KERNEL = [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 1.0]]


def image_and_kernel():
    return Tensor(IMAGE, requires_grad=True), Tensor(KERNEL, requires_grad=True)


def windows(length, size, stride):
    """The positions that each place of a window covers, (count, size)."""
    return arange(0, length - size + 1, stride)[:, None] + arange(size)


def convolve(I, K, stride=1):
    rows = windows(I.shape[0], K.shape[0], stride)[:, None, :, None]
    columns = windows(I.shape[1], K.shape[1], stride)[None, :, None, :]
    return (I[rows, columns] * K).sum(axis=(2, 3))


def pad(I, width):
    """The image with zeros around it."""
    height, breadth, *channels = I.shape
    inside = (slice(width, width + height), slice(width, width + breadth))
    return add_at(I, inside, (height + 2 * width, breadth + 2 * width, *channels))


@row("conv5x5_valid")
def test_convolution(row):
    row.expect(out=convolve(*image_and_kernel()))


@row("conv5x5_stride2")
def test_stride(row):
    row.expect(out=convolve(*image_and_kernel(), stride=2))


@row("conv5x5_pad1")
def test_padding(row):
    I, K = image_and_kernel()
    row.expect(out=convolve(pad(I, 1), K), out_s2=convolve(pad(I, 1), K, stride=2))


@row("conv5x5_grad_sum")
def test_gradients_of_the_sum(row):
    I, K = image_and_kernel()
    dK, dI = gradients(convolve(I, K).sum(), [K, I])
    row.expect(dK=dK, dI=dI)


@row("conv5x5_grad_halfsq")
def test_gradients_of_half_the_sum_of_squares(row):
    I, K = image_and_kernel()
    dK, dI = gradients((convolve(I, K) ** 2).sum() / 2, [K, I])
    row.expect(dK=dK, dI=dI)


@row("pad_32_to_36")
def test_padded_size(row):
    row.expect(shape=pad(autograd.ones(32, 32, 3), 2).shape)


@row("conv_out_sizes")
def test_output_sizes(row):
    cases = [(5, 3, 0, 1), (32, 5, 2, 1), (32, 3, 2, 1), (32, 3, 0, 1), (28, 4, 0, 1), (7, 3, 0, 2)]
    row.expect(out=[(n + 2 * p - k) // s + 1 for n, k, p, s in cases])


@row("image_sizes")
def test_flat_images(row):
    images = [autograd.zeros(1, 28, 28, channels) for channels in (1, 3)]
    row.expect(n=[nn.Flatten()(image).shape[1] for image in images])


@row("weights_global_local_shared")
def test_how_many_weights_connect_seven_inputs_to_three_units(row):
    local = nn.ModuleList([nn.Linear(3, 1, bias=False) for _ in range(3)])
    layers = [nn.Linear(7, 3, bias=False), local, nn.Linear(3, 1, bias=False)]
    row.expect(n=[sum(p.numel() for p in layer.parameters()) for layer in layers])


@row("shared_conv1d")
def test_shared_weights(row):
    x, k = arange(1.0, 8.0), Tensor([1.0, 0.0, -1.0])
    row.expect(y=x[windows(7, 3, stride=2)] @ k)


@row("crop_counts")
def test_number_of_crops(row):
    positions = 256 - 224 + 1
    row.expect(distinct=positions**2, flipped=2 * positions**2, tta=5 * 2)
    row.expect(slide=[(256 - 224) ** 2, 2 * (256 - 224) ** 2])


# Pooling takes 2 x 2 regions: axes 1 and 3 of the image, cut up, run through a region.
POOLED = Tensor(
    [[1.0, 3.0, 2.0, 4.0], [5.0, 6.0, 7.0, 8.0], [3.0, 2.0, 1.0, 0.0], [1.0, 2.0, 3.0, 4.0]]
).reshape(2, 2, 2, 2)


@row("pool_max_avg")
def test_pooling(row):
    row.expect(max=POOLED.max(axis=(1, 3)), avg=POOLED.mean(axis=(1, 3)))


@row("pool_stochastic")
def test_stochastic_pooling(row):
    p = POOLED / POOLED.sum(axis=(1, 3), keepdims=True)
    row.expect(p=p[0, :, 0].flatten(), expected=(p * POOLED).sum(axis=(1, 3)))


@row("pool_stochastic_sparse")
def test_stochastic_pooling_of_a_sparse_region(row):
    region = Tensor([1.6, 2.4, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    p = region / region.sum()
    row.expect(p_nonzero=p[p > 0], expected=(p * region).sum())
