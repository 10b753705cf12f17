"""The addresses of those who watch a live amphi, and of those who choose in it."""

from django.urls import URLPattern, path

from cohorts.views.watching import board

urlpatterns: list[URLPattern] = [
    path("amphi/<int:pk>/ecran/", board.amphi_board, name="amphi_board"),
]
