"""Where an application stands, and what is decided of it, in a word and a sign, for those who run the selection."""

from collections.abc import Container

from django import template
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from applications import lifecycle
from applications.eligibility import Finding, Topic
from applications.lifecycle import State
from applications.models import Application, Decision, Sitting, Standing
from portal.web.words import day

register = template.Library()

SIGNS = {
    State.SUBMITTED: "wait",
    State.OFFERED: "wait",
    State.WAITING: "wait",
    State.ACCEPTED: "done",
}

SITTING_SIGNS: dict[str, str] = {
    lifecycle.Sitting.PREPARED: "",
    lifecycle.Sitting.OPEN: "doing",
    lifecycle.Sitting.SUSPENDED: "wait",
    lifecycle.Sitting.CLOSED: "done",
}


@register.filter
def standing(application: Application) -> SafeString:
    """A tag written at once: a table of fifty rows cannot afford fifty templates."""
    return _tag(*_standing(application))


@register.filter
def outcome(decided: str) -> SafeString:
    """What the jury means to decide, or decided; nothing yet is « à débattre »."""
    match decided:
        case Decision.Outcome.ADMITTED:
            return _tag("done", _("Admission"))
        case Decision.Outcome.WAITING:
            return _tag("wait", _("Liste complémentaire"))
        case Decision.Outcome.REFUSED:
            return _tag("off", _("Non retenue"))
    return _tag("", _("À débattre"))


@register.filter
def sitting_state(sitting: Sitting) -> SafeString:
    """Where a meeting of the jury stands."""
    return _tag(SITTING_SIGNS[sitting.state], sitting.get_state_display())


@register.filter
def in_set(one: object, several: Container[object]) -> bool:
    """So that a row asks once whether it is among those set apart."""
    return one in several


@register.filter
def band(found: str | None) -> SafeString:
    """How sure a place is."""
    match found:
        case Standing.Band.CERTAIN:
            return _tag("done", Standing.Band.CERTAIN.label)
        case Standing.Band.JURY:
            return _tag("", Standing.Band.JURY.label)
        case Standing.Band.UNLIKELY:
            return _tag("off", Standing.Band.UNLIKELY.label)
    return SafeString("")


@register.filter
def chance(probability: float | None) -> str:
    """`76 %`; never a certainty."""
    if probability is None:
        return ""
    percent = round(probability * 100)
    if percent in {0, 100}:
        return _("plus de 99 %") if percent else _("moins de 1 %")
    return _("%(percent)s %%") % {"percent": percent}


@register.filter
def facts(finding: Finding, application: Application) -> str:
    """What the file says about one condition, in the words of those who verify it."""
    match finding.topic:
        case Topic.AGE if finding.age is not None:
            turned = {"age": finding.age, "day": day(application.campaign.age_on), "born": day(application.birth_date)}
            return _("Naissance le %(born)s : %(age)s ans le %(day)s.") % turned
        case Topic.NATIONALITY:
            return _sentence(application.get_nationality_display())
        case Topic.LEVEL:
            return _sentence(application.get_level_display())
    return ""


def _tag(sign: str, words: str | Promise) -> SafeString:
    return format_html('<span class="g-tag{}">{}</span>', f" g-tag-{sign}" if sign else "", words)


def _sentence(words: str) -> str:
    return f"{words}." if words else ""


def _standing(application: Application) -> tuple[str, str]:
    match getattr(application, "correction", None):
        case lifecycle.Correction.ASKED:
            return "wait", _("Correction attendue")
        case lifecycle.Correction.ANSWERED:
            return "act", _("Correction à vérifier")
    if application.state == State.SUBMITTED:
        return "wait", _("Recevabilité à vérifier")
    if application.state == State.ELIGIBLE:
        return _reading(application)
    return SIGNS.get(State(application.state), "off"), application.get_state_display()


def _reading(application: Application) -> tuple[str, str]:
    if not application.reviews_expected:
        return "", _("Lectures à affecter")
    if application.reviews_done < application.reviews_expected:
        return "doing", _("En lecture")
    return "done", _("Lectures terminées")
