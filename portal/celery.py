"""The worker: it only carries doorbells; the outbox table is the queue."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
app = Celery("galon")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
