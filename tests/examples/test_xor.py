"""XOR: what a perceptron cannot learn, and what can."""

import math

import numpy as np

import nn
from examples import exercise_7_xor_perceptron as one_perceptron
from tests.examples.claims import control, shows


@shows("exercise_7_xor_perceptron")
def test_one_perceptron_does_not_learn_xor(run_example):
    run = run_example("exercise_7_xor_perceptron", "--steps", "1000")
    assert run.printed.count("Shown:") == 3
    assert f"cost {math.log(2):.6f}" in run.printed
    assert list(run.files) == ["xor_perceptron.png"]


@control("exercise_7_xor_perceptron", "the cost never falls below ln 2")
def test_with_the_product_as_a_third_input_it_does_learn(run_example):
    run_example("exercise_7_xor_perceptron", "--features", "3", "--steps", "500")


def stuck(*outputs):
    """A model that gives these outputs, whatever it is asked."""
    model = nn.Module()
    model.forward = lambda x: nn.functional.sigmoid(np.array(outputs)[:, None])
    return model


@control("exercise_7_xor_perceptron", "all four outputs end at one half")
def test_outputs_on_one_side_are_not_one_half():
    one_perceptron.check(stuck(1.0, 1.0, 1.0, 1.0), [0.7], 2)


@control("exercise_7_xor_perceptron", "no more than three of the four answers are right")
def test_four_right_answers_would_refute_the_claim():
    one_perceptron.check(stuck(-0.01, 0.01, 0.01, -0.01), [0.7], 2)
