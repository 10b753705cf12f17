"""The places freed after the publication: offered to whom, until when, who is next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rules.permissions import has_perm

from cohorts import lifecycle
from cohorts.actions import close_vacancy as closing
from cohorts.actions import replacement as actions
from cohorts.forms.departure import ReasonForm
from cohorts.models import Cohort, Regiment, Trainee, Transfer, Vacancy, VacancyOffer
from cohorts.placement.replacement import Standing
from cohorts.standing import standing_of
from cohorts.views.placing.chosen import chosen
from portal.journal.moves import Refusal
from portal.people.models import Role, User
from portal.web.doors import Data, SignedIn, door, permit

STAFF = (Role.MANAGER, Role.LIAISON)


@dataclass(frozen=True, slots=True)
class Line:
    """One place freed: the offer under way, those it was offered to before, and those who would come next."""

    vacancy: Vacancy
    offer: VacancyOffer | None
    before: list[VacancyOffer]
    next: list[Trainee]
    is_named: bool


@door(*STAFF, data=Data.PLACEMENTS)
def vacancies(request: SignedIn) -> HttpResponse:
    """Open places first, then what became of the others, and every change since the publication."""
    cohorts = list(Cohort.objects.visible_to(request.user).exclude(state=lifecycle.Cohort.PREPARING))
    cohort, at = chosen(request, cohorts), timezone.now()
    page: dict[str, object] = {"cohort": cohort, "cohorts": cohorts, "at": at}
    if cohort:
        page |= _standing(request.user, cohort) | {"are_offered": actions.are_offered(cohort, at)}
    return render(request, "cohorts/departure/vacancies.html", page)


@door(Role.MANAGER, data=Data.PLACEMENTS, methods=("POST",))
def offer_now(request: SignedIn, pk: int) -> HttpResponse:
    """Offer whatever is free at once, without waiting for the next round."""
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user), pk=pk)
    permit(request.user, "cohorts.fill_vacancies", cohort)
    offers = actions.call_next(cohort=cohort, at=timezone.now(), by=request.user)
    words = ngettext("%(n)s place est proposée : une lettre part.", "%(n)s places sont proposées.", len(offers))
    if offers:
        messages.success(request, words % {"n": len(offers)})
    else:
        messages.info(request, _("Aucune place libre n’attend quelqu’un de plus."))
    return redirect(_address(cohort.pk))


@door(Role.MANAGER, data=Data.PLACEMENTS, methods=("GET", "POST"))
def close(request: SignedIn, pk: int) -> HttpResponse:
    """Stop offering one place, with a reason."""
    found = Vacancy.objects.visible_to(request.user).select_related("cohort", "post__regiment")
    vacancy = get_object_or_404(found, pk=pk)
    permit(request.user, "cohorts.fill_vacancies", vacancy.cohort)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            closing.close(vacancy=vacancy, reason=reason, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Cette place n’est plus proposée."))
            return redirect(_address(vacancy.cohort_id))
    page = {
        "form": form,
        "heading": _("Ne plus proposer cette place du %(where)s ?") % {"where": vacancy.post.regiment},
        "lede": _("Si elle est proposée à quelqu’un en ce moment, la proposition est retirée, avec une lettre."),
        "words": _("Clore cette place"),
        "danger": True,
        "back": _address(vacancy.cohort_id),
    }
    return render(request, "form_page.html", page)


def _standing(user: User, cohort: Cohort) -> dict[str, object]:
    """Everything the page says of one cohort, in a fixed number of queries."""
    found = Vacancy.objects.filter(cohort=cohort).select_related("post__regiment", "freed_by__person")
    offers: dict[int, list[VacancyOffer]] = {}
    for offer in VacancyOffer.objects.filter(vacancy__cohort=cohort).select_related("trainee__person"):
        offers.setdefault(offer.vacancy_id, []).append(offer)
    people = Trainee.objects.filter(cohort=cohort).select_related("person").in_bulk()
    now, mine = standing_of(cohort), set(Regiment.objects.visible_to(user).values_list("pk", flat=True))
    lines = [_line(one, offers.get(one.pk, []), now, people, one.post.regiment_id in mine) for one in found]
    related = ("trainee__person", "origin__regiment", "target__regiment", "by")
    return {
        "open": [line for line in lines if line.vacancy.state == lifecycle.Vacancy.OPEN],
        "over": [line for line in lines if line.vacancy.state != lifecycle.Vacancy.OPEN],
        "transfers": Transfer.objects.filter(trainee__cohort=cohort).select_related(*related).order_by("-pk"),
        "unplaced": _unplaced(people.values(), now),
        "mine": mine,
        "may_fill": has_perm("cohorts.fill_vacancies", user, cohort),
        "names_all": user.role == Role.MANAGER,
    }


def _line(
    vacancy: Vacancy,
    offers: Iterable[VacancyOffer],
    now: Standing[int, int],
    people: Mapping[int, Trainee],
    is_mine: bool,
) -> Line:
    under_way = [offer for offer in offers if offer.state == lifecycle.VacancyOffer.OFFERED]
    before = [offer for offer in offers if offer.state != lifecycle.VacancyOffer.OFFERED]
    passed = {offer.trainee_id for offer in before if offer.state in actions.PASSED}
    following = [people[pk] for pk in now.line(vacancy.post_id, passed)]
    return Line(vacancy, under_way[0] if under_way else None, before, following, is_mine)


def _unplaced(people: Iterable[Trainee], now: Standing[int, int]) -> list[Trainee]:
    enrolled = (one for one in people if one.state == lifecycle.Trainee.ENROLLED)
    return [one for one in enrolled if one.pk not in now.holds and one.pk not in now.promised]


def _address(cohort: int) -> str:
    return f"{reverse('cohorts:vacancies')}?cohort={cohort}"
