"""For each kind of letter: the action that posts it. A kind without an entry fails the suite."""

from collections.abc import Callable
from datetime import date, timedelta

from applications import lifecycle
from applications.actions import (
    amend,
    assign,
    book,
    check,
    conditions,
    conflict,
    correct,
    deferrals,
    delegate,
    invite,
    offers,
    publish,
    reinstate,
    relieve,
    remark,
    remind,
    reread,
)
from applications.actions.chase import chase
from applications.actions.submit import submit
from applications.actions.withdraw import withdraw
from applications.files.sections import STUDIES
from applications.lifecycle import Phase, State
from applications.models import (
    Application,
    Campaign,
    Condition,
    Decision,
    Deferral,
    EligibilityCheck,
    Offer,
    Remark,
    Review,
)
from cohorts import lifecycle as cohort_lifecycle
from cohorts.actions import (
    amphi,
    answer_vacancy,
    chase_vacancies,
    evaluate,
    make,
    outcome,
    publish_placements,
    wishes,
)
from cohorts.actions import remind as follow
from cohorts.actions import withdraw as departures
from cohorts.models import Axis, Cohort, Trainee, VacancyOffer, Wish
from portal.outbox.words import kinds
from portal.people.models import Role, User
from portal.web.actions import people
from portal.web.sign_in import AccountAdapter
from tests.build import (
    NOON,
    a_campaign,
    a_cohort,
    a_condition,
    a_decided_campaign,
    a_decision,
    a_deferral,
    a_delegation,
    a_person,
    a_placed_cohort,
    a_post,
    a_ready_file,
    a_review,
    a_rubric,
    a_sitting,
    a_slot,
    a_trainee,
    an_application,
    an_evaluation,
    an_interview,
    an_invited_file,
    an_offer,
)

Scenario = Callable[[], object]
SCENARIOS: dict[Scenario, tuple[str, ...]] = {}
DAY = timedelta(days=1)
WHY = "Une erreur de saisie."


def posts(*kinds: str, room: str = "applications") -> Callable[[Scenario], Scenario]:
    """Say which kinds a scenario leaves in the outbox."""

    def kept(scenario: Scenario) -> Scenario:
        SCENARIOS[scenario] = tuple(f"{room}/{kind}" for kind in kinds)
        return scenario

    return kept


def a_manager() -> User:
    return a_person(Role.MANAGER)


def an_eligible_file(campaign: Campaign | None = None) -> Application:
    return an_application(state=State.ELIGIBLE, campaign=campaign)


def a_published_campaign(*, places: int = 1) -> tuple[list[Offer], list[Application]]:
    """Every place offered, and two people waiting."""
    campaign = a_campaign(state=lifecycle.Campaign.DECIDED, places=places)
    made = [an_offer(an_application(state=State.OFFERED, campaign=campaign)) for _ in range(places)]
    files = [an_application(state=State.WAITING, campaign=campaign) for _ in range(2)]
    for rank, offer in enumerate(made, 1):
        a_decision(offer.application, rank=rank)
    for position, file in enumerate(files, 1):
        a_decision(file, outcome=Decision.Outcome.WAITING, rank=places + position, waiting_rank=position)
    return made, files


# -- The file


@posts("received")
def a_file_handed_in() -> None:
    file = a_ready_file()
    submit(application=file, by=file.candidate, at=NOON)


@posts("draft_unfinished")
def a_draft_that_waits() -> None:
    an_application(campaign=a_campaign(closes_in=timedelta(days=5)))
    remind.remind(at=NOON)


@posts("correction_asked", "correction_due")
def something_to_correct() -> None:
    file = an_eligible_file()
    facts = {"words": "La date n’est pas lisible.", "due_at": NOON + 3 * DAY, "section": STUDIES.code}
    correct.ask(application=file, by=a_manager(), at=NOON, **facts)
    remind.remind(at=NOON + 2 * DAY)


@posts("eligible")
def a_file_declared_eligible() -> None:
    file = an_application(state=State.SUBMITTED)
    _checked(file, EligibilityCheck.Verdict.MET)
    check.declare_eligible(application=file, by=a_manager(), at=NOON)


@posts("ineligible")
def a_file_declared_ineligible() -> None:
    file = an_application(state=State.SUBMITTED)
    _checked(file, EligibilityCheck.Verdict.NOT_MET)
    check.declare_ineligible(application=file, by=a_manager(), at=NOON, reason="L’âge maximum est dépassé.")


