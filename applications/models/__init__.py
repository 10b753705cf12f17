from applications.models.application import Application, Branch, BranchWish, Document, EqualityData
from applications.models.campaign import Campaign, DocumentType, Question
from applications.models.check import Correction, EligibilityCheck
from applications.models.decision import Decision, Offer
from applications.models.review import Conflict, Review, Score
from applications.models.rubric import Anchor, Criterion, Rubric

__all__ = [
    "Anchor",
    "Application",
    "Branch",
    "BranchWish",
    "Campaign",
    "Conflict",
    "Correction",
    "Criterion",
    "Decision",
    "Document",
    "DocumentType",
    "EligibilityCheck",
    "EqualityData",
    "Offer",
    "Question",
    "Review",
    "Rubric",
    "Score",
]
