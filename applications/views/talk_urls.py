"""The addresses of what is said of a file, between colleagues and to the person concerned."""

from django.urls import URLPattern, path

from applications.views import explanation, talk

urlpatterns: list[URLPattern] = [
    path("lectures/ecarts/", talk.differing, name="differences"),
    path("dossiers/<int:pk>/echanges/", talk.discussion, name="discussion"),
    path("lectures/<int:pk>/desaccord/", talk.disagree, name="disagree"),
    path("remarques/<int:pk>/", talk.correct_remark, name="correct_remark"),
    path("remarques/<int:pk>/retirer/", talk.withdraw_remark, name="withdraw_remark"),
    path("ma-situation/explication/", explanation.own, name="own_explanation"),
    path("ma-situation/explication.pdf", explanation.own_pdf, name="own_explanation_pdf"),
    path("candidatures/<int:pk>/explication/", explanation.one, name="explanation"),
    path("candidatures/<int:pk>/explication.pdf", explanation.one_pdf, name="explanation_pdf"),
]
