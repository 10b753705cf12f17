"""The forms of a file, one a part. Nothing is required while drafting; handing in looks at what is missing."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

from applications.forms.fields import DayField, OneOfField, YesNoField
from applications.models import Application, Branch, EqualityData

PHONE = RegexValidator(r"^\+?[0-9 .()-]{8,}$", _("Indiquez un numéro de téléphone, par exemple 06 12 34 56 78."))


class DraftForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Whatever is well formed can be kept, even when another answer is not."""

    marks_optional = False

    def valid_values(self) -> dict[str, Any]:
        return {name: _plain(self.cleaned_data[name]) for name in self.fields if name in self.cleaned_data}


class IdentityForm(DraftForm):
    phone = forms.CharField(
        label=_("Téléphone"),
        required=False,
        max_length=24,
        validators=[PHONE],
        widget=forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
    )
    nationality = OneOfField(label=_("Nationalité"), choices=Application.Nationality.choices)
    birth_date = DayField(label=_("Date de naissance"), required=False)
    national_service = YesNoField(
        label=_("Avez-vous fait votre journée défense et citoyenneté (JDC) ?"),
        help_text=_("Le certificat vous sera demandé avec les pièces."),
        required=False,
    )

    class Meta:
        model = Application
        fields = ("first_name", "last_name", "birth_date", "nationality", "national_service", "phone", "address")
        widgets: ClassVar = {
            "first_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "last_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "address": forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
        }


class StudiesForm(DraftForm):
    level = OneOfField(label=_("Niveau d’études"), choices=Application.Level.choices)
    enrolled = YesNoField(label=_("Êtes-vous inscrit ou inscrite à l’école cette année ?"), required=False)
    average = forms.DecimalField(
        label=_("Moyenne générale sur 20"),
        help_text=_("Celle de votre dernière année complète, par exemple 13,5. Facultatif."),
        required=False,
        localize=True,
        max_digits=4,
        decimal_places=2,
        validators=[
            MinValueValidator(0, _("La moyenne est comprise entre 0 et 20.")),
            MaxValueValidator(20, _("La moyenne est comprise entre 0 et 20.")),
        ],
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    defence_on = DayField(
        label=_("Date de soutenance prévue"),
        help_text=_("Même approximative : elle sert à repérer un conflit de dates. Facultatif."),
        required=False,
    )

    class Meta:
        model = Application
        fields = ("level", "enrolled", "speciality", "average", "defence_on")


class BranchesForm(DraftForm):
    wishes = forms.MultipleChoiceField(choices=Branch.choices, required=False, widget=forms.MultipleHiddenInput)

    class Meta:
        model = Application
        fields = ("wishes", "branch_reasons")
        widgets: ClassVar = {"branch_reasons": forms.Textarea(attrs={"rows": 6})}
        labels: ClassVar = {"branch_reasons": _("Pourquoi cet ordre ?")}
        help_texts: ClassVar = {
            "branch_reasons": _("Quelques phrases suffisent : ce qui vous attire, ce que vous savez déjà faire.")
        }

    def clean_wishes(self) -> list[str]:
        wishes = list(self.cleaned_data["wishes"])
        if len(set(wishes)) != len(wishes):
            raise ValidationError(_("Chaque arme ne se classe qu’une fois."))
        return wishes


class MotivationForm(DraftForm):
    class Meta:
        model = Application
        fields = ("motivation",)
        widgets: ClassVar = {"motivation": forms.Textarea(attrs={"rows": 18})}
        help_texts: ClassVar = {
            "motivation": _(
                "Ce que vous cherchez dans ce parcours, ce que vous y apporterez, une situation où vous avez décidé "
                "ou agi à plusieurs. Elle est lue sans votre nom : évitez de le citer."
            )
        }


class ExperienceForm(DraftForm):
    class Meta:
        model = Application
        fields = ("experience", "engagements")
        widgets: ClassVar = {
            "experience": forms.Textarea(attrs={"rows": 8}),
            "engagements": forms.Textarea(attrs={"rows": 8}),
        }
        help_texts: ClassVar = {
            "experience": _("Stages, emplois, projets : dites votre rôle et ce que vous en avez retenu."),
            "engagements": _("Associations, sport, vie de l’école, secourisme… Facultatif."),
        }


class EqualityForm(DraftForm):
    sex = OneOfField(label=_("Vous êtes"), choices=EqualityData.Sex.choices)
    scholarship = YesNoField(label=_("Recevez-vous une bourse sur critères sociaux ?"), required=False)

    class Meta:
        model = EqualityData
        fields = ("sex", "scholarship", "campus")


FORMS: dict[str, type[DraftForm]] = {
    "identity": IdentityForm,
    "studies": StudiesForm,
    "branches": BranchesForm,
    "motivation": MotivationForm,
    "experience": ExperienceForm,
    "equality": EqualityForm,
}


def _plain(value: Any) -> Any:
    """Browsers end lines in two ways: the same text must be the same answer."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
