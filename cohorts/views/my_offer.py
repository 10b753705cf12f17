"""A freed place offered to a trainee: what accepting changes, until when, and the answer."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions import answer_vacancy as actions
from cohorts.models import Placement, VacancyOffer, Wish
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door

ANSWERS = {"accept": actions.accept, "decline": actions.decline}


@door(Role.TRAINEE, data=Data.OWN, methods=("GET", "POST"))
def my_offer(request: SignedIn) -> HttpResponse:
    """The place offered now, or what came of the last one."""
    mine = VacancyOffer.objects.visible_to(request.user).select_related("vacancy__post__regiment", "trainee__cohort")
    if request.method == "POST":
        return _answer(request, mine)
    at = timezone.now()
    offer = mine.standing().filter(expires_at__gt=at).first() or mine.last()
    page = {"offer": offer, "at": at} | (_terms(offer) if offer else {})
    return render(request, "cohorts/my_offer.html", page)


def _answer(request: SignedIn, mine: QuerySet[VacancyOffer]) -> HttpResponse:
    """Only the offer that was read is answered: the page names it."""
    number, verb = request.POST.get("offer", ""), ANSWERS.get(request.POST.get("answer", ""))
    offer = get_object_or_404(mine, pk=number if number.isdecimal() else 0)
    if verb is None:
        return redirect("cohorts:my_offer")
    try:
        verb(offer=offer, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("cohorts:my_offer")
    messages.success(request, _("Votre réponse est enregistrée : une lettre vous la confirme."))
    return redirect("cohorts:my_path")


def _terms(offer: VacancyOffer) -> dict[str, object]:
    """What the person holds, and which wishes the two places are."""
    held = Placement.objects.select_related("post__regiment").filter(trainee=offer.trainee).first()
    positions = dict(Wish.objects.filter(trainee=offer.trainee).values_list("post", "position"))
    return {
        "held": held.post if held else None,
        "position": positions.get(offer.vacancy.post_id),
        "held_position": positions.get(held.post_id) if held else None,
    }
