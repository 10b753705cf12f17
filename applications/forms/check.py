"""What staff write while they verify a file: a verdict and a few words a topic, a reason, a correction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.actions.check import Finding, Topic, Verdict
from applications.files.sections import SECTIONS
from applications.forms.hours import DayInput, first_refused
from applications.models import Application, DocumentType


class CheckForm(forms.Form):
    """One verdict and one line a topic; an untouched topic stays unverified."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, topics: Sequence[Topic], found: Mapping[str, Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.topics = topics
        for topic in topics:
            known = found.get(topic, Finding(""))
            self.fields[f"verdict_{topic}"] = forms.ChoiceField(
                label=topic.label,
                choices=Verdict.choices,
                required=False,
                initial=known.verdict,
                widget=forms.RadioSelect,
            )
            self.fields[f"words_{topic}"] = forms.CharField(
                label=_("Précision"),
                max_length=300,
                required=False,
                initial=known.words,
                widget=forms.TextInput({"class": "form-control form-control-sm"}),
            )

    def clean_seen(self) -> datetime | None:
        try:
            return datetime.fromisoformat(self.cleaned_data["seen"])
        except ValueError:
            return None

    def findings(self) -> dict[str, Finding]:
        """The verdicts given, by topic."""
        return {
            topic: Finding(verdict, self.cleaned_data[f"words_{topic}"].strip())
            for topic in self.topics
            if (verdict := self.cleaned_data[f"verdict_{topic}"])
        }


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Motif, tel que la personne le lira"),
        help_text=_("La condition qui n’est pas remplie, et ce qu’elle peut faire d’autre."),
        max_length=1500,
        widget=forms.Textarea({"rows": 5}),
    )


class CorrectionForm(forms.Form):
    """What to correct, in what way, by when."""

    what = forms.ChoiceField(label=_("Ce qui est à corriger"))
    words = forms.CharField(
        label=_("Ce que vous demandez"),
        help_text=_("Dites ce qui manque et ce qui conviendrait. La personne lit ces mots tels quels."),
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
    )
    due_on = forms.DateField(
        label=_("À corriger au plus tard le"),
        help_text=_("Jusqu’à 23 h 59 ce jour-là, heure de Paris."),
        widget=DayInput(),
    )

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._types = {f"document:{one.pk}": one for one in application.campaign.document_types.all()}
        sections = [(f"section:{one.code}", one.title) for one in SECTIONS if one.fields and not one.is_optional]
        documents = [(key, one.name) for key, one in self._types.items()]
        choices = [("", _("Choisissez")), (_("Une partie du dossier"), sections), (_("Une pièce"), documents)]
        self.fields["what"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def section(self) -> str:
        kind, _colon, code = self.cleaned_data["what"].partition(":")
        return str(code) if kind == "section" else ""

    @property
    def document_type(self) -> DocumentType | None:
        return self._types.get(self.cleaned_data["what"])

    def due_at(self) -> datetime:
        return first_refused(self.cleaned_data["due_on"])
