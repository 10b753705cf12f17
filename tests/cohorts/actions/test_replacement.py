from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from django.utils import timezone

from cohorts import lifecycle
from cohorts.actions import answer_vacancy, chase_vacancies, close_vacancy, place, replacement, withdraw
from cohorts.models import BranchQuota, Cohort, Exclusion, Placement, Post, Trainee, Transfer, Vacancy, VacancyOffer
from portal.journal.models import Entry, Stateful
from portal.journal.moves import Move
from portal.outbox.models import Letter
from portal.people.models import Role, User
from tests.build import a_cohort, a_person, a_placed_cohort, a_post
from tests.races import REFUSED, at_once, meet_after

pytestmark = pytest.mark.django_db
WHY = "Raison familiale."
Offered = VacancyOffer.objects.standing()


def a_chain(*, capacity: int = 1) -> tuple[list[Trainee], list[Post]]:
    """Four people in order of merit hold A, B, C and nothing; everybody asked for A, then B, then C."""
    cohort = a_cohort(starts_on=date(2026, 11, 30))
    posts = [a_post(cohort=cohort, capacity=capacity) for _ in range(3)]
    return a_placed_cohort(*[posts] * 4, cohort=cohort, holds=[*posts, None]), posts


def leave(trainee: Trainee, at: datetime) -> Trainee:
    return withdraw.leave(trainee=trainee, reason=WHY, by=a_person(Role.MANAGER), at=at)


def offers() -> list[tuple[int, int]]:
    """Who is offered which post now."""
    return list(VacancyOffer.objects.standing().order_by("trainee").values_list("trainee", "vacancy__post"))


def held() -> dict[int, int]:
    return dict(Placement.objects.values_list("trainee", "post"))


def answered(offer: VacancyOffer, at: datetime) -> VacancyOffer:
    return answer_vacancy.accept(offer=offer, by=offer.trainee.person, at=at)


def the_offer() -> VacancyOffer:
    return VacancyOffer.objects.standing().get()


def test_a_departure_frees_the_place_and_calls_the_first_who_ranked_it_higher_and_nobody_else(noon: datetime) -> None:
    (first, second, third, fourth), (a, b, c) = a_chain()

    leave(first, noon)

    assert held() == {second.pk: b.pk, third.pk: c.pk}
    assert offers() == [(second.pk, a.pk)]
    assert Letter.objects.get().kind == "cohorts/place_offered"
    assert Entry.objects.filter(event="cohorts.trainee.leave").count() == 1
    assert Transfer.objects.get().reason == WHY
    assert fourth.pk not in held()


def test_accepting_frees_ones_own_place_in_turn_down_to_somebody_without_one(noon: datetime) -> None:
    (first, second, third, fourth), (a, b, c) = a_chain()
    leave(first, noon)

    for trainee in (second, third, fourth):
        assert the_offer().trainee == trainee
        answered(the_offer(), noon)

    assert held() == {second.pk: a.pk, third.pk: b.pk, fourth.pk: c.pk}
    assert not Vacancy.objects.open().exists()
    assert Letter.objects.filter(kind="cohorts/place_accepted").count() == 3


def test_declining_keeps_ones_place_and_calls_the_next(noon: datetime) -> None:
    (first, second, third, _), (a, b, _) = a_chain()
    leave(first, noon)

    answer_vacancy.decline(offer=the_offer(), by=second.person, at=noon)

    assert offers() == [(third.pk, a.pk)]
    assert held()[second.pk] == b.pk


def test_letting_it_pass_calls_the_next_once_and_only_after_the_deadline(noon: datetime) -> None:
    (first, second, third, _), (a, _, _) = a_chain()
    leave(first, noon)
    limit = the_offer().expires_at

    chase_vacancies.follow(at=limit - timedelta(seconds=1))
    assert offers() == [(second.pk, a.pk)]
    chase_vacancies.follow(at=limit)
    chase_vacancies.follow(at=limit)

    assert offers() == [(third.pk, a.pk)]
    assert Letter.objects.filter(kind="cohorts/place_passed", to=second.person).count() == 1


