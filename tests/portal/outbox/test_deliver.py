from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.utils import timezone

from portal.outbox import relay
from portal.outbox.claim import begin, claim, recover, settle
from portal.outbox.deliver import database_clock
from portal.outbox.mail import mail_of
from portal.outbox.models import Attempt, Category, Delivery, Letter, Outcome, RefusedAddress, Relay
from portal.outbox.relay import Verdict
from tests.build import NOON, a_letter, a_person
from tests.portal.outbox.conftest import Round
from tests.portal.outbox.sink import Sink

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def state_of(letter: Letter) -> str:
    return Letter.objects.values_list("delivery", flat=True).get(pk=letter.pk)


def test_a_letter_leaves_once_with_its_constant_name(sink: Sink, clock: Round) -> None:
    letter = a_letter()

    clock.sweep()
    clock.sweep(timedelta(days=1))

    assert sink.mails == [(letter.message_id, letter.address)]
    assert state_of(letter) == Delivery.ACCEPTED
    assert Attempt.objects.get().outcome == Outcome.ACCEPTED


def test_codes_and_links_are_forgotten_once_a_letter_of_the_account_has_left(sink: Sink, clock: Round) -> None:
    secret = a_letter(in_app=False, context={"code": "123456"})
    kept = a_letter(context={"url": "/ma-situation/"})

    clock.sweep()

    secret.refresh_from_db()
    kept.refresh_from_db()
    assert (secret.context, kept.context) == ({}, {"url": "/ma-situation/"})


def test_the_clock_of_the_database_sees_a_letter_posted_just_before() -> None:
    before = timezone.now()

    assert database_clock()() > before - timedelta(milliseconds=100)


def test_more_than_one_batch_leaves_in_one_round(sink: Sink, clock: Round) -> None:
    letters = [a_letter() for _ in range(45)]

    clock.sweep()

    assert set(sink.ids) == {letter.message_id for letter in letters}


def test_what_matters_most_leaves_first(sink: Sink, clock: Round) -> None:
    reminder = a_letter(category=Category.OPTIONAL)
    offer = a_letter(category=Category.CRITICAL)

    clock.sweep()

    assert sink.recipients == [offer.address, reminder.address]


def test_a_letter_for_later_waits(sink: Sink, clock: Round) -> None:
    letter = a_letter(not_before=NOON + MINUTE)

    clock.sweep()
    assert sink.mails == []

    clock.sweep(MINUTE)
    assert state_of(letter) == Delivery.ACCEPTED


def test_a_letter_out_of_date_is_not_sent(sink: Sink, clock: Round) -> None:
    letter = a_letter(expires_in=timedelta(0))

    clock.sweep()

    assert (sink.mails, state_of(letter)) == ([], Delivery.EXPIRED)


def test_somebody_who_left_is_not_written_to(sink: Sink, clock: Round) -> None:
    letter = a_letter()
    letter.to.is_active = False
    letter.to.save()

    clock.sweep()

    assert (sink.mails, state_of(letter)) == ([], Delivery.SUPPRESSED)


def test_reminders_are_optional_and_offers_are_not(sink: Sink, clock: Round) -> None:
    person = a_person()
    person.reminders_by_mail = False
    person.save()
    reminder, offer = a_letter(to=person, category=Category.OPTIONAL), a_letter(to=person)

    clock.sweep()

    assert [state_of(letter) for letter in (reminder, offer)] == [Delivery.SUPPRESSED, Delivery.ACCEPTED]


def test_a_passing_refusal_is_tried_again_on_the_curve(sink: Sink, clock: Round) -> None:
    letter = a_letter(address="later@example.org")

    waits = []
    for _ in range(7):
        clock.sweep()
        letter.refresh_from_db()
        waits.append((letter.not_before - clock.at).total_seconds())
        clock.at = letter.not_before

    expected = [30, 120, 600, 1800, 7200, 14400, 14400]
    assert all(0.8 * e <= wait <= 1.2 * e for e, wait in zip(expected, waits, strict=True))
    assert letter.error == "451 4.3.0 Come back later"


def test_a_server_that_says_later_for_days_ends_in_the_dead_letters(sink: Sink, clock: Round) -> None:
    letter = a_letter(address="later@example.org")

    for _ in range(25):
        clock.sweep(timedelta(hours=5))

    letter.refresh_from_db()
    assert (letter.delivery, letter.attempts) == (Delivery.DEAD, 20)


def test_an_address_that_does_not_exist_is_not_tried_again(sink: Sink, clock: Round) -> None:
    first = a_letter(address="nobody@example.org")
    clock.sweep()
    second = a_letter(address="nobody@example.org")
    clock.sweep()

    first.refresh_from_db()
    assert (first.delivery, first.error) == (Delivery.DEAD, "550 5.1.1 Unknown mailbox …")
    assert (state_of(second), RefusedAddress.objects.count()) == (Delivery.SUPPRESSED, 1)


@pytest.mark.parametrize("word", ["refused", "spam"])
def test_a_refused_message_is_dead_and_its_address_stays_good(sink: Sink, clock: Round, word: str) -> None:
    letter = a_letter(address=f"{word}@example.org")

    clock.sweep()

    assert (state_of(letter), RefusedAddress.objects.count()) == (Delivery.DEAD, 0)


def test_neighbours_of_a_refused_letter_leave_in_the_same_round(sink: Sink, clock: Round) -> None:
    for word in ("later", "nobody", "spam", "cut"):
        a_letter(address=f"{word}@example.org")
    neighbour = a_letter()

    clock.sweep()

    assert sink.recipients == [neighbour.address]


