"""Why somebody leaves, why a place is closed."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Motif"),
        help_text=_("Gardé dans l’historique, lu par l’équipe du programme seulement. Rien de médical."),
        max_length=300,
    )
