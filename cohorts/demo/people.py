"""The demo's people: eleven accounts to sign in with, and as many invented students as asked."""

import random
from itertools import count

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from portal.people.models import Role, User

PASSWORD = "galon-demo"  # noqa: S105  # printed by `make run` for whoever tries the demo
ACCOUNTS: dict[str, tuple[str, str, Role]] = {
    "admin": ("Dominique", "Aubert", Role.ADMINISTRATOR),
    "responsable": ("Hélène", "Caumont", Role.MANAGER),
    "jury": ("Étienne", "Vasseur", Role.JURY_PRESIDENT),
    "relectrice": ("Nadia", "Ferhat", Role.REVIEWER),
    "relecteur": ("Bruno", "Delmas", Role.REVIEWER),
    "liaison": ("Claire", "Montagne", Role.LIAISON),
    "chef": ("Mathieu", "Kervella", Role.SUPERVISOR),
    "direction": ("Sylvie", "Roussel", Role.DIRECTION),
    "candidate": ("Camille", "Besson", Role.CANDIDATE),
    "admise": ("Louise", "Peyrard", Role.CANDIDATE),
    "stagiaire": ("Inès", "Chabrol", Role.TRAINEE),
}
WOMEN = [
    "Élise",
    "Agathe",
    "Salomé",
    "Lina",
    "Manon",
    "Sarah",
    "Jeanne",
    "Maëlle",
    "Capucine",
    "Yasmine",
    "Anaïs",
    "Clémence",
    "Margot",
    "Aïcha",
    "Solène",
    "Romane",
    "Victoire",
    "Noémie",
    "Lucie",
    "Fatou",
    "Héloïse",
    "Alix",
    "Garance",
    "Mathilde",
    "Ambre",
    "Céleste",
    "Zoé",
    "Apolline",
    "Rose",
    "Juliette",
]
MEN = [
    "Hugo",
    "Malo",
    "Gabin",
    "Karim",
    "Théo",
    "Basile",
    "Loris",
    "Antonin",
    "Samuel",
    "Rayan",
    "Corentin",
    "Maxence",
    "Aurélien",
    "Titouan",
    "Ismaël",
    "Paul",
    "Bastien",
    "Quentin",
    "Étienne",
    "Adrien",
    "Simon",
    "Yanis",
    "Victor",
    "Gaspard",
    "Émile",
    "Côme",
    "Tristan",
    "Mehdi",
    "Léonard",
    "Valentin",
]
SURNAMES = [
    "Tran",
    "Castel",
    "Guérin",
    "Benali",
    "Morvan",
    "Lacombe",
    "Rigaud",
    "Vidal",
    "Okonkwo",
    "Sabatier",
    "Fournel",
    "Nguyen",
    "Cazenave",
    "Bouvier",
    "Allègre",
    "Marchetti",
    "Le",
    "Goff",
    "Diallo",
    "Pons",
    "Verdier",
    "Haddad",
    "Roques",
    "Bonnefoy",
    "Carrère",
    "Delorme",
    "Estève",
    "Faucher",
    "Gaillard",
    "Hamon",
    "Imbert",
    "Jourdan",
    "Keller",
    "Lafont",
    "Mercier",
    "Nadal",
    "Olivier",
    "Pradel",
    "Quéré",
    "Rambaud",
    "Servant",
    "Teissier",
    "Ulrich",
    "Vernet",
    "Weber",
]
# Three in ten, as nationally.
SHARE_OF_WOMEN = 0.3

_number = count(1)


def accounts() -> dict[str, User]:
    """Create the eleven people one signs in as."""
    encoded = make_password(PASSWORD)
    people = [
        User(email=f"{name}@galon.test", password=encoded, first_name=first, last_name=last, role=role)
        for name, (first, last, role) in ACCOUNTS.items()
    ]
    User.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, verified=True, primary=True) for person in people
    )
    return {person.email.partition("@")[0]: person for person in people}


def students(number: int, *, role: Role, chance: random.Random) -> list[tuple[User, bool]]:
    """Create invented students, each with whether she is a woman; nobody can sign in as them."""
    drawn = [chance.random() < SHARE_OF_WOMEN for _ in range(number)]
    people = [
        User(
            email=f"eleve-{next(_number)}@galon.test",
            password=make_password(None),
            first_name=chance.choice(WOMEN if woman else MEN),
            last_name=chance.choice(SURNAMES),
            role=role,
        )
        for woman in drawn
    ]
    User.objects.bulk_create(people, batch_size=500)
    return list(zip(people, drawn, strict=True))


def staff(number: int, role: Role, chance: random.Random) -> list[User]:
    """Create more people of one role, who do not sign in."""
    people = [
        User(
            email=f"{role}-{next(_number)}@galon.test",
            password=make_password(None),
            first_name=chance.choice(WOMEN + MEN),
            last_name=chance.choice(SURNAMES),
            role=role,
        )
        for _ in range(number)
    ]
    return User.objects.bulk_create(people)