def test_an_answer_after_the_deadline_is_refused(noon: datetime) -> None:
    (first, *_), _ = a_chain()
    leave(first, noon)
    offer = the_offer()

    with pytest.raises(answer_vacancy.AnswerTooLate):
        answered(offer, offer.expires_at)


def test_a_better_place_freed_later_takes_the_stead_of_the_offer_under_way(noon: datetime) -> None:
    (first, second, third, fourth), (a, b, _) = a_chain()
    leave(second, noon)
    assert offers() == [(third.pk, b.pk)]

    leave(first, noon)

    assert offers() == [(third.pk, a.pk), (fourth.pk, b.pk)]
    old = VacancyOffer.objects.get(state=lifecycle.VacancyOffer.WITHDRAWN)
    with pytest.raises(answer_vacancy.PlaceGone, match="remplacée"):
        answered(old, noon)


def test_a_closed_post_and_a_full_branch_are_passed_over(noon: datetime) -> None:
    (first, second, third, fourth), (a, *_) = a_chain()
    by = a_person(Role.MANAGER)
    Exclusion.objects.create(trainee=second, post=a, reason="Famille dans l’unité.", by=by, at=noon)
    leave(first, noon)
    assert offers() == [(third.pk, a.pk)]

    BranchQuota.objects.create(cohort=a.cohort, branch="infanterie", cap=2)
    answered(the_offer(), noon)

    assert offers() == []  # two people stand in the branch: the fourth would be one too many
    assert fourth.pk not in held()


def test_somebody_without_a_place_who_takes_any_is_called_for_an_unwished_one(noon: datetime) -> None:
    cohort = a_cohort(starts_on=date(2026, 11, 30))
    wished, other = a_post(cohort=cohort), a_post(cohort=cohort)
    leaver, picky, easy = a_placed_cohort([other], [wished], [wished], cohort=cohort, holds=[other, None, None])
    Trainee.objects.filter(pk=easy.pk).update(takes_any=True)

    leave(leaver, noon)

    assert offers() == [(easy.pk, other.pk)]
    assert picky.pk not in held()


def test_who_leaves_loses_the_offer_under_way_to_the_next(noon: datetime) -> None:
    (first, second, third, _), (a, _, _) = a_chain()
    leave(first, noon)

    leave(second, noon)

    assert (third.pk, a.pk) in offers()


def test_once_people_have_joined_their_regiment_a_place_is_not_offered_and_stays_written(noon: datetime) -> None:
    (first, *_), (a, _, _) = a_chain()
    joined = timezone.make_aware(datetime.combine(replacement.joins_on(first.cohort), datetime.min.time()))

    leave(first, joined)

    assert (offers(), held()[first.pk]) == ([], a.pk)


def test_before_the_publication_a_departure_only_leaves(noon: datetime) -> None:
    (first, *_), _ = a_chain()
    Placement.objects.all().delete()
    Cohort.objects.update(state=lifecycle.Cohort.PREPARING)
    first.cohort.refresh_from_db()

    leave(first, noon)

    assert (Vacancy.objects.count(), offers()) == (0, [])


def test_a_departure_by_mistake_is_undone_with_its_place_and_the_offer_is_taken_back(noon: datetime) -> None:
    (first, second, _, _), (a, b, _) = a_chain()
    gone = leave(first, noon)

    withdraw.come_back(trainee=gone, by=a_person(Role.MANAGER), at=noon)

    assert (held()[first.pk], held()[second.pk], offers()) == (a.pk, b.pk, [])
    kinds = set(Letter.objects.values_list("kind", "to"))
    assert {("cohorts/place_withdrawn", second.person_id), ("cohorts/back", first.person_id)} <= kinds


def test_a_departure_is_not_undone_once_somebody_has_accepted_the_place(noon: datetime) -> None:
    (first, *_), _ = a_chain()
    gone = leave(first, noon)
    answered(the_offer(), noon)

    with pytest.raises(withdraw.CannotComeBack, match="quelqu’un d’autre"):
        withdraw.come_back(trainee=gone, by=a_person(Role.MANAGER), at=noon)

    assert Trainee.objects.get(pk=first.pk).state == lifecycle.Trainee.LEFT


