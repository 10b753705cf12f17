from datetime import datetime, timedelta

import pytest
from django.test import Client

from applications.models import Branch
from cohorts.actions import amphi, publish_placements, wishes
from cohorts.models import Cohort, Post, Trainee, Wish
from portal.people.models import Role
from tests.budgets import PAGE, assert_same_budget
from tests.build import a_cohort, a_person, a_post, a_regiment, a_trainee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_noon")]
WISHES = "/mes-voeux/"
BY_BRANCH = WISHES + "?way=branch"


@pytest.fixture
def trainee(client: Client) -> Trainee:
    trainee = a_trainee(cohort=a_cohort())
    client.force_login(trainee.person)
    return trainee


def asked(trainee: Trainee) -> list[int]:
    return list(trainee.wishes.values_list("post", flat=True))


def posts_of(trainee: Trainee, number: int = 3) -> list[Post]:
    return [a_post(cohort=trainee.cohort) for _ in range(number)]


def test_each_button_saves_the_list_of_the_page(client: Client, trainee: Trainee) -> None:
    one, two, three = (post.pk for post in posts_of(trainee))

    for pressed in (
        {"add": one},
        {"wishes": [one], "add": two},
        {"wishes": [one, two], "add": three},
        {"wishes": [one, two, three], "up": three},
        {"wishes": [one, three, two], "remove": one},
    ):
        client.post(WISHES, pressed)

    assert asked(trainee) == [three, two]


def test_the_page_shows_what_was_sent_and_when(client: Client, trainee: Trainee) -> None:
    one, two, _ = posts_of(trainee)

    page = client.post(WISHES, {"wishes": [two.pk, one.pk], "send": ""}, follow=True)

    assert [wish["value"] for wish in page.context["wishes"]] == [two.pk, one.pk]
    assert "Envoyés le lundi 23 novembre 2026 à 12\u00a0h" in page.text.replace("12 h", "12\u00a0h")
    assert "2 vœux envoyés le" in page.text
    assert 'name="add"' not in page.text


def test_moving_with_script_answers_with_one_line(client: Client, trainee: Trainee) -> None:
    one, two, _ = posts_of(trainee)

    answer = client.post(WISHES, {"wishes": [two.pk, one.pk]}, headers={"HX-Request": "true"})

    assert "Enregistré à" in answer.text
    assert "<html" not in answer.text
    assert asked(trainee) == [two.pk, one.pk]


def test_after_the_close_the_page_says_so_and_keeps_the_list(client: Client, trainee: Trainee, noon: datetime) -> None:
    one, two, _ = posts_of(trainee)
    wishes.save(trainee=trainee, posts=[one.pk], by=trainee.person, at=noon)
    Cohort.objects.update(wishes_close_at=noon - timedelta(hours=1))

    page = client.post(WISHES, {"wishes": [two.pk]}, follow=True).text

    assert "Les vœux sont clos." in page
    assert asked(trainee) == [one.pk]


@pytest.mark.parametrize("typed", ["epinal", "ÉPINAL", "88"])
def test_a_garrison_is_found_without_its_accent(typed: str, client: Client, trainee: Trainee) -> None:
    found, _, _ = posts_of(trainee)
    found.regiment.garrison, found.regiment.department = "Épinal", "88"
    found.regiment.save()

    assert client.get(WISHES, {"q": typed}).context["found"][0].post == found


def test_once_published_the_page_says_why_and_names_nobody(client: Client, noon: datetime) -> None:
    cohort = a_cohort()
    near, far = a_post(cohort=cohort), a_post(cohort=cohort)
    first, second = a_trainee(cohort=cohort), a_trainee(cohort=cohort)
    for one in (first, second):
        Wish.objects.bulk_create(Wish(trainee=one, post=post, position=n) for n, post in enumerate((near, far), 1))
    manager = a_person(Role.MANAGER)
    run = amphi.draft(cohort=cohort, by=manager, at=noon)
    client.force_login(second.person)

    assert "dernière place" not in client.get(WISHES).text
    publish_placements.publish(run=run, by=manager, at=noon)
    page = client.get(WISHES).text

    assert "Pris\u00a0: dernière place au rang 1." in page
    assert far.regiment.name in page
    assert first.person.last_name not in page


