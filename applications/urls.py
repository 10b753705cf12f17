from django.urls import URLPattern, URLResolver, include, path

from applications.views import public, reviewer

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
    # The manager and the direction
    path("", include("applications.views.manager.urls")),
]
