"""A database of one's own on the server of DATABASE_URL, which waits for the disk, and is dropped at the end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
import psycopg2

HERE = f"galon_bench_{os.getpid()}"


@contextmanager
def own_database() -> Iterator[None]:
    """Create it, migrate it, give Django its address; whatever happens, drop it."""
    given = os.environ["DATABASE_URL"]
    session = psycopg2.connect(given)
    session.autocommit = True
    sql = session.cursor()
    sql.execute(f"CREATE DATABASE {HERE}")
    # A setting of the role would win over one of the database alone.
    sql.execute(f"ALTER ROLE CURRENT_USER IN DATABASE {HERE} SET synchronous_commit = on")
    head, _, query = given.partition("?")
    os.environ["DATABASE_URL"] = f"{head.rpartition('/')[0]}/{HERE}" + (f"?{query}" if query else "")
    try:
        _migrate()
        yield
    finally:
        _disconnect()
        sql.execute(f"DROP DATABASE {HERE} WITH (FORCE)")
        session.close()
        os.environ["DATABASE_URL"] = given


def _migrate() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _disconnect() -> None:
    from django.db import connections

    connections.close_all()
