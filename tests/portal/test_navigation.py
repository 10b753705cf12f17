"""The links at the top of the pages: few, in the order of the day, the rest grouped on a second line."""

import pytest
from django.test import Client

from portal.people.models import Role
from portal.web.navigation import links_for
from tests import build


def test_a_group_is_one_link_that_leads_to_its_first_page() -> None:
    administration = links_for(Role.MANAGER, "/candidatures/")[-1]
    assert not administration.current
    assert administration.url == administration.below[0].url


def test_a_group_is_current_on_every_page_below_it() -> None:
    administration = links_for(Role.MANAGER, "/envois/")[-1]
    assert administration.current
    assert [link.current for link in administration.below] == [False, True, False]


def test_the_ranking_is_current_on_its_own_page_and_not_on_the_letters_of_the_jury() -> None:
    def jury(path: str) -> tuple[bool, bool]:
        link = next(link for link in links_for(Role.MANAGER, path) if link.url == "/jury/")
        return link.current, link.below[0].current

    assert jury("/jury/") == (True, True)
    assert jury("/jury/?page=2") == (True, True)
    assert jury("/jury/lettres/7/") == (True, False)


@pytest.mark.django_db
def test_the_second_line_is_shown_only_inside_its_group(client: Client) -> None:
    client.force_login(build.a_person(Role.MANAGER))
    assert b"g-nav-below" in client.get("/campagnes/").content
    assert b"g-nav-below" not in client.get("/candidatures/").content