def of_two_branches(trainee: Trainee) -> tuple[int, int, int, int]:
    """Two posts of the infantry, then two of the cavalry."""
    branches = (Branch.INFANTRY, Branch.INFANTRY, Branch.CAVALRY, Branch.CAVALRY)
    one, two, three, four = (a_post(cohort=trainee.cohort, regiment=a_regiment(branch=b)).pk for b in branches)
    return one, two, three, four


def test_branch_by_branch_what_is_sent_is_the_list_shown(client: Client, trainee: Trainee) -> None:
    one, two, three, four = of_two_branches(trainee)
    shown = [one, two, three, four]

    client.post(BY_BRANCH, {"wishes": shown, "branch_up": "cavalerie"})
    assert asked(trainee) == [three, four, one, two]
    client.post(BY_BRANCH, {"wishes": asked(trainee), "up": two})
    assert asked(trainee) == [three, four, two, one]
    client.post(BY_BRANCH, {"wishes": asked(trainee), "up": two})
    assert asked(trainee) == [three, four, two, one]


def test_a_whole_branch_is_added_without_what_is_closed(client: Client, trainee: Trainee) -> None:
    one, two, three, four = of_two_branches(trainee)
    Post.objects.filter(pk=four).update(needs_licence=True)

    client.post(BY_BRANCH, {"wishes": [two], "add_branch": "cavalerie"})
    client.post(BY_BRANCH, {"wishes": [two, three], "add_branch": "infanterie"})

    assert asked(trainee) == [two, one, three]


def test_seeing_a_mixed_list_by_branch_changes_nothing_until_asked(client: Client, trainee: Trainee) -> None:
    one, two, three, _four = of_two_branches(trainee)
    mixed = [one, three, two]
    client.post(WISHES, {"wishes": mixed})

    page = client.get(BY_BRANCH).text
    assert "Votre liste mêle les armes" in page
    assert 'name="branch_up"' not in page
    assert asked(trainee) == mixed
    client.post(BY_BRANCH, {"wishes": mixed, "group": ""})
    assert asked(trainee) == [one, two, three]
    client.post(BY_BRANCH, {"wishes": [one, two, three], "undo": ""})
    assert asked(trainee) == mixed


def test_a_wish_goes_straight_to_a_rank(client: Client, trainee: Trainee) -> None:
    one, two, three, four = of_two_branches(trainee)

    answer = client.post(WISHES, {"wishes": [one, two, three, four], "which": four, "rank": 1, "place": ""})

    assert asked(trainee) == [four, one, two, three]
    assert answer.headers["Location"].endswith(f"#voeu-{four}")


def test_two_windows_each_keep_their_list_on_screen(client: Client, trainee: Trainee) -> None:
    one, two, three = (post.pk for post in posts_of(trainee))
    client.post(WISHES, {"wishes": [one], "version": 0})

    page = client.post(WISHES, {"wishes": [two, three], "version": 0, "takes_any": "on"})
    assert page.status_code == 409
    assert "Votre liste a changé dans une autre fenêtre" in page.text
    assert [wish["value"] for wish in page.context["wishes"]] == [two, three]
    assert asked(trainee) == [one]
    client.post(WISHES, {"wishes": [two, three], "version": 0, "takes_any": "on", "keep": ""})

    trainee.refresh_from_db()
    assert (asked(trainee), trainee.takes_any) == ([two, three], True)


def test_with_script_the_second_window_is_told_in_one_line(client: Client, trainee: Trainee) -> None:
    one, two, _ = (post.pk for post in posts_of(trainee))
    script = {"HX-Request": "true"}

    saved = client.post(WISHES, {"wishes": [one], "version": 0}, headers=script)
    told = client.post(WISHES, {"wishes": [two], "version": 0}, headers=script)

    assert 'name="version" id="version" value="1"' in saved.text
    assert 'name="keep"' in told.text
    assert asked(trainee) == [one]


