"""A large open campaign, for measurements: N files, three readings each, twenty readers."""

import random
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from applications import lifecycle
from applications.lifecycle import State
from applications.models import Campaign
from cohorts.demo import campaigns, files, people
from portal.people.models import Role

BATCH = 1000


@transaction.atomic
def load(*, number: int, at: datetime, seed: int = 5) -> Campaign:
    """Write one open campaign with `number` eligible files whose readings are all done."""
    chance = random.Random(seed)  # noqa: S311  # the same data each time, nothing secret
    calendar = campaigns.Calendar(-21, 18, 120, 40)
    campaign, rubric = campaigns.a_campaign(
        f"Mesure, {number} dossiers",
        today=timezone.localdate(at),
        state=lifecycle.Campaign.OPEN,
        calendar=calendar,
        places=max(1, number // 10),
    )
    readers = people.staff(20, Role.REVIEWER, chance)
    for start in range(0, number, BATCH):
        crowd = people.students(min(BATCH, number - start), role=Role.CANDIDATE, chance=chance)
        written = [
            files.a_file(campaign, person, State.ELIGIBLE, chance=chance, at=at - timedelta(minutes=start + index))
            for index, (person, _) in enumerate(crowd)
        ]
        files.save_files(written, [woman for _, woman in crowd], chance)
        files.read_files(written, readers, rubric, done=1.0, until=at, chance=chance)
    return campaign
