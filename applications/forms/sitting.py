"""What a meeting asks for: who sits, a decision, a question to vote on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.jury import ReviseForm
from applications.forms.people import PeopleField
from portal.people.models import READERS, User


def _readers() -> Any:
    return User.objects.filter(role__in=READERS, is_active=True)


class SittingForm(forms.Form):
    held_on = forms.DateField(
        label=_("Date de la séance"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    president = forms.ModelChoiceField(label=_("Présidence"), queryset=User.objects.none(), empty_label=_("Choisissez"))
    members = PeopleField(label=_("Membres du jury"))
    quorum = forms.IntegerField(
        label=_("Quorum"),
        help_text=_("Le nombre de membres dans la salle sans lequel rien ne se décide ni ne se vote."),
        min_value=1,
        max_value=200,
    )
    shows_names = forms.BooleanField(
        label=_("Montrer les noms à l’écran de la salle"),
        help_text=_("Sinon l’écran montre le numéro du dossier. Vous pourrez changer pendant la séance."),
        required=False,
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for name in ("president", "members"):
            self.fields[name].queryset = _readers()  # type: ignore[attr-defined]  # both choose among people


class TakeForm(ReviseForm):
    """A decision on the file the person saw."""

    file = forms.IntegerField(widget=forms.HiddenInput)


class BallotForm(forms.Form):
    question = forms.CharField(label=_("Question posée"), max_length=200)
    secret = forms.BooleanField(label=_("Vote secret : seul le compte est connu"), required=False)
