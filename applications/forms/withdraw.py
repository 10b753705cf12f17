"""Why somebody steps out: a reason within a family of reasons, and words if they wish."""

from django import forms
from django.utils.translation import gettext_lazy as _

REASONS = [
    (
        _("Un autre projet"),
        [
            ("job", _("Un emploi ou un contrat")),
            ("studies", _("D’autres études, en France ou à l’étranger")),
            ("other_programme", _("Un autre parcours avec l’armée")),
        ],
    ),
    (
        _("Ma situation"),
        [
            ("health", _("Ma santé ou ma condition physique")),
            ("family", _("Ma famille ou mes proches")),
            ("money", _("Une raison financière")),
        ],
    ),
    (
        _("Le parcours"),
        [
            ("dates", _("Les dates ne conviennent pas")),
            ("content", _("Le contenu ne correspond pas à mes attentes")),
            ("place", _("Le lieu ou l’éloignement")),
        ],
    ),
    (_("Autre"), [("other", _("Une autre raison")), ("unsaid", _("Je préfère ne pas le dire"))]),
]


class WithdrawForm(forms.Form):
    reason = forms.ChoiceField(label=_("La raison principale"), choices=[("", _("Choisissez une raison")), *REASONS])
    words = forms.CharField(
        label=_("Précisions"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    another_session = forms.BooleanField(label=_("Une autre session me conviendrait"), required=False)
