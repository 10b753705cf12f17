"""Who reads, how much at most, and the reasons asked for when something is done by hand."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.people.models import User

LARGEST_LOAD = 500


class ReadersForm(forms.Form):
    """The people who take part, and how many files each may hold."""

    def __init__(self, data: Any = None, *, readers: Iterable[User], usual: int) -> None:
        super().__init__(data)
        self.readers = list(readers)
        self.usual = usual
        for reader in self.readers:
            self.fields[f"reads-{reader.pk}"] = forms.BooleanField(label=str(reader), required=False)
            self.fields[f"cap-{reader.pk}"] = forms.IntegerField(
                label=_("Maximum"), min_value=0, max_value=LARGEST_LOAD, required=False
            )

    def caps(self) -> dict[int, int]:
        """The most each chosen person may hold; an empty box means their own maximum, else the usual load."""
        chosen = [reader.pk for reader in self.readers if self.cleaned_data[f"reads-{reader.pk}"]]
        given = {pk: self.cleaned_data[f"cap-{pk}"] for pk in chosen}
        own = {reader.pk: getattr(reader, "cap", None) for reader in self.readers}
        return {pk: _first(cap, own[pk], self.usual) for pk, cap in given.items()}


def _first(*caps: int | None) -> int:
    return next(cap for cap in caps if cap is not None)


class GiveForm(forms.Form):
    reader = forms.ModelChoiceField(
        label=_("Confier ce dossier à"), queryset=User.objects.none(), empty_label=_("Choisissez")
    )

    def __init__(self, data: Any = None, *, readers: Any) -> None:
        super().__init__(data)
        self.fields["reader"].queryset = readers  # type: ignore[attr-defined]  # it is the ModelChoiceField above


class ConflictForm(GiveForm):
    reader = forms.ModelChoiceField(
        label=_("Personne qui ne doit pas lire ce dossier"), queryset=User.objects.none(), empty_label=_("Choisissez")
    )
    reason = forms.CharField(label=_("Motif"), max_length=300)


class ReadingsFileForm(forms.Form):
    file = forms.FileField(
        label=_("Fichier des lectures"),
        help_text=_("Au format XLSX ou « CSV UTF-8 », 512 Ko au plus."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )


class OwnConflictForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi ne pas suivre ce dossier ?"),
        help_text=_("Une ligne suffit, par exemple « c’est ma nièce ». Seules les personnes responsables la lisent."),
        max_length=300,
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Motif"), help_text=_("Il reste écrit au journal."), max_length=300)
