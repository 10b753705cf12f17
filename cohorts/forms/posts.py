"""What is typed about posts: one post, or a file of them."""

from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from cohorts.models import Post
from cohorts.posts_file.cells import MOST_PLACES
from portal.people.models import Role, User


class PostForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    class Meta:
        model = Post
        fields: ClassVar = ["capacity", "section", "supervisor"]
        labels: ClassVar = {"supervisor": _("Chef de section")}
        help_texts: ClassVar = {
            "supervisor": _("La personne qui suivra et remplira les bilans. Peut être choisie plus tard.")
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].validators.append(MaxValueValidator(MOST_PLACES))
        leaders = User.objects.filter(role=Role.SUPERVISOR, is_active=True).order_by("last_name", "first_name", "pk")
        self.fields["supervisor"].queryset = leaders  # type: ignore[attr-defined]  # it is a ModelChoiceField

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class PostsFileForm(forms.Form):
    file = forms.FileField(
        label=_("Fichier CSV des postes"),
        help_text=_("Enregistré depuis votre tableur au format « CSV UTF-8 », 256 Ko au plus."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )
