"""Every operation of the table, for one number of applications."""

from collections.abc import Iterator
from dataclasses import replace

from django.db import transaction
from django.test import Client

from bench import operations
from bench.measure import Figures, counted, in_turn, pages
from bench.operations import Act
from bench.seed import PASSWORD, Seed, sow, sow_decided
from bench.server import Server
from bench.visitors import Browser, Insider, Visitor
from portal.people.models import User

LETTERS, DECIDED = 1100, 100
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def measure(number: int, server: Server) -> Iterator[Figures]:
    """Seed, then give the figures as they are taken."""
    seed = sow(number)
    manager = sign_in(seed.manager, seed, server)
    for name, act in manager_pages(seed):
        yield counted(pages(name, act, manager, server), act, insider(seed.manager))
    reader = sign_in(seed.reader, seed, server)
    review, save = operations.visit(f"/lectures/{seed.review.pk}/"), operations.save_review(seed)
    yield counted(pages("review screen", review, reader, server), review, insider(seed.reader))
    yield counted(pages("save a review", save, reader, server), save, insider(seed.reader))
    home = operations.visit("/")
    yield counted(pages("public page", home, Browser(server.port), server), home, insider(None))
    yield from applications(seed, server)
    yield from decisions(seed, manager, server)


def manager_pages(seed: Seed) -> list[tuple[str, Act]]:
    campaign = seed.campaign.pk
    return [
        ("applications list, 50 rows", operations.visit(f"/candidatures/?campaign={campaign}")),
        ("ranking, 50 rows", operations.visit(f"/jury/?campaign={campaign}")),
        ("one application", operations.visit(f"/candidatures/{seed.application.pk}/")),
        ("outbox page", operations.visit("/envois/")),
    ]


def applications(seed: Seed, server: Server) -> Iterator[Figures]:
    """Whole applications of people who are signed in; the last person's SQL is counted."""
    *people, last = seed.candidates
    browsers = [Browser(server.port).sign_in(person.email, PASSWORD) for person in people]
    inside = insider(last)
    parts = [
        ("  start and fill six parts", operations.fill(seed.campaign)),
        ("  send five documents", operations.give_documents(seed.campaign)),
        ("  check, hand in, see where it is", operations.hand_in),
    ]
    found = []
    for name, act in parts:
        figures = counted(in_turn(name, act, browsers, server), act, inside)
        browsers = browsers[: len(figures.times)]  # those who had the time
        found.append(figures)
    fill, send, end = found
    yield replace(fill + send + end, name="a whole application")
    yield from found


def decisions(seed: Seed, manager: Browser, server: Server) -> Iterator[Figures]:
    few, many = sow_decided(DECIDED), sow_decided(LETTERS)
    draft = operations.draft(few)
    yield counted(in_turn(f"decide {DECIDED}", draft, [manager] * 12, server), draft, insider(seed.manager))
    operations.draft(many)(manager)
    publish = operations.publish(many)
    figures = Figures(f"publish {LETTERS} results and letters", status=302)
    with transaction.atomic():  # it can be done once: the first time is taken back
        sql = counted(figures, publish, insider(seed.manager)).sql
        transaction.set_rollback(True)
    yield replace(in_turn(figures.name, publish, [manager], server), sql=sql)
    export = operations.visit(f"/candidatures/export.csv?campaign={seed.campaign.pk}")
    yield counted(in_turn("CSV export", export, [manager] * 5, server), export, insider(seed.manager))


def insider(person: User | None) -> Visitor:
    client = Client()
    if person:
        client.force_login(
            User.objects.get(pk=person.pk), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
    return Insider(client)


def sign_in(person: User, seed: Seed, server: Server) -> Browser:
    return Browser(server.port).sign_in(person.email, PASSWORD, seed.secrets[person.pk])
