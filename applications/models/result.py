"""What others have measured or judged: a verdict and its date, never what lies behind it."""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.models.application import Application
from portal.people.models import Role, User


class Trial(models.TextChoices):
    """What is examined outside the school, mostly by the recruitment centre (CIRFA)."""

    ENGLISH = "english", _("Anglais")
    PSYCHOMETRIC = "psychometric", _("Tests psychométriques")
    MEETING = "meeting", _("Entretien au centre de recrutement")
    SPORT = "sport", _("Épreuves physiques")
    MEDICAL = "medical", _("Visite médicale")
    SECURITY = "security", _("Contrôle de sécurité")


class Verdict(models.TextChoices):
    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    C2 = "C2", "C2"
    FAVOURABLE = "favourable", _("favorable")
    RESERVED = "reserved", _("réservé")
    UNFAVOURABLE = "unfavourable", _("défavorable")
    FIT = "fit", _("apte")
    FIT_WITHIN_LIMITS = "fit_within_limits", _("apte avec restrictions")
    NOT_FIT = "not_fit", _("inapte")
    PENDING = "pending", _("en attente")


_OPINIONS = (Verdict.FAVOURABLE, Verdict.RESERVED, Verdict.UNFAVOURABLE)
# What each trial may answer; the database refuses anything else.
VERDICTS: dict[str, tuple[Verdict, ...]] = {
    Trial.ENGLISH: (Verdict.A1, Verdict.A2, Verdict.B1, Verdict.B2, Verdict.C1, Verdict.C2),
    Trial.PSYCHOMETRIC: _OPINIONS,
    Trial.MEETING: _OPINIONS,
    Trial.SPORT: (Verdict.FIT, Verdict.NOT_FIT, Verdict.PENDING),
    Trial.MEDICAL: (Verdict.FIT, Verdict.FIT_WITHIN_LIMITS, Verdict.NOT_FIT, Verdict.PENDING),
    Trial.SECURITY: (Verdict.FAVOURABLE, Verdict.UNFAVOURABLE, Verdict.PENDING),
}
# With one of these a person cannot start, whatever the ranking says.
BARS_THE_WAY = frozenset({(Trial.SPORT, Verdict.NOT_FIT), (Trial.MEDICAL, Verdict.NOT_FIT)}) | {
    (Trial.SECURITY, Verdict.UNFAVOURABLE)
}
# With one of these, what an admission depends on is already met.
MEETS_A_CONDITION = frozenset({(Trial.MEDICAL, Verdict.FIT), (Trial.SECURITY, Verdict.FAVOURABLE)})
# What members of the jury may know besides: never anything of a person's health or of a security check.
OPEN_TO_THE_JURY = frozenset({Trial.ENGLISH, Trial.PSYCHOMETRIC, Trial.SPORT})


class ResultQuerySet(models.QuerySet["Result"]):
    def visible_to(self, user: User) -> Self:
        """Those who run the selection, of the files they may know; readers and panels never."""
        if user.role in {Role.MANAGER, Role.JURY_PRESIDENT}:
            return self.filter(application__in=Application.objects.visible_to(user))
        return self.none()

    def open_at_the_table(self, user: User) -> Self:
        """What this person may know of a file that is discussed where they sit in the jury."""
        if user.role == Role.REVIEWER:
            return self.open_to_the_jury().exclude(application__conflicts__reviewer=user)
        return self.visible_to(user)

    def open_to_the_jury(self) -> Self:
        return self.filter(trial__in=OPEN_TO_THE_JURY)

    def barring(self) -> Self:
        return self.filter(_one_of(BARS_THE_WAY))

    def meeting_a_condition(self) -> Self:
        return self.filter(_one_of(MEETS_A_CONDITION))


class Result(models.Model):
    """One trial of one person. A new answer replaces the former, which stays in the journal."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="results")
    trial = models.CharField(_("épreuve"), max_length=12, choices=Trial)
    verdict = models.CharField(_("résultat"), max_length=18, choices=Verdict)
    on = models.DateField(_("date"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = ResultQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["application", "trial"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["application", "trial"], name="one_result_a_trial"),
            models.CheckConstraint(
                condition=Q(trial="english", verdict__in=VERDICTS[Trial.ENGLISH])
                | Q(trial__in=["psychometric", "meeting"], verdict__in=_OPINIONS)
                | Q(trial="sport", verdict__in=VERDICTS[Trial.SPORT])
                | Q(trial="medical", verdict__in=VERDICTS[Trial.MEDICAL])
                | Q(trial="security", verdict__in=VERDICTS[Trial.SECURITY]),
                name="a_verdict_of_its_trial",
            ),
        ]

    def __str__(self) -> str:
        return f"result {self.pk}"

    @property
    def bars_the_way(self) -> bool:
        return (self.trial, self.verdict) in BARS_THE_WAY


def _one_of(answers: Iterable[tuple[str, str]]) -> Q:
    """The results with one of these verdicts of these trials."""
    found = Q()
    for trial, verdict in sorted(answers):
        found |= Q(trial=trial, verdict=verdict)
    return found


def trial_named(words: str) -> str | None:
    """The trial somebody wrote, by its code or its French name, whatever the case."""
    return _named(words, Trial.choices)


def verdict_named(trial: str, words: str) -> str | None:
    """The verdict somebody wrote, if that trial can give it."""
    return _named(words, [(verdict.value, verdict.label) for verdict in VERDICTS[trial]])


def _named(words: str, choices: Sequence[tuple[str, str | Promise]]) -> str | None:
    wanted = words.strip().casefold()
    return next((code for code, label in choices if wanted in {code.casefold(), str(label).casefold()}), None)