def test_a_closed_place_is_offered_to_nobody_any_more(noon: datetime) -> None:
    (first, second, *_), _ = a_chain()
    leave(first, noon)

    close_vacancy.close(vacancy=Vacancy.objects.get(), reason=WHY, by=a_person(Role.MANAGER), at=noon)
    chase_vacancies.follow(at=noon)

    assert offers() == []
    assert Letter.objects.filter(kind="cohorts/place_withdrawn", to=second.person).exists()


def test_a_place_given_by_hand_fills_the_vacancy_nobody_wanted(noon: datetime) -> None:
    cohort = a_cohort(starts_on=date(2026, 11, 30))
    one, other = a_post(cohort=cohort), a_post(cohort=cohort)
    leaver, waiting = a_placed_cohort([one], [other], cohort=cohort, holds=[one, None])
    leave(leaver, noon)

    place.place_by_hand(trainee=waiting, post=one, reason=WHY, by=a_person(Role.MANAGER), at=noon)

    assert Vacancy.objects.get().state == lifecycle.Vacancy.FILLED
    assert Transfer.objects.last().kind == Transfer.Kind.BY_HAND  # type: ignore[union-attr]


def test_a_place_offered_to_somebody_is_not_given_by_hand(noon: datetime) -> None:
    (first, _, _, fourth), (a, _, _) = a_chain()
    leave(first, noon)

    with pytest.raises(place.CannotPlaceByHand, match="plus de place"):
        place.place_by_hand(trainee=fourth, post=a, reason=WHY, by=a_person(Role.MANAGER), at=noon)


def test_a_reminder_leaves_once_on_the_last_day(noon: datetime) -> None:
    (first, second, *_), _ = a_chain()
    leave(first, noon)
    last_day = the_offer().expires_at - timedelta(hours=15)

    chase_vacancies.remind(at=noon)
    for _ in range(2):
        chase_vacancies.remind(at=last_day)

    assert Letter.objects.filter(kind="cohorts/place_due", to=second.person).count() == 1


# -- Several hands at once


def unguarded(monkeypatch: pytest.MonkeyPatch, *rooms: object) -> None:
    for room in rooms:
        monkeypatch.setattr(room, "hold", lambda cohort: Cohort.objects.get(pk=cohort.pk))


def ten_leave_at_once(at: datetime) -> tuple[list[object], list[Trainee], list[Post]]:
    """Ten people hold ten different places that ten others, below them, all want in the same order."""
    cohort = a_cohort(starts_on=date(2026, 11, 30))
    posts = [a_post(cohort=cohort) for _ in range(10)]
    people = a_placed_cohort(*[posts] * 20, cohort=cohort, holds=[*posts, *[None] * 10])
    by = a_person(Role.MANAGER)
    hands = [partial(withdraw.leave, trainee=one, reason=WHY, by=by, at=at) for one in people[:10]]
    return list(at_once([partial(_named, hand) for hand in hands])), people[10:], posts


def _named(hand: partial[object]) -> str:
    """What the database answers where a guard is missing is told, not raised."""
    try:
        hand()
    except Exception as trouble:
        return REFUSED if "Refusal" in str(type(trouble).__mro__) else "trouble"
    return "done"


