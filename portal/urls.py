"""Every address of the portal. Each leads to a view with a declared policy."""

from django.urls import include, path

from portal.web.views import account, frame, letters

urlpatterns = [
    path("debut/", frame.start, name="start"),
    path("langue/", frame.language, name="language"),
    path("accessibilite/", frame.page, {"name": "accessibility"}, name="accessibility"),
    path("vos-donnees/", frame.page, {"name": "privacy"}, name="privacy"),
    path("mentions-legales/", frame.page, {"name": "legal"}, name="legal"),
    path("compte/", account.account, name="account"),
    path("messages/", account.inbox, name="inbox"),
    path("messages/rappels/<str:token>/", letters.unsubscribe, name="unsubscribe"),
    path("compte/", include("allauth.urls")),
    path("", include("applications.urls")),
    path("", include("cohorts.urls")),
]
