"""Convolution, pooling, and how many weights a layer has."""

import numpy as np
import pytest

import nn
from autograd import Tensor
from examples import convolution_by_hand, pooling, weight_counting
from examples._tables import Row
from tests.examples.claims import control, shows


@shows("convolution_by_hand")
def test_the_kernel_slides_over_the_image(run_example):
    run = run_example("convolution_by_hand")
    for text in (
        "O[0,0] = 1×1 + 1×0 + 1×1 + 0×0 + 1×1 + 1×0 + 0×1 + 0×0 + 1×1 = 4",
        "stride 1, padding 0\n[[4. 3. 4.]\n [2. 4. 3.]\n [2. 3. 4.]]",
        "stride 2, padding 0\n[[4. 4.]\n [2. 4.]]",
        "stride 2, padding 1\n[[2. 3. 1.]\n [1. 4. 3.]\n [0. 2. 1.]]",
        "(32, 32, 3) with 2 pixels around it: (36, 36, 3)",
        "gradient of Σ O by the kernel\n[[6. 7. 6.]\n [4. 7. 7.]\n [4. 6. 6.]]\n"
        "by the image\n[[1. 1. 2. 1. 1.]\n [1. 2. 3. 2. 1.]\n [2. 3. 5. 3. 2.]",
        "gradient of ½ Σ O² by the kernel\n[[22. 23. 19.]\n [14. 25. 21.]\n [14. 19. 19.]]",
    ):
        assert text in run.printed
    assert run.printed.count(" = ") >= 9
    assert list(run.files) == ["convolution.png"]


@control("convolution_by_hand", "the first cell is the slide's 4")
def test_another_kernel_gives_another_cell():
    convolution_by_hand.main(["--kernel", "0 1 0  1 -4 1  0 1 0"])


@pytest.mark.parametrize("kernel", ["", "1 2 x", "1 0 1 0 1 0 1 0", "1 0 1 0 1 0 1 0 nan"])
def test_a_kernel_has_nine_numbers(kernel):
    with pytest.raises(SystemExit, match=f"^--kernel must be nine numbers, as .*, not '{kernel}'$"):
        convolution_by_hand.main(["--kernel", kernel])


def test_a_kernel_is_not_turned():
    I, K = convolution_by_hand.image(), np.arange(9.0).reshape(3, 3)
    computed = convolution_by_hand.convolve(I, Tensor(K), 2, 1).numpy()
    np.testing.assert_allclose(convolution_by_hand.by_hand(I.numpy(), K, 2, 1)[1], computed)


def checked(**other):
    """Check the example's results, but for some."""
    K = np.array(convolution_by_hand.KERNEL.split(), dtype=float).reshape(3, 3)
    four = np.full((3, 3), 4.0)
    results = {
        "maps": {"stride 1, padding 0": (four, four)},
        "K": K,
        "shapes": {(5, 3, 0, 1): 3},
        "slopes": convolution_by_hand.gradients(K),
    }
    convolution_by_hand.check(**results | other)


@control("convolution_by_hand", "the windows' sums of products are what nn computes, with every stride")
def test_a_turned_kernel_would_give_other_sums():
    four = np.full((3, 3), 4.0)
    checked(maps={"stride 1, padding 0": (four, four), "stride 2, padding 1": (four, four[::-1] + 1)})


@control("convolution_by_hand", "the map's size is (n + 2 p - k) / s + 1, rounded down")
def test_a_size_rounded_up_would_refute_it():
    checked(shapes={(6, 3, 0, 2): 3})


@control("convolution_by_hand", "an element of the kernel's gradient of Σ O is the sum of the pixels that it met")
def test_the_gradient_of_another_loss_is_another():
    slopes = convolution_by_hand.gradients(np.ones((3, 3)))
    checked(slopes={"Σ O": slopes["½ Σ O²"]})


@control("convolution_by_hand", "the middle pixel, which is in all nine windows, has the sum of the kernel")
def test_the_middle_pixel_meets_the_whole_kernel():
    checked(K=np.ones((3, 3)))


