"""What is known of a reader, and the days they lend their queue."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.models import Reader
from portal.people.models import READERS, User


class ReaderForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    class Meta:
        model = Reader
        fields: ClassVar = ["specialities", "cap"]
        widgets: ClassVar = {"specialities": forms.Textarea({"rows": 4})}


class DelegationForm(forms.Form):
    to = forms.ModelChoiceField(
        label=_("Qui lira à votre place ?"), queryset=User.objects.none(), empty_label=_("Choisissez")
    )
    starts_on = forms.DateField(label=_("Premier jour"), widget=forms.DateInput({"type": "date"}))
    ends_on = forms.DateField(label=_("Dernier jour, compris"), widget=forms.DateInput({"type": "date"}))
    reason = forms.CharField(label=_("Motif"), required=False, max_length=300)

    def __init__(self, data: Any = None, *, by: User) -> None:
        super().__init__(data)
        others = User.objects.filter(role__in=READERS, is_active=True).exclude(pk=by.pk)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]  # it is the ModelChoiceField above