def at_the_same_time(*hands: partial[object]) -> list[object]:
    return sorted(at_once([partial(_named, hand) for hand in hands]), key=str)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_ten_departures_at_once_call_ten_different_people_in_order(noon: datetime) -> None:
    answers, waiting, posts = ten_leave_at_once(noon)

    assert answers == ["done"] * 10
    assert offers() == [(trainee.pk, post.pk) for trainee, post in zip(waiting, posts, strict=True)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_ten_departures_would_not(noon: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    unguarded(monkeypatch, withdraw, replacement)
    meet_after(monkeypatch, replacement, "standing_of", hands=10)

    answers, waiting, posts = ten_leave_at_once(noon)

    called = [(trainee.pk, post.pk) for trainee, post in zip(waiting, posts, strict=True)]
    assert (answers, offers()) != (["done"] * 10, called)


def two_accept(at: datetime, capacity: int = 1) -> list[object]:
    (first, *_), _ = a_chain(capacity=capacity)
    leave(first, at)
    offer = the_offer()
    return at_the_same_time(*[partial(answer_vacancy.accept, offer=offer, by=offer.trainee.person, at=at)] * 2)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_place_is_accepted_once(noon: datetime) -> None:
    assert two_accept(noon) == ["done", REFUSED]
    assert Transfer.objects.filter(kind=Transfer.Kind.ACCEPTED).count() == 1


def accept_and(at: datetime, other: str) -> tuple[list[object], Trainee, Post]:
    """The second accepts the place of the first while something else happens to it."""
    (first, second, _, _), (a, _, _) = a_chain()
    gone, offer = leave(first, at), the_offer()
    by: User = a_person(Role.MANAGER)
    hands: dict[str, partial[object]] = {
        "undone": partial(withdraw.come_back, trainee=gone, by=by, at=at),
        "expired": partial(answer_vacancy.expire_due, at=offer.expires_at),
        "left": partial(withdraw.leave, trainee=second, reason=WHY, by=by, at=at),
        "closed": partial(close_vacancy.close, vacancy=offer.vacancy, reason=WHY, by=by, at=at),
    }
    accepts = partial(answer_vacancy.accept, offer=offer, by=second.person, at=at)
    return at_the_same_time(accepts, hands[other]), second, a


def consistent(posts: Sequence[Post]) -> bool:
    """No place is held twice, and whoever holds one of them is enrolled."""
    rows = list(Placement.objects.filter(post__in=posts).values_list("post", "trainee__state"))
    return len({post for post, _ in rows}) == len(rows) and {state for _, state in rows} <= {"enrolled"}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("other", ["undone", "expired", "left", "closed"])
def test_an_acceptance_and_what_contradicts_it_are_never_both_true(noon: datetime, other: str) -> None:
    _answers, second, a = accept_and(noon, other)

    accepted = VacancyOffer.objects.filter(trainee=second, state=lifecycle.VacancyOffer.ACCEPTED).exists()
    left = Trainee.objects.get(pk=second.pk).state == lifecycle.Trainee.LEFT
    assert consistent([a])
    assert (held().get(second.pk) == a.pk) == (accepted and not left)
    assert Placement.objects.filter(post=a).count() + Vacancy.objects.open().filter(post=a).count() <= 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_without_lock_nor_guard_a_place_would_be_accepted_twice(
    noon: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: the row of the offer guards it too, so both must be away."""

    def unguarded_move(subject: Stateful, step: Move, *, by: User, at: datetime, **changes: object) -> Stateful:
        type(subject)._default_manager.filter(pk=subject.pk).update(state=step.target, **changes)
        return subject

    unguarded(monkeypatch, answer_vacancy, replacement)
    monkeypatch.setattr(answer_vacancy, "move", unguarded_move)
    meet_after(monkeypatch, answer_vacancy, "_held", hands=2)

    assert two_accept(noon, capacity=2) != ["done", REFUSED]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_either_offered_or_given_by_hand(noon: datetime) -> None:
    cohort = a_cohort(starts_on=date(2026, 11, 30))
    one, other = a_post(cohort=cohort), a_post(cohort=cohort)
    holder, wishing, waiting = a_placed_cohort([one], [one], [other], cohort=cohort, holds=[one, None, None])
    by = a_person(Role.MANAGER)

    at_the_same_time(
        partial(withdraw.leave, trainee=holder, reason=WHY, by=by, at=noon),
        partial(place.place_by_hand, trainee=waiting, post=one, reason=WHY, by=by, at=noon),
    )

    assert offers() == [(wishing.pk, one.pk)]
    assert waiting.pk not in held()
