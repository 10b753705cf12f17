"""The call: its dates, its places, its conditions, and the documents it asks for."""

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications import lifecycle
from applications.eligibility import Conditions
from applications.lifecycle import Phase
from applications.phases import RIGHTS, Rights
from portal.journal.models import Stateful

if TYPE_CHECKING:
    from applications.models.rubric import Rubric


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def announced(self) -> Self:
        return self.exclude(state=lifecycle.Campaign.PREPARATION)

    def open(self, at: datetime) -> Self:
        return self.filter(state=lifecycle.Campaign.OPEN, opens_at__lte=at, closes_at__gt=at)

    def current(self) -> Self:
        """The newest first: the one people mean when they say "the campaign"."""
        return self.order_by("-closes_at", "-pk")


class Campaign(Stateful):
    """One call for applications, from its opening to its published results."""

    name = models.CharField(_("nom"), max_length=120)
    state = models.CharField(
        _("état"), max_length=20, choices=lifecycle.Campaign, default=lifecycle.Campaign.PREPARATION, editable=False
    )
    opens_at = models.DateTimeField(_("ouverture"))
    closes_at = models.DateTimeField(_("clôture"), help_text=_("Premier instant refusé : minuit après 23 h 59."))
    results_on = models.DateField(_("date prévue des résultats"))
    starts_on = models.DateField(_("lundi du départ"))
    places = models.PositiveSmallIntegerField(_("nombre de places"), validators=[MinValueValidator(1)])
    answer_days = models.PositiveSmallIntegerField(
        _("jours pour répondre à une proposition"), default=10, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    reviews_per_file = models.PositiveSmallIntegerField(
        _("lectures par dossier"), default=3, validators=[MinValueValidator(1), MaxValueValidator(9)]
    )
    reviews_due_on = models.DateField(_("lectures attendues le"), null=True, blank=True)

    minimum_age = models.PositiveSmallIntegerField(_("âge minimum"), default=17)
    maximum_age = models.PositiveSmallIntegerField(_("âge maximum"), default=26)
    age_on = models.DateField(_("âge calculé au"), help_text=_("En général, le jour du départ."))
    french_nationality = models.BooleanField(_("nationalité française exigée"), default=True)
    last_year = models.BooleanField(_("dernière année exigée (M1 validé, M2 en cours)"), default=True)
    school_enrolment = models.BooleanField(_("inscription dans l’école exigée"), default=True)
    national_service = models.BooleanField(_("en règle avec le service national (JDC)"), default=True)
    contact_email = models.EmailField(_("adresse de l’équipe"), blank=True)
    phase = models.CharField(_("phase"), max_length=12, choices=Phase, default=Phase.ELIGIBILITY, editable=False)
    phase_since = models.DateTimeField(null=True, editable=False)
    # Readers never meet the person's identity, and get redacted copies; fixed from the first score on.
    anonymous_reading = models.BooleanField(_("lecture sans nom"), default=True, editable=False)
    # The interview's part of the total, in percent; the readings make the rest.
    interview_share = models.PositiveSmallIntegerField(
        _("part de l’entretien dans le total, en %"), default=0, validators=[MaxValueValidator(100)]
    )
    interview_change_hours = models.PositiveSmallIntegerField(
        _("déplacer ou annuler jusqu’à, en heures avant l’entretien"), default=48, validators=[MaxValueValidator(336)]
    )
    interview_phone = models.CharField(_("téléphone à appeler pour un entretien"), max_length=24, blank=True)
    interview_advice = models.TextField(_("comment se préparer"), max_length=2000, blank=True)
    # Between the decision to publish and the letters: how long it can be undone, until when, and who decided it.
    undo_minutes = models.PositiveSmallIntegerField(
        _("minutes pour annuler la publication"),
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(1440)],
    )
    # What an admission still depends on, and until when; empty, the campaign does not ask for it.
    medical_due_on = models.DateField(_("aptitude médicale attendue le"), null=True, blank=True)
    security_due_on = models.DateField(_("enquête de sécurité attendue le"), null=True, blank=True)
    transcript_due_on = models.DateField(_("relevé de notes définitif attendu le"), null=True, blank=True)
    publishes_at = models.DateTimeField(null=True, editable=False)
    armed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    published_at = models.DateTimeField(null=True, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-closes_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="campaign_closes_after_it_opens"),
            models.CheckConstraint(
                condition=Q(maximum_age__gte=F("minimum_age")),
                name="campaign_ages_in_order",
                violation_error_message=_("L’âge maximum est au moins égal à l’âge minimum."),
            ),
            models.CheckConstraint(condition=Q(places__gt=0), name="campaign_has_places"),
            models.CheckConstraint(
                condition=Q(publishes_at__isnull=True, armed_by__isnull=True)
                | Q(publishes_at__isnull=False, armed_by__isnull=False, state=lifecycle.Campaign.OPEN),
                name="only_an_open_campaign_is_about_to_publish",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def rights(self) -> Rights:
        """What the active phase allows."""
        return RIGHTS[Phase.CLOSED if self.is_published else self.phase]

    @property
    def reading_grid(self) -> "Rubric | None":
        """The newest version of the grid files are read with."""
        return self.rubrics.filter(use="reading").first()

    @property
    def interview_grid(self) -> "Rubric | None":
        """The newest version of the grid of the interviews."""
        return self.rubrics.filter(use="interview").first()

    def is_open(self, at: datetime) -> bool:
        return self.state == lifecycle.Campaign.OPEN and self.opens_at <= at < self.closes_at

    def is_closed(self, at: datetime) -> bool:
        """Files are no longer accepted, whatever has been decided since."""
        return self.state in {lifecycle.Campaign.DECIDED, lifecycle.Campaign.CLOSED} or at >= self.closes_at

    @property
    def is_armed(self) -> bool:
        """Its results are about to leave: decisions and letters no longer change, unless that is undone."""
        return self.publishes_at is not None

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def conditions(self) -> Conditions:
        return Conditions(
            minimum_age=self.minimum_age,
            maximum_age=self.maximum_age,
            age_on=self.age_on,
            french_nationality=self.french_nationality,
            last_year=self.last_year,
            school_enrolment=self.school_enrolment,
            national_service=self.national_service,
        )


class DocumentType(models.Model):
    """One document a campaign asks for."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="document_types")
    code = models.SlugField(max_length=40)
    name = models.CharField(_("nom"), max_length=120)
    name_en = models.CharField(_("nom en anglais"), max_length=120, blank=True)
    help = models.CharField(_("aide"), max_length=300, blank=True)
    help_en = models.CharField(_("aide en anglais"), max_length=300, blank=True)
    required = models.BooleanField(_("exigée au dépôt"), default=True)
    shown_to_reviewers = models.BooleanField(_("montrée aux personnes qui lisent"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["campaign", "code"], name="one_document_type_per_code")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def title(self) -> str:
        """Its name in the reader's language."""
        return self.name_en if get_language() == "en" and self.name_en else self.name

    @property
    def advice(self) -> str:
        return self.help_en if get_language() == "en" and self.help_en else self.help


class Question(models.Model):
    """One entry of the public page's frequent questions, kept by staff."""

    question = models.CharField(_("question"), max_length=200)
    answer = models.TextField(_("réponse"))
    question_en = models.CharField(_("question en anglais"), max_length=200)
    answer_en = models.TextField(_("réponse en anglais"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return self.question

    @property
    def asked(self) -> str:
        """The question in the reader's language."""
        return self.question_en if get_language() == "en" else self.question

    @property
    def answered(self) -> str:
        return self.answer_en if get_language() == "en" else self.answer
