"""The addresses of posts, wishes and the amphi."""

from django.urls import URLPattern, path

from cohorts.views.placing import (
    amphi,
    constraints,
    followed,
    groups,
    imports,
    limits,
    orders,
    post_page,
    posts,
    wishes,
)

urlpatterns: list[URLPattern] = [
    path("postes/", posts.posts, name="posts"),
    path("postes/export.csv", posts.export, {"kind": "csv"}, name="export_posts"),
    path("postes/export.xlsx", posts.export, {"kind": "xlsx"}, name="export_posts_xlsx"),
    path("postes/importer/", imports.import_posts, name="import_posts"),
    path("postes/importer/modele.csv", imports.model_file, {"kind": "csv"}, name="posts_model"),
    path("postes/importer/modele.xlsx", imports.model_file, {"kind": "xlsx"}, name="posts_model_xlsx"),
    path("postes/importer/appliquer/", imports.apply_import, name="apply_import"),
    path("postes/<int:pk>/", posts.post, name="post"),
    path("postes/<int:pk>/fiche/", post_page.post_page, name="post_page"),
    path("mes-voeux/", wishes.my_wishes, name="my_wishes"),
    path("promotions/<int:pk>/voeux/", followed.followed, name="wishes_followed"),
    path("promotions/<int:pk>/voeux/relancer/", followed.chase, name="chase_wishes"),
    path("suivi/<int:pk>/voeux/", followed.wishes_of, name="wishes_of"),
    path("postes/voeux/", followed.wished_here, name="wished_here"),
    path("mes-voeux/moi/", wishes.tell, name="tell"),
    path("amphi/", amphi.amphi, name="amphi"),
    path("amphi/<int:pk>/lancer/", amphi.run_amphi, name="run_amphi"),
    path("amphi/<int:pk>/contraintes/", constraints.constraints, name="constraints"),
    path("amphi/<int:pk>/reserver/", limits.new_lock, name="new_lock"),
    path("amphi/<int:pk>/limites/", groups.branch_limits, name="limits"),
    path("amphi/reservations/<int:pk>/lever/", limits.lift_lock, name="lift_lock"),
    path("amphi/<int:pk>/fermer/", limits.new_exclusion, name="new_exclusion"),
    path("amphi/fermetures/<int:pk>/lever/", limits.lift_exclusion, name="lift_exclusion"),
    path("amphi/<int:pk>/groupes/nouveau/", groups.new_cap, name="new_cap"),
    path("amphi/groupes/<int:pk>/", groups.cap, name="cap"),
    path("amphi/groupes/<int:pk>/retirer/", groups.remove_cap, name="remove_cap"),
    path("postes/<int:pk>/ouverture/", groups.opening, name="opening"),
    path("postes/<int:pk>/ordre/", orders.order, name="order"),
    path("amphi/brouillons/<int:pk>/publier/", amphi.publish_placements, name="publish_placements"),
]
