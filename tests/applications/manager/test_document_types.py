from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from applications.actions import document_types as actions
from applications.models import Document
from portal.people.models import Role
from portal.vault.models import StoredFile
from tests.build import a_campaign, a_person, an_application

pytestmark = pytest.mark.django_db


def test_a_document_is_added_after_the_others_with_a_free_code(noon: datetime) -> None:
    campaign = a_campaign(document_types=2)
    manager = a_person(Role.MANAGER)

    first = actions.add(campaign=campaign, by=manager, at=noon, name="Lettre")
    second = actions.add(campaign=campaign, by=manager, at=noon, name="Lettre")

    assert [first.code, second.code] == ["lettre", "lettre-2"]
    assert list(campaign.document_types.all())[2:] == [first, second]


def test_documents_change_places(noon: datetime) -> None:
    campaign = a_campaign(document_types=3)
    first, second, third = campaign.document_types.all()

    actions.shift(document_type=third, by=a_person(Role.MANAGER), at=noon, up=True)

    assert list(campaign.document_types.all()) == [first, third, second]


def test_the_first_document_stays_first(noon: datetime) -> None:
    campaign = a_campaign(document_types=2)
    order = list(campaign.document_types.all())

    actions.shift(document_type=order[0], by=a_person(Role.MANAGER), at=noon, up=True)

    assert list(campaign.document_types.all()) == order


def test_a_document_that_somebody_gave_is_not_removed(noon: datetime, client: Client) -> None:
    campaign = a_campaign(document_types=1)
    document_type = campaign.document_types.get()
    application = an_application(campaign=campaign)
    stored = StoredFile.objects.create(
        owner=application.candidate, name="cv.pdf", content_type="application/pdf", size=1, sha256="0", stored_at=noon
    )
    Document.objects.create(application=application, type=document_type, file=stored, given_at=noon)
    client.force_login(a_person(Role.MANAGER))

    answer = client.post(reverse("applications:remove_document_type", args=[document_type.pk]))

    assert answer.status_code == 409
    assert "facultative" in answer.text
    assert campaign.document_types.exists()


def test_a_document_nobody_gave_is_removed(client: Client) -> None:
    campaign = a_campaign(document_types=1)
    client.force_login(a_person(Role.MANAGER))

    client.post(reverse("applications:remove_document_type", args=[campaign.document_types.get().pk]))

    assert not campaign.document_types.exists()
