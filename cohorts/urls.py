from django.urls import URLPattern, URLResolver, path

from cohorts.views import cohorts, trainee

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
    # Posts, wishes and the amphi
]