def _checked(file: Application, verdict: EligibilityCheck.Verdict) -> None:
    for topic in check.topics(file.campaign, file):
        EligibilityCheck.objects.create(application=file, topic=topic, verdict=verdict, by=a_manager(), at=NOON)


@posts("withdrawn", "reinstated")
def a_file_withdrawn_then_back() -> None:
    file = an_eligible_file()
    withdraw(application=file, by=file.candidate, at=NOON, reason="job")
    reinstate.reinstate(application=file, by=file.candidate, at=NOON)


# -- The reading


@posts("readings_assigned")
def a_file_given_to_read() -> None:
    file = an_eligible_file()
    a_rubric(file.campaign)
    assign.give(application=file, reader=a_person(Role.REVIEWER), by=a_manager(), at=NOON)


@posts("readings_taken", "readings_assigned")
def a_reader_relieved() -> None:
    late, other = a_person(Role.REVIEWER), a_person(Role.REVIEWER)
    campaign = a_campaign()
    a_review(an_eligible_file(campaign), reviewer=late)
    a_review(an_eligible_file(campaign), reviewer=other)
    plan = relieve.propose_relief(campaign=campaign, reader=late)
    relieve.relieve(campaign=campaign, reader=late, expected=plan.fingerprint, by=a_manager(), at=NOON)


@posts("readings_reminder", "readings_late")
def readers_who_are_late() -> None:
    review = a_review(an_eligible_file())
    Campaign.objects.update(reviews_due_on=NOON.date() - DAY)
    chase(campaign=Campaign.objects.get(pk=review.application.campaign_id), by=a_manager(), at=NOON)
    remind.remind(at=NOON)


@posts("reading_again")
def a_file_corrected_once_read() -> None:
    review = a_review(an_eligible_file(), state=lifecycle.Review.SUBMITTED, total="50")
    Review.objects.update(version_read=1)
    Application.objects.update(version=2, motivation="Une autre lettre.")
    reread.ask_again(review=Review.objects.get(pk=review.pk), by=a_manager(), at=NOON)


@posts("delegation_received", "delegation_cancelled")
def a_queue_lent_then_taken_back() -> None:
    by, to = a_person(Role.REVIEWER), a_person(Role.REVIEWER)
    days = {"starts_on": NOON.date(), "ends_on": NOON.date() + DAY}
    lent = delegate.delegate(to=to, reason="Congé.", by=by, at=NOON, **days)
    delegate.cancel(delegation=lent, by=by, at=NOON)


@posts("delegation_moved")
def files_handed_on() -> None:
    a_review(an_eligible_file(), reviewer=a_delegation().by)
    delegate.hand_on(at=NOON)


@posts("mentioned")
def somebody_named_in_a_remark() -> None:
    words = {"level": Remark.Level.MANAGERS, "words": "À voir ensemble."}
    remark.write(application=an_eligible_file(), by=a_manager(), at=NOON, mentioned=[a_manager()], **words)


@posts("sitting_convened")
def a_jury_called_to_meet() -> None:
    a_sitting(a_campaign(phase=Phase.JURY), opened=False)


@posts("file_taken_over")
def a_manager_who_steps_away() -> None:
    leaving, _other = a_manager(), a_manager()
    conflict.declare(application=an_eligible_file(), reader=leaving, by=leaving, at=NOON, reason=WHY)


@posts("file_without_manager")
def the_only_manager_who_steps_away() -> None:
    leaving, _admin = a_manager(), a_person(Role.ADMINISTRATOR)
    conflict.declare(application=an_eligible_file(), reader=leaving, by=leaving, at=NOON, reason=WHY)


# -- The interviews


@posts("interview_invited", "interview_unbooked")
def people_invited_who_wait() -> None:
    file = an_eligible_file()
    Application.objects.update(total=60)
    invite.invite(campaign=file.campaign, files=[file.pk], by=a_manager(), at=NOON)
    invite.remind_unbooked(campaign=file.campaign, by=a_manager(), at=NOON + DAY)


@posts("interview_booked", "interview_moved", "interview_cancelled")
def an_interview_booked_moved_and_cancelled() -> None:
    slot = a_slot()
    file, later = an_invited_file(slot.panel.campaign), a_slot(slot.panel, starts_in=timedelta(days=8))
    booked = book.book(application=file, slot=slot, by=file.candidate, at=NOON)
    moved = book.move_to(interview=booked, slot=later, by=a_manager(), at=NOON, reason="Salle prise.")
    book.cancel(interview=moved, by=a_manager(), at=NOON, reason="Commission absente.")


