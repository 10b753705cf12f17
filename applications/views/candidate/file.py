"""The file as a list of parts: begin it, see what is left."""

from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from applications import lifecycle
from applications.actions.start import CampaignNotOpen, start
from applications.eligibility import refused
from applications.files.file import File, Progress
from applications.files.sections import REQUIRED, SECTIONS
from applications.models import Application, Campaign
from applications.views.candidate.own import newest, task_groups
from portal.people.models import STUDENTS
from portal.web.doors import Data, SignedIn, door, permit


@door(*STUDENTS, data=Data.OWN, methods=("GET", "POST"))
def file(request: SignedIn) -> HttpResponse:
    """One's file, or the way to begin one."""
    at = timezone.now()
    campaign = Campaign.objects.open(at).current().first()
    if request.method == "POST":
        return _begin(request, campaign, at)
    application = newest(request.user)
    if application is None or _may_begin_again(application, campaign):
        campaign = campaign or Campaign.objects.announced().current().first()
        return render(
            request, "applications/candidate/begin.html", {"campaign": campaign, "at": at, **_now(campaign, at)}
        )
    return render(request, "applications/candidate/file.html", _tasks(File.of(application), at))


def _begin(request: SignedIn, campaign: Campaign | None, at: datetime) -> HttpResponse:
    permit(request.user, "applications.start")
    if campaign is None:
        raise CampaignNotOpen
    start(campaign=campaign, by=request.user, at=at)
    return redirect("applications:file")


def _may_begin_again(application: Application, campaign: Campaign | None) -> bool:
    """An earlier file that led nowhere does not close the next campaign."""
    if campaign is None or application.campaign_id == campaign.pk:
        return False
    return application.state in {*lifecycle.OVER, lifecycle.State.DRAFT}


def _now(campaign: Campaign | None, at: datetime) -> dict[str, object]:
    return {
        "is_open": bool(campaign and campaign.is_open(at)),
        "is_closed": bool(campaign and campaign.is_closed(at)),
    }


def _tasks(file: File, at: datetime) -> dict[str, object]:
    done = [section for section in SECTIONS if file.progress(section, at) is Progress.DONE]
    return {
        "file": file,
        "application": file.application,
        "campaign": file.application.campaign,
        "at": at,
        "groups": task_groups(file, at),
        "steps": [section in done for section in REQUIRED],
        "done": len([section for section in REQUIRED if section in done]),
        "total": len(REQUIRED),
        "unfinished": file.unfinished(at),
        "corrections": file.open_corrections(at),
        "refused": refused(file.application.findings),
        "is_editable": file.application.is_editable(at),
        "is_draft": file.application.state == lifecycle.State.DRAFT,
    }
