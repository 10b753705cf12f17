"""Moving a selection from phase to phase, and the dates at which it moves by itself."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.forms.hours import DayInput, instant
from applications.lifecycle import Phase
from applications.models import PlannedPhase
from applications.phases import BY_DATE


class EnterForm(forms.Form):
    """The phase to enter, and what has to be said to enter it."""

    phase = forms.ChoiceField(choices=Phase.choices, widget=forms.HiddenInput)
    seen = forms.ChoiceField(choices=Phase.choices, widget=forms.HiddenInput)
    knowing = forms.BooleanField(required=False)
    reason = forms.CharField(max_length=300, required=False)


class PlanForm(forms.Form):
    """One day a phase, each of which may stay empty."""

    def __init__(self, *args: Any, planned: Iterable[PlannedPhase] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = {row.phase: timezone.localdate(row.starts_at) for row in planned}
        for phase in BY_DATE:
            self.fields[phase.value] = forms.DateField(
                label=_("%(phase)s, à partir du") % {"phase": phase.label},
                required=False,
                widget=DayInput(),
                initial=days.get(phase),
            )

    def dates(self) -> dict[Phase, datetime | None]:
        """Each phase begins with its day, in Paris."""
        given = {phase: self.cleaned_data.get(phase.value) for phase in BY_DATE}
        return {phase: instant(day, time(0)) if day else None for phase, day in given.items()}
