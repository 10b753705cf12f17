"""A candidate's own file, found the same way by every page."""

from datetime import datetime

from django.http import Http404

from applications.files.file import File
from applications.files.sections import BY_CODE, GROUPS, Section
from applications.models import Application
from portal.people.models import User


def newest(user: User) -> Application | None:
    """The file of the latest campaign this person took part in."""
    own = Application.objects.visible_to(user).filter(candidate=user).select_related("campaign")
    return own.order_by("-campaign__closes_at", "-pk").first()


def application_or_404(user: User) -> Application:
    application = newest(user)
    if application is None:
        raise Http404
    return application


def file_or_404(user: User) -> File:
    return File.of(application_or_404(user))


def section_or_404(code: str) -> Section:
    try:
        return BY_CODE[code]
    except KeyError:
        raise Http404 from None


def task_groups(file: File, at: datetime) -> list[tuple[object, list[dict[str, object]]]]:
    """The parts of the file with their state, grouped as the page shows them."""
    return [
        (title, [{"section": section, "progress": file.progress(section, at)} for section in group])
        for title, group in GROUPS
    ]
