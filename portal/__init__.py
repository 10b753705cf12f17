"""The ground floor: people, facts, letters, files. It knows nothing of campaigns or cohorts."""

from portal.celery import app as celery_app

__all__ = ["celery_app"]
