"""What anyone may read: the programme, its calendar, and whether they may apply."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from applications.campaigns.calendar import WEEKS, last_day, milestones
from applications.eligibility import Facts, judge, refused
from applications.forms.self_check import SelfCheckForm
from applications.models import Campaign, Question
from portal.web.doors import public_door


@public_door()
def home(request: HttpRequest) -> HttpResponse:
    """The programme page: what it is, when, for whom."""
    at = timezone.now()
    campaign = _current()
    context = {"weeks": WEEKS, "questions": list(Question.objects.all()), **_campaign_now(campaign, at)}
    if campaign:
        context |= {
            "milestones": milestones(campaign, at),
            "last_day": last_day(campaign),
            "findings": judge(campaign.conditions, Facts()),
        }
    return render(request, "applications/public/home.html", context)


@public_door(methods=("GET", "POST"))
def self_check(request: HttpRequest) -> HttpResponse:
    """Five questions and an answer with its reasons. Nothing is kept."""
    at = timezone.now()
    campaign = _current()
    form = SelfCheckForm(request.POST or None)
    context = {"form": form, **_campaign_now(campaign, at)}
    if campaign and form.is_valid():
        findings = judge(campaign.conditions, form.facts())
        context |= {
            "findings": findings,
            "refused": refused(findings),
            "unknown": [finding for finding in findings if not finding.is_met and not finding.is_refused],
        }
    return render(request, "applications/public/self_check.html", context)


def _current() -> Campaign | None:
    return Campaign.objects.announced().current().first()


def _campaign_now(campaign: Campaign | None, at: datetime) -> dict[str, object]:
    return {
        "campaign": campaign,
        "at": at,
        "is_open": bool(campaign and campaign.is_open(at)),
        "is_closed": bool(campaign and campaign.is_closed(at)),
    }
