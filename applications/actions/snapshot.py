"""Keep what readers saw of a file, once a version."""

from datetime import datetime

from applications.models import Application, Snapshot
from applications.reading.seen import Seen


def keep(*, application: Application, at: datetime) -> None:
    """Part of an action that scores: keep this version as readers see it, unless somebody's reading kept it before."""
    version = application.version
    if Snapshot.objects.filter(application=application, version=version).exists():
        return
    snapshot = Snapshot(application=application, version=version, content=Seen.of(application).content, at=at)
    Snapshot.objects.bulk_create([snapshot], ignore_conflicts=True)  # two readers may keep it at the same moment
