"""Interviews as a file that calendar programs read (iCalendar, RFC 5545): hours, place, number; never a score."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from applications.models import Interview
from portal.people.models import User

KEPT = timedelta(days=60)  # how far back a subscribed calendar still shows what is past


def calendar_of(person: User, at: datetime) -> bytes:
    """Every interview of one person, met or to be met, as a candidate or in a panel."""
    known = Interview.objects.visible_to(person).taken_part_in_by(person)
    mine = known.holding_their_slot().filter(slot__ends_at__gt=at - KEPT)
    return calendar(mine.select_related("slot", "application__campaign"), reader=person)


def calendar(interviews: Iterable[Interview], *, reader: User) -> bytes:
    """A calendar of these interviews, as this person may read them."""
    file = Calendar()
    file.add("prodid", "-//Galon//Entretiens//FR")
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", _("Entretiens Galon"))
    for interview in interviews:
        file.add_component(_event(interview, reader))
    return bytes(file.to_ical())


def called(interview: Interview, reader: User) -> str:
    """What a reader may call the person: the number, with the name while the panels meet people."""
    application = interview.application
    if application.candidate_id == reader.pk or not application.campaign.rights.interview:
        return application.number
    return f"{application.number}, {application.full_name}"


def _event(interview: Interview, reader: User) -> Event:
    slot, event = interview.slot, Event()
    # A moved interview keeps its name, so that a program moves it instead of showing two.
    event.add("uid", f"entretien-{interview.application_id}@{settings.MAIL_DOMAIN}")
    event.add("sequence", interview.pk)
    event.add("dtstamp", interview.booked_at.astimezone(UTC))
    event.add("dtstart", slot.starts_at.astimezone(UTC))
    event.add("dtend", slot.ends_at.astimezone(UTC))
    event.add("summary", _("Entretien Galon, %(who)s") % {"who": called(interview, reader)})
    event.add("location", slot.place or slot.link)
    if slot.link:
        event.add("url", slot.link)
    event.add("status", "CONFIRMED")
    event.add("class", "PRIVATE")
    return event
