"""Running statistics: how they move, when they are used, and what else leaves them alone."""

import copy

import numpy as np
import pytest

import autograd
import nn
import nn.functional as F
from autograd import Tensor

# Three batches of one feature. Means 1, 4, 6; variances of a sample 2, 8, 2.
BATCHES = ([[0.0], [2.0]], [[2.0], [6.0]], [[5.0], [7.0]])


def tracked(layer):
    return layer.running_mean.item(), layer.running_var.item(), layer.num_batches_tracked.item()


@pytest.mark.parametrize(("momentum", "expected"), [
    # By hand: 0.9 * 0 + 0.1 * 1 = 0.1, 0.09 + 0.4 = 0.49, 0.441 + 0.6; likewise from 1 for the
    # variances: 0.9 + 0.2 = 1.1, 0.99 + 0.8 = 1.79, 1.611 + 0.2.
    (0.1, [(0.1, 1.1, 1), (0.49, 1.79, 2), (1.041, 1.811, 3)]),
    # By hand: 0.5, 0.25 + 2, 1.125 + 3; 0.5 + 1, 0.75 + 4, 2.375 + 1.
    (0.5, [(0.5, 1.5, 1), (2.25, 4.75, 2), (4.125, 3.375, 3)]),
    (1.0, [(1.0, 2.0, 1), (4.0, 8.0, 2), (6.0, 2.0, 3)]),
    (0.0, [(0.0, 1.0, 1), (0.0, 1.0, 2), (0.0, 1.0, 3)]),
    # The mean of all batches: 1, 5 / 2, 11 / 3; 2, 10 / 2, 12 / 3.
    (None, [(1.0, 2.0, 1), (2.5, 5.0, 2), (11 / 3, 4.0, 3)]),
])  # fmt: skip
def test_running_statistics_over_three_batches(momentum, expected):
    layer = nn.BatchNorm1d(1, momentum=momentum).double()
    for batch, known in zip(BATCHES, expected, strict=True):
        layer(Tensor(batch))
        np.testing.assert_allclose(tracked(layer), known, rtol=1e-12)
    layer.reset_running_stats()
    assert tracked(layer) == (0.0, 1.0, 0)


def test_evaluation_uses_the_running_statistics():
    layer = nn.BatchNorm1d(1, eps=0.0, momentum=1.0).double()
    layer(Tensor(BATCHES[1]))  # mean 4, variance of a sample 8
    layer.eval()
    np.testing.assert_allclose(layer(Tensor([[8.0], [4.0]])).data, [[2**0.5], [0.0]])
    np.testing.assert_allclose(layer(Tensor([[8.0]])).data, [[2**0.5]])  # one value is enough
    assert tracked(layer) == (4.0, 8.0, 1)


def test_pixels_count_as_samples():
    layer = nn.BatchNorm2d(1, momentum=1.0).double()
    layer(Tensor([[[[0.0, 2.0]]], [[[2.0, 4.0]]]]))
    # By hand: mean 8 / 4; squares 4 + 0 + 0 + 4 over 4 - 1.
    np.testing.assert_allclose(tracked(layer), (2.0, 8 / 3, 1))


def test_instance_statistics_are_the_mean_over_the_samples():
    layer = nn.InstanceNorm2d(1, momentum=1.0, track_running_stats=True).double()
    layer(Tensor([[[[0.0, 2.0]]], [[[2.0, 6.0]]]]))
    # By hand: means 1 and 4, variances of a sample 2 and 8. As in PyTorch, batches are not counted.
    np.testing.assert_allclose(tracked(layer), (2.5, 5.0, 0))


def test_the_statistics_have_no_part_in_the_graph():
    layer = nn.BatchNorm1d(2)
    for _ in range(3):
        layer(autograd.randn(4, 2)).sum().backward()
    for buffer in layer.buffers():
        assert not buffer.requires_grad
        assert buffer.grad is None
    assert len(list(layer.parameters())) == 2


def test_a_second_batch_does_not_disturb_the_graph_of_the_first():
    layer = nn.BatchNorm1d(2).double().eval()
    x = Tensor([[1.0, 2.0], [3.0, 5.0]], requires_grad=True)
    out = layer(x).sum()
    layer.train()(autograd.randn(5, 2))
    out.backward()  # through the statistics as they were: 0 and 1
    np.testing.assert_allclose(x.grad.data, 1 / np.sqrt(1 + 1e-5))


def test_statistics_move_without_gradients_too():
    layer = nn.BatchNorm1d(1).double()
    with autograd.no_grad():
        layer(Tensor(BATCHES[0]))
    np.testing.assert_allclose(tracked(layer), (0.1, 1.1, 1))


