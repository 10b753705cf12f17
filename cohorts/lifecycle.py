"""The life of a cohort, a trainee, a placement draft, an evaluation: the states and every step between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.journal.moves import Move


def _from(*states: str) -> frozenset[str]:
    return frozenset(states)


class Cohort(models.TextChoices):
    PREPARING = "preparing", _("En préparation")
    PLACED = "placed", _("Affectations publiées")
    FINISHED = "finished", _("Terminée")


PUBLISH_PLACEMENTS = Move("publish_placements", _from(Cohort.PREPARING), Cohort.PLACED)
FINISH_COHORT = Move("finish", _from(Cohort.PLACED), Cohort.FINISHED)


class Trainee(models.TextChoices):
    ENROLLED = "enrolled", _("Dans la promotion")
    FINISHED = "finished", _("Parcours terminé")
    LEFT = "left", _("Parcours interrompu")


RECORD_OUTCOME = Move("record_outcome", _from(Trainee.ENROLLED), Trainee.FINISHED)
LEAVE = Move("leave", _from(Trainee.ENROLLED), Trainee.LEFT)
COME_BACK = Move("come_back", _from(Trainee.LEFT), Trainee.ENROLLED)  # a departure recorded by mistake


class Run(models.TextChoices):
    """Of one run of the amphi."""

    DRAFT = "draft", _("Brouillon")
    PUBLISHED = "published", _("Publiée")


PUBLISH_RUN = Move("publish", _from(Run.DRAFT), Run.PUBLISHED)


class Amphi(models.TextChoices):
    """Of one live amphi: people choosing in turn, in one room or from afar."""

    READY = "ready", _("Prêt")
    RUNNING = "running", _("En cours")
    PAUSED = "paused", _("Suspendu")
    CLOSED = "closed", _("Clos")


START_AMPHI = Move("start", _from(Amphi.READY), Amphi.RUNNING)
PAUSE_AMPHI = Move("pause", _from(Amphi.RUNNING), Amphi.PAUSED)
RESUME_AMPHI = Move("resume", _from(Amphi.PAUSED), Amphi.RUNNING)
CLOSE_AMPHI = Move("close", _from(Amphi.READY, Amphi.RUNNING, Amphi.PAUSED), Amphi.CLOSED)


class Evaluation(models.TextChoices):
    ASKED = "asked", _("À remplir")
    STARTED = "started", _("En cours")
    SUBMITTED = "submitted", _("Remis")


TO_FILL = _from(Evaluation.ASKED, Evaluation.STARTED)
START_EVALUATION = Move("start", _from(Evaluation.ASKED), Evaluation.STARTED)
SUBMIT_EVALUATION = Move("submit", TO_FILL, Evaluation.SUBMITTED)


class Vacancy(models.TextChoices):
    """Of a place freed after the publication."""

    OPEN = "open", _("À pourvoir")
    FILLED = "filled", _("Pourvue")
    CLOSED = "closed", _("Close")
    RETURNED = "returned", _("Rendue")


FILL_VACANCY = Move("fill", _from(Vacancy.OPEN), Vacancy.FILLED)
CLOSE_VACANCY = Move("close", _from(Vacancy.OPEN), Vacancy.CLOSED)
RETURN_VACANCY = Move("give_back", _from(Vacancy.OPEN, Vacancy.CLOSED), Vacancy.RETURNED)


class VacancyOffer(models.TextChoices):
    """Of that place offered to one person."""

    OFFERED = "offered", _("Proposée")
    ACCEPTED = "accepted", _("Acceptée")
    DECLINED = "declined", _("Déclinée")
    EXPIRED = "expired", _("Sans réponse")
    WITHDRAWN = "withdrawn", _("Retirée")


ACCEPT_VACANCY = Move("accept", _from(VacancyOffer.OFFERED), VacancyOffer.ACCEPTED)
DECLINE_VACANCY = Move("decline", _from(VacancyOffer.OFFERED), VacancyOffer.DECLINED)
EXPIRE_VACANCY = Move("expire", _from(VacancyOffer.OFFERED), VacancyOffer.EXPIRED)
WITHDRAW_VACANCY = Move("withdraw", _from(VacancyOffer.OFFERED), VacancyOffer.WITHDRAWN)
