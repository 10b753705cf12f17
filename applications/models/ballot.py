"""A question put to the members about one file, and their votes."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from applications.models.sitting import Member, Sitting
from portal.people.models import User


class Choice(models.TextChoices):
    FOR = "for", _("Pour")
    AGAINST = "against", _("Contre")
    ABSTAIN = "abstain", _("Abstention")


class Result(models.TextChoices):
    ADOPTED = "adopted", _("Adopté")
    REJECTED = "rejected", _("Rejeté")
    TIED = "tied", _("Partage des voix")


class BallotQuerySet(models.QuerySet["Ballot"]):
    def visible_to(self, user: User) -> Self:
        """Those of one's meetings; never one about a file one must not know."""
        held = self.filter(sitting__in=Sitting.objects.visible_to(user))
        return held.exclude(application__in=user.conflicts.values("application"))

    def open(self) -> Self:
        return self.filter(closed_at=None)


class Ballot(models.Model):
    """Open until it is counted, or given up. Counts exist only once it is closed."""

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="ballots")
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="ballots")
    question = models.CharField(_("question posée"), max_length=200)
    secret = models.BooleanField(_("vote secret"), default=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    given_up = models.BooleanField(default=False)
    votes_for = models.PositiveSmallIntegerField(null=True)
    votes_against = models.PositiveSmallIntegerField(null=True)
    abstentions = models.PositiveSmallIntegerField(null=True)
    # On a tie, whoever presides may decide, and it is said that they did.
    casting_choice = models.CharField(max_length=10, choices=Choice, blank=True)
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = BallotQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-opened_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sitting"], condition=Q(closed_at=None), name="one_open_ballot"),
            models.CheckConstraint(
                condition=Q(
                    closed_at__isnull=False,
                    given_up=False,
                    votes_for__isnull=False,
                    votes_against__isnull=False,
                    abstentions__isnull=False,
                )
                | Q(votes_for__isnull=True, votes_against__isnull=True, abstentions__isnull=True),
                name="a_ballot_is_counted_when_it_closes",
            ),
            models.CheckConstraint(
                condition=Q(casting_choice="", cast_by=None)
                | Q(casting_choice__in=["for", "against"], cast_by__isnull=False, votes_for=models.F("votes_against")),
                name="a_casting_vote_only_on_a_tie",
            ),
        ]

    def __str__(self) -> str:
        return f"ballot {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_tied(self) -> bool:
        """As many for as against, and nobody has cast the deciding vote."""
        return self.result == Result.TIED

    @property
    def result(self) -> Result | None:
        """What the count says, the casting vote included; nothing while it is open or given up."""
        if self.votes_for is None or self.votes_against is None:
            return None
        if self.votes_for != self.votes_against:
            return Result.ADOPTED if self.votes_for > self.votes_against else Result.REJECTED
        if not self.casting_choice:
            return Result.TIED
        return Result.ADOPTED if self.casting_choice == Choice.FOR else Result.REJECTED


class Vote(models.Model):
    """One member's vote. In a secret ballot the choice is forgotten when the ballot closes; that they voted stays."""

    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="votes")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(max_length=10, choices=Choice, blank=True)

    class Meta:
        ordering: ClassVar = ["ballot", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ballot", "member"], name="one_vote_a_member"),
            models.CheckConstraint(
                condition=Q(choice__in=["", "for", "against", "abstain"]), name="a_vote_is_one_of_three"
            ),
        ]

    def __str__(self) -> str:
        return f"vote {self.pk}"
