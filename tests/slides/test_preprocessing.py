"""Decks 1, 2 and 3: statistics of a table, and bringing its columns to one scale."""

import numpy as np

import autograd
from autograd import Tensor
from nn.functional import one_hot
from tests.slides.helpers import min_max, z_score
from tests.slides.rows import row
from tests.slides.tables import GRADES, HEIGHT_WEIGHT, OUTLIER


@row("grade_floor_mean")
def test_grades_are_rounded_means(row):
    row.expect(grade=GRADES[:, :3].mean(axis=1).astype(int))


@row("scale_ratio")
def test_ratio_of_two_scales(row):
    h_diff, w_diff = Tensor([1.885, 65.5]) - Tensor([1.525, 45.0])
    row.expect(h_diff=h_diff, w_diff=w_diff, ratio=w_diff / h_diff)


@row("one_hot_mixed")
def test_numbers_beside_categories(row):
    measured = Tensor([1.755, 65.5, 122.0])
    sex, constitution = one_hot(Tensor(1 - 1), 2), one_hot(Tensor(3 - 1), 4)
    row.expect(v=autograd.cat([measured, sex, constitution]))


@row("hw_stats")
def test_mean_and_standard_deviations(row):
    row.expect(mean=HEIGHT_WEIGHT.mean(axis=0))
    row.expect(std=HEIGHT_WEIGHT.std(axis=0), std1=HEIGHT_WEIGHT.std(axis=0, ddof=1))


@row("hw_zscore")
def test_z_scores(row):
    row.expect(z=z_score(HEIGHT_WEIGHT))


@row("hw_minmax")
def test_min_max(row):
    row.expect(m=min_max(HEIGHT_WEIGHT))


@row("minmax_outlier")
def test_min_max_with_an_outlier(row):
    row.expect(v=min_max(OUTLIER))


@row("zscore_outlier")
def test_z_scores_with_an_outlier(row):
    row.expect(mean=OUTLIER.mean(), std=OUTLIER.std(axis=0), z=z_score(OUTLIER))


@row("hw_condition")
def test_scales_and_the_condition_number(row):
    def condition(x):
        design = autograd.cat([x, autograd.ones(9, 1)], axis=1)
        return np.linalg.cond((design.T @ design).numpy())

    scaled = (HEIGHT_WEIGHT, min_max(HEIGHT_WEIGHT), z_score(HEIGHT_WEIGHT))
    row.expect(c=np.array([condition(x) for x in scaled]))
