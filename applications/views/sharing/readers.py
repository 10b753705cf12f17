"""What the manager notes of a reader: what they know best, how many files they can hold."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from applications.actions import reader as actions
from applications.forms.readers import ReaderForm
from applications.models import Reader
from portal.people.models import READERS, Role, User
from portal.web.doors import Data, SignedIn, door, permit


@door(Role.MANAGER, data=Data.PEOPLE, methods=("GET", "POST"))
def reader(request: SignedIn, pk: int) -> HttpResponse:
    """Specialities and usual maximum of one reader; used when files are shared out."""
    person = get_object_or_404(User.objects.filter(role__in=READERS), pk=pk)
    permit(request.user, "applications.assign")
    form = ReaderForm(request.POST or None, instance=Reader.objects.filter(person=person).first())
    if request.method == "POST" and form.is_valid():
        actions.describe(person=person, by=request.user, at=now(), **form.cleaned_data)
        messages.success(request, _("C’est enregistré, et servira à la prochaine répartition."))
        return redirect("applications:assignment")
    page = {
        "form": form,
        "heading": str(person),
        "lede": _("À charge égale, un dossier de sa spécialité lui est confié d’abord."),
        "back": reverse("applications:assignment"),
    }
    return render(request, "form_page.html", page)