def test_without_statistics_evaluation_uses_its_batch():
    layer = nn.BatchNorm1d(1, track_running_stats=False).double()
    assert list(layer.state_dict()) == ["weight", "bias"]
    x = Tensor(BATCHES[1])
    np.testing.assert_array_equal(layer.eval()(x).data, layer.train()(x).data)
    layer.reset_running_stats()
    layer.reset_parameters()


def test_tracking_can_be_switched_off_for_a_while():
    layer = nn.BatchNorm1d(1).double()
    layer(Tensor(BATCHES[0]))
    layer.track_running_stats = False
    layer(Tensor(BATCHES[1]))
    np.testing.assert_allclose(tracked(layer), (0.1, 1.1, 1))


def test_the_function_writes_to_arrays_and_to_one_of_the_two():
    mean, variance = np.zeros(1), Tensor([1.0])
    F.batch_norm(Tensor(BATCHES[0]), mean, variance, training=True)
    np.testing.assert_allclose([mean[0], variance.item()], [0.1, 1.1])
    F.batch_norm(np.array(BATCHES[0]), mean, None, training=True)
    np.testing.assert_allclose(mean, [0.19])
    F.batch_norm(Tensor(BATCHES[0]), mean, variance, training=False)
    np.testing.assert_allclose([mean[0], variance.item()], [0.19, 1.1])


def test_the_state_is_pytorchs():
    state = nn.BatchNorm2d(3).state_dict()
    assert list(state) == ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]
    assert state["num_batches_tracked"].dtype == np.int64
    assert state["num_batches_tracked"].shape == ()
    assert nn.BatchNorm2d(3, bias=False).bias is None
    assert nn.BatchNorm2d(3, affine=False).weight is None


def test_a_change_of_dtype_leaves_the_count_an_integer():
    layer = nn.BatchNorm1d(1, dtype=np.float32)
    layer(np.array(BATCHES[0]))
    layer.to(np.float64)
    assert {t.dtype for t in (*layer.parameters(), layer.running_mean, layer.running_var)} == {
        np.dtype(np.float64)
    }
    assert layer.num_batches_tracked.dtype == np.int64
    assert layer(np.array(BATCHES[1], np.float32)).dtype == np.float64
    assert layer.num_batches_tracked.item() == 2
    unscaled = nn.BatchNorm1d(1, affine=False).to(np.float64)
    assert unscaled(np.array(BATCHES[1], np.float32)).dtype == np.float64


def test_a_layer_takes_integers_into_its_own_dtype():
    layer = nn.BatchNorm1d(1)
    assert layer(np.array([[1], [3]])).dtype == np.float32
    with pytest.raises(TypeError, match="not implemented for int64"):
        nn.LayerNorm(1, elementwise_affine=False)(np.array([[1], [3]]))


def test_a_copy_goes_on_by_itself():
    layer = nn.BatchNorm1d(1).double()
    layer(Tensor(BATCHES[0]))
    twin = copy.deepcopy(layer)
    twin(Tensor(BATCHES[1]))
    np.testing.assert_allclose(tracked(layer), (0.1, 1.1, 1))
    np.testing.assert_allclose(tracked(twin), (0.49, 1.79, 2))


def test_a_layer_that_no_longer_tracks_still_evaluates_with_what_it_has():
    # As in PyTorch. By hand: (3 - 1) / sqrt(4) and (5 - 1) / sqrt(4).
    layer = nn.BatchNorm1d(1, eps=0.0).double()
    layer.running_mean.fill_(1.0)
    layer.running_var.fill_(4.0)
    layer.track_running_stats = False
    x = np.array([[3.0], [5.0]])
    np.testing.assert_array_equal(layer.eval()(x).data, [[1.0], [2.0]])
    np.testing.assert_array_equal(layer.train()(x).data, [[-1.0], [1.0]])
    assert layer.running_mean.item() == 1.0


def test_the_running_mean_of_large_numbers_is_not_that_of_their_rounded_sums():
    # 10,000 numbers near 10**6: their float32 mean has an error of thousandths, if it is not mended.
    drawn = (np.random.default_rng(0).normal(size=(10_000, 2)) + 1e6).astype(np.float32)
    layer = nn.BatchNorm1d(2, momentum=1.0)
    layer(drawn)
    exact = drawn.astype(np.float64).mean(axis=0)
    np.testing.assert_allclose(layer.running_mean.data, exact, rtol=6e-8)  # half of float32's eps
