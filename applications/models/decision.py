"""What the jury decides, and the place it offers."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from applications import lifecycle
from applications.models.application import Application
from portal.journal.models import Stateful
from portal.people.models import Role, User


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, user: User) -> Self:
        """Those who run the selection, unless they are in conflict; the person concerned once it is published."""
        if user.role in {Role.MANAGER, Role.JURY_PRESIDENT}:
            return self.exclude(application__in=user.conflicts.values("application"))
        return self.filter(application__candidate=user, published_at__isnull=False)


class Decision(models.Model):
    """A draft until the campaign publishes its results, all at once."""

    class Outcome(models.TextChoices):
        ADMITTED = "admitted", _("Liste principale")
        WAITING = "waiting", _("Liste complémentaire")
        REFUSED = "refused", _("Non retenue")

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="decision")
    outcome = models.CharField(_("décision"), max_length=10, choices=Outcome)
    rank = models.PositiveIntegerField(_("rang"))  # in the ranking the jury signed, 1 is best
    waiting_rank = models.PositiveIntegerField(_("rang en liste complémentaire"), null=True)
    reason = models.TextField(_("motif donné à la personne"), max_length=1500, blank=True)
    # When this rank on the waiting list was given, if not with the results: nobody was passed over before that.
    listed_at = models.DateTimeField(null=True, editable=False)
    tie_reason = models.CharField(_("motif de l’ordre entre égaux"), max_length=300, blank=True)
    # The letter as somebody wrote it; empty, the template speaks. The basis is what the template said then.
    letter_subject = models.CharField(_("objet"), max_length=200, blank=True)
    letter_body = models.TextField(_("texte"), max_length=6000, blank=True)
    letter_basis = models.TextField(blank=True, editable=False)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    # Taken by hand: the automatic line leaves it alone. The sitting says in which meeting the jury took it.
    by_hand = models.BooleanField(default=False, editable=False)
    sitting = models.ForeignKey("Sitting", on_delete=models.PROTECT, null=True, related_name="decisions")
    published_at = models.DateTimeField(null=True, editable=False)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["rank", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome="waiting", waiting_rank__isnull=False)
                | (~Q(outcome="waiting") & Q(waiting_rank__isnull=True)),
                name="only_the_waiting_list_has_waiting_ranks",
            ),
            models.CheckConstraint(
                condition=Q(letter_subject="", letter_body="", letter_basis="")
                | ~(Q(letter_subject="") | Q(letter_body="") | Q(letter_basis="")),
                name="a_letter_is_written_whole_or_not_at_all",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["outcome", "waiting_rank"], name="decision_waiting")]

    def __str__(self) -> str:
        return f"decision {self.pk}"


class OfferQuerySet(models.QuerySet["Offer"]):
    def visible_to(self, user: User) -> Self:
        """Those who run the selection, unless they are in conflict; the person concerned."""
        if user.role in {Role.MANAGER, Role.JURY_PRESIDENT}:
            return self.exclude(application__in=user.conflicts.values("application"))
        return self.filter(application__candidate=user)

    def holding_a_place(self) -> Self:
        return self.filter(state__in=lifecycle.HOLDS_A_PLACE)

    def with_conditions_left(self) -> Self:
        """With `left`, the number of conditions nobody has found met yet; a place accepted with none left is firm."""
        return self.annotate(left=Count("conditions", filter=~Q(conditions__verdict="met")))


class Offer(Stateful):
    """A place offered until a date. While it is open or accepted it occupies one of the campaign's places."""

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="offer")
    state = models.CharField(max_length=20, choices=lifecycle.Offer, default=lifecycle.Offer.OPEN, editable=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    from_waiting_list = models.BooleanField(default=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )  # nobody when the waiting list was called by itself
    round = models.PositiveSmallIntegerField(default=1, editable=False)  # counts how often it was opened

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["made_at", "pk"]
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], condition=Q(state="open"), name="offer_open"),
        ]

    def __str__(self) -> str:
        return f"offer {self.pk}"
