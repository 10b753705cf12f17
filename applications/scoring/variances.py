"""How much of the spread of the scores comes from the files, from the reviewers, and from neither."""

import numpy as np
import numpy.typing as npt

from applications.scoring.crossed import Crossed, Floats
from applications.scoring.equations import Equations

Flags = npt.NDArray[np.bool_]

# Shares of a variance in itself and the noise: below the first it is nil, above the second the noise is.
NOTHING, EVERYTHING = 1e-8, 1 - 1e-6
EDGE = 1e-5  # this near to an edge, a share that leans on it is put there
FLAT, DAMPING = 1e-12, 1e-6  # a curvature below this tells nothing; keeps two shares apart that only their sum shows
ROUNDS, HALVINGS = 100, 25
CLOSE_ENOUGH = 1e-8  # of deviance still to gain: the last step is then taken without a look


def most_likely(design: Crossed) -> Equations:
    """Find the variances of greatest restricted likelihood, and return the equations they give.

    Projected Newton steps with the average information matrix (Gilmour, Thompson & Cullis 1995), shortened until the
    likelihood rises, on the share of each factor's variance in the sum of that variance and the noise: a share lives
    between 0 and 1, and a nil variance is an ordinary edge. A factor the scores cannot tell from the mean or from the
    noise keeps the share 0.
    """
    free = _told_apart(design)
    shares = np.where(free, 0.5, 0.0)
    current = _equations(design, shares)
    for _ in range(ROUNDS if free.any() else 0):
        slope, curvature = _by_share(current)
        step = _step(shares, slope, curvature, free)
        if abs(slope @ step) < CLOSE_ENOUGH:
            shares = _moved(shares, step)
            break
        before = current
        shares, current = _descend(current, shares, step)
        if current is before:
            break
    return _equations(design, np.where(shares <= NOTHING, 0.0, shares))


def _told_apart(design: Crossed) -> Flags:
    if np.ptp(design.score) == 0:
        return np.array([False, False])
    return np.array([1 < levels < len(design.score) for levels in design.levels])


def _equations(design: Crossed, shares: Floats) -> Equations:
    return Equations(design, shares / (1 - shares))


def _by_share(current: Equations) -> tuple[Floats, Floats]:
    """Differentiate the deviance by the shares, from its derivatives by the logarithms of the ratios."""
    slope, curvature = current.slope_and_curvature()
    ratios = np.maximum(current.ratios, NOTHING)
    change = (1 + ratios) ** 2 / ratios
    return slope * change, curvature * np.outer(change, change)


def _step(shares: Floats, slope: Floats, curvature: Floats, free: Flags) -> Floats:
    """Return the Newton step of the shares that may move; those leaning on an edge go there."""
    sinking = free & (shares <= NOTHING + EDGE) & (slope > 0)
    rising = free & (shares >= EVERYTHING - EDGE) & (slope < 0)
    step = np.select([sinking, rising], [NOTHING - shares, EVERYTHING - shares], 0.0)
    moving = free & ~sinking & ~rising
    if moving.any():
        size = np.sqrt(np.maximum(np.diag(curvature)[moving], FLAT))
        shape = curvature[np.ix_(moving, moving)] / np.outer(size, size)
        np.fill_diagonal(shape, 1 + DAMPING)
        step[moving] = -np.linalg.solve(shape, slope[moving] / size) / size
    return step


def _descend(current: Equations, shares: Floats, step: Floats) -> tuple[Floats, Equations]:
    """Go along the step as far as the deviance falls."""
    for halving in range(HALVINGS):
        moved = _moved(shares, step / 2**halving)
        there = _equations(current.design, moved)
        if there.deviance < current.deviance:
            return moved, there
    return shares, current


def _moved(shares: Floats, step: Floats) -> Floats:
    moved: Floats = np.where(shares == 0, 0.0, np.clip(shares + step, NOTHING, EVERYTHING))
    return moved
