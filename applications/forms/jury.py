"""What the jury types: the length of the waiting list, a changed decision, the order of equals."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import Decision, Reason


class DraftForm(forms.Form):
    waiting = forms.IntegerField(label=_("Personnes en liste complémentaire"), min_value=0, max_value=500)
    waiting.widget.attrs["class"] = "form-control w-auto"
    anew = forms.BooleanField(label=_("Refaire aussi les décisions prises à la main"), required=False)
    anew.widget.attrs["class"] = "form-check-input"


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
        label=_("Qui passe devant ?"), choices=[("above", ""), ("below", "")], widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Motif, inscrit au procès-verbal"), widget=forms.Textarea(attrs={"rows": 3}), max_length=300
    )

    def __init__(self, data: Any = None, *, above: Decision | None, below: Decision) -> None:
        """Both people by name: « this person » would not say which."""
        super().__init__(data)
        stays = _("%(name)s reste devant") % {"name": above.application.full_name if above else "–"}
        passes = _("%(name)s passe devant") % {"name": below.application.full_name}
        self.fields["before"].choices = [("above", stays), ("below", passes)]  # type: ignore[attr-defined]


class LetterForm(forms.Form):
    subject = forms.CharField(label=_("Objet"), max_length=180)
    body = forms.CharField(
        label=_("Texte de la lettre"),
        help_text=_("Une ligne vide sépare deux paragraphes."),
        widget=forms.Textarea(attrs={"rows": 16}),
        max_length=6000,
    )


class UndoForm(forms.Form):
    reason = forms.CharField(label=_("Pourquoi (facultatif)"), max_length=300, required=False)


class ReasonForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """One reason in both languages; the action writes it."""

    outcome = forms.ChoiceField(
        label=_("Proposé pour"), choices=[("", _("Toutes les décisions")), *Decision.Outcome.choices], required=False
    )

    class Meta:
        model = Reason
        fields = ("words", "words_en", "outcome")
        widgets: ClassVar = {"words": forms.Textarea({"rows": 3}), "words_en": forms.Textarea({"rows": 3})}
