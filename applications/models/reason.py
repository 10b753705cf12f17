"""Sentences the school keeps at hand for the reason a person reads under the jury's decision."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.decision import Decision


class ReasonQuerySet(models.QuerySet["Reason"]):
    def fit_for(self, outcome: str) -> Self:
        """Those written for this decision, and those for any."""
        return self.filter(Q(outcome=outcome) | Q(outcome=""))


class Reason(models.Model):
    """One reason in both languages. It is copied into a decision and edited there, so changing it changes no letter."""

    words = models.TextField(_("motif en français"), max_length=600)
    words_en = models.TextField(_("motif en anglais"), max_length=600)
    outcome = models.CharField(_("proposé pour"), max_length=10, choices=Decision.Outcome, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = ReasonQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.words

    def in_language(self, language: str) -> str:
        """In the language of the person who will read it."""
        return self.words_en if language == "en" and self.words_en else self.words
