"""The arithmetic of selection: numbers in, numbers out. No database, no clock, no words for candidates.

Whatever is computed here is advice; a jury decides. Methods, sources and worked references are in each docstring.
"""

from applications.scoring.errors import UnusableInput
from applications.scoring.ranking import kendall_tau, rank
from applications.scoring.totals import raw_totals, weighted_total, weighted_totals

__all__ = ["UnusableInput", "kendall_tau", "rank", "raw_totals", "weighted_total", "weighted_totals"]
