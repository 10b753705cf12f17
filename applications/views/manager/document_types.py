"""The manager chooses the documents a campaign asks for."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from applications.actions import document_types as actions
from applications.forms.campaign import DocumentTypeForm
from applications.models import Campaign, DocumentType
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door, permit

BOTH = ("GET", "POST")
LIST = "applications:document_types"


@door(Role.MANAGER, data=Data.SETTINGS)
def document_types(request: SignedIn, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=pk)
    page = {"campaign": campaign, "documents": campaign.document_types.all()}
    return render(request, "applications/manager/document_types.html", page)


@door(Role.MANAGER, data=Data.SETTINGS, methods=BOTH)
def new_document_type(request: SignedIn, pk: int) -> HttpResponse:
    campaign = get_object_or_404(Campaign, pk=pk)
    permit(request.user, "applications.set_up_campaign")
    form = DocumentTypeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add(campaign=campaign, by=request.user, at=timezone.now(), **form.changes())
        return redirect(LIST, campaign.pk)
    return _page(request, form, campaign, _("Demander une pièce"))


@door(Role.MANAGER, data=Data.SETTINGS, methods=BOTH)
def document_type(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(DocumentType.objects.select_related("campaign"), pk=pk)
    permit(request.user, "applications.set_up_campaign")
    form = DocumentTypeForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.edit(document_type=found, by=request.user, at=timezone.now(), changes=form.changes())
        return redirect(LIST, found.campaign_id)
    return _page(request, form, found.campaign, found.name)


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def shift_document_type(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(DocumentType.objects.select_related("campaign"), pk=pk)
    permit(request.user, "applications.set_up_campaign")
    actions.shift(document_type=found, by=request.user, at=timezone.now(), up="up" in request.POST)
    return redirect(LIST, found.campaign_id)


@door(Role.MANAGER, data=Data.SETTINGS, methods=("POST",))
def remove_document_type(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(DocumentType.objects.select_related("campaign"), pk=pk)
    permit(request.user, "applications.set_up_campaign")
    actions.remove(document_type=found, by=request.user, at=timezone.now())
    messages.success(request, _("« %(name)s » n’est plus demandée.") % {"name": found.name})
    return redirect(LIST, found.campaign_id)


def _page(request: SignedIn, form: DocumentTypeForm, campaign: Campaign, heading: str) -> HttpResponse:
    back = reverse(LIST, args=[campaign.pk])
    return render(request, "form_page.html", {"form": form, "heading": heading, "back": back})
