"""One's own letters, and which of them also come by mail."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from portal.outbox.preferences import choose_reminders, person_of
from portal.web.doors import public_door


@csrf_exempt  # a mail program presses the button without having seen the page
@public_door(methods=("GET", "POST"))
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop optional reminders by mail, signed out too; looking at the page changes nothing."""
    person = person_of(token)
    if person is None:
        raise Http404
    if request.method == "POST":
        person = choose_reminders(person=person, by_mail=False, by=None, at=timezone.now())
    return render(request, "portal/unsubscribe.html", {"stopped": not person.reminders_by_mail})
