"""How much a place depends on the weights chosen."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from applications.scoring.errors import UnusableInput
from applications.scoring.ranking import ranked_rows

Floats = npt.NDArray[np.float64]

CELLS = 500_000  # totals ranked at once, to keep memory flat


def acceptability(
    values: Sequence[Sequence[float]] | Floats,
    weights: Sequence[float] | Floats | None = None,
    draws: int = 10_000,
    seed: int = 0,
    concentration: float = 50.0,
) -> Floats:
    """Return the share of weight vectors that give each alternative each rank (SMAA-2, Lahdelma & Salminen 2001).

    Without weights, every weight vector is as likely as any other. With the official weights, vectors are drawn around
    them (Dirichlet, mean the official ones): at concentration 50, two times out of three a weight of 30 % is
    then between 24 and 36 %; a higher concentration stays closer. A criterion of weight 0 stays at 0.

    Shapes: values (alternatives, criteria), scaled alike (0..1), higher is better, nan = not applicable
    -> (alternatives, alternatives), row i the shares of ranks 1, 2, …; every row and every column sums to 1.
    Equal totals share their ranks at random; an alternative without any applicable value comes last.
    Raises UnusableInput: not a table, weights that are negative, all 0 or not one a criterion, no draw.
    """
    table = np.asarray(values, dtype=float)
    if table.ndim != 2 or np.isinf(table).any() or draws < 1:
        raise UnusableInput("This needs a table of values, one row an alternative, and at least one draw.")
    rng = np.random.default_rng(seed)
    drawn = _drawn_weights(_dirichlet(table.shape[1], weights, concentration), draws, rng)
    size, block = len(table), max(1, CELLS // max(len(table), 1))
    cells = np.zeros(size * size, dtype=np.int64)
    for start in range(0, draws, block):
        places = ranked_rows(_totals(table, drawn[start : start + block]), rng)
        cells += np.bincount((np.arange(size) * size + places - 1).ravel(), minlength=size * size)
    return cells.reshape(size, size) / draws


def _dirichlet(criteria: int, weights: Sequence[float] | Floats | None, concentration: float) -> Floats:
    if weights is None:
        return np.ones(criteria)
    official = np.asarray(weights, dtype=float)
    if official.shape != (criteria,) or not (official >= 0).all() or not np.isfinite(official).all():
        raise UnusableInput("Each criterion needs one weight, from 0 upwards.")
    if official.sum() == 0 or not concentration > 0:
        raise UnusableInput("Some criterion must count.")
    parameters: Floats = concentration * official / official.sum()
    return parameters


def _drawn_weights(parameters: Floats, draws: int, rng: np.random.Generator) -> Floats:
    """Draw weight vectors: (draws, criteria)."""
    drawn = np.zeros((draws, len(parameters)))
    if (parameters > 0).any():
        drawn[:, parameters > 0] = rng.dirichlet(parameters[parameters > 0], draws)
    return drawn


def _totals(table: Floats, weights: Floats) -> Floats:
    """Total every alternative under every weight vector: (weight vectors, alternatives)."""
    applicable = ~np.isnan(table)
    available = weights @ applicable.T
    points = weights @ np.where(applicable, table, 0.0).T
    lowest = np.nanmin(table, initial=0.0) - 1
    totals = np.full(points.shape, lowest)
    np.divide(points, available, out=totals, where=available > 0)
    return totals
