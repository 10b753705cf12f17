"""The addresses of the jury."""

from django.urls import URLPattern, path

from applications.views.jury import decisions, publication, ranking

urlpatterns: list[URLPattern] = [
    path("jury/", ranking.ranking, name="ranking"),
    path("jury/decisions/", decisions.decisions, name="decisions"),
    path("jury/decisions/preparer/", decisions.draft, name="draft_decisions"),
    path("jury/decisions/<int:pk>/", decisions.revise, name="decision"),
    path("jury/decisions/<int:pk>/departager/", decisions.break_tie, name="break_tie"),
    path("jury/lettres/<int:pk>/", publication.preview, name="decision_letter"),
    path("jury/<int:pk>/publier/", publication.publish, name="publish"),
]
