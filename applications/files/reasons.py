"""What a finding says to the person: the condition, and what can be done when it is not met."""

from django.utils.translation import gettext as _

from applications.eligibility import Conditions, Finding, Topic, Verdict
from portal.web.words import day


def condition(topic: Topic, conditions: Conditions) -> str:
    """What the campaign requires, as a sentence to the person."""
    match topic:
        case Topic.AGE:
            return _("Avoir entre %(low)s et %(high)s ans le %(day)s.") % {
                "low": conditions.minimum_age,
                "high": conditions.maximum_age,
                "day": day(conditions.age_on),
            }
        case Topic.NATIONALITY:
            return _("Avoir la nationalité française, seule ou avec une autre.")
        case Topic.LEVEL:
            return _("Être en dernière année : première année de master validée, seconde en cours.")
        case Topic.SCHOOL:
            return _("Avoir une inscription à l’école pour l’année en cours.")
        case Topic.NATIONAL_SERVICE:
            return _("Avoir fait la journée défense et citoyenneté (JDC).")


def reason(finding: Finding, conditions: Conditions) -> str:
    """Why the condition is met or not, and what can be done."""
    if finding.verdict is Verdict.UNKNOWN:
        return _("Vous ne l’avez pas encore indiqué.")
    if finding.topic is Topic.AGE:
        return _age(finding.age or 0, conditions)
    return _("Condition remplie.") if finding.is_met else _way_out(finding.topic)


def _age(age: int, conditions: Conditions) -> str:
    facts = {
        "age": age,
        "day": day(conditions.age_on),
        "low": conditions.minimum_age,
        "high": conditions.maximum_age,
    }
    if age < conditions.minimum_age:
        return (
            _("Vous aurez %(age)s ans le %(day)s : il en faut %(low)s. Une prochaine campagne pourra vous convenir.")
            % facts
        )
    if age > conditions.maximum_age:
        return (
            _(
                "Vous aurez %(age)s ans le %(day)s : la limite est de %(high)s ans révolus. "
                "D’autres voies existent, le centre de recrutement (CIRFA) peut vous les présenter."
            )
            % facts
        )
    return _("Vous aurez %(age)s ans ce jour-là.") % facts


def _way_out(topic: Topic) -> str:
    match topic:
        case Topic.NATIONALITY:
            return _(
                "Ce parcours demande la nationalité française. Si votre naturalisation est en cours, "
                "écrivez à l’équipe du programme."
            )
        case Topic.LEVEL:
            return _(
                "Le parcours se fait pendant la dernière année, avant le diplôme. "
                "Si vous n’y êtes pas encore, la campagne d’une prochaine année vous attend."
            )
        case Topic.SCHOOL:
            return _(
                "Seules les personnes inscrites à l’école peuvent candidater. "
                "Vérifiez votre inscription avec la scolarité."
            )
        case _:
            return _(
                "Faites la JDC avant la clôture : la date se demande en ligne ou au centre du service national "
                "le plus proche de chez vous. Certificat perdu ? Le même centre en délivre une copie."
            )
