"""What is typed to run a live amphi: when, how long a turn, a place taken for somebody, why a choice is undone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cohorts.forms.limits import PostField
from cohorts.models import Post


class OpenForm(forms.Form):
    held_on = forms.DateField(
        label=_("Date de l’amphi"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    seconds_a_turn = forms.IntegerField(
        label=_("Secondes par tour"),
        help_text=_("De 30 secondes à une heure. Vous pourrez ajouter du temps à chaque personne."),
        min_value=30,
        max_value=3600,
        initial=120,
    )
    shows_names = forms.BooleanField(
        label=_("Montrer les noms à l’écran de la salle"),
        help_text=_("Sinon l’écran montre les rangs. Vous pourrez changer pendant l’amphi."),
        required=False,
    )


class PickForm(forms.Form):
    """A place for the person whose turn it is; none when they want none of what is left."""

    trainee = forms.IntegerField(widget=forms.HiddenInput)
    post = PostField(
        label=_("Régiment"),
        queryset=Post.objects.none(),
        required=False,
        empty_label=_("Aucun poste : elle n’en prend pas"),
    )
    reason = forms.CharField(
        label=_("Comment la demande vous est parvenue"),
        help_text=_("Par exemple : à voix haute dans la salle, au téléphone. La personne pourra le lire."),
        max_length=300,
    )

    def __init__(self, *args: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].queryset = posts  # type: ignore[attr-defined]  # it chooses among posts


class UndoForm(forms.Form):
    reason = forms.CharField(
        label=_("Motif"), help_text=_("La personne concernée pourra le lire. Le journal le garde."), max_length=300
    )
