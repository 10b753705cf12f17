from django.urls import URLPattern, URLResolver, path

from cohorts.views import board, cohorts, evaluations, record, trainee
from cohorts.views.placing.urls import urlpatterns as placing

app_name = "cohorts"
urlpatterns: list[URLPattern | URLResolver] = [
    # The trainee
    path("mon-parcours/", trainee.my_path, name="my_path"),
    # Making, following and finishing a cohort
    path("promotions/", cohorts.cohorts, name="list"),
    path("promotions/nouvelle/<int:pk>/", cohorts.new_cohort, name="new_cohort"),
    path("promotions/<int:pk>/", cohorts.cohort, name="cohort"),
    path("promotions/<int:pk>/calendrier/", cohorts.calendar, name="calendar"),
    path("promotions/<int:pk>/accueillir/", cohorts.enrol, name="enrol"),
    path("promotions/<int:pk>/terminer/", cohorts.finish, name="finish"),
    path("suivi/", board.board, name="board"),
    path("suivi/<int:pk>/", record.trainee, name="trainee"),
    path("suivi/<int:pk>/placer/", record.place, name="place"),
    path("suivi/<int:pk>/suite/", record.record_outcome, name="record_outcome"),
    path("suivi/<int:pk>/interrompre/", record.leave, name="leave"),
    path("bilans/", evaluations.evaluations, name="evaluations"),
    path("bilans/<int:pk>/", evaluations.evaluation, name="evaluation"),
    # Posts, wishes and the amphi
    *placing,
]