@shows("pooling")
def test_pooling_of_every_kind(run_example):
    run = run_example("pooling", "--images", "50")
    lines = run.printed.splitlines()
    for line in (
        "max, top-right            8          8",
        "average, top-left         3.75       3.75",
        "stochastic, top-left      4.7333333  4.733333333",
        "stochastic, bottom-right  3.25       3.25",
        "p of 6                    0.4        0.4            in the first region",
        "their Σ p a               2.08       2.08",
    ):
        assert line in lines
    assert lines[0].split() == ["quantity", "by", "hand", "computed", "remark"]
    assert list(run.files) == ["pooling.png"]


@control("pooling", "the numbers found by hand are the computed ones, rounded")
def test_a_wrong_mean_would_refute_it():
    pooling.check([Row("average", "3.75", 3.5)], None, {})


@control("pooling", "each is drawn as often as its probability says, within 0.05")
def test_three_draws_do_not_show_probabilities():
    pooling.main(["--draws", "3", "--images", "1"])


@control("pooling", "with any pooling a shift changes the map less than without")
def test_a_shift_out_of_the_picture_takes_all_with_it():
    pooling.main(["--shift", "28", "--images", "10"])


@control("pooling", "with any pooling a shift changes the map less than without")
def test_one_kind_that_changes_more_would_refute_it():
    drawn = np.repeat([1.0, 3.0, 5.0, 6.0], [1, 3, 5, 6])
    pooling.check([], drawn, {"without pooling": 0.5, "max": 0.6, "average": 0.4})


@control("pooling", "drawn are numbers of the region only")
def test_a_mean_is_no_number_of_the_region():
    pooling.check([], np.array([1.0, 3.75]), {})


@shows("weight_counting")
def test_weights_of_three_patterns(run_example):
    run = run_example("weight_counting")
    lines = run.printed.splitlines()
    for line in (
        "global, 3 · 7  21     21",
        "local, 3 · 3   9      9",
        "shared, 3 · 1  3      3",
        "256-100-26 has 28200 weights and 126 biases",
        "the shared weights (1, 0, -1) on the inputs 1 to 7: [-2.0, -2.0, -2.0]",
    ):
        assert line in lines
    assert list(run.files) == ["weight_counting.png"]


@control("weight_counting", "the slides' numbers are the layers' own, counted")
def test_biases_are_more():
    weight_counting.main(["--bias"])


FULL = np.arange(1.0, 7.0).reshape(2, 3)
LOCAL = np.array([[1.0, 2.0, 0.0], [0.0, 3.0, 4.0]])
SHARED = np.array([[1.0, 2.0, 0.0], [0.0, 1.0, 2.0]])


@control("weight_counting", "local and shared units have the same connections, fewer than global ones")
def test_a_window_of_all_inputs_is_not_local():
    weight_counting.check([], {"global": FULL, "local": FULL, "shared": FULL}, True)


@control("weight_counting", "local and shared units have the same connections, fewer than global ones")
def test_shared_weights_have_no_fewer_connections():
    weight_counting.check([], {"global": FULL, "local": LOCAL, "shared": SHARED * [1.0, 1.0, 0.0]}, True)


@pytest.mark.parametrize(
    ("every", "local", "shared"),
    [(FULL, SHARED, SHARED), (np.ones((2, 3)), LOCAL, SHARED), (FULL, LOCAL, LOCAL)],
)
@control("weight_counting", "all connections have weights of their own, but for the shared ones")
def test_equal_weights_are_not_their_own(every, local, shared):
    weight_counting.check([], {"global": every, "local": local, "shared": shared}, True)


@control("weight_counting", "with shared weights, an input that moves by the stride moves the output by one unit")
def test_local_weights_do_not_move_along():
    local = nn.LocallyConnected1d(1, 1, 7, 3, stride=2)
    moves = weight_counting.moves_along(local, 7, 2)
    weight_counting.check([], {"global": FULL, "local": LOCAL, "shared": SHARED}, moves)
