"""What the jury types: the length of the waiting list, a changed decision, the order of equals."""

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import Decision


class DraftForm(forms.Form):
    waiting = forms.IntegerField(label=_("Personnes en liste complémentaire"), min_value=0, max_value=500)
    waiting.widget.attrs["class"] = "form-control w-auto"


class ReviseForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Décision"), choices=Decision.Outcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Motif donné à la personne"),
        help_text=_("Cette phrase figure dans sa lettre. Décrivez ce que montrait le dossier, jamais la personne."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1500,
        required=False,
    )


class TieForm(forms.Form):
    before = forms.TypedChoiceField(
        label=_("Qui passe devant ?"),
        choices=[("above", _("L’ordre affiché est le bon")), ("below", _("Cette personne passe devant"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Motif, inscrit au procès-verbal"), widget=forms.Textarea(attrs={"rows": 3}), max_length=300
    )
