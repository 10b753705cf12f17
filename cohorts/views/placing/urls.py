"""The addresses of posts, wishes and the amphi."""

from django.urls import URLPattern, path

from cohorts.views.placing import amphi, wishes

urlpatterns: list[URLPattern] = [
    path("mes-voeux/", wishes.my_wishes, name="my_wishes"),
    path("amphi/", amphi.amphi, name="amphi"),
    path("amphi/<int:pk>/lancer/", amphi.run_amphi, name="run_amphi"),
    path("amphi/brouillons/<int:pk>/publier/", amphi.publish_placements, name="publish_placements"),
]