@posts("interview_tomorrow")
def an_interview_of_the_next_day() -> None:
    an_interview()
    remind.remind(at=NOON + 6 * DAY + timedelta(hours=12))


# -- The results


@posts("admitted", "waiting_list", "not_selected")
def results_that_leave() -> None:
    publish.publish(campaign=a_decided_campaign(), by=a_manager(), at=NOON)


@posts("publication_stopped")
def results_that_cannot_leave() -> None:
    campaign = publish.arm(campaign=a_decided_campaign(), by=a_manager(), at=NOON)
    an_application(state=State.SUBMITTED, campaign=campaign)
    publish.publish_due(at=NOON + DAY)


@posts("corrected_admitted")
def a_person_admitted_after_all() -> None:
    _made, (first, _second) = a_published_campaign()
    Decision.objects.update(published_at=NOON)
    _amended(first, amend.Amendment(outcome=Decision.Outcome.ADMITTED, reason=WHY, extra_place=True))


@posts("corrected_waiting", "waiting_rank_moved")
def a_waiting_rank_corrected() -> None:
    _made, (_first, second) = a_published_campaign()
    Decision.objects.update(published_at=NOON)
    _amended(second, amend.Amendment(outcome=Decision.Outcome.WAITING, reason=WHY))


def _amended(file: Application, amendment: amend.Amendment) -> None:
    decision = Decision.objects.select_related("application__campaign").get(application=file)
    amend.amend(decision=decision, amendment=amendment, by=a_manager(), at=NOON)


# -- The place


@posts("offer_accepted", "place_firm")
def a_place_accepted_then_firm() -> None:
    condition = a_condition()
    offers.accept(offer=condition.offer, by=condition.offer.application.candidate, at=NOON)
    conditions.judge(condition=condition, verdict=Condition.Verdict.MET, by=a_manager(), at=NOON)


@posts("offer_declined", "called_from_waiting_list", "reinstated_waiting", "waiting_rank_moved")
def a_place_declined_too_fast() -> None:
    (offer,), _waiting = a_published_campaign()
    offers.decline(offer=offer, by=offer.application.candidate, at=NOON)
    reinstate.reinstate(application=offer.application, by=offer.application.candidate, at=NOON)


@posts("reinstated_place")
def a_place_declined_that_nobody_took() -> None:
    offer = an_offer(an_application(state=State.OFFERED, campaign=a_campaign(state=lifecycle.Campaign.DECIDED)))
    offers.decline(offer=offer, by=offer.application.candidate, at=NOON)
    reinstate.reinstate(application=offer.application, by=offer.application.candidate, at=NOON)


@posts("offer_expiring", "offer_expired")
def a_place_nobody_answered_for() -> None:
    an_offer(expires_in=2 * DAY)
    remind.remind(at=NOON)
    offers.expire_due(at=NOON + 2 * DAY)


@posts("condition_due")
def a_condition_about_to_be_due() -> None:
    a_condition(an_offer(an_application(state=State.ACCEPTED), state=lifecycle.Offer.ACCEPTED))
    Condition.objects.update(due_on=NOON.date() + 3 * DAY)
    remind.remind(at=NOON)


@posts("condition_not_met")
def a_condition_found_not_met() -> None:
    conditions.judge(condition=a_condition(), verdict=Condition.Verdict.NOT_MET, by=a_manager(), at=NOON)


@posts("deferral_granted")
def a_place_kept_for_later() -> None:
    deferrals.grant(deferral=a_deferral(), by=a_manager(), at=NOON, reason="Stage commencé.")


@posts("deferral_refused")
def a_place_not_kept_for_later() -> None:
    deferrals.refuse(deferral=a_deferral(), by=a_manager(), at=NOON, reason="Peu de places.")


@posts("deferral_call", "deferral_expiring", "deferral_confirmed")
def a_deferred_place_confirmed() -> None:
    deferral = _called()
    remind.remind(at=NOON + 5 * DAY)
    deferrals.confirm(deferral=deferral, by=deferral.application.candidate, at=NOON)


@posts("deferral_released")
def a_deferred_place_left() -> None:
    deferral = _called()
    deferrals.release(deferral=deferral, by=deferral.application.candidate, at=NOON)


@posts("deferral_expired")
def a_deferred_place_forgotten() -> None:
    _called()
    deferrals.release_due(at=NOON + 10 * DAY)


