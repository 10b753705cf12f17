from django.urls import URLPattern, URLResolver, include, path

from applications.views import agreement, calendar, public, rereading, reviewer, sheet

app_name = "applications"
urlpatterns: list[URLPattern | URLResolver] = [
    # Everybody
    path("", public.home, name="home"),
    path("puis-je-candidater/", public.self_check, name="self_check"),
    # The candidate
    path("", include("applications.views.candidate.urls")),
    # Readers
    path("lectures/", reviewer.queue, name="queue"),
    path("lectures/<int:pk>/", reviewer.review, name="review"),
    path("lectures/<int:pk>/rendre/", reviewer.recuse, name="recuse"),
    path("lectures/<int:pk>/reprendre/", reviewer.reopen, name="reopen"),
    path("lectures/<int:pk>/relu/", rereading.reread, name="reread"),
    path("lectures/<int:pk>/relire/", rereading.ask_again, name="ask_again"),
    # Panels
    path("entretiens/<int:pk>/fiche/", sheet.sheet, name="sheet"),
    path("entretiens/<int:pk>/fiche/reprendre/", sheet.reopen, name="reopen_sheet"),
    path("", include("applications.views.talk_urls")),
    # Who reads what
    path("", include("applications.views.sharing.urls")),
    path("lectures/accord/", agreement.agreement, name="agreement"),
    # One's interviews in one's own calendar
    path("agenda/", calendar.calendar_page, name="calendar_page"),
    path("agenda/adresse/", calendar.make_calendar, name="make_calendar"),
    path("agenda/fermer/", calendar.take_calendar_back, name="take_calendar_back"),
    path("agenda/<str:token>.ics", calendar.calendar, name="calendar"),
    # Interviews
    path("", include("applications.views.interviews.urls")),
    # The jury
    path("", include("applications.views.jury.urls")),
    # The manager and the direction
    path("", include("applications.views.manager.urls")),
]
