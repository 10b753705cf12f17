"""What people write about a file, for whom, and whom they call on."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from applications.forms.people import PeopleField
from applications.models import Remark
from portal.people.models import User


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("Votre remarque"),
        help_text=_("Décrivez ce que montre le dossier, jamais la personne. Elle peut demander à lire ces échanges."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )


class RemarkForm(WordsForm):
    """A remark, its circle if there is a choice, and the people called on."""

    level = forms.ChoiceField(label=_("Qui la lit ?"), widget=forms.RadioSelect)
    mentioned = PeopleField(
        label=_("Demander son avis à"),
        help_text=_("Un message leur dit où répondre, sans citer vos mots."),
        required=False,
    )

    def __init__(
        self, *args: Any, levels: Sequence[Remark.Level], people: QuerySet[User], why: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["level"]
        chosen.choices = [(level.value, level.label) for level in levels]  # type: ignore[attr-defined]  # a ChoiceField
        chosen.initial = levels[0] if levels else None
        if len(levels) == 1:
            chosen.widget, chosen.required = forms.HiddenInput(), False
        self.fields["mentioned"].queryset = people  # type: ignore[attr-defined]  # a ModelMultipleChoiceField
        self._levels = levels
        if why:
            self.fields["words"].label = _("Pourquoi ?")

    def clean_level(self) -> str:
        return self.cleaned_data["level"] or self._levels[0].value
