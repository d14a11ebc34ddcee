"""Where every optimizer, with every option, takes a weight: from elsewhere than our own code.

Unless said otherwise the loss is w**2 / 2, whose gradient is w, and the weight starts at 1.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.nn.cases.case import OptimizerCase

__all__ = ["OPTIMIZERS"]


def one(w: Any) -> Any:
    """The gradient 1, everywhere."""
    return np.ones_like(w)


def first_alone(w: Any) -> Any:
    """The gradient 1 in the first step, at 0, and 0 afterwards."""
    return np.where(w == 0, 1.0, 0.0)


def first_up_then_down(w: Any) -> Any:
    """The gradient 1 in the first step, at 0, and -1 afterwards."""
    return np.where(w == 0, 1.0, -1.0)


SGD = [
    OptimizerCase(
        {"lr": 0.1}, [0.9, 0.81, 0.729],
        "by hand: w = 0.9 w",
    ),
    OptimizerCase(
        {"lr": 0.1, "momentum": 0.9}, [0.9, 0.72, 0.486, 0.2268, -0.02916],
        "catalogue, opt_classical_momentum",
    ),
    OptimizerCase(
        {"lr": 0.1, "momentum": 0.9}, [-0.1, -0.19, -0.271],
        "by hand: v = 1, 0.9, 0.81, also where the gradient is 0",
        start=0.0, gradient=first_alone,
    ),
    OptimizerCase(
        {"lr": 0.1, "momentum": 0.9, "ema": True},
        [0.99, 0.9711, 0.944379, 0.91088631, 0.8716340259],
        "catalogue, opt_ema_momentum", in_pytorch=False,
    ),
    OptimizerCase(
        {"lr": 0.1, "momentum": 0.9, "ema": True}, [-0.01, -0.029, -0.0561, -0.09049, -0.131441],
        "catalogue, opt_ema_constant_grad", start=0.0, gradient=one, in_pytorch=False,
    ),
    OptimizerCase(
        {"lr": 0.1, "momentum": 0.9, "dampening": 0.5}, [0.9, 0.765, 0.60525],
        "by hand: v = 1; 0.9 * 1 + 0.5 * 0.9 = 1.35; 0.9 * 1.35 + 0.5 * 0.765 = 1.5975",
    ),
    OptimizerCase(
        {"lr": 0.1, "momentum": 0.9, "nesterov": True}, [0.81, 0.5751, 0.327321],
        "by hand: v = 1, 1.71, 2.1141 and steps 0.1 (g + 0.9 v) of 0.19, 0.2349, 0.247779",
    ),
    OptimizerCase(
        {"lr": 0.1, "weight_decay": 0.1}, [0.89, 0.7921, 0.704969],
        "by hand: g = 1.1 w, so w = 0.89 w",
    ),
    OptimizerCase(
        {"lr": 0.1, "weight_decay": 0.01},
        [[0.949, 2.048, 2.997, 3.896, 5.095]],
        "catalogue, weight_decay_step",
        start=[1.0, 2.0, 3.0, 4.0, 5.0], gradient=lambda w: np.array([0.5, -0.5, 0.0, 1.0, -1.0]),
    ),
    OptimizerCase(
        {"lr": 0.1, "weight_decay": 0.01, "decoupled_weight_decay": True},
        [[0.949, 2.048, 2.997, 3.896, 5.095]],
        "catalogue, weight_decay_step: both forms coincide", in_pytorch=False,
        start=[1.0, 2.0, 3.0, 4.0, 5.0], gradient=lambda w: np.array([0.5, -0.5, 0.0, 1.0, -1.0]),
    ),
    OptimizerCase(
        {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.1}, [0.89, 0.6931, 0.439649],
        "by hand: v = 1.1; 0.9 * 1.1 + 1.1 * 0.89 = 1.969; 0.9 * 1.969 + 1.1 * 0.6931 = 2.53451",
    ),
    OptimizerCase(
        {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.1, "decoupled_weight_decay": True},
        [0.89, 0.7021, 0.463769],
        "by hand: 0.99 w - 0.1 v with v = 1; 0.9 + 0.89 = 1.79; 0.9 * 1.79 + 0.7021 = 2.3131",
        in_pytorch=False,
    ),
    OptimizerCase(
        {"lr": 0.1, "weight_decay": 0.1, "maximize": True}, [1.09, 1.1881],
        "by hand: only the loss's gradient changes its sign, g = -w + 0.1 w, so w = 1.09 w",
    ),
    OptimizerCase(
        {"lr": 0.1, "maximize": True}, [1.1, 1.21, 1.331],
        "by hand: w = 1.1 w",
    ),
]  # fmt: skip

ADAGRAD = [
    OptimizerCase(
        {"lr": 0.1, "eps": 1e-8},
        [0.900000001, 0.8331035282939, 0.7804561830894, 0.7362231345939, 0.697714864138],
        "catalogue, opt_adagrad",
    ),
    OptimizerCase(
        {"lr": 1.0, "lr_decay": 1.0, "eps": 0.0},
        [-1.0, -1.35355339059327, -1.54600348032315],
        "by hand: 1, 1/2 / sqrt(2), 1/3 / sqrt(3)", start=0.0, gradient=one,
    ),
    OptimizerCase(
        {"lr": 1.0, "initial_accumulator_value": 3.0, "eps": 1.0},
        [-0.333333333333333, -0.642350327708281],
        "by hand: 1 / (sqrt(4) + 1), 1 / (sqrt(5) + 1)", start=0.0, gradient=one,
    ),
    OptimizerCase(
        {"lr": 0.4, "weight_decay": 0.5, "eps": 0.5}, [0.7],
        "by hand: g = 1.5, 0.4 * 1.5 / (sqrt(2.25) + 0.5) = 0.3",
    ),
    OptimizerCase(
        {"lr": 0.4, "weight_decay": 0.5, "eps": 1.0, "decoupled_weight_decay": True}, [0.6],
        "by hand: 1 - 0.4 * 0.5 = 0.8, less 0.4 * 1 / (1 + 1)", in_pytorch=False,
    ),
    OptimizerCase(
        {"lr": 0.5, "eps": 1.0, "maximize": True}, [1.25],
        "by hand: 1 + 0.5 / (1 + 1)",
    ),
]  # fmt: skip

RMSPROP = [
    OptimizerCase(
        {"lr": 0.1, "alpha": 0.9},
        [0.6837722439832, 0.4988706201172, 0.3691805674278, 0.27282489889, 0.1997951669354],
        "catalogue, opt_rmsprop",
    ),
    OptimizerCase(
        {"lr": 0.1, "alpha": 0.75, "eps": 1.0}, [-0.1],
        "by hand: r = 4 / 4 = 1, 0.1 * 2 / (1 + 1)", start=0.0, gradient=lambda w: 2.0 * one(w),
    ),
    OptimizerCase(
        {"lr": 0.1, "alpha": 0.75, "eps": 0.0, "momentum": 0.5}, [-0.2, -0.451185789203691],
        "by hand: r = 1, 1.75, so v = 2, 1 + 2 / sqrt(1.75)",
        start=0.0, gradient=lambda w: 2.0 * one(w),
    ),
    OptimizerCase(
        {"lr": 0.1, "alpha": 0.5, "eps": 0.0, "centered": True}, [-0.2, -0.43094010767585],
        "by hand: variances 1/2 - 1/4 = 1/4 and 3/4 - 9/16 = 3/16, so steps of 0.2 and 0.4/sqrt(3)",
        start=0.0, gradient=one,
    ),
    OptimizerCase(
        {"lr": 0.1, "alpha": 0.75, "eps": 0.25, "weight_decay": 0.5}, [0.85],
        "by hand: g = 1.5, r = 0.5625, 0.1 * 1.5 / (0.75 + 0.25)",
    ),
    OptimizerCase(
        {"lr": 0.1, "alpha": 0.75, "eps": 0.0, "weight_decay": 0.5, "decoupled_weight_decay": True},
        [0.75], "by hand: 1 - 0.05, less 0.1 * 1 / sqrt(1/4)", in_pytorch=False,
    ),
    OptimizerCase(
        {"lr": 0.1, "alpha": 0.75, "eps": 0.0, "maximize": True}, [1.2],
        "by hand: 1 + 0.1 / sqrt(1/4)",
    ),
]  # fmt: skip

ADAM = [
    OptimizerCase(
        {"lr": 0.1},
        [0.900000001, 0.8004122297123, 0.7015862745044, 0.6039390626821, 0.5079636619272],
        "catalogue, opt_adam",
    ),
    OptimizerCase(
        {"lr": 0.1, "eps": 1.0}, [0.95],
        "by hand: 0.1 * 1 / (sqrt(1) + 1)",
    ),
    OptimizerCase(
        {"lr": 0.1, "eps": 1.0, "betas": (0.5, 0.75)}, [0.08, 0.16, 0.24],
        "by hand: the averages are -4 and 16, 0.1 * 4 / (4 + 1) each time",
        start=0.0, gradient=lambda w: -4.0 * one(w),
    ),
    OptimizerCase(
        {"lr": 0.1, "betas": (0.5, 0.75), "eps": 0.0}, [-0.1, -0.150917507721732],
        "by hand: 0.1; then m = 0.25 / 0.75 = 1/3, v = 0.1875 / 0.4375 = 3/7: 0.1/3 * sqrt(7/3)",
        start=0.0, gradient=first_alone,
    ),
    OptimizerCase(
        {"lr": 0.1, "betas": (0.5, 0.75), "eps": 0.0, "amsgrad": True}, [-0.1, -0.14409585518441],
        "by hand: as above with the first, larger v = 0.25 / 0.4375 = 4/7: 0.1/3 * sqrt(7/4)",
        start=0.0, gradient=first_alone,
    ),
    OptimizerCase(
        {"lr": 0.1, "eps": 1.0, "weight_decay": 0.5}, [0.94],
        "by hand: g = 1.5, 0.1 * 1.5 / (1.5 + 1)",
    ),
    OptimizerCase(
        {"lr": 0.1, "eps": 1.0, "weight_decay": 0.5, "decoupled_weight_decay": True}, [0.9],
        "by hand: 1 - 0.05, less 0.1 * 1 / (1 + 1)",
    ),
    OptimizerCase(
        {"lr": 0.1, "eps": 1.0, "maximize": True}, [1.05],
        "by hand: 1 + 0.1 * 1 / (1 + 1)",
    ),
]  # fmt: skip

ADAMW = [
    OptimizerCase(
        {"lr": 0.1, "eps": 1.0}, [0.949, 0.898051, 0.847152949],
        "by hand: the averages are 1, so w = (1 - 0.1 * 0.01) w - 0.1 / (1 + 1)", gradient=one,
    ),
    OptimizerCase(
        {"lr": 0.1, "eps": 1.0, "weight_decay": 0.5}, [0.9, 0.805],
        "by hand: w = 0.95 w - 0.05", gradient=one,
    ),
    OptimizerCase(
        {"lr": 0.1, "betas": (0.5, 0.75), "eps": 0.0, "weight_decay": 0.0},
        [-0.1, -0.150917507721732],
        "by hand: as Adam", start=0.0, gradient=first_alone,
    ),
    OptimizerCase(
        {"lr": 0.1, "betas": (0.5, 0.75), "eps": 0.0, "weight_decay": 0.5, "amsgrad": True},
        [-0.1, -0.13909585518441],
        "by hand: -0.1, then 0.95 * -0.1 - 0.1/3 * sqrt(7/4)", start=0.0, gradient=first_alone,
    ),
    OptimizerCase(
        {"lr": 0.1, "eps": 1.0, "maximize": True}, [1.049],
        "by hand: 0.999 + 0.05",
    ),
]  # fmt: skip

ADADELTA = [
    OptimizerCase(
        {}, [-0.00316226184889866],
        "by hand: sqrt(1e-6) / sqrt(0.1 + 1e-6)", start=0.0, gradient=one,
    ),
    OptimizerCase(
        {"rho": 0.5, "eps": 0.5}, [-0.707106781186548, -1.48170345042803],
        "by hand: sqrt(0.5 / 1), then sqrt((0.25 + 0.5) / (0.75 + 0.5)) = sqrt(0.6)",
        start=0.0, gradient=one,
    ),
    OptimizerCase(
        {"lr": 0.5, "rho": 0.5, "eps": 0.5}, [-0.353553390593274],
        "by hand: half of the step above", start=0.0, gradient=one,
    ),
    OptimizerCase(
        {"rho": 0.5, "eps": 0.5, "weight_decay": 1.0}, [0.105572809000084],
        "by hand: g = 2, 1 - 2 * sqrt(0.5 / 2.5)",
    ),
    OptimizerCase(
        {"rho": 0.5, "eps": 0.5, "weight_decay": 0.5, "decoupled_weight_decay": True},
        [-0.207106781186548], "by hand: 1 - 1 * 0.5, less sqrt(0.5)", in_pytorch=False,
    ),
    OptimizerCase(
        {"rho": 0.5, "eps": 0.5, "maximize": True}, [1.707106781186548],
        "by hand: 1 + sqrt(0.5)",
    ),
]  # fmt: skip

# With beta1 = 1/2 and no momentum decay mu is 1/4, its products 1/4, 1/16, 1/64, and m is 1/2, 3/4
# for a gradient of 1: m_hat = 1/4 * 1/2 / (15/16) + 3/4 / (3/4) = 17/15, and then
# 1/4 * 3/4 / (63/64) + 3/4 / (15/16) = 104/105.
NADAM = [
    OptimizerCase(
        {"lr": 0.1, "betas": (0.5, 0.999), "momentum_decay": 0.0, "eps": 0.0},
        [-0.113333333333333, -0.212380952380952],
        "by hand: 0.1 * 17/15, 0.1 * 104/105", start=0.0, gradient=one,
    ),
    OptimizerCase(
        {"lr": 0.1, "betas": (0.5, 0.999), "momentum_decay": 1.0, "eps": 0.0}, [-0.114496120029594],
        "by hand: mu = (1 - 0.96/2) / 2 = 0.26, then (1 - 0.9216/2) / 2 = 0.2696, and "
        "0.1 * (0.2696 * 0.5 / (1 - 0.26 * 0.2696) + 1)", start=0.0, gradient=one,
    ),
    OptimizerCase(
        {"lr": 0.1, "betas": (0.5, 0.999), "momentum_decay": 0.0, "eps": 1.0, "weight_decay": 0.5},
        [0.932], "by hand: g = 1.5, 0.1 * 17/15 * 1.5 / (1.5 + 1)",
    ),
    OptimizerCase(
        {"lr": 0.1, "betas": (0.5, 0.999), "momentum_decay": 0.0, "eps": 1.0, "weight_decay": 0.5,
         "decoupled_weight_decay": True},
        [0.893333333333333], "by hand: 0.95 - 0.1 * 17/15 / (1 + 1)",
    ),
    OptimizerCase(
        {"lr": 0.1, "betas": (0.5, 0.999), "momentum_decay": 0.0, "eps": 1.0, "maximize": True},
        [1.056666666666667], "by hand: 1 + 0.1 * 17/15 / (1 + 1)",
    ),
]  # fmt: skip

LION = [
    OptimizerCase(
        {"lr": 0.1}, [0.9, 0.8, 0.7],
        "by hand: the gradient is positive", in_pytorch=False,
    ),
    OptimizerCase(
        {}, [0.0],
        "by hand: the sign of 0 is 0", start=0.0, in_pytorch=False,
    ),
    OptimizerCase(
        {"lr": 0.1, "betas": (0.75, 0.5)}, [-0.1, -0.2, -0.1],
        "by hand: the signs of 1/4, of 3/4 * 1/2 - 1/4 = 1/8 and of 3/4 * -1/4 - 1/4 = -7/16",
        start=0.0, gradient=first_up_then_down, in_pytorch=False,
    ),
    OptimizerCase(
        {"lr": 0.1, "weight_decay": 0.5}, [0.85, 0.7075],
        "by hand: 0.95 w - 0.1", in_pytorch=False,
    ),
    OptimizerCase(
        {"lr": 0.1, "maximize": True}, [1.1, 1.2],
        "by hand: 0.1 more each time", in_pytorch=False,
    ),
]  # fmt: skip

OPTIMIZERS: dict[str, list[OptimizerCase]] = {
    "SGD": SGD, "Adagrad": ADAGRAD, "RMSprop": RMSPROP, "Adam": ADAM, "AdamW": ADAMW,
    "Adadelta": ADADELTA, "NAdam": NADAM, "Lion": LION,
}  # fmt: skip
