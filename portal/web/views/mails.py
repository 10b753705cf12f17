"""The mails of the demonstration, kept in files: whoever tries the portal reads them here and follows their links."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from portal.outbox import mailbox
from portal.web.doors import public_door


@public_door()
def mails(request: HttpRequest) -> HttpResponse:
    _refuse_outside_the_demo()
    page = Paginator(mailbox.kept(), 25).get_page(request.GET.get("page"))
    return render(request, "portal/mails.html", {"page": page})


@public_door()
def mail(request: HttpRequest, name: str) -> HttpResponse:
    _refuse_outside_the_demo()
    found = mailbox.one(name)
    if found is None:
        raise Http404
    text = found.mail.get_body(("plain",))
    return render(request, "portal/mail.html", {"kept": found, "text": text.get_content() if text else ""})


def _refuse_outside_the_demo() -> None:
    if not settings.DEMO:
        raise Http404