def test_a_line_cut_before_the_answer_waits_then_leaves_again_under_the_same_name(sink: Sink, clock: Round) -> None:
    letter = a_letter(address="cut@example.org")
    clock.sweep()
    assert state_of(letter) == Delivery.UNKNOWN

    Letter.objects.update(address="back@example.org")
    clock.sweep(timedelta(seconds=89))
    assert sink.mails == []
    clock.sweep(timedelta(seconds=1))

    assert sink.mails == [(letter.message_id, "back@example.org")]


def test_an_optional_letter_is_never_sent_twice(sink: Sink, clock: Round) -> None:
    letter = a_letter(address="cut@example.org", category=Category.OPTIONAL)

    clock.sweep()
    clock.sweep(2 * MINUTE)

    assert (state_of(letter), letter.tries.count()) == (Delivery.DEAD, 1)


def test_a_closed_server_costs_no_attempt_and_is_tried_once_a_minute(sink: Sink, clock: Round, settings) -> None:
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1
    letter = a_letter()

    clock.sweep()
    letter.refresh_from_db()
    assert (letter.delivery, letter.attempts, Attempt.objects.count()) == (Delivery.PENDING, 0, 0)
    assert Relay.objects.get().shut_because == "ConnectionRefusedError"

    settings.EMAIL_PORT = port
    clock.sweep(timedelta(seconds=59))
    assert state_of(letter) == Delivery.PENDING
    clock.sweep(timedelta(seconds=1))
    assert (state_of(letter), Relay.objects.get().shut_until) == (Delivery.ACCEPTED, None)


def test_a_wrong_password_shuts_the_server_for_everybody(sink: Sink, clock: Round, settings: LazySettings) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "galon", "wrong"
    letters = [a_letter(), a_letter()]

    clock.sweep()

    assert [state_of(letter) for letter in letters] == [Delivery.PENDING] * 2
    assert relay.is_shut(at=clock.at)


def test_a_letter_that_cannot_be_written_is_dead_after_five_tries(sink: Sink, clock: Round) -> None:
    poison, neighbour = a_letter(kind="test/no_such_words", body=""), a_letter()

    for _ in range(8):
        clock.sweep(timedelta(hours=5))

    poison.refresh_from_db()
    assert (poison.delivery, poison.attempts, poison.error) == (Delivery.DEAD, 5, "TemplateDoesNotExist")
    assert state_of(neighbour) == Delivery.ACCEPTED


def test_a_worker_that_dies_before_the_attempt_gives_its_letters_back(sink: Sink, clock: Round) -> None:
    letter = a_letter()
    claim(at=clock.at)

    clock.sweep(timedelta(seconds=59))
    assert sink.mails == []
    clock.sweep(timedelta(seconds=1))

    assert (len(sink.mails), letter.tries.count()) == (1, 1)


def test_a_worker_that_dies_after_the_attempt_leaves_it_unknown_until_the_grace(sink: Sink, clock: Round) -> None:
    letter = a_letter()
    (claimed,) = claim(at=clock.at)
    begin(claimed, at=clock.at)

    clock.sweep(timedelta(seconds=60))
    assert state_of(letter) == Delivery.UNKNOWN
    clock.sweep(timedelta(seconds=30))

    assert sink.ids == {letter.message_id: 1}
    assert list(letter.tries.values_list("outcome", flat=True)) == [Outcome.UNKNOWN, Outcome.ACCEPTED]


def test_a_letter_that_kills_five_workers_is_dead(clock: Round, sink: Sink) -> None:
    letter = a_letter()

    for _ in range(7):
        for claimed in claim(at=clock.at):
            begin(claimed, at=clock.at)
        clock.sweep(MINUTE)
        clock.at += MINUTE
        Letter.objects.filter(delivery=Delivery.UNKNOWN).update(not_before=clock.at)
        recover(at=clock.at)

    letter.refresh_from_db()
    assert (letter.delivery, letter.attempts) == (Delivery.DEAD, 5)


def test_a_lost_lease_is_left_alone(clock: Round) -> None:
    a_letter()
    (claimed,) = claim(at=clock.at)

    assert begin(claimed, at=clock.at + MINUTE) is None
    assert Attempt.objects.count() == 0


def test_an_old_claim_proves_a_letter_left_and_moves_nothing_else(clock: Round, sink: Sink) -> None:
    letter = a_letter()
    (claimed,) = claim(at=clock.at)
    attempt = begin(claimed, at=clock.at)
    assert attempt is not None
    clock.sweep(timedelta(seconds=60))

    settle(attempt, Verdict(Outcome.REFUSED, "554"), at=clock.at)
    assert state_of(letter) == Delivery.UNKNOWN
    settle(attempt, Verdict(Outcome.ACCEPTED), at=clock.at)
    assert state_of(letter) == Delivery.ACCEPTED


def test_only_optional_letters_offer_to_stop_them(sink: Sink, clock: Round) -> None:
    assert "List-Unsubscribe" not in mail_of(a_letter()).message()
    mail = mail_of(a_letter(category=Category.OPTIONAL)).message()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


@pytest.mark.parametrize("count", [1, 3])
def test_a_letter_costs_a_fixed_number_of_queries(
    sink: Sink, clock: Round, django_assert_max_num_queries, count: int
) -> None:
    for _ in range(count):
        a_letter()

    with django_assert_max_num_queries(20 + 10 * count):
        clock.sweep()
