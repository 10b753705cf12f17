"""The weights of a grid that is already in use."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.actions.reweigh import Part
from applications.models import Criterion


class WeightsForm(forms.Form):
    """For each criterion its weight, and whether it counts; nothing else of it may change."""

    def __init__(self, data: Any = None, *, criteria: Iterable[Criterion]) -> None:
        super().__init__(data)
        self.criteria = list(criteria)
        for one in self.criteria:
            self.fields[f"weight-{one.pk}"] = forms.DecimalField(
                label=_("Poids de « %(name)s »") % {"name": one.name},
                min_value=0,
                max_value=Decimal("999.99"),
                max_digits=5,
                decimal_places=2,
                initial=one.weight.normalize(),
                localize=False,
                widget=forms.NumberInput(attrs={"class": "form-control form-control-sm", "step": "0.25", "min": "0"}),
            )
            self.fields[f"counted-{one.pk}"] = forms.BooleanField(
                label=_("« %(name)s » compte dans le total") % {"name": one.name},
                required=False,
                initial=one.counted,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )

    def rows(self) -> list[tuple[Criterion, forms.BoundField, forms.BoundField]]:
        return [(one, self[f"weight-{one.pk}"], self[f"counted-{one.pk}"]) for one in self.criteria]

    def weights(self) -> dict[int, Part]:
        given = self.cleaned_data
        return {one.pk: Part(given[f"weight-{one.pk}"], given[f"counted-{one.pk}"]) for one in self.criteria}


class ReweighForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi changer les poids ?"),
        help_text=_("Le motif reste écrit dans l’historique de la grille."),
        max_length=300,
    )
