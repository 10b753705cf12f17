"""What is typed about posts: one post, or a file of them."""

from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts import lifecycle
from cohorts.actions.posts import EDITED, FROZEN, version
from cohorts.models import Cohort, Post, Regiment
from cohorts.posts_file.cells import MOST_KM, MOST_PLACES
from portal.people.models import Role, User


class PostForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """One post; `seen` remembers what it said when the page was opened."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Post
        fields: ClassVar = [*EDITED]
        labels: ClassVar = {"supervisor": _("Chef de section")}
        help_texts: ClassVar = {
            "supervisor": _("La personne qui suivra et remplira les bilans. Peut être choisie plus tard."),
            "starts_on": _("Vide : comme toute la promotion."),
            "ends_on": _("Vide : comme toute la promotion."),
            "within_km": _("Distance entre le domicile et la garnison. Vide : peu importe."),
        }
        widgets: ClassVar = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, cohort: Cohort, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacity"].validators.append(MaxValueValidator(MOST_PLACES))
        self.fields["within_km"].validators.append(MaxValueValidator(MOST_KM))
        self.fields["supervisor"].queryset = _leaders(by)  # type: ignore[attr-defined]  # it is a ModelChoiceField
        if self.instance.pk:
            self.initial["seen"] = version(self.instance)
            for name in FROZEN & set(EDITED) if cohort.state != lifecycle.Cohort.PREPARING else ():
                self.fields[name].disabled = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last <= first:
            self.add_error("ends_on", _("Le départ vient après l’arrivée."))
        return cleaned

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in EDITED}

    def see_again(self, post: Post) -> None:
        """What was typed stays; the next answer knows what the post says by now."""
        self.data = {**self.data.dict(), "seen": version(post)}  # type: ignore[attr-defined]  # a QueryDict


class NewPostForm(PostForm):
    regiment = forms.ModelChoiceField(label=_("Régiment"), queryset=Regiment.objects.none())

    field_order = ("regiment", *EDITED)

    def __init__(self, *args: Any, cohort: Cohort, by: User, **kwargs: Any) -> None:
        super().__init__(*args, cohort=cohort, by=by, **kwargs)
        without = Regiment.objects.visible_to(by).exclude(posts__cohort=cohort)
        self.fields["regiment"].queryset = without.order_by("pk")  # type: ignore[attr-defined]  # a ModelChoiceField


class PostsFileForm(forms.Form):
    file = forms.FileField(
        label=_("Fichier des postes"),
        help_text=_("Au format XLSX ou « CSV UTF-8 », 512 Ko au plus."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )


def _leaders(by: User) -> QuerySet[User]:
    """Whom one may name: for a liaison, those of own regiments and those who lead no section yet."""
    found = User.objects.filter(role=Role.SUPERVISOR, is_active=True).order_by("last_name", "first_name", "pk")
    if by.role == Role.LIAISON:
        own = Post.objects.visible_to(by).exclude(supervisor=None).values("supervisor")
        found = found.filter(Q(supervised_posts=None) | Q(pk__in=own)).distinct()
    return found
