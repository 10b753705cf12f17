"""One criterion of the grid, with the behaviour that each level names."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from applications.models import Criterion

ANCHOR = "anchor_"


class CriterionForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Its fields, then one field a level."""

    class Meta:
        model = Criterion
        fields: ClassVar = ["name", "help", "weight", "counted"]
        widgets: ClassVar = {"help": forms.Textarea({"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weight"].help_text = _("Sa part se calcule sur la somme des poids des critères qui comptent.")
        self.fields["counted"].help_text = _("Décochez pour qu’il soit noté et montré sans entrer dans le total.")
        written = dict(self.instance.anchors.values_list("level", "words")) if self.instance.pk else {}
        for level in self.instance.levels:
            self.fields[f"{ANCHOR}{level}"] = _anchor_field(level, written.get(level, ""))

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def anchors(self) -> dict[int, str]:
        """The words of each level."""
        return {level: self.cleaned_data[f"{ANCHOR}{level}"] for level in self.instance.levels}


def _anchor_field(level: int, words: str) -> forms.CharField:
    return forms.CharField(
        label=_("Niveau %(level)s, ce que l’on observe") % {"level": level},
        max_length=300,
        initial=words,
        widget=forms.Textarea({"rows": 2}),
    )


class ShareForm(forms.Form):
    share = forms.IntegerField(label=_("Part de l’entretien dans le total, en %"), min_value=0, max_value=100)
