"""What narrows the table of applications down, and the orders it can be read in."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import django_filters as filters
from django import forms
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications import lifecycle
from applications.lifecycle import State
from applications.models import Application, Branch, Campaign, Correction
from applications.models.application import ApplicationQuerySet
from portal.web.asked import number

NUMBER = re.compile(r"\d+-(\d+)")
BEYOND_ELIGIBLE = frozenset(State) - {State.DRAFT, State.SUBMITTED, State.INELIGIBLE, State.WITHDRAWN}


def _with_correction(state: lifecycle.Correction) -> Q:
    return Q(pk__in=Correction.objects.filter(state=state).values("application"))


ELIGIBILITY = {
    "to_check": (_("À vérifier"), Q(state=State.SUBMITTED)),
    "asked": (_("Correction demandée"), _with_correction(lifecycle.Correction.ASKED)),
    "answered": (_("Correction à vérifier"), _with_correction(lifecycle.Correction.ANSWERED)),
    "eligible": (_("Recevable"), Q(state__in=BEYOND_ELIGIBLE)),
    "ineligible": (_("Non recevable"), Q(state=State.INELIGIBLE)),
}
READINGS = {
    "none": (_("Pas encore affectées"), Q(reviews_expected=0)),
    "waiting": (_("Aucune faite"), Q(reviews_expected__gt=0, reviews_done=0)),
    "under_way": (_("En cours"), Q(reviews_done__gt=0, reviews_done__lt=F("reviews_expected"))),
    "done": (_("Terminées"), Q(reviews_expected__gt=0, reviews_done=F("reviews_expected"))),
}
# Each order is served by an index or sorts one campaign's files; each ends with a unique column.
ORDERS: dict[str, tuple[Promise, tuple[str | Combinable, ...]]] = {
    "recent": (_("Dépôt, du plus récent"), ("-submitted_at", "-pk")),
    "oldest": (_("Dépôt, du plus ancien"), ("submitted_at", "pk")),
    "name": (_("Nom"), ("last_name", "first_name", "pk")),
    "total": (_("Note, de la plus haute"), (F("total").desc(nulls_last=True), "submitted_at", "pk")),
}


def _words(choices: Mapping[str, tuple[Promise, Any]]) -> list[tuple[str, Promise]]:
    return [(name, words) for name, (words, _meaning) in choices.items()]


class ApplicationFilter(filters.FilterSet):
    q = filters.CharFilter(method="search", label=_("Rechercher"))
    campaign = filters.ChoiceFilter(method="already_chosen", label=_("Campagne"), empty_label=None)
    state = filters.ChoiceFilter(
        choices=[(state.value, state.label) for state in State if state in lifecycle.HANDED_IN],
        label=_("État"),
        empty_label=_("Tous les états"),
    )
    eligibility = filters.ChoiceFilter(
        method="by_eligibility", choices=_words(ELIGIBILITY), label=_("Recevabilité"), empty_label=_("Toutes")
    )
    branch = filters.ChoiceFilter(
        method="by_first_branch", choices=Branch.choices, label=_("Première arme"), empty_label=_("Toutes")
    )
    readings = filters.ChoiceFilter(
        method="by_readings", choices=_words(READINGS), label=_("Lectures"), empty_label=_("Toutes")
    )
    sort = filters.ChoiceFilter(method="in_order", choices=_words(ORDERS), label=_("Trier par"), empty_label=None)

    class Meta:
        model = Application
        fields: Sequence[str] = ()

    def __init__(self, *args: Any, campaigns: Sequence[Campaign], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["campaign"].extra["choices"] = [(str(campaign.pk), campaign.name) for campaign in campaigns]

    def search(self, found: ApplicationQuerySet, _name: str, typed: str) -> ApplicationQuerySet:
        """Every word must be found in the name, the address or the number."""
        for word in typed.split()[:5]:
            found = found.filter(_mentions(word))
        return found

    def already_chosen(self, found: ApplicationQuerySet, _name: str, _value: str) -> ApplicationQuerySet:
        return found

    def by_eligibility(self, found: ApplicationQuerySet, _name: str, value: str) -> ApplicationQuerySet:
        return found.filter(ELIGIBILITY[value][1])

    def by_readings(self, found: ApplicationQuerySet, _name: str, value: str) -> ApplicationQuerySet:
        return found.filter(READINGS[value][1])

    def by_first_branch(self, found: ApplicationQuerySet, _name: str, value: str) -> ApplicationQuerySet:
        return found.filter(branch_wishes__position=1, branch_wishes__branch=value)

    def in_order(self, found: ApplicationQuerySet, _name: str, value: str) -> ApplicationQuerySet:
        return found.order_by(*ORDERS[value][1])

    def get_form_class(self) -> type[forms.Form]:
        form_class: type[forms.Form] = super().get_form_class()
        for field in form_class.base_fields.values():
            look = "form-control" if isinstance(field.widget, forms.TextInput) else "form-select"
            field.widget.attrs["class"] = f"{look} {look}-sm"
        return form_class


def _mentions(word: str) -> Q:
    named = NUMBER.fullmatch(word)
    if named:
        return Q(pk=number(named[1]))
    return Q(last_name__icontains=word) | Q(first_name__icontains=word) | Q(candidate__email__icontains=word)
