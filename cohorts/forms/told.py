"""What trainees say of themselves, if they wish, for the posts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.geography.departments import departments
from cohorts.models import Trainee

LICENCE = {"": None, "yes": True, "no": False}


class AboutMeForm(forms.Form):
    department = forms.ChoiceField(
        label=_("Département où vous habitez"),
        required=False,
        help_text=_("Facultatif. Pour compter les distances, depuis son chef-lieu ; seule votre école le voit."),
    )
    licence = forms.ChoiceField(
        label=_("Permis de conduire"),
        required=False,
        choices=[("", _("Je ne le dis pas")), ("yes", _("Je l’ai")), ("no", _("Je ne l’ai pas"))],
        help_text=_("Facultatif. Quelques postes le demandent : ils ne comptent que si vous l’avez dit."),
    )

    def __init__(self, data: Any = None, *, trainee: Trainee) -> None:
        said = next(code for code, value in LICENCE.items() if value is trainee.has_licence)
        super().__init__(data, initial={"department": trainee.department, "licence": said})
        every = [(one.code, f"{one.code} {one.name}") for one in departments().values()]
        field = self.fields["department"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Je ne le dis pas")), *every]

    def said(self) -> dict[str, Any]:
        return {"department": self.cleaned_data["department"], "has_licence": LICENCE[self.cleaned_data["licence"]]}
