"""What people type about interviews: panels, the time they give, slots, whom to invite, reasons."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, StepValueValidator
from django.utils.translation import gettext_lazy as _

from applications.forms.hours import DayInput, HourInput, instant
from applications.forms.people import PeopleField
from applications.interviewing.timetable import Cut
from applications.models import Campaign
from portal.people.models import READERS, User

FIVE = {"step": 300}


class PanelForm(forms.Form):
    """A name, and the people who meet candidates together."""

    name = forms.CharField(
        label=_("Nom"), max_length=60, help_text=_("Celui que l’équipe lit, par exemple « Commission A ».")
    )
    members = PeopleField(label=_("Membres"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = User.objects.filter(role__in=READERS, is_active=True)
        self.fields["members"].queryset = known  # type: ignore[attr-defined]  # a PeopleField


class TimeForm(forms.Form):
    """A stretch of one day, in a room or behind a link."""

    day = forms.DateField(label=_("Jour"), widget=DayInput())
    from_hour = forms.TimeField(label=_("De"), widget=HourInput(attrs=FIVE))
    to_hour = forms.TimeField(label=_("À"), widget=HourInput(attrs=FIVE))
    place = forms.CharField(label=_("Salle"), max_length=100, required=False)
    link = forms.URLField(
        label=_("Lien de visioconférence"),
        max_length=300,
        required=False,
        assume_scheme="https",
        help_text=_("Si la rencontre est à distance."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not given.get("place") and not given.get("link"):
            self.add_error("place", _("Indiquez une salle ou un lien de visioconférence."))
        for name in ("from_hour", "to_hour"):
            self._turn_into_instant(name)
        return given

    def changes(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {
            "starts_at": given["from_hour"],
            "ends_at": given["to_hour"],
            "place": given["place"],
            "link": given["link"],
        }

    def _turn_into_instant(self, name: str) -> None:
        day, hour = self.cleaned_data.get("day"), self.cleaned_data.get(name)
        if day is None or hour is None or isinstance(hour, datetime):
            return
        try:
            self.cleaned_data[name] = instant(day, hour)
        except ValidationError as skipped:
            self.add_error(name, skipped)


class CutForm(forms.Form):
    """How the time given is cut into slots."""

    length = forms.IntegerField(
        label=_("Durée, en minutes"),
        initial=30,
        validators=[MinValueValidator(5), MaxValueValidator(180), StepValueValidator(5)],
        widget=forms.NumberInput(attrs={"step": 5, "min": 5}),
    )
    pause = forms.IntegerField(
        label=_("Pause entre deux, en minutes"),
        initial=10,
        validators=[MinValueValidator(0), MaxValueValidator(120), StepValueValidator(5)],
        widget=forms.NumberInput(attrs={"step": 5, "min": 0}),
    )
    lunch_from = forms.TimeField(label=_("Déjeuner, de"), required=False, widget=HourInput(attrs=FIVE))
    lunch_until = forms.TimeField(label=_("Déjeuner, à"), required=False, widget=HourInput(attrs=FIVE))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        start, end = given.get("lunch_from"), given.get("lunch_until")
        if (start is None) != (end is None):
            self.add_error("lunch_until", _("Indiquez le début et la fin du déjeuner, ou aucun des deux."))
        elif start and end and end <= start:
            self.add_error("lunch_until", _("Le déjeuner finit après son début."))
        return given

    def how(self) -> Cut:
        return Cut(**{name: self.cleaned_data[name] for name in ("length", "pause", "lunch_from", "lunch_until")})


class InviteForm(forms.Form):
    """How many, from the top of the ranking."""

    first = forms.IntegerField(
        label=_("Combien de personnes, à partir du haut du classement"),
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
    )


class ReasonForm(forms.Form):
    """Why, in words the person will read; optional."""

    reason = forms.CharField(
        label=_("Motif"), max_length=300, required=False, help_text=_("La personne le lira dans sa lettre.")
    )


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """What candidates are told, and until when they change alone."""

    class Meta:
        model = Campaign
        fields: ClassVar = ["interview_change_hours", "interview_phone", "interview_advice"]
        help_texts: ClassVar = {
            "interview_change_hours": _("48 : deux jours avant. Ensuite, la personne appelle."),
            "interview_phone": _("Montré aux personnes invitées et imprimé sur la feuille du jour."),
            "interview_advice": _("Sans texte de votre part, quatre conseils simples sont affichés."),
        }
        widgets: ClassVar = {"interview_advice": forms.Textarea(attrs={"rows": 6})}

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