def test_distances_are_told_from_home_once_it_is_known(client: Client, trainee: Trainee) -> None:
    posts_of(trainee, 1)
    assert "à 560\u00a0km de l’école, à vol d’oiseau" in client.get(WISHES).text

    client.post("/mes-voeux/moi/", {"department": "57", "licence": "no"})

    trainee.refresh_from_db()
    assert (trainee.department, trainee.has_licence) == ("57", False)
    assert "à 77\u00a0km de chez vous et 560\u00a0km de l’école" in client.get(WISHES).text


@pytest.mark.parametrize("said", [{"department": "999", "licence": ""}, {"department": "57", "licence": "maybe"}])
def test_what_is_not_an_answer_is_refused(said: dict[str, str], client: Client, trainee: Trainee) -> None:
    page = client.post("/mes-voeux/moi/", said, follow=True)

    trainee.refresh_from_db()
    assert "Choisissez une réponse de la liste." in page.text
    assert (trainee.department, trainee.has_licence) == ("", None)


def test_posts_are_sorted_and_narrowed_by_distance_and_by_what_is_open(client: Client, trainee: Trainee) -> None:
    far, near, closed = posts_of(trainee)
    near.regiment.latitude, near.regiment.longitude = 43.84, 4.36
    near.regiment.save()
    Post.objects.filter(pk=closed.pk).update(needs_licence=True)

    def found(**asked: str) -> list[Post]:
        return [one.post for one in client.get(WISHES, asked).context["found"]]

    assert found(order="near") == [near, far, closed]
    assert found(within="100") == [near]
    assert found(open="on") == [far, near]
    assert found(within="12") == [far, near, closed]


def test_a_closed_post_says_why_and_offers_no_button(client: Client, trainee: Trainee) -> None:
    (post,) = posts_of(trainee, 1)
    Post.objects.update(needs_licence=True)
    Trainee.objects.update(has_licence=False)

    page = client.get(WISHES).text
    assert "vous avez dit ne pas l’avoir" in page
    assert "Fermé pour vous" in page
    assert 'name="add"' not in page
    assert "vous avez dit ne pas l’avoir" in client.post(WISHES, {"add": post.pk}, follow=True).text
    assert asked(trainee) == []


def test_what_was_sent_and_taken_back_is_read_again(client: Client, trainee: Trainee) -> None:
    one, two, _ = posts_of(trainee)
    client.post(WISHES, {"wishes": [two.pk, one.pk], "send": ""})
    client.post(WISHES, {"take_back": ""})

    taken_back, sent = client.get(WISHES).context["history"]

    assert (taken_back["is_sent"], sent["is_sent"]) == (False, True)
    assert sent["lines"] == [f"{two.regiment}, Sarrebourg", f"{one.regiment}, Sarrebourg"]


@pytest.mark.parametrize("wrong", ["x", "9" * 40, "-1", "²"])
def test_nonsense_in_the_list_changes_nothing(wrong: str, client: Client, trainee: Trainee) -> None:
    posts_of(trainee)

    for name in ("wishes", "add", "up", "which", "rank", "version"):
        assert client.post(WISHES, {name: wrong, "place": ""}).status_code in {302, 409}

    assert asked(trainee) == []


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.TRAINEE}))
def test_the_page_is_closed_to_others(role: Role, client: Client) -> None:
    client.force_login(a_person(role))

    assert client.get(WISHES).status_code == 403


def test_the_page_costs_the_same_whatever_its_length(client: Client, trainee: Trainee) -> None:
    def one_more() -> None:
        position = trainee.wishes.count() + 1
        Wish.objects.create(trainee=trainee, post=a_post(cohort=trainee.cohort), position=position)

    assert_same_budget(client, WISHES, one_more, budget=PAGE)
