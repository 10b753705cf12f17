from django.urls import URLPattern, URLResolver, include, path

from applications.views import assignment, assignment_by_hand, public, reviewer

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
    # Who reads what
    path("lectures/repartition/", assignment.assignment, name="assignment"),
    path("lectures/repartition/<int:pk>/proposition/", assignment.sharing, name="sharing"),
    path("lectures/repartition/dossiers/<int:pk>/", assignment_by_hand.file_readers, name="file_readers"),
    path(
        "lectures/repartition/dossiers/<int:pk>/incompatibilite/",
        assignment_by_hand.declare_conflict,
        name="declare_conflict",
    ),
    path("lectures/<int:pk>/retirer/", assignment_by_hand.take_back, name="take_back"),
    path("incompatibilites/<int:pk>/lever/", assignment_by_hand.lift_conflict, name="lift_conflict"),
    # The jury
    path("", include("applications.views.jury.urls")),
    # The manager and the direction
    path("", include("applications.views.manager.urls")),
]
