"""A place given by hand: which post, and why."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cohorts.models import Post


class PostChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # of posts
    def label_from_instance(self, obj: Post) -> str:
        return f"{obj.regiment.short_name}, {obj.regiment.garrison} ({obj.regiment.get_branch_display()})"


class PlaceForm(forms.Form):
    post = PostChoice(
        queryset=Post.objects.none(), label=_("Poste"), empty_label=_("Choisir parmi les places qui restent")
    )
    reason = forms.CharField(
        label=_("Motif"),
        help_text=_("Gardé dans l’historique. Par exemple : choisi avec la personne, par téléphone."),
        max_length=300,
    )

    def __init__(self, *args: object, posts: QuerySet[Post], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on untouched
        field = self.fields["post"]
        assert isinstance(field, PostChoice)
        field.queryset = posts.select_related("regiment").order_by("regiment__branch", "regiment__pk")
