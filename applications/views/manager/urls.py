"""The addresses of the manager and of the direction."""

from django.urls import URLPattern, path

from applications.views.manager import (
    campaigns,
    checks,
    corrections,
    document_types,
    figures,
    one,
    phases,
    redactions,
    results,
    rubrics,
    table,
    weights,
)

urlpatterns: list[URLPattern] = [
    path("tableau-de-bord/", figures.dashboard, name="dashboard"),
    path("chiffres/", figures.figures, name="figures"),
    # Applications
    path("candidatures/", table.table, name="table"),
    path("candidatures/export.csv", table.export, name="export"),
    path("candidatures/<int:pk>/", one.one, name="one"),
    path("candidatures/<int:pk>/recevabilite/", checks.check, name="check"),
    path("candidatures/<int:pk>/recevable/", checks.declare_eligible, name="declare_eligible"),
    path("candidatures/<int:pk>/non-recevable/", checks.declare_ineligible, name="declare_ineligible"),
    path("candidatures/<int:pk>/corriger/", corrections.ask_correction, name="ask_correction"),
    path("corrections/<int:pk>/en-ordre/", corrections.settle_correction, name="settle_correction"),
    path("recevabilite/", checks.checks, name="checks"),
    # Results from outside
    path("resultats-exterieurs/", results.results, name="results"),
    path("resultats-exterieurs/<int:pk>/importer/", results.import_list, name="import_results"),
    path("resultats-exterieurs/<int:pk>/appliquer/", results.apply_list, name="apply_results"),
    path("candidatures/<int:pk>/resultats/", results.enter, name="enter_results"),
    # Reading without names
    path("lecture-sans-nom/", redactions.redactions, name="redactions"),
    path("lecture-sans-nom/<int:pk>/", redactions.redaction, name="redaction"),
    path("lecture-sans-nom/pieces/<int:pk>/", redactions.mask_document, name="mask_document"),
    path("lecture-sans-nom/campagnes/<int:pk>/", redactions.choose_reading, name="choose_reading"),
    # Campaigns
    path("campagnes/", campaigns.campaigns, name="campaigns"),
    path("campagnes/nouvelle/", campaigns.new_campaign, name="new_campaign"),
    path("campagnes/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campagnes/<int:pk>/calendrier/", campaigns.campaign_calendar, name="campaign_calendar"),
    path("campagnes/<int:pk>/conditions/", campaigns.campaign_conditions, name="campaign_conditions"),
    path("campagnes/<int:pk>/phases/", phases.phases, name="phases"),
    path("campagnes/<int:pk>/phases/dates/", phases.plan_phases, name="plan_phases"),
    path("campagnes/<int:pk>/annoncer/", campaigns.announce, name="announce"),
    path("campagnes/<int:pk>/pieces/", document_types.document_types, name="document_types"),
    path("campagnes/<int:pk>/pieces/nouvelle/", document_types.new_document_type, name="new_document_type"),
    path("pieces/<int:pk>/", document_types.document_type, name="document_type"),
    path("pieces/<int:pk>/ordre/", document_types.shift_document_type, name="shift_document_type"),
    path("pieces/<int:pk>/retirer/", document_types.remove_document_type, name="remove_document_type"),
    path("campagnes/<int:pk>/grille/", rubrics.rubric, name="rubric"),
    path("campagnes/<int:pk>/grille/commencer/", rubrics.start_rubric, name="start_rubric"),
    path("campagnes/<int:pk>/grille/versions/", weights.versions, name="rubric_versions"),
    path("grilles/<int:pk>/poids/", weights.weights, name="weights"),
    path("campagnes/<int:pk>/grille-entretiens/", rubrics.rubric, {"use": "interview"}, name="interview_rubric"),
    path(
        "campagnes/<int:pk>/grille-entretiens/commencer/",
        rubrics.start_rubric,
        {"use": "interview"},
        name="start_interview_rubric",
    ),
    path("campagnes/<int:pk>/part-entretien/", rubrics.interview_share, name="interview_share"),
    path("grilles/<int:pk>/nouvelle-version/", rubrics.revise_rubric, name="revise_rubric"),
    path("grilles/<int:pk>/nouveau-critere/", rubrics.new_criterion, name="new_criterion"),
    path("criteres/<int:pk>/", rubrics.criterion, name="criterion"),
    path("criteres/<int:pk>/ordre/", rubrics.shift_criterion, name="shift_criterion"),
    path("criteres/<int:pk>/retirer/", rubrics.remove_criterion, name="remove_criterion"),
]
