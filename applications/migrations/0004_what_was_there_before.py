"""Give the files and campaigns of before phases and interviews what these now expect."""

from django.db import migrations
from django.db.models import F


def fill(apps, schema_editor):
    """Totals were the mean of the readings; a published campaign is over, an announced one was being read."""
    Application = apps.get_model("applications", "Application")
    Campaign = apps.get_model("applications", "Campaign")
    Application.objects.filter(reading_total=None, total__isnull=False).update(reading_total=F("total"))
    Campaign.objects.filter(state__in=["decided", "closed"]).update(phase="closed")
    Campaign.objects.filter(state="open", rubrics__frozen_at__isnull=False).update(phase="reading")


class Migration(migrations.Migration):
    dependencies = [("applications", "0003_selection")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
