"""Other weights, another number of places, another part for the interview: what « Et si… » tries."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from applications.ranking.weighing import Rule, official_rule

STEPS = (1.0, 0.5, 0.25, 0.05)  # of a slider: the largest that falls on every official weight


class WhatIfForm(forms.Form):
    """One slider a criterion, in the unit of its official weight; what is left out keeps its official value."""

    places = forms.IntegerField(label=_("Places offertes"))
    share = forms.IntegerField(label=_("Part de l’entretien"))

    def __init__(self, asked: Mapping[str, str], matrix: Mapping[str, Any]) -> None:
        self.official, self.criteria = official_rule(matrix), matrix["criteria"]
        usual = {"places": self.official.places, "share": self.official.share}
        usual |= {f"w{one['pk']}": one["weight"] for one in self.criteria}
        super().__init__({**usual, **{name: value for name, value in asked.items() if name in usual}}, initial=usual)
        met = any(file[2] is not None for file in matrix["files"])
        _bound(self.fields["places"], 1, max(2 * self.official.places, self.official.places + 5), 1)
        _bound(self.fields["share"], 0, 100, 5 if self.official.share % 5 == 0 else 1)
        if not met:
            self.fields["share"].widget = forms.HiddenInput()
        top, step = _scale(self.official.weights)
        for one in self.criteria:
            self.fields[f"w{one['pk']}"] = _bound(forms.FloatField(label=one["name"]), 0, top, step)

    @property
    def weights(self) -> list[tuple[forms.BoundField, float, float]]:
        """Each slider, with its part of the total in percent: officially, and as tried."""
        tried = self.rule
        fields = [self[f"w{one['pk']}"] for one in self.criteria]
        return list(zip(fields, self.official.percents, tried.percents, strict=True))

    @property
    def rule(self) -> Rule:
        """What is tried; the official rule when it cannot be."""
        if not self.is_valid():
            return self.official
        given = self.cleaned_data
        weights = tuple(given[f"w{one['pk']}"] for one in self.criteria)
        return Rule(weights, given["share"], given["places"])

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        weights = [value for name, value in given.items() if name.startswith("w")]
        if len(weights) == len(self.criteria) and not sum(weights):
            raise forms.ValidationError(_("Au moins un critère doit compter : le classement officiel est affiché."))
        return given


def _scale(weights: tuple[float, ...]) -> tuple[float, float]:
    """Where the sliders end, and by which step they move."""
    top = max(1.0, 2 * max(weights, default=1.0))
    fine = [step for step in STEPS if top / step >= 20 and all((weight / step).is_integer() for weight in weights)]
    return top, fine[0] if fine else 0.01


def _bound(field: forms.Field, lowest: float, highest: float, step: float) -> forms.Field:
    """A slider; what an address asks beyond its ends is refused."""
    assert isinstance(field, forms.IntegerField | forms.FloatField)
    limits = {"min": f"{lowest:g}", "max": f"{highest:g}", "step": f"{step:g}", "class": "form-range"}
    field.widget = forms.NumberInput({**limits, "type": "range"})
    field.widget.input_type = "range"
    field.validators += [MinValueValidator(lowest)]
    field.validators += [MaxValueValidator(highest)]
    return field