def _called() -> Deferral:
    session, granted = a_campaign(), a_deferral(state=lifecycle.Deferral.GRANTED)
    facts = {"by": a_manager(), "at": NOON}
    deferrals.call(campaign=session, deferrals=[granted], before=NOON + 10 * DAY, **facts)
    return Deferral.objects.get(pk=granted.pk)


# -- The cohort


@posts("welcome", room="cohorts")
def a_cohort_made() -> None:
    campaign = a_campaign(state=lifecycle.Campaign.DECIDED)
    a_decision(an_application(campaign=campaign, state=State.ACCEPTED))
    make.make_cohort(campaign=campaign, by=a_manager(), at=NOON, name="Promotion", starts_on=date(2027, 8, 30))


@posts("placed", "not_placed", room="cohorts")
def an_amphi_published() -> None:
    cohort, liaison = a_cohort(), a_person(Role.LIAISON)
    post = a_post(cohort=cohort)
    for _ in range(2):
        Wish.objects.create(trainee=a_trainee(cohort=cohort), post=post, position=1)
    publish_placements.publish(run=amphi.draft(cohort=cohort, by=liaison, at=NOON), by=liaison, at=NOON)


@posts("evaluation_asked", "evaluation_due", "evaluation_late", "wishes_reminder", room="cohorts")
def reminders_of_the_path() -> None:
    a_trainee(cohort=a_cohort())
    Cohort.objects.update(wishes_close_at=NOON + 2 * DAY)
    for days in (5, 0, -4):
        an_evaluation(due_in=timedelta(days=days))
    follow.remind(at=NOON)


@posts("wishes_sent", room="cohorts")
def wishes_handed_in() -> None:
    trainee = a_trainee(cohort=a_cohort())
    wishes.send(trainee=trainee, posts=[a_post(cohort=trainee.cohort).pk], by=trainee.person, at=NOON)


@posts("evaluation_received", room="cohorts")
def an_evaluation_handed_in() -> None:
    written = an_evaluation()
    levels, by = {axis.value: 3 for axis in Axis}, written.supervisor
    written = evaluate.save(evaluation=written, levels=levels, strengths="Décide.", advice="", by=by, at=NOON)
    evaluate.submit(evaluation=written, by=by, at=NOON)


@posts("outcome_recorded", room="cohorts")
def what_comes_next() -> None:
    trainee = a_trainee(cohort=a_cohort(starts_on=NOON.date() - timedelta(weeks=22)))
    Cohort.objects.update(state=cohort_lifecycle.Cohort.PLACED)
    outcome.record_outcome(trainee=trainee, outcome=Trainee.Outcome.RESERVE, by=a_manager(), at=NOON)


@posts("place_offered", "place_due", "place_accepted", "place_declined", "place_passed", room="cohorts")
def a_freed_place_goes_down_the_list() -> None:
    offered = _a_place_freed(people=4)
    chase_vacancies.remind(at=offered.expires_at - DAY / 2)
    answer_vacancy.decline(offer=offered, by=offered.trainee.person, at=NOON)
    answer_vacancy.expire_due(at=_offered().expires_at)
    last = _offered()
    answer_vacancy.accept(offer=last, by=last.trainee.person, at=last.made_at)


@posts("place_withdrawn", "back", "place_offered", room="cohorts")
def a_departure_undone() -> None:
    offered = _a_place_freed(people=1)
    departures.come_back(trainee=offered.vacancy.freed_by, by=a_manager(), at=NOON)


def _a_place_freed(people: int) -> VacancyOffer:
    """Somebody leaves a place that so many others want."""
    cohort = a_cohort(starts_on=NOON.date() + timedelta(days=7))
    post = a_post(cohort=cohort)
    leaver, *_ = a_placed_cohort(*[[post]] * (people + 1), cohort=cohort, holds=[post, *[None] * people])
    departures.leave(trainee=leaver, reason=WHY, by=a_manager(), at=NOON)
    return _offered()


def _offered() -> VacancyOffer:
    return VacancyOffer.objects.standing().get()


# -- The account


@posts("invitation", room="account")
def somebody_invited() -> None:
    people.invite(email="invitee@example.org", role=Role.REVIEWER, by=a_person(Role.ADMINISTRATOR), at=NOON)


ACCOUNT = [name for kind in kinds() if (name := kind.removeprefix("account/")) != kind and name != "invitation"]


@posts(*ACCOUNT, room="account")
def everything_said_of_an_account() -> None:
    for kind in ACCOUNT:
        AccountAdapter().send_mail(f"account/email/{kind}", a_person().email, {"code": "418 205"})
