"""Every address of the portal. Each leads to a view with a declared policy."""

from django.urls import include, path

from portal.web.views import account, frame, health, letters, mails, outbox, people

urlpatterns = [
    path("debut/", frame.start, name="start"),
    path("langue/", frame.language, name="language"),
    path("accessibilite/", frame.page, {"name": "accessibility"}, name="accessibility"),
    path("vos-donnees/", frame.page, {"name": "privacy"}, name="privacy"),
    path("mentions-legales/", frame.page, {"name": "legal"}, name="legal"),
    path("compte/", account.account, name="account"),
    path("messages/", letters.inbox, name="inbox"),
    path("messages/<int:pk>/", letters.letter, name="letter"),
    path("messages/rappels/", letters.reminders, name="reminders"),
    path("messages/rappels/<str:token>/", letters.unsubscribe, name="unsubscribe"),
    path("envois/", outbox.outbox, name="outbox"),
    path("envois/<int:pk>/renvoyer/", outbox.resend, name="resend"),
    path("courrier/", mails.mails, name="mails"),
    path("courrier/<slug:name>/", mails.mail, name="mail"),
    path("healthz", health.health, name="health"),
    path("compte/", include("allauth.urls")),
    path("personnes/", people.people, name="people"),
    path("personnes/inviter/", people.invite, name="invite"),
    path("personnes/invitations/<int:pk>/retirer/", people.revoke, name="revoke_invitation"),
    path("personnes/<int:pk>/", people.person, name="person"),
    path("personnes/<int:pk>/fermer/", people.deactivate, name="deactivate_person"),
    path("personnes/<int:pk>/rouvrir/", people.reactivate, name="reactivate_person"),
    path("invitation/<str:key>/", people.invitation, name="invitation"),
    path("", include("applications.urls")),
    path("", include("cohorts.urls")),
]
