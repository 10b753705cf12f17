"""A part of a page that follows what happens: asked for again and again, sent only when it has changed."""

import hashlib
import re

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from portal.web.doors import SignedIn

# A fresh key in every form must not pass for news.
KEY = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def polled(request: SignedIn, page: str, part: str, context: dict[str, object], *, every: int = 2) -> HttpResponse:
    """The whole page at first; then its part, or nothing when the reader has it already."""
    inner = render_to_string(part, context, request)
    seen = hashlib.sha256(KEY.sub("", inner).encode()).hexdigest()[:16]
    if request.htmx and request.GET.get("seen") == seen:
        return HttpResponse(status=204)
    template = "applications/jury/polled.html" if request.htmx else page
    return render(request, template, {**context, "inner": inner, "seen": seen, "every": every})
