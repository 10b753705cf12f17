"""Open the live amphi of a cohort."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.actions.live import conduct
from cohorts.forms.live import OpenForm
from cohorts.models import Cohort
from portal.journal.moves import Refusal
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

STAFF = (Role.MANAGER, Role.LIAISON)


@door(*STAFF, data=Data.PLACEMENTS, methods=("GET", "POST"))
def open_amphi(request: SignedIn, pk: int) -> HttpResponse:
    cohort = get_object_or_404(Cohort.objects.visible_to(request.user), pk=pk)
    permit(request.user, "cohorts.conduct_amphi", cohort)
    if is_open := cohort.amphis.not_over().first():
        return redirect("cohorts:amphi_desk", is_open.pk)
    form = OpenForm(request.POST or None, initial={"held_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            amphi = conduct.open_amphi(cohort=cohort, by=request.user, at=timezone.now(), **form.cleaned_data)
            return redirect("cohorts:amphi_desk", amphi.pk)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    lede = _(
        "Chaque personne choisit à son tour, dans l’ordre du classement, parmi ce qui reste. Sans choix à la fin "
        "du temps, ou en cas d’absence, le premier de ses vœux encore ouvert est retenu."
    )
    page = {"form": form, "heading": _("Ouvrir un amphi"), "lede": lede, "words": _("Ouvrir l’amphi")}
    return render(request, "form_page.html", page)
