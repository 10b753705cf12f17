"""Henderson's mixed model equations for two crossed random factors, in blocks.

score = mean + few + many + noise, with few ~ N(0, γ₁σ²), many ~ N(0, γ₂σ²), noise ~ N(0, σ²). Effects are written as
√γ·u with u ~ N(0, σ²), so that γ = 0 needs no special case. The matrix of the equations is

    A = WᵀW + diag(0, 1, 1),   W = [1, √γ₁ Z₁, √γ₂ Z₂]

and its last block is diagonal (each score has one level of `many`), so it is eliminated at once: what is left is a
dense matrix over the mean and the smaller factor, and nothing larger is ever built.
"""

from functools import cached_property

import numpy as np

from applications.scoring.crossed import Crossed, Floats

Solution = tuple[Floats, Floats]  # the mean and the scaled effects of `few` (1 + few,); those of `many` (many,)


class Equations:
    """The equations of one design for given variance ratios (γ₁, γ₂); solving, likelihood, gradient and draws."""

    def __init__(self, design: Crossed, ratios: Floats) -> None:
        self.design, self.ratios = design, ratios
        self.freedom = max(len(design.score) - 1, 1)
        self.few_scale, self.many_scale = np.sqrt(ratios)
        self.scale = np.concatenate([[1.0], np.full(design.levels[0], self.few_scale)])
        self.pivot = ratios[1] * design.many_counts + 1
        self.root = np.linalg.cholesky(self._reduced())

    def _reduced(self) -> Floats:
        """Return the block of the mean and `few` once `many` is eliminated."""
        counts = self.design.few_counts
        block = np.diag(np.concatenate([[float(len(self.design.score))], counts]))
        block[0, 1:] = block[1:, 0] = counts
        block -= self.design.weighted_square(self.ratios[1] / self.pivot)
        block *= np.outer(self.scale, self.scale)
        block[np.diag_indices(len(counts) + 1)] += np.concatenate([[0.0], np.ones(len(counts))])
        return block

    @cached_property
    def inverse_root(self) -> Floats:
        inverse: Floats = np.linalg.inv(self.root)
        return inverse

    def solve(self, few: Floats, many: Floats) -> Solution:
        """Solve A x = (few, many)."""
        remainder = few - self.scale * self.many_scale * (self.design.border @ (many / self.pivot))
        first = self.inverse_root.T @ (self.inverse_root @ remainder)
        return first, (many - self._many_from(first)) / self.pivot

    def _many_from(self, first: Floats) -> Floats:
        scaled = (self.scale * first.T).T
        product: Floats = self.many_scale * (self.design.border.T @ scaled)
        return product

    def fit(self, values: Floats) -> tuple[Solution, Floats]:
        """Fit values (n,): the solution, and what it leaves unexplained (n,)."""
        few, many = self.design.sums(values)
        first, last = self.solve(np.concatenate([[values.sum()], few]) * self.scale, many * self.many_scale)
        scaled = self.scale * first
        fitted = scaled[0] + scaled[1:][self.design.few] + (self.many_scale * last)[self.design.many]
        return (first, last), values - fitted

    @cached_property
    def solution(self) -> Solution:
        return self._fitted[0]

    @cached_property
    def residual(self) -> Floats:
        return self._fitted[1]

    @cached_property
    def _fitted(self) -> tuple[Solution, Floats]:
        return self.fit(self.design.score)

    @cached_property
    def noise(self) -> float:
        """The residual variance σ² at these ratios, in squared units of the score."""
        first, last = self.solution
        squares = self.residual @ self.residual + first[1:] @ first[1:] + last @ last
        return float(squares) / self.freedom

    @cached_property
    def deviance(self) -> float:
        """Minus twice the restricted log-likelihood, σ² at its best, up to a constant."""
        determinant = np.log(self.pivot).sum() + 2 * np.log(np.diag(self.root)).sum()
        return float(determinant) + self.freedom * float(np.log(self.noise))

    def slope_and_curvature(self) -> tuple[Floats, Floats]:
        """Differentiate the deviance by log γ: gradient (2,), average information (2, 2)."""
        sums = self.design.sums(self.residual)
        squares = np.array([one @ one for one in sums])
        slope = np.array(self.design.levels) - self._traces() - self.ratios * squares / self.noise
        working = (sums[0][self.design.few], sums[1][self.design.many])
        unexplained = [self.fit(one)[1] for one in working]
        products = np.array([[one @ other for other in unexplained] for one in working])
        curvature = products / self.noise - np.outer(squares, squares) / (self.freedom * self.noise**2)
        return slope, curvature * np.outer(self.ratios, self.ratios)

    def _traces(self) -> Floats:
        """Sum the diagonal of A⁻¹ over each factor: how much of it the data leave unknown."""
        inverse = self.inverse_root.T @ self.inverse_root
        square = self.design.weighted_square(self.pivot**-2) * np.outer(self.scale, self.scale)
        many = (1 / self.pivot).sum() + self.ratios[1] * (inverse * square).sum()
        return np.array([np.trace(inverse) - inverse[0, 0], many])

    def effects(self) -> tuple[float, Floats, Floats]:
        """Return the mean and the effects of `few` and `many`, in the unit of the score."""
        first, last = self.solution
        return float(first[0]), self.few_scale * first[1:], self.many_scale * last

    def draw(self, draws: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Draw the effects from what is known of them, N(effects, σ² A⁻¹): (few, draws), (many, draws)."""
        few, many = self.design.levels
        _, few_effects, many_effects = self.effects()
        first = self.inverse_root.T @ rng.standard_normal((few + 1, draws))
        last = (
            rng.standard_normal((many, draws)) * np.sqrt(self.pivot)[:, None] - self._many_from(first)
        ) / self.pivot[:, None]
        deviation = np.sqrt(self.noise)
        return (
            few_effects[:, None] + deviation * self.few_scale * first[1:],
            many_effects[:, None] + deviation * self.many_scale * last,
        )
