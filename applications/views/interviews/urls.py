"""The addresses of the interviews, for those who run them and those who meet people."""

from django.urls import URLPattern, path

from applications.views.interviews import agenda, day, panels, people, slots

urlpatterns: list[URLPattern] = [
    path("entretiens/", agenda.interviews, name="interviews"),
    path("entretiens/personnes/", people.invited, name="invited"),
    path("entretiens/campagnes/<int:pk>/inviter/", people.invite_people, name="invite"),
    path("entretiens/campagnes/<int:pk>/rappeler/", people.remind_unbooked, name="remind_unbooked"),
    path("entretiens/campagnes/<int:pk>/reglages/", people.interview_settings, name="interview_settings"),
    path("entretiens/campagnes/<int:pk>/commission/", panels.new_panel, name="new_panel"),
    path("entretiens/campagnes/<int:pk>/<str:day>/", day.day_sheet, name="day_sheet"),
    path("entretiens/campagnes/<int:pk>/<str:day>.pdf", day.day_sheet_pdf, name="day_sheet_pdf"),
    path("entretiens/dossiers/<int:pk>/heure/", people.choose_hour, name="choose_hour"),
    path("entretiens/commissions/<int:pk>/", panels.panel, name="panel"),
    path("entretiens/commissions/<int:pk>/membres/", panels.edit_panel, name="edit_panel"),
    path("entretiens/commissions/<int:pk>/supprimer/", panels.remove_panel, name="remove_panel"),
    path("entretiens/commissions/<int:pk>/disponibilite/", panels.give_time, name="give_time"),
    path("entretiens/commissions/<int:pk>/creneaux/", panels.make_slots, name="make_slots"),
    path("entretiens/disponibilites/<int:pk>/retirer/", panels.take_time_back, name="take_time_back"),
    path("entretiens/creneaux/<int:pk>/", slots.slot, name="slot"),
    path("entretiens/creneaux/<int:pk>/fermer/", slots.close_slot, name="close_slot"),
    path("entretiens/creneaux/<int:pk>/rouvrir/", slots.reopen_slot, name="reopen_slot"),
    path("entretiens/creneaux/<int:pk>/donner/", slots.give_slot, name="give_slot"),
    path("entretiens/<int:pk>/annuler/", slots.cancel_for, name="cancel_for"),
    path("entretiens/<int:pk>/present/", slots.note_presence, {"answer": "present"}, name="note_present"),
    path("entretiens/<int:pk>/absent/", slots.note_presence, {"answer": "absent"}, name="note_absent"),
    path("mes-entretiens/", day.my_interviews, name="my_interviews"),
]
