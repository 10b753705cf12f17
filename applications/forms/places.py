"""What the school and the person type about places: verdicts, corrections, deferrals, wrong clicks."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.forms.hours import DayInput
from applications.models import Campaign, Condition, Decision


def _words(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=1000, required=required, help_text=help_text, widget=area)


class VerdictForm(forms.Form):
    verdict = forms.ChoiceField(label=_("Verdict"), choices=Condition.Verdict.choices, widget=forms.RadioSelect)
    confirmed = forms.BooleanField(
        label=_(
            "Je confirme : si la condition n’est pas remplie, la place est retirée et la personne suivante appelée"
        ),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("verdict") == Condition.Verdict.NOT_MET and not given.get("confirmed"):
            self.add_error("confirmed", _("Cochez cette case : une lettre part et l’offre prend fin."))
        return given


class AmendForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Ce qui aurait dû être publié"),
        choices=[
            (Decision.Outcome.WAITING, _("En liste complémentaire")),
            (Decision.Outcome.ADMITTED, _("Une place proposée")),
        ],
        widget=forms.RadioSelect,
    )
    position = forms.IntegerField(
        label=_("Place dans la liste complémentaire"),
        help_text=_("1 : la prochaine personne appelée. Sans effet si une place est proposée."),
        min_value=1,
        max_value=500,
        initial=1,
    )
    extra_place = forms.BooleanField(
        label=_("S’il n’y a plus de place libre, j’ajoute une place à la campagne pour cette personne"), required=False
    )
    reason = _words(_("Motif, écrit dans la lettre"))


class PlacesForm(forms.Form):
    places = forms.IntegerField(label=_("Nombre de places"), min_value=1, max_value=2000)
    reason = _words(_("Motif, gardé dans l’historique"))


class UndoEndForm(forms.Form):
    reason = _words(_("Motif, gardé dans l’historique"))


class AskDeferralForm(forms.Form):
    words = _words(_("Pourquoi une prochaine session vous conviendrait"), required=False)


class AnswerDeferralForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Réponse"),
        choices=[("grant", _("Accorder : la place est libérée ici")), ("refuse", _("Refuser : la place reste ici"))],
        widget=forms.RadioSelect,
    )
    reason = _words(_("Motif, écrit dans la lettre"))


class CallDeferredForm(forms.Form):
    before = forms.DateField(label=_("Dernier jour pour confirmer"), widget=DayInput())

    def limit(self) -> datetime:
        """The first instant refused."""
        day = self.cleaned_data["before"] + timedelta(days=1)
        return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())


def suggested_day(campaign: Campaign, at: datetime) -> Any:
    return timezone.localdate(at) + timedelta(days=campaign.answer_days)
