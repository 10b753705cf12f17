"""The addresses of those who run a live amphi."""

from django.urls import URLPattern, path

from cohorts.views.conducting import desk, opening, steps

urlpatterns: list[URLPattern] = [
    path("amphi/<int:pk>/ouvrir/", opening.open_amphi, name="open_amphi"),
    path("amphi/seances/<int:pk>/", desk.amphi_desk, name="amphi_desk"),
    path("amphi/seances/<int:pk>/mener/", steps.conduct_amphi, name="conduct_amphi"),
    path("amphi/seances/<int:pk>/absence/", steps.mark_absence, name="mark_absence"),
    path("amphi/seances/<int:pk>/choisir/", steps.pick_for, name="pick_for"),
    path("amphi/choix/<int:pk>/annuler/", steps.undo_pick, name="undo_pick"),
]
