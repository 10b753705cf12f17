"""Places offered: who holds one and until when, on what conditions, who is next, who was called by whom."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import lifecycle
from applications.actions import amend, conditions
from applications.actions import offers as actions
from applications.forms.places import PlacesForm, VerdictForm
from applications.models import Campaign, Condition, Deferral, Offer, Result
from applications.views.chosen import chosen
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

RUN = (Role.MANAGER, Role.JURY_PRESIDENT)
BOTH = ("GET", "POST")
ROWS_A_PAGE = 50


@door(*RUN, data=Data.DECISIONS)
def offers(request: SignedIn) -> HttpResponse:
    """Every place in one drawing, each offer with what it waits for, and the waiting list in its order."""
    permit(request.user, "applications.see_offers")
    campaigns = list(Campaign.objects.announced().current())
    published = [one for one in campaigns if one.is_published]
    campaign = chosen(request, published)
    page = {"campaign": campaign, "campaigns": published, "at": timezone.now()}
    return render(request, "applications/jury/offers.html", page | (_places(request, campaign) if campaign else {}))


@door(*RUN, data=Data.DECISIONS, methods=("POST",))
def call(request: SignedIn, pk: int) -> HttpResponse:
    """Call the next people of the list, as many as there are free places; never anybody out of order."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.manage_offers")
    called = len(actions.call_next(campaign=campaign, at=timezone.now(), by=request.user))
    said = ngettext("%(n)s personne est appelée.", "%(n)s personnes sont appelées.", called) % {"n": called}
    messages.success(request, said if called else _("Personne n’est à appeler : aucune place n’est libre."))
    return redirect(address(campaign))


@door(*RUN, data=Data.DECISIONS, methods=BOTH)
def places(request: SignedIn, pk: int) -> HttpResponse:
    """Raise or lower the number of places after the results, in writing."""
    campaign = get_object_or_404(Campaign.objects.announced(), pk=pk)
    permit(request.user, "applications.manage_offers")
    form = PlacesForm(request.POST or None, initial={"places": campaign.places})
    if request.method == "POST" and form.is_valid():
        try:
            amend.set_places(campaign=campaign, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Le nombre de places est changé."))
            return redirect(address(campaign))
    lede = _("Une place de plus est aussitôt proposée à la personne suivante. Une place proposée n’est jamais reprise.")
    page = {"form": form, "heading": _("Changer le nombre de places"), "lede": lede, "back": address(campaign)}
    return render(request, "form_page.html", page)


@door(*RUN, data=Data.DECISIONS, methods=BOTH)
def condition(request: SignedIn, pk: int) -> HttpResponse:
    """Give the verdict on one condition: nothing else is asked, nothing else is kept."""
    open_to = Offer.objects.visible_to(request.user)
    found = Condition.objects.filter(offer__in=open_to).select_related("offer__application__campaign")
    one = get_object_or_404(found, pk=pk)
    permit(request.user, "applications.manage_offers")
    form = VerdictForm(request.POST or None, initial={"verdict": one.verdict})
    back = address(one.offer.application.campaign)
    if request.method == "POST" and form.is_valid():
        try:
            verdict = form.cleaned_data["verdict"]
            conditions.judge(condition=one, verdict=verdict, by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Le verdict est enregistré."))
            return redirect(back)
    heading = f"{one.get_kind_display()}, {one.offer.application.full_name}"
    lede = _("Le verdict et sa date, rien d’autre : jamais un diagnostic, jamais une raison.")
    page = {"form": form, "heading": heading, "lede": lede, "back": back, "words": _("Enregistrer le verdict")}
    return render(request, "form_page.html", page)


def address(campaign: Campaign) -> str:
    return f"{reverse('applications:offers')}?campaign={campaign.pk}"


def _places(request: SignedIn, campaign: Campaign) -> dict[str, object]:
    made = Offer.objects.filter(application__campaign=campaign).select_related("application__candidate", "made_by")
    found = list(made.prefetch_related("conditions").order_by("made_at", "pk"))
    deferrals = Deferral.objects.select_related("application__candidate", "to_campaign")
    kept = list(deferrals.filter(to_campaign=campaign))
    accepted = sum(offer.state == lifecycle.Offer.ACCEPTED for offer in found)
    waiting = sum(offer.state == lifecycle.Offer.OPEN for offer in found)
    keeping = sum(one.state in lifecycle.KEEPS_A_PLACE for one in kept)
    free = max(0, campaign.places - accepted - waiting - keeping)
    line = Paginator(actions.waiting_list(campaign), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return {
        "held": [offer for offer in found if offer.state in lifecycle.HOLDS_A_PLACE],
        "ended": [offer for offer in found if offer.state not in lifecycle.HOLDS_A_PLACE],
        "signs": ["done"] * accepted + ["kept"] * keeping + ["wait"] * waiting + ["free"] * free,
        "accepted": accepted,
        "waiting": waiting,
        "keeping": keeping,
        "free": free,
        "to_call": min(free, line.paginator.count),
        "line": line,
        "kept": kept,
        "asked": list(deferrals.filter(application__campaign=campaign, state=lifecycle.Deferral.ASKED)),
        "reserved": set(request.user.conflicts.values_list("application", flat=True)),
        "barred": _barred(request, campaign),
        "may_manage": request.user.has_perm("applications.manage_offers"),
    }


def _barred(request: SignedIn, campaign: Campaign) -> set[int]:
    """The files with a result from outside that bars the way: somebody looks at it, nothing follows by itself."""
    known = Result.objects.visible_to(request.user).barring().filter(application__campaign=campaign)
    return set(known.values_list("application", flat=True))
