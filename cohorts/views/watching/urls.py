"""The addresses of those who watch a live amphi, and of those who choose in it."""

from django.urls import URLPattern, path

from cohorts.views.watching import board, mine

urlpatterns: list[URLPattern] = [
    path("amphi/<int:pk>/ecran/", board.amphi_board, name="amphi_board"),
    path("mon-amphi/", mine.my_amphi, name="my_amphi"),
    path("mon-amphi/<int:pk>/choisir/<int:post>/", mine.pick_post, name="pick_post"),
    path("mon-amphi/<int:pk>/regarder/<int:post>/", mine.watch_post, name="watch_post"),
    path("mon-amphi/<int:pk>/absence/", mine.say_absent, name="say_absent"),
]
