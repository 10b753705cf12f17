"""The addresses of posts, wishes and the amphi."""

from django.urls import URLPattern, path

from cohorts.views.placing import amphi, imports, limits, post_page, posts, wishes

urlpatterns: list[URLPattern] = [
    path("postes/", posts.posts, name="posts"),
    path("postes/export.csv", posts.export, name="export_posts"),
    path("postes/importer/", imports.import_posts, name="import_posts"),
    path("postes/importer/appliquer/", imports.apply_import, name="apply_import"),
    path("postes/<int:pk>/", posts.post, name="post"),
    path("postes/<int:pk>/fiche/", post_page.post_page, name="post_page"),
    path("mes-voeux/", wishes.my_wishes, name="my_wishes"),
    path("mes-voeux/moi/", wishes.tell, name="tell"),
    path("amphi/", amphi.amphi, name="amphi"),
    path("amphi/<int:pk>/lancer/", amphi.run_amphi, name="run_amphi"),
    path("amphi/<int:pk>/reserver/", limits.new_lock, name="new_lock"),
    path("amphi/<int:pk>/limites/", limits.limits, name="limits"),
    path("amphi/reservations/<int:pk>/lever/", limits.lift_lock, name="lift_lock"),
    path("amphi/brouillons/<int:pk>/publier/", amphi.publish_placements, name="publish_placements"),
]
