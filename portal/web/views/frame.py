"""The pages every page links to: home, language, legal texts."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from portal.people.models import User
from portal.web.actions.account import describe_oneself
from portal.web.doors import EVERYONE_SIGNED_IN, Data, SignedIn, door, public_door
from portal.web.navigation import links_for


@public_door(methods=("POST",))
def language(request: HttpRequest) -> HttpResponse:
    """Switch between French and English; it follows a signed-in person from then on."""
    chosen = request.POST.get("language", "")
    back = request.POST.get("next", "/")
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, None)):
        back = "/"
    response = redirect(back)
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 24 * 3600, samesite="Lax")
        if isinstance(request.user, User):
            describe_oneself(user=request.user, by=request.user, at=timezone.now(), language=chosen)
    return response


@public_door()
def page(request: HttpRequest, name: str) -> HttpResponse:
    """A text about the portal itself, with who answers for it."""
    answers = {"dpo": settings.DPO_EMAIL, "publisher": settings.PUBLISHER, "host": settings.HOSTED_BY}
    return render(request, f"portal/{name}.html", answers)


@door(*EVERYONE_SIGNED_IN, data=Data.OWN)
def start(request: SignedIn) -> HttpResponse:
    """After signing in, people land on the first page of their role."""
    links = links_for(request.user.role, request.path)
    return redirect(links[0].url if links else "account")
