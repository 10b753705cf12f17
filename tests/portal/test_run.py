"""Starting the portal by hand."""

import socket

import pytest
from django.core.management import CommandError

from portal.web.management.commands.run import refuse_busy


def test_a_port_somebody_listens_on_is_refused_in_words() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(CommandError, match=f"Le port {port} est déjà pris"):
            refuse_busy(port)


def test_a_free_port_is_taken_without_a_word() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]

    refuse_busy(port)
