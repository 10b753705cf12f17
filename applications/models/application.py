"""One person's file in one campaign."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from applications import lifecycle
from applications.eligibility import Facts, Finding, judge
from applications.lifecycle import State
from applications.models.campaign import Campaign, DocumentType
from portal.journal.models import Stateful
from portal.people.models import Role, User
from portal.vault.models import StoredFile


class Branch(models.TextChoices):
    """The four branches a trainee can serve in."""

    INFANTRY = "infanterie", _("Infanterie")
    CAVALRY = "cavalerie", _("Cavalerie")
    ARTILLERY = "artillerie", _("Artillerie")
    ENGINEERS = "génie", _("Génie")


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: User) -> Self:
        """Own files; a reader's assigned files; every handed-in file for those who run the selection.

        Whoever is in conflict with a file sees nothing of it, whatever their role.
        """
        match user.role:
            case Role.MANAGER | Role.JURY_PRESIDENT:
                return self.exclude(state=State.DRAFT).exclude(pk__in=user.conflicts.values("application"))
            case Role.REVIEWER:
                given = user.reviews.exclude(state=lifecycle.Review.RECUSED).values("application")
                return self.filter(pk__in=given).exclude(pk__in=user.conflicts.values("application"))
            case Role.CANDIDATE | Role.TRAINEE:
                return self.filter(candidate=user)
            case _:
                return self.none()

    def marked_for(self, user: User) -> Self:
        """For lists whose ranks must stay whole: each file says whether it `is_reserved`, kept from this person."""
        return self.annotate(is_reserved=Exists(user.conflicts.filter(application=OuterRef("pk"))))

    def without_manager(self) -> Self:
        """Every active manager is in conflict with them: nobody is left to follow them."""
        managers = User.objects.filter(role=Role.MANAGER, is_active=True)
        apart = Exists(User.objects.filter(pk=OuterRef("pk"), conflicts__application=OuterRef(OuterRef("pk"))))
        return self.filter(~Exists(managers.filter(~apart)), conflicts__reviewer__role=Role.MANAGER).distinct()

    def in_selection(self) -> Self:
        return self.filter(state__in=lifecycle.IN_SELECTION)

    def ranked(self) -> Self:
        """Best first, unscored last, always in the same order."""
        return self.order_by(F("total").desc(nulls_last=True), "submitted_at", "pk")


class Application(Stateful):
    """What a candidate hands in. Every field may stay empty while it is a draft."""

    class Nationality(models.TextChoices):
        FRENCH = "french", _("Française, ou française et une autre")
        OTHER = "other", _("Une autre nationalité")

    class Level(models.TextChoices):
        FINAL_YEAR = "final_year", _("Dernière année : M1 validé, M2 en cours")
        EARLIER = "earlier", _("Une année antérieure")
        GRADUATED = "graduated", _("Diplôme déjà obtenu")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="applications")
    candidate = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(_("état"), max_length=20, choices=State, default=State.DRAFT, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)  # counts the changes, so that two tabs are told
    created_at = models.DateTimeField(editable=False)
    saved_at = models.DateTimeField(editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    invited_at = models.DateTimeField(null=True, editable=False)  # to an interview

    # Identity
    first_name = models.CharField(_("prénom"), max_length=80, blank=True)
    last_name = models.CharField(_("nom"), max_length=80, blank=True)
    birth_date = models.DateField(_("date de naissance"), null=True, blank=True)
    nationality = models.CharField(_("nationalité"), max_length=10, choices=Nationality, blank=True)
    phone = models.CharField(_("téléphone"), max_length=24, blank=True)
    address = models.TextField(_("adresse postale"), max_length=400, blank=True)
    national_service = models.BooleanField(
        _("J’ai fait ma journée défense et citoyenneté (JDC)"), null=True, blank=True
    )
    # Studies
    level = models.CharField(_("niveau d’études"), max_length=12, choices=Level, blank=True)
    enrolled = models.BooleanField(_("Je suis inscrit ou inscrite à l’école cette année"), null=True, blank=True)
    speciality = models.CharField(_("département ou spécialité"), max_length=120, blank=True)
    average = models.DecimalField(_("moyenne générale sur 20"), max_digits=4, decimal_places=2, null=True, blank=True)
    defence_on = models.DateField(_("date de soutenance prévue"), null=True, blank=True)
    # Motivation, experience
    motivation = models.TextField(_("lettre de motivation"), max_length=8000, blank=True)
    experience = models.TextField(_("expériences professionnelles et stages"), max_length=6000, blank=True)
    engagements = models.TextField(_("engagements : associations, sport, responsabilités"), max_length=6000, blank=True)
    branch_reasons = models.TextField(_("pourquoi cet ordre"), max_length=3000, blank=True)

    # Stored totals, kept true in the transaction that changes a score
    reviews_expected = models.PositiveSmallIntegerField(default=0, editable=False)
    reviews_done = models.PositiveSmallIntegerField(default=0, editable=False)
    # From 0 to 100: the mean of the finished readings, of the finished interview sheets, and the official total.
    reading_total = models.DecimalField(max_digits=6, decimal_places=3, null=True, editable=False)
    interview_total = models.DecimalField(max_digits=6, decimal_places=3, null=True, editable=False)
    total = models.DecimalField(max_digits=6, decimal_places=3, null=True, editable=False)

    withdrawal_reason = models.CharField(_("motif"), max_length=20, blank=True)
    withdrawal_words = models.TextField(_("précisions"), max_length=2000, blank=True)
    # Where the person stood and when they left, so that a step out by mistake can be undone.
    withdrawn_from = models.CharField(max_length=20, choices=State, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, editable=False)
    another_session = models.BooleanField(_("une autre session me conviendrait"), default=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-submitted_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "candidate"], name="one_application_per_campaign"),
            models.CheckConstraint(
                condition=Q(state__in=[State.DRAFT, State.WITHDRAWN]) | Q(submitted_at__isnull=False),
                name="beyond_draft_means_submitted",
            ),
            models.CheckConstraint(
                condition=Q(reviews_done__lte=F("reviews_expected")), name="no_more_reviews_than_expected"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["campaign", "state", "-submitted_at", "-id"], name="application_by_state"),
            models.Index(fields=["campaign", "last_name", "first_name", "id"], name="application_by_name"),
            models.Index(fields=["campaign", "-submitted_at", "-id"], name="application_by_date"),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"

    @property
    def number(self) -> str:
        """What the file is called on paper and before readers, e.g. `05-00042`."""
        return numbered(self.campaign_id, self.pk)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def is_editable(self, at: datetime) -> bool:
        """Until the closing hour, and as long as the school has not declared the file eligible or not."""
        return self.state in lifecycle.EDITABLE and self.campaign.is_open(at)

    @property
    def facts(self) -> Facts:
        """What the file says of the conditions to apply."""
        return Facts(
            birth_date=self.birth_date,
            french=self.nationality == self.Nationality.FRENCH if self.nationality else None,
            final_year=self.level == self.Level.FINAL_YEAR if self.level else None,
            enrolled=self.enrolled,
            national_service=self.national_service,
        )

    @property
    def findings(self) -> list[Finding]:
        return judge(self.campaign.conditions, self.facts)


def numbered(campaign: int, application: int) -> str:
    return f"{campaign:02d}-{application:05d}"


class BranchWish(models.Model):
    """A branch the candidate ranked. Position 1 is the first wish."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="branch_wishes")
    branch = models.CharField(max_length=12, choices=Branch)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar = ["application", "position"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "branch"], name="a_branch_is_ranked_once"),
            models.UniqueConstraint(fields=["application", "position"], name="one_branch_a_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.branch}"


class EqualityData(models.Model):
    """Voluntary, kept apart: never shown to readers, only counted."""

    class Sex(models.TextChoices):
        WOMAN = "woman", _("Une femme")
        MAN = "man", _("Un homme")
        UNSAID = "unsaid", _("Je ne souhaite pas le dire")

    application = models.OneToOneField(Application, on_delete=models.CASCADE, related_name="equality")
    sex = models.CharField(_("vous êtes"), max_length=8, choices=Sex, blank=True)
    scholarship = models.BooleanField(_("bourse sur critères sociaux"), null=True, blank=True)
    campus = models.CharField(_("campus"), max_length=60, blank=True)

    def __str__(self) -> str:
        return f"equality data of {self.application_id}"


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> Self:
        """Those of the files one may see; readers see only the types meant for them."""
        documents = self.filter(application__in=Application.objects.visible_to(user))
        return documents.filter(type__shown_to_reviewers=True) if user.role == Role.REVIEWER else documents


class Document(models.Model):
    """The file given for one document type; replacing it keeps one row per type."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="documents")
    type = models.ForeignKey(DocumentType, on_delete=models.PROTECT, related_name="documents")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="document")
    given_at = models.DateTimeField()

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["type__position", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["application", "type"], name="one_document_per_type")]

    def __str__(self) -> str:
        return f"document {self.pk}"

    def clean(self) -> None:
        if self.type.campaign_id != self.application.campaign_id:
            raise ValidationError(_("Cette pièce n’est pas demandée par cette campagne."))
