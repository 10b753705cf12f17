"""What is typed before the amphi, for one person: a place reserved, or a post closed."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Exclusion, Lock, Post, Trainee
from cohorts.models.post import PostQuerySet


class TraineeField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable when it runs
    """By rank; with the name only for those who may read it."""

    names = False

    def label_from_instance(self, obj: Any) -> str:
        rank = str(_("Rang %(n)s") % {"n": obj.merit_rank})
        return f"{rank}, {obj.person}" if self.names else rank


class PostField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable when it runs
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.regiment}, {obj.regiment.garrison}"


class ByHandForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """One person, one post, one written reason."""

    trainee = TraineeField(label=_("Personne"), queryset=Trainee.objects.none())
    post = PostField(label=_("Régiment"), queryset=Post.objects.none())

    def __init__(self, *args: Any, cohort: Cohort, posts: PostQuerySet, names: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trainees = Trainee.objects.enrolled().filter(cohort=cohort).select_related("person")
        self.fields["trainee"].queryset = trainees.order_by("merit_rank")  # type: ignore[attr-defined]
        self.fields["trainee"].names = names  # type: ignore[attr-defined]  # it is a TraineeField
        self.fields["post"].queryset = posts.select_related("regiment")  # type: ignore[attr-defined]


class LockForm(ByHandForm):
    class Meta:
        model = Lock
        fields = ("trainee", "post", "reason")
        help_texts: ClassVar = {"reason": _("Un fait qui se vérifie, que la personne pourrait lire. Rien de médical.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        without = self.fields["trainee"].queryset.filter(lock=None)  # type: ignore[attr-defined]
        self.fields["trainee"].queryset = without  # type: ignore[attr-defined]


class ExclusionForm(ByHandForm):
    class Meta:
        model = Exclusion
        fields = ("trainee", "post", "reason")
        help_texts: ClassVar = {
            "reason": _("Un fait que la personne pourrait lire : un parent au régiment, un examen à ces dates.")
        }
