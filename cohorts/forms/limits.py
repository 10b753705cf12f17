"""What is typed before the amphi: one reserved place, or the limit of each branch."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import Branch
from cohorts.models import BranchQuota, Cohort, Lock, Post, Trainee
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


class LockForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    trainee = TraineeField(label=_("Personne"), queryset=Trainee.objects.none())
    post = PostField(label=_("Régiment"), queryset=Post.objects.none())

    class Meta:
        model = Lock
        fields = ("trainee", "post", "reason")
        help_texts = {"reason": _("Un fait qui se vérifie, que la personne pourrait lire. Rien de médical.")}

    def __init__(self, *args: Any, cohort: Cohort, posts: PostQuerySet, names: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trainees = Trainee.objects.enrolled().filter(cohort=cohort, lock=None).select_related("person")
        self.fields["trainee"].queryset = trainees.order_by("merit_rank")  # type: ignore[attr-defined]
        self.fields["trainee"].names = names  # type: ignore[attr-defined]  # it is a TraineeField
        self.fields["post"].queryset = posts.select_related("regiment")  # type: ignore[attr-defined]


class LimitsForm(forms.Form):
    """One field a branch; empty means no limit."""

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        caps = dict(BranchQuota.objects.filter(cohort=cohort).values_list("branch", "cap"))
        for branch in Branch:
            self.fields[branch.name.lower()] = forms.IntegerField(
                label=branch.label, required=False, min_value=0, max_value=999, initial=caps.get(branch)
            )

    def caps(self) -> dict[str, int | None]:
        return {str(branch): self.cleaned_data[branch.name.lower()] for branch in Branch}
