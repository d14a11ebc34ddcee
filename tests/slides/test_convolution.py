"""Deck 2: convolution, padding and pooling."""

import autograd
import nn
import nn.functional as F
from autograd import Tensor, arange, gradients
from tests.slides.rows import row

IMAGE = [[1.0, 1.0, 1.0, 0.0, 0.0], [0.0, 1.0, 1.0, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0, 1.0],
         [0.0, 0.0, 1.0, 1.0, 0.0], [0.0, 1.0, 1.0, 0.0, 0.0]]  # fmt: skip
KERNEL = [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0], [1.0, 0.0, 1.0]]


def image_and_kernel():
    return Tensor(IMAGE, requires_grad=True), Tensor(KERNEL, requires_grad=True)


def convolve(I, K, **steps):
    """Slide one kernel over one image, of one channel each."""
    return F.conv2d(I[None], K[None, None], **steps)[0]


@row("conv5x5_valid")
def test_convolution(row):
    row.expect(out=convolve(*image_and_kernel()))


@row("conv5x5_stride2")
def test_stride(row):
    row.expect(out=convolve(*image_and_kernel(), stride=2))


@row("conv5x5_pad1")
def test_padding(row):
    I, K = image_and_kernel()
    row.expect(out=convolve(I, K, padding=1), out_s2=convolve(I, K, padding=1, stride=2))
    row.expect(out=convolve(F.pad(I, (1, 1, 1, 1)), K))


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
    channels_last = autograd.ones(32, 32, 3)
    row.expect(shape=F.pad(channels_last, (0, 0, 2, 2, 2, 2)).shape)


@row("conv_out_sizes")
def test_output_sizes(row):
    cases = [(5, 3, 0, 1), (32, 5, 2, 1), (32, 3, 2, 1), (32, 3, 0, 1), (28, 4, 0, 1), (7, 3, 0, 2)]
    layers = [nn.Conv1d(1, 1, k, stride=s, padding=p) for n, k, p, s in cases]
    signals = [autograd.zeros(1, n) for n, *_ in cases]
    row.expect(out=[layer(x).shape[1] for layer, x in zip(layers, signals, strict=True)])


@row("image_sizes")
def test_flat_images(row):
    images = [autograd.zeros(1, 28, 28, channels) for channels in (1, 3)]
    row.expect(n=[nn.Flatten()(image).shape[1] for image in images])


@row("weights_global_local_shared")
def test_how_many_weights_connect_seven_inputs_to_three_units(row):
    local = nn.LocallyConnected1d(1, 1, 7, 3, stride=2, bias=False)
    layers = [nn.Linear(7, 3, bias=False), local, nn.Conv1d(1, 1, 3, stride=2, bias=False)]
    for layer in layers:
        assert layer(autograd.ones(1, 7)).shape == (1, 3)
    row.expect(n=[sum(p.numel() for p in layer.parameters()) for layer in layers])


@row("shared_conv1d")
def test_shared_weights(row):
    x, k = arange(1.0, 8.0), Tensor([1.0, 0.0, -1.0])
    row.expect(y=F.conv1d(x[None], k[None, None], stride=2)[0])


@row("crop_counts")
def test_number_of_crops(row):
    positions = 256 - 224 + 1
    row.expect(distinct=positions**2, flipped=2 * positions**2, tta=5 * 2)
    row.expect(slide=[(256 - 224) ** 2, 2 * (256 - 224) ** 2])


POOLED = Tensor(
    [[[1.0, 3.0, 2.0, 4.0], [5.0, 6.0, 7.0, 8.0], [3.0, 2.0, 1.0, 0.0], [1.0, 2.0, 3.0, 4.0]]]
)


@row("pool_max_avg")
def test_pooling(row):
    row.expect(max=F.max_pool2d(POOLED, 2)[0], avg=F.avg_pool2d(POOLED, 2)[0])


@row("pool_stochastic")
def test_stochastic_pooling(row):
    region = POOLED[0, :2, :2].flatten()
    row.expect(p=region / region.sum())
    row.expect(expected=nn.StochasticPool2d(2).eval()(POOLED)[0])


@row("pool_stochastic_sparse")
def test_stochastic_pooling_of_a_sparse_region(row):
    region = Tensor([[[1.6, 2.4, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]])
    layer = nn.StochasticPool2d(3)
    p = region / region.sum()
    row.expect(p_nonzero=p[p > 0], expected=layer.eval()(region)[0, 0, 0])
    autograd.manual_seed(0)
    layer.train()
    drawn = [layer(region).item() for _ in range(1000)]
    assert set(drawn) == {1.6, 2.4}
    assert abs(drawn.count(2.4) / 1000 - p[0, 0, 1].item()) < 0.05  # three standard deviations
