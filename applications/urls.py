from django.urls import URLPattern, URLResolver, include, path

from applications.views import public

app_name = "applications"
urlpatterns: list[URLPattern | URLResolver] = [
    # Everybody
    path("", public.home, name="home"),
    path("puis-je-candidater/", public.self_check, name="self_check"),
    # The manager and the direction
    path("", include("applications.views.manager.urls")),
]
