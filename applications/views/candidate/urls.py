"""The candidate's pages."""

from django.urls import path

from applications.views.candidate import documents, file, interview, place, section, status, submit

urlpatterns = [
    path("mon-dossier/", file.file, name="file"),
    path("mon-dossier/documents/", documents.documents, name="documents"),
    path("mon-dossier/documents/<int:pk>/", documents.give, name="give_document"),
    path("mon-dossier/documents/<int:pk>/retirer/", documents.remove, name="remove_document"),
    path("mon-dossier/relire/", submit.check_answers, name="check_answers"),
    path("mon-dossier/deposer/", submit.submit, name="submit"),
    path("mon-dossier/<slug:code>/", section.section, name="section"),
    path("mon-dossier/<slug:code>/enregistrer/", section.autosave, name="autosave"),
    path("mon-entretien/", interview.interview, name="interview"),
    path("mon-entretien/reserver/", interview.book_interview, name="book_interview"),
    path("mon-entretien/deplacer/", interview.move_interview, name="move_interview"),
    path("mon-entretien/annuler/", interview.cancel_interview, name="cancel_interview"),
    path("mon-entretien/confirmer/", interview.confirm_interview, name="confirm_interview"),
    path("mon-entretien/entretien.ics", interview.interview_file, name="interview_file"),
    path("ma-situation/", status.status, name="status"),
    path("ma-situation/accuse-de-depot/", status.receipt, name="receipt"),
    path("ma-situation/place/<slug:answer>/", status.offer, name="offer"),
    path("ma-situation/annuler/", place.undo, name="undo_end"),
    path("ma-situation/report/", place.defer, name="defer"),
    path("ma-situation/report/<slug:answer>/", place.kept, name="kept_place"),
    path("ma-situation/desistement/", status.withdraw, name="withdraw"),
    path("documents/<int:pk>/", documents.document, name="document"),
]
