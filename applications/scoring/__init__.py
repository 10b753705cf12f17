"""The arithmetic of selection: numbers in, numbers out. No database, no clock, no words for candidates.

Whatever is computed here is advice; a jury decides. Methods, sources and worked references are in each docstring.
"""

from applications.scoring.acceptability import acceptability
from applications.scoring.agreement import Agreement, Metric, agreement, icc, krippendorff_alpha
from applications.scoring.assignment import CannotAssign, assign_reviewers
from applications.scoring.certainty import Band, Certainty, certainty
from applications.scoring.discussion import departures, discussion_order
from applications.scoring.equity import Figures, Passage, equity
from applications.scoring.errors import UnusableInput
from applications.scoring.ranking import kendall_tau, rank
from applications.scoring.severity import Part, Severity, severity
from applications.scoring.totals import raw_totals, weighted_total, weighted_totals
from applications.scoring.what_if import WhatIf, what_if

__all__ = [
    "Agreement",
    "Band",
    "CannotAssign",
    "Certainty",
    "Figures",
    "Metric",
    "Part",
    "Passage",
    "Severity",
    "UnusableInput",
    "WhatIf",
    "acceptability",
    "agreement",
    "assign_reviewers",
    "certainty",
    "departures",
    "discussion_order",
    "equity",
    "icc",
    "kendall_tau",
    "krippendorff_alpha",
    "rank",
    "raw_totals",
    "severity",
    "weighted_total",
    "weighted_totals",
    "what_if",
]
