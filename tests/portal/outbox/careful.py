"""The portal's own worker and clock, only in more of a hurry."""

from portal.celery import app

app.conf.beat_schedule = {"outbox.sweep": {"task": "outbox.sweep", "schedule": 0.5, "options": {"expires": 5}}}
