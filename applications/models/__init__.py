from applications.models.admission import Condition, Deferral
from applications.models.application import Application, Branch, BranchWish, Document, EqualityData
from applications.models.ballot import Ballot, Vote
from applications.models.calculation import Calculation, CriterionFigure, ReaderFigure, Standing
from applications.models.calendar_key import CalendarKey
from applications.models.campaign import Campaign, DocumentType, Question
from applications.models.check import Correction, EligibilityCheck
from applications.models.conflict import ProposedConflict
from applications.models.decision import Decision, Offer
from applications.models.interview import Availability, Cell, Interview, Panel, PanelMember, Slot
from applications.models.minutes import Minutes
from applications.models.phase import PlannedPhase
from applications.models.reader import DelegatedDay, Delegation, Reader
from applications.models.reason import Reason
from applications.models.redaction import MaskedDocument, Redaction
from applications.models.remark import Remark
from applications.models.result import Result
from applications.models.review import Conflict, Review, Score
from applications.models.rubric import Anchor, Criterion, Rubric
from applications.models.sheet import Sheet, SheetScore
from applications.models.sitting import AgendaItem, Member, Sitting
from applications.models.snapshot import Snapshot

__all__ = [
    "AgendaItem",
    "Anchor",
    "Application",
    "Availability",
    "Ballot",
    "Branch",
    "BranchWish",
    "Calculation",
    "CalendarKey",
    "Campaign",
    "Cell",
    "Condition",
    "Conflict",
    "Correction",
    "Criterion",
    "CriterionFigure",
    "Decision",
    "Deferral",
    "DelegatedDay",
    "Delegation",
    "Document",
    "DocumentType",
    "EligibilityCheck",
    "EqualityData",
    "Interview",
    "MaskedDocument",
    "Member",
    "Minutes",
    "Offer",
    "Panel",
    "PanelMember",
    "PlannedPhase",
    "ProposedConflict",
    "Question",
    "Reader",
    "ReaderFigure",
    "Reason",
    "Redaction",
    "Remark",
    "Result",
    "Review",
    "Rubric",
    "Score",
    "Sheet",
    "SheetScore",
    "Sitting",
    "Slot",
    "Snapshot",
    "Standing",
    "Vote",
]
