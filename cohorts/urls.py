from django.urls import URLPattern, URLResolver, path

from cohorts.views import board, cohorts, departure, evaluations, my_offer, record, trainee, vacancies
from cohorts.views.conducting.urls import urlpatterns as conducting
from cohorts.views.placing.urls import urlpatterns as placing
from cohorts.views.watching.urls import urlpatterns as watching

app_name = "cohorts"
urlpatterns: list[URLPattern | URLResolver] = [
    # The trainee
    path("mon-parcours/", trainee.my_path, name="my_path"),
    path("mon-parcours/place-proposee/", my_offer.my_offer, name="my_offer"),
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
    path("suivi/<int:pk>/interrompre/", departure.leave, name="leave"),
    path("suivi/<int:pk>/reprendre/", departure.come_back, name="come_back"),
    path("amphi/brouillons/<int:pk>/sans/<int:trainee>/", departure.what_if, name="what_if"),
    path("places-liberees/", vacancies.vacancies, name="vacancies"),
    path("places-liberees/promotions/<int:pk>/proposer/", vacancies.offer_now, name="offer_now"),
    path("places-liberees/<int:pk>/clore/", vacancies.close, name="close_vacancy"),
    path("bilans/", evaluations.evaluations, name="evaluations"),
    path("bilans/<int:pk>/", evaluations.evaluation, name="evaluation"),
    # Posts, wishes and the amphi
    *placing,
    *conducting,
    *watching,
]
