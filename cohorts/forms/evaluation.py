"""The evaluation of a phase as a form: one page, six choices, two sentences."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.anchors import ANCHORS
from cohorts.models import Axis, Evaluation


class LevelField(forms.ChoiceField):
    """The five levels of one axis, each with what was seen."""

    def __init__(self, axis: Axis) -> None:
        anchors = ANCHORS[axis]
        super().__init__(
            label=axis.label,
            help_text=str(anchors.question),
            choices=[(str(level), words) for level, words in enumerate(anchors.levels, 1)],
            widget=forms.RadioSelect,
            required=False,
        )


class EvaluationForm(forms.Form):
    """Levels may wait until the evaluation is handed in."""

    marks_optional = False
    strengths = forms.CharField(
        label=_("Ce qui a bien marché"),
        help_text=_("Une phrase, avec un exemple si possible. Facultatif."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    advice = forms.CharField(
        label=_("Un conseil pour la suite"),
        help_text=_("Une seule chose, à essayer dès la semaine prochaine. Facultatif."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, *, evaluation: Evaluation, levels: Mapping[str, int]) -> None:
        initial = {"strengths": evaluation.strengths, "advice": evaluation.advice, **levels}
        super().__init__(data, initial=initial)
        for axis in Axis:
            self.fields[axis.value] = LevelField(axis)

    def axes(self) -> Iterator[forms.BoundField]:
        return (self[axis.value] for axis in Axis)

    def levels(self) -> dict[str, int]:
        """The levels chosen so far."""
        chosen = {axis.value: self.cleaned_data.get(axis.value) for axis in Axis}
        return {axis: int(level) for axis, level in chosen.items() if level}

    def miss_the_empty(self) -> None:
        for axis in Axis:
            if not self.cleaned_data.get(axis.value):
                self.add_error(axis.value, _("Choisissez la phrase la plus proche de ce que vous avez vu."))
