from django.urls import URLPattern, URLResolver, path

from cohorts.views import trainee

app_name = "cohorts"
urlpatterns: list[URLPattern | URLResolver] = [
    # The trainee
    path("mon-parcours/", trainee.my_path, name="my_path"),
    # Making, following and finishing a cohort
    # Posts, wishes and the amphi
]
