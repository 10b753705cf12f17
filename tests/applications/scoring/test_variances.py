from itertools import product

import numpy as np
import pytest

from applications.scoring.crossed import Crossed
from applications.scoring.equations import Equations
from applications.scoring.variances import most_likely

RATIOS = [0.0, 0.001, 0.01, 0.1, 0.3, 1.0, 3.0, 10.0]


def scattered(seed: int) -> Crossed:
    """Thirty scores by a few reviewers, unevenly shared; the seed says which of the variances are there at all."""
    rng = np.random.default_rng(seed)
    few, many = rng.integers(0, 5, 30), rng.integers(0, 9, 30)
    few, many = (np.unique(side, return_inverse=True)[1] for side in (few, many))
    score = (seed % 2) * rng.normal(0, 1, 5)[few] + (seed % 3) * rng.normal(0, 1, 9)[many] + rng.normal(0, 1, 30)
    return Crossed(few, many, score - score.mean(), (int(few.max()) + 1, int(many.max()) + 1))


@pytest.mark.parametrize("seed", range(30))
def test_nothing_on_a_wide_grid_is_more_likely(seed: int) -> None:
    design = scattered(seed)
    grid = [Equations(design, np.array(ratios)).deviance for ratios in product(RATIOS, RATIOS)]
    assert most_likely(design).deviance <= min(grid) + 1e-7


@pytest.mark.parametrize("seed", range(6))
def test_the_slope_is_that_of_the_deviance(seed: int) -> None:
    design, ratios, small = scattered(seed), np.array([0.4, 1.5]), 1e-5
    slope, _ = Equations(design, ratios).slope_and_curvature()
    for at in (0, 1):
        step = np.where(np.arange(2) == at, small, 0)
        above, below = (Equations(design, ratios * np.exp(sign * step)).deviance for sign in (1, -1))
        assert slope[at] == pytest.approx((above - below) / (2 * small), abs=1e-5)
