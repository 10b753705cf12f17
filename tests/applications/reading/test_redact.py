"""The automatic copy: finds what says who somebody is, and touches nothing else."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.reading.redact import ADDRESS, BIRTH, LINK, MARK, NAME, NUMBER, PHONE, Person, found, parts, proposal

CAMILLE = Person(
    names=("Maëlle", "Kerouédan-Le Goff"),
    emails=("maelle.kg@ecole.example",),
    phones=("06 12 34 56 78",),
    address="6 avenue de Clavières, 30100 Alès",
    born=date(2004, 3, 27),
)
letters = st.characters(whitelist_categories=("Lu", "Ll"), max_codepoint=0x17F)
names = st.text(letters, min_size=3, max_size=12).filter(lambda name: len(plain(name)) >= 3)
prose = st.text(st.characters(blacklist_categories=("Cs",)), max_size=80)


def plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(sign))


@pytest.mark.parametrize(
    ("written", "copy"),
    [
        ("Je suis Maëlle Kerouédan-Le Goff.", "Je suis [nom]."),
        ("MAELLE KEROUEDAN LE GOFF", NAME),
        ("maelle, de l’équipe", "[nom], de l’équipe"),
        ("Mae\u0308lle, ma\u00adëlle", "[nom], [nom]"),
        ("le projet d’Kerouedan", "le projet d’[nom]"),
        ("Goff2004 sur le forum", "[nom]2004 sur le forum"),
        (
            "Écrivez à maelle.kg@ecole.example ou m.k (at) mail.fr",
            "Écrivez à [adresse électronique] ou [adresse électronique]",
        ),
        ("0612345678, 06.12.34.56.78, +33 6 12 34 56 78", f"{PHONE}, {PHONE}, {PHONE}"),
        ("01 23 45 67 89", PHONE),
        ("J’habite 6, avenue de clavieres 30100 ALES.", f"J’habite {ADDRESS}."),
        ("Au 12 bis rue des Lilas et je travaille", f"Au {ADDRESS} et je travaille"),
        ("12 rue des Lilas, 30100 Alès", ADDRESS),
        ("N° étudiant : 22034567", f"N° étudiant : {NUMBER}"),
        ("INE 0123456789A", f"INE {NUMBER}"),
        ("https://www.linkedin.com/in/mkg/ et github.com/mkg", f"{LINK} et {LINK}"),
        ("@maelle_kg", LINK),
        ("www.kerouedan.example/cv", LINK),
        ("Née le 27 mars 2004 (27/03/2004)", f"Née le {BIRTH} ({BIRTH})"),
    ],
)
def test_what_says_who_it_is_gets_a_neutral_mark(written: str, copy: str) -> None:
    assert proposal(written, CAMILLE) == copy


@pytest.mark.parametrize(
    "written",
    [
        "J’ai conduit une équipe de 12 personnes pendant 23 semaines, avec 12000 euros.",
        "En 2024, la rue est devenue une place ; 3 cours, 2 allers-retours.",
        "Le goffrage, la maellerie : des mots qui commencent de même.",
        "Voir https://www.defense.gouv.example/terre et la norme ISO 9001.",
        "Moyenne de 14,25 ; du 3 au 5 mars.",
    ],
)
def test_the_rest_is_left_alone(written: str) -> None:
    assert proposal(written, CAMILLE) == written


def test_a_name_too_short_to_be_told_from_a_word_is_found_by_its_capital() -> None:
    assert proposal("Du vient du sud.", Person(names=("Du",))) == "[nom] vient du sud."


@given(
    first=names, last=names, before=prose, after=prose, change=st.sampled_from([str.upper, str.lower, plain, str.title])
)
def test_a_name_is_found_in_any_case_and_without_its_accents(
    first: str, last: str, before: str, after: str, change: object
) -> None:
    written = f"{before} {change(first)} {change(last)} {after}"  # type: ignore[operator]

    copy = proposal(written, Person(names=(first, last)))

    words = re.findall(r"[^\W\d_]+", plain(MARK.sub(" ", copy)))
    assert not {plain(first), plain(last)} & set(words)


@given(text=prose | st.text(max_size=40).map(lambda text: f"Maëlle {text} maelle.kg@ecole.example, {text}"))
def test_nothing_outside_the_marks_is_changed(text: str) -> None:
    pieces, place = [], 0
    for span in found(text, CAMILLE):
        pieces += [re.escape(text[place : span.start]), re.escape(span.mark)]
        place = span.end

    assert re.fullmatch("".join([*pieces, re.escape(text[place:])]), proposal(text, CAMILLE))


@given(text=prose | st.sampled_from(["Maëlle au 06 12 34 56 78", "[nom] Maëlle [nom]"]))
def test_a_copy_of_a_copy_is_the_same_copy(text: str) -> None:
    copy = proposal(text, CAMILLE)

    assert proposal(copy, CAMILLE) == copy


@given(text=prose)
def test_a_person_of_whom_nothing_is_known_hides_only_what_leads_to_somebody(text: str) -> None:
    assert all(span.mark not in {NAME, BIRTH} for span in found(text, Person(names=("", " "), emails=("",))))


def test_a_copy_is_shown_cut_at_its_marks() -> None:
    assert [(part.words, part.is_mark) for part in parts("Ici [nom] !")] == [
        ("Ici ", False),
        ("[nom]", True),
        (" !", False),
    ]
