"""Several people chosen among those a page offers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.people.models import User


class PeopleField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # not generic when it runs
    """People by their name and what they do here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple, **kwargs)

    def label_from_instance(self, obj: User) -> str:
        return f"{obj}, {obj.get_role_display().lower()}"

    def clean(self, value: Any) -> QuerySet[User]:
        try:
            return super().clean(value)
        except OverflowError:  # SQLite refuses a number that no row can bear; PostgreSQL just finds nobody
            raise ValidationError(_("Choisissez parmi les personnes proposées."), code="invalid_choice") from None
