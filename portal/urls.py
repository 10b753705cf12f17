"""Every address of the portal. Each leads to a view with a declared policy."""

from django.urls import include, path

urlpatterns = [
    path("", include("applications.urls")),
    path("", include("cohorts.urls")),
    path("compte/", include("allauth.urls")),
]
