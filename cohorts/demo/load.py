"""The whole demo: one finished year, one cohort in week 9, one about to choose, one session decided, one open."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from applications import lifecycle
from applications.lifecycle import State
from applications.models import Application, Campaign, Rubric
from cohorts.demo import campaigns, files, jury, papers, people, questions, years
from portal.people.models import Role, User

DECIDED, OPEN, CLOSED = lifecycle.Campaign.DECIDED, lifecycle.Campaign.OPEN, lifecycle.Campaign.CLOSED


@dataclass
class Demo:
    """What every part of the demo shares."""

    at: datetime
    chance: random.Random
    named: dict[str, User]
    readers: Sequence[User]
    army: years.Army

    def campaign(
        self, name: str, state: lifecycle.Campaign, calendar: campaigns.Calendar, places: int
    ) -> tuple[Campaign, Rubric]:
        today = timezone.localdate(self.at)
        return campaigns.a_campaign(name, today=today, state=state, calendar=calendar, places=places)

    def files(
        self, campaign: Campaign, states: Sequence[State], *, role: Role = Role.CANDIDATE, first: User | None = None
    ) -> list[Application]:
        """Files in these states, one a person; the first one may belong to somebody who signs in."""
        found = people.students(len(states) - bool(first), role=role, chance=self.chance)
        crowd = [(first, True), *found] if first else found
        hours = (min(campaign.closes_at, self.at) - campaign.opens_at) / timedelta(hours=1)
        written = [
            files.a_file(campaign, person, state, chance=self.chance, at=self._between(campaign, hours))
            for state, (person, _) in zip(states, crowd, strict=True)
        ]
        files.save_files(written, [woman for _, woman in crowd], self.chance)
        return written

    def _between(self, campaign: Campaign, hours: float) -> datetime:
        return campaign.opens_at + timedelta(hours=self.chance.uniform(hours * 0.2, hours))

    def past_year(self, name: str, calendar: campaigns.Calendar, accepted: int, first: User | None) -> "Year":
        """A campaign whose cohort exists: everybody read, decided, answered."""
        campaign, rubric = self.campaign(name, CLOSED, calendar, accepted)
        states = [State.ACCEPTED] * accepted + [State.REFUSED] * 14 + [State.DECLINED] * 2 + [State.WITHDRAWN]
        written = self.files(campaign, states, role=Role.CANDIDATE, first=first)
        assert campaign.published_at
        files.read_files(
            written, self.readers, rubric, done=1.0, until=campaign.published_at - timedelta(days=2), chance=self.chance
        )
        files.decide_files(written, files.Jury(self.named["responsable"], campaign.published_at))
        trainees = [file.candidate_id for file in written if file.state == State.ACCEPTED]
        User.objects.filter(pk__in=trainees).update(role=Role.TRAINEE)
        return Year(campaign, written)


@dataclass(frozen=True)
class Year:
    campaign: Campaign
    files: list[Application]


@transaction.atomic
def load(*, at: datetime, seed: int = 23) -> None:
    """Write the whole demo around one instant, in one transaction."""
    chance = random.Random(seed)  # noqa: S311  # the same demo each time, nothing secret
    named = people.accounts()
    demo = Demo(at, chance, named, _readers(named, chance), _army(named, chance, at))
    questions.write()
    finished(demo)
    running(demo)
    choosing(demo)
    decided(demo)
    in_jury(demo)
    under_way(demo)


def _readers(named: dict[str, User], chance: random.Random) -> list[User]:
    return [named["relectrice"], named["relecteur"], *people.staff(10, Role.REVIEWER, chance)]


def _army(named: dict[str, User], chance: random.Random, at: datetime) -> years.Army:
    others = people.staff(3, Role.LIAISON, chance)
    leaders = people.staff(6, Role.SUPERVISOR, chance)
    return years.Army(years.regiments(named["liaison"], others, at), named["liaison"], named["chef"], leaders)


def finished(demo: Demo) -> None:
    """Last year: everybody came home, most chose the reserve."""
    year = demo.past_year("Campagne {year}", campaigns.Calendar(-560, -520, -430, -60), 24, None)
    cohort = years.a_cohort(year.campaign, "Promotion {year}", year.files, demo.army)
    sent = campaigns.midnight(year.campaign.results_on) + timedelta(days=20)
    years.wish(cohort, at=sent, chance=demo.chance)
    years.place(cohort, by=demo.army.liaison, at=sent + timedelta(days=15))
    years.evaluate(cohort, today=timezone.localdate(demo.at), chance=demo.chance)
    years.finish(cohort, by=demo.named["responsable"], at=demo.at - timedelta(weeks=36), chance=demo.chance)


def running(demo: Demo) -> None:
    """Thirty-five people in week 9, placed by their real wishes."""
    year = demo.past_year("Campagne {year}", campaigns.Calendar(-330, -290, -200, -8), 35, demo.named["stagiaire"])
    cohort = years.a_cohort(year.campaign, "Promotion {year}", year.files, demo.army)
    sent = campaigns.midnight(year.campaign.results_on) + timedelta(days=20)
    years.wish(cohort, at=sent, chance=demo.chance)
    years.place(cohort, by=demo.army.liaison, at=sent + timedelta(days=15))
    years.evaluate(cohort, today=timezone.localdate(demo.at), chance=demo.chance)


def choosing(demo: Demo) -> None:
    """Twelve people whose wishes are in: the amphi can be run."""
    year = demo.past_year("Campagne {year}, première session", campaigns.Calendar(-170, -130, -60, 8), 12, None)
    cohort = years.a_cohort(year.campaign, "Promotion {year}", year.files, demo.army)
    cohort.wishes_close_at = campaigns.midnight(timezone.localdate(demo.at) + timedelta(days=6))
    cohort.save(update_fields=["wishes_close_at"])
    years.wish(cohort, at=demo.at - timedelta(days=2), chance=demo.chance)


def decided(demo: Demo) -> None:
    """Results published four days ago: offers wait for an answer, a waiting list stands."""
    calendar = campaigns.Calendar(-90, -45, -4, 20)
    campaign, rubric = demo.campaign("Campagne {year}, deuxième session", DECIDED, calendar, 12)
    states = (
        [State.OFFERED] * 5
        + [State.ACCEPTED] * 7
        + [State.DECLINED] * 2
        + [State.EXPIRED]
        + [State.WAITING] * 6
        + [State.REFUSED] * 16
        + [State.INELIGIBLE] * 3
        + [State.WITHDRAWN] * 2
    )
    written = demo.files(campaign, states, first=demo.named["admise"])
    read = [file for file in written if file.state not in {State.INELIGIBLE, State.WITHDRAWN}]
    assert campaign.published_at
    before = campaign.published_at - timedelta(days=2)
    files.read_files(read, demo.readers, rubric, done=1.0, until=before, chance=demo.chance)
    files.decide_files(written, files.Jury(demo.named["responsable"], campaign.published_at))
    files.announce(campaign)


def in_jury(demo: Demo) -> None:
    """The great session: three hundred files read, sixty people met, the jury sits tomorrow."""
    calendar = campaigns.Calendar(-100, -48, 9, 36)
    campaign, rubric = demo.campaign("Campagne {year}, session nationale", OPEN, calendar, 30)
    states = [State.ELIGIBLE] * 300 + [State.INELIGIBLE] * 9 + [State.WITHDRAWN] * 6
    written = demo.files(campaign, states)
    eligible = [file for file in written if file.state == State.ELIGIBLE]
    files.read_files(eligible, demo.readers, rubric, done=1.0, until=demo.at - timedelta(days=24), chance=demo.chance)
    manager, readers = demo.named["responsable"], demo.readers
    rooms = [jury.Room("Commission 1", readers[:2]), jury.Room("Commission 2", readers[2:4])]
    jury.meet(campaign, rooms, by=manager, at=demo.at, chance=demo.chance)
    Campaign.objects.filter(pk=campaign.pk).update(phase=lifecycle.Phase.JURY, phase_since=demo.at - timedelta(days=3))
    campaign.refresh_from_db()
    jury.convene(campaign, [demo.named["jury"], *readers[:5]], by=manager, at=demo.at)


def under_way(demo: Demo) -> None:
    """The open campaign: drafts, files to check, readings under way."""
    calendar = campaigns.Calendar(-21, 18, 120, 40)
    campaign, rubric = demo.campaign("Campagne {year}, troisième session", OPEN, calendar, 10)
    states = (
        [State.DRAFT] * 12
        + [State.SUBMITTED] * 14
        + [State.ELIGIBLE] * 30
        + [State.INELIGIBLE] * 3
        + [State.WITHDRAWN] * 3
    )
    written = demo.files(campaign, states, first=demo.named["candidate"])
    half_filled(written[0])
    papers.give(written, demo.chance)
    eligible = [file for file in written if file.state == State.ELIGIBLE]
    files.read_files(eligible, demo.readers, rubric, done=0.6, until=demo.at, chance=demo.chance)


def half_filled(file: Application) -> None:
    """The file of the demo's candidate: started, with something left in every part."""
    Application.objects.filter(pk=file.pk).update(
        engagements="", defence_on=None, motivation=file.motivation[:140], branch_reasons=""
    )
