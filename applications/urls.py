from django.urls import URLPattern, URLResolver, path

from applications.views import public
from applications.views.manager import campaigns, document_types

app_name = "applications"
urlpatterns: list[URLPattern | URLResolver] = [
    # Everybody
    path("", public.home, name="home"),
    path("puis-je-candidater/", public.self_check, name="self_check"),
    # The manager: campaigns
    path("campagnes/", campaigns.campaigns, name="campaigns"),
    path("campagnes/nouvelle/", campaigns.new_campaign, name="new_campaign"),
    path("campagnes/<int:pk>/", campaigns.campaign, name="campaign"),
    path("campagnes/<int:pk>/calendrier/", campaigns.campaign_calendar, name="campaign_calendar"),
    path("campagnes/<int:pk>/conditions/", campaigns.campaign_conditions, name="campaign_conditions"),
    path("campagnes/<int:pk>/annoncer/", campaigns.announce, name="announce"),
    path("campagnes/<int:pk>/pieces/", document_types.document_types, name="document_types"),
    path("campagnes/<int:pk>/pieces/nouvelle/", document_types.new_document_type, name="new_document_type"),
    path("pieces/<int:pk>/", document_types.document_type, name="document_type"),
    path("pieces/<int:pk>/ordre/", document_types.shift_document_type, name="shift_document_type"),
    path("pieces/<int:pk>/retirer/", document_types.remove_document_type, name="remove_document_type"),
]
