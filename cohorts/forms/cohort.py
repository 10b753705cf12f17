"""What the manager types to make a cohort, or to move its calendar."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.hours import DayInput, first_refused, last_accepted
from applications.models import Campaign
from cohorts.models import Cohort

LENGTHS = ("weeks_introduction", "weeks_branch", "weeks_regiment")
LONGEST = 52


class CohortForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """One Monday and three lengths; the limit for wishes is typed as the last day still accepted."""

    wishes_close_on = forms.DateField(
        label=_("Dernier jour pour les vœux"),
        required=False,
        widget=DayInput(),
        help_text=_("Jusqu’à 23:59, heure de Paris. Peut être fixé plus tard."),
    )

    class Meta:
        model = Cohort
        fields: ClassVar = ["name", "starts_on", *LENGTHS]
        widgets: ClassVar = {"starts_on": DayInput()}
        help_texts: ClassVar = {
            "name": _("Celui que les élèves-officiers lisent, par exemple « Promotion 2027 »."),
            "starts_on": _("Toutes les dates du parcours en découlent."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.wishes_close_at:
            self.initial["wishes_close_on"] = last_accepted(self.instance.wishes_close_at)[0]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        starts, closes = given.get("starts_on"), given.get("wishes_close_on")
        if starts and closes and closes >= starts:
            self.add_error("wishes_close_on", _("Les vœux se ferment avant le départ."))
        if sum(given.get(name) or 0 for name in LENGTHS) > LONGEST:
            self.add_error(LENGTHS[-1], _("Un parcours ne dépasse pas un an."))
        return given

    def changes(self) -> dict[str, Any]:
        """The values to write on the cohort."""
        day = self.cleaned_data["wishes_close_on"]
        kept = {name: self.cleaned_data[name] for name in self.Meta.fields}
        return {**kept, "wishes_close_at": first_refused(day) if day else None}


def suggested(campaign: Campaign) -> Cohort:
    """A cohort as the campaign announced it, for a form to start from."""
    name = _("Promotion %(year)s") % {"year": campaign.starts_on.year}
    return Cohort(campaign=campaign, name=str(name), starts_on=campaign.starts_on)
