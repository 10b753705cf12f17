"""What a person may change about themself."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from portal.people.models import User


class AccountForm(forms.Form):
    first_name = forms.CharField(
        label=_("Prénom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Nom"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    language = forms.ChoiceField(
        label=_("Langue"),
        help_text=_("Celle des pages et des messages que vous recevez."),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )
    theme = forms.ChoiceField(label=_("Apparence"), choices=User.Theme, widget=forms.RadioSelect)
