"""What staff type to set a campaign up: its calendar, its conditions, the documents it asks for."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.campaigns.dates import contradictions
from applications.forms.hours import END_OF_DAY, DayInput, HourInput, first_refused, instant, last_accepted
from applications.models import Campaign, DocumentType

DATES = ("opens_at", "closes_at", "results_on", "starts_on")


class CalendarForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Dates, places and readings. Limits are typed as the last day and hour still accepted."""

    opens_on = forms.DateField(label=_("Ouverture, le"), widget=DayInput())
    opens_hour = forms.TimeField(label=_("Ouverture, à"), widget=HourInput(), initial=time(8))
    closes_on = forms.DateField(label=_("Clôture, dernier jour accepté"), widget=DayInput())
    closes_hour = forms.TimeField(
        label=_("Clôture, dernière heure acceptée"),
        widget=HourInput(),
        initial=END_OF_DAY,
        help_text=_("23:59 veut dire jusqu’à la dernière seconde de ce jour, heure de Paris."),
    )
    field_order = [
        "name", "places", "opens_on", "opens_hour", "closes_on", "closes_hour", "reviews_per_file",
        "reviews_due_on", "results_on", "undo_minutes", "answer_days", "starts_on", "contact_email",
    ]  # fmt: skip

    class Meta:
        model = Campaign
        fields: ClassVar = [
            "name", "places", "reviews_per_file", "reviews_due_on", "results_on", "undo_minutes", "answer_days",
            "starts_on", "medical_due_on", "security_due_on", "transcript_due_on", "contact_email",
        ]  # fmt: skip
        widgets: ClassVar = {
            "reviews_due_on": DayInput(),
            "results_on": DayInput(),
            "starts_on": DayInput(),
            "medical_due_on": DayInput(),
            "security_due_on": DayInput(),
            "transcript_due_on": DayInput(),
        }
        help_texts: ClassVar = {
            "name": _("Celui que les personnes lisent, par exemple « Campagne 2027 »."),
            "reviews_per_file": _("Combien de personnes lisent chaque dossier."),
            "reviews_due_on": _("Après ce jour, une lecture est signalée en retard."),
            "medical_due_on": _("Condition d’une admission. Laissez vide si la campagne ne la demande pas."),
            "security_due_on": _("Condition d’une admission. Laissez vide si la campagne ne la demande pas."),
            "transcript_due_on": _("Condition d’une admission. Laissez vide si la campagne ne la demande pas."),
            "undo_minutes": _("Temps pour tout annuler entre la décision de publier et le départ des lettres."),
            "answer_days": _("Sans réponse dans ce délai, la place est proposée à la personne suivante."),
            "starts_on": _("Les 23 semaines commencent ce lundi-là."),
            "contact_email": _("Montrée à qui a une question sur son dossier."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            opens = timezone.localtime(self.instance.opens_at)
            self.initial.update(opens_on=opens.date(), opens_hour=opens.time())
            self.initial["closes_on"], self.initial["closes_hour"] = last_accepted(self.instance.closes_at)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        self._turn_into_instant("opens_at", "opens_on", "opens_hour", instant)
        self._turn_into_instant("closes_at", "closes_on", "closes_hour", first_refused)
        dates: dict[str, Any] = {name: given.get(name) for name in DATES}
        if all(dates.values()):
            for field, sentence in contradictions(reviews_due_on=given.get("reviews_due_on"), **dates):
                self.add_error(field, sentence)
        return given

    def changes(self) -> dict[str, Any]:
        """The values to write on the campaign."""
        names = [*self.Meta.fields, "opens_at", "closes_at"]
        return {name: self.cleaned_data[name] for name in names}

    def _turn_into_instant(self, name: str, day: str, hour: str, turn: Callable[[date, time], datetime]) -> None:
        on: date | None = self.cleaned_data.get(day)
        at: time | None = self.cleaned_data.get(hour)
        if on is None or at is None:
            return
        try:
            self.cleaned_data[name] = turn(on, at)
        except ValidationError as impossible:
            self.add_error(hour, impossible)


class ConditionsForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Who may apply."""

    class Meta:
        model = Campaign
        fields: ClassVar = [
            "minimum_age", "maximum_age", "age_on", "french_nationality", "last_year", "school_enrolment",
            "national_service",
        ]  # fmt: skip
        widgets: ClassVar = {"age_on": DayInput()}

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class DocumentTypeForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """One document to ask for."""

    class Meta:
        model = DocumentType
        fields: ClassVar = ["name", "help", "name_en", "help_en", "required", "shown_to_reviewers"]
        help_texts: ClassVar = {
            "help": _("Ce que la pièce doit montrer, et d’où la personne peut l’obtenir."),
            "required": _("Décochez si elle peut être donnée après le dépôt."),
            "shown_to_reviewers": _("Ne montrez que ce qui sert à lire : jamais une pièce d’identité."),
        }

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}
