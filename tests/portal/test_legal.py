import pytest
from django.conf import LazySettings
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/accessibilite/", "RGAA"),
        ("/vos-donnees/", "Combien de temps"),
        ("/mentions-legales/", "Hébergement"),
    ],
)
def test_anybody_reads_what_the_portal_says_of_itself(client: Client, path: str, says: str) -> None:
    assert says in client.get(path).content.decode()


def test_every_page_says_whom_to_write_to(client: Client, settings: LazySettings) -> None:
    settings.CONTACT_EMAIL = "equipe@example.org"
    assert 'href="mailto:equipe@example.org"' in client.get("/compte/login/").content.decode()
