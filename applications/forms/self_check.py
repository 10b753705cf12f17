"""The questions anyone may ask themselves before signing up."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.eligibility import Facts
from applications.forms.fields import DayField, YesNoField
from applications.models import Application


class SelfCheckForm(forms.Form):
    marks_optional = False

    birth_date = DayField(label=_("Votre date de naissance"), required=False)
    nationality = forms.ChoiceField(
        label=_("Votre nationalité"),
        choices=Application.Nationality.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    level = forms.ChoiceField(
        label=_("Où en êtes-vous de vos études ?"),
        choices=Application.Level.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    enrolled = YesNoField(label=_("Êtes-vous inscrit ou inscrite à l’école cette année ?"), required=False)
    national_service = YesNoField(
        label=_("Avez-vous fait votre journée défense et citoyenneté (JDC) ?"), required=False
    )

    def facts(self) -> Facts:
        nationality, level = self.cleaned_data["nationality"], self.cleaned_data["level"]
        return Facts(
            birth_date=self.cleaned_data["birth_date"],
            french=nationality == Application.Nationality.FRENCH if nationality else None,
            final_year=level == Application.Level.FINAL_YEAR if level else None,
            enrolled=self.cleaned_data["enrolled"],
            national_service=self.cleaned_data["national_service"],
        )
