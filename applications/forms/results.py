"""What is typed about results from outside."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import Result
from applications.models.result import VERDICTS, Trial


class ResultsForm(forms.Form):
    """For each trial a verdict and its date; a trial left empty is not known yet."""

    def __init__(self, data: Any = None, *, results: Iterable[Result], today: date) -> None:
        known = {result.trial: result for result in results}
        given = {trial: known[trial].verdict for trial in known} | {f"{trial}_on": known[trial].on for trial in known}
        super().__init__(data, initial=given)
        self.today = today
        for trial in Trial:
            choices = [("", _("pas encore connu")), *[(verdict.value, verdict.label) for verdict in VERDICTS[trial]]]
            self.fields[trial] = forms.ChoiceField(label=trial.label, choices=choices, required=False)
            self.fields[f"{trial}_on"] = forms.DateField(
                label=_("Date : %(trial)s") % {"trial": trial.label},
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )

    def clean(self) -> dict[str, Any]:
        for trial in Trial:
            verdict, on = self.cleaned_data.get(trial), self.cleaned_data.get(f"{trial}_on")
            if verdict and not on:
                self.add_error(f"{trial}_on", _("Indiquez la date de ce résultat."))
            if on and on > self.today:
                self.add_error(f"{trial}_on", _("Cette date est dans l’avenir."))
        return self.cleaned_data

    def verdicts(self) -> dict[str, tuple[str, date]]:
        return {
            trial.value: (self.cleaned_data[trial], self.cleaned_data[f"{trial}_on"])
            for trial in Trial
            if self.cleaned_data[trial]
        }

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[trial], self[f"{trial}_on"]) for trial in Trial]


class ListForm(forms.Form):
    file = forms.FileField(
        label=_("Liste des résultats"),
        help_text=_("Un classeur XLSX, ou un fichier CSV en UTF-8, 512 Ko au plus."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )
