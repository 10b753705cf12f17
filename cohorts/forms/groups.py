"""What is typed before the amphi, for posts: the limit of each branch, a named group, when a post opens."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from applications.models import Branch
from cohorts.models import BranchQuota, Cap, Cohort, Post
from cohorts.models.post import PostQuerySet

MOST = 999


class LimitsForm(forms.Form):
    """One field a branch; empty means no limit."""

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        caps = dict(BranchQuota.objects.filter(cohort=cohort).values_list("branch", "cap"))
        for branch in Branch:
            self.fields[branch.name.lower()] = forms.IntegerField(
                label=branch.label, required=False, min_value=0, max_value=MOST, initial=caps.get(branch)
            )

    def caps(self) -> dict[str, int | None]:
        return {str(branch): self.cleaned_data[branch.name.lower()] for branch in Branch}


class PostsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Posts by their branch and garrison, so that those that belong together are found together."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Post.objects.none(), widget=forms.CheckboxSelectMultiple, **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        regiment = obj.regiment
        return f"{regiment.get_branch_display()}, {regiment.garrison} : {regiment}"

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:  # SQLite refuses a number that no row can bear; PostgreSQL just finds nobody
            raise ValidationError(_("Choisissez parmi les postes proposés."), code="invalid_choice") from None


class CapForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    posts = PostsField(label=_("Postes du groupe"))

    class Meta:
        model = Cap
        fields = ("name", "cap", "posts")
        help_texts: ClassVar = {
            "name": _("Ce que ces postes ont en commun : une garnison, une école d’arme, les troupes de marine."),
            "cap": _("Combien de personnes, tous postes du groupe réunis. 0 : personne."),
        }

    def __init__(self, *args: Any, posts: PostQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_place = posts.select_related("regiment").order_by("regiment__branch", "regiment__garrison", "pk")
        self.fields["posts"].queryset = by_place  # type: ignore[attr-defined]  # it is a PostsField
        self.fields["cap"].validators.append(MaxValueValidator(MOST))


class OpeningForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    class Meta:
        model = Post
        fields = ("minimum", "reserved", "reserved_for")
        labels: ClassVar = {
            "minimum": _("Ouvre à partir de combien de personnes"),
            "reserved": _("Places gardées d’abord"),
            "reserved_for": _("Gardées pour"),
        }
        help_texts: ClassVar = {
            "minimum": _("0 ou 1 : le poste ouvre toujours. À partir de 2 : ce nombre, ou personne."),
            "reserved": _("Elles vont d’abord aux personnes de qui le fait est vrai, puis à qui les veut."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("minimum", "reserved"):
            self.fields[name].validators.append(MaxValueValidator(MOST))
