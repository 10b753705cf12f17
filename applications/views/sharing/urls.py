"""The addresses of who reads what, and of who must not."""

from django.urls import URLPattern, path

from applications.views.sharing import assignment, by_hand, conflicts, delegations, progress, readers, spreadsheet

FILE = "lectures/repartition/dossiers/<int:pk>/"
urlpatterns: list[URLPattern] = [
    path("lectures/repartition/", assignment.assignment, name="assignment"),
    path("lectures/repartition/<int:pk>/proposition/", assignment.sharing, name="sharing"),
    path(FILE, by_hand.file_readers, name="file_readers"),
    path(f"{FILE}incompatibilite/", by_hand.declare_conflict, name="declare_conflict"),
    path("lectures/<int:pk>/retirer/", by_hand.take_back, name="take_back"),
    path("lectures/repartition/<int:pk>/tableur/", spreadsheet.import_readings, name="import_readings"),
    path("lectures/repartition/<int:pk>/tableur/appliquer/", spreadsheet.apply_readings, name="apply_readings"),
    path("lectures/repartition/<int:pk>/lectures.csv", spreadsheet.export_readings, name="export_readings"),
    path("lectures/personnes/<int:pk>/", readers.reader, name="reader"),
    # Progress
    path("lectures/avancement/", progress.progress, name="progress"),
    path("lectures/avancement/<int:pk>/relancer/", progress.chase, name="chase_readers"),
    path("lectures/avancement/<int:pk>/confier/<int:reader>/", progress.reassign, name="reassign"),
    path("lectures/delegation/", delegations.delegation, name="delegation"),
    path("lectures/delegation/<int:pk>/annuler/", delegations.cancel_delegation, name="cancel_delegation"),
    # Incompatibilities
    path("incompatibilites/", conflicts.conflicts, name="conflicts"),
    path("campagnes/<int:pk>/incompatibilites/chercher/", conflicts.find_conflicts, name="find_conflicts"),
    path("incompatibilites/proposees/<int:pk>/confirmer/", conflicts.confirm_conflict, name="confirm_conflict"),
    path("incompatibilites/proposees/<int:pk>/ecarter/", conflicts.dismiss_conflict, name="dismiss_conflict"),
    path("candidatures/<int:pk>/incompatibilite/", conflicts.own_conflict, name="own_conflict"),
    path("incompatibilites/<int:pk>/lever/", by_hand.lift_conflict, name="lift_conflict"),
]
