"""What the frame of every page needs: the name of the school, the navigation of the role, the unread count."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.outbox.models import Letter
from portal.web.navigation import links_for


def frame(request: HttpRequest) -> dict[str, Any]:
    context: dict[str, Any] = {
        "school_name": settings.SCHOOL_NAME,
        "contact": settings.CONTACT_EMAIL,
        "demo": settings.DEMO,
    }
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        context["navigation"] = links_for(user.role, request.path)
        context["unread_letters"] = SimpleLazyObject(
            lambda: Letter.objects.visible_to(user).in_inbox().unread().count()
        )
    return context
