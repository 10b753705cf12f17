"""One's own account and letters."""

from django.http import HttpResponse
from django.shortcuts import render

from portal.web.doors import EVERYONE_SIGNED_IN, Data, SignedIn, door


@door(*EVERYONE_SIGNED_IN, data=Data.OWN)
def account(request: SignedIn) -> HttpResponse:
    return render(request, "portal/account.html")


@door(*EVERYONE_SIGNED_IN, data=Data.OWN)
def inbox(request: SignedIn) -> HttpResponse:
    return render(request, "portal/inbox.html")
