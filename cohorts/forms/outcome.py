"""What comes after the path."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import Trainee


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("La suite choisie"),
        choices=Trainee.Outcome.choices,
        widget=forms.RadioSelect,
        help_text=_("Notez le choix de la personne, une fois qu’elle vous l’a dit. Elle reçoit une lettre."),
    )
