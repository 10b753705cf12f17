"""The columns of the file: their headers are the same for everybody, whatever the language of the portal."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Column:
    """`also`: other headers it is known by; the public lists of regiments write theirs in English."""

    name: str
    header: str
    says: str | Promise
    example: str
    is_required: bool = False
    also: tuple[str, ...] = ()


COLUMNS = (
    Column("short_name", "Nom court", _("comme tout le monde l’écrit"), "6e RG", True, ("short_name", "Régiment")),
    Column("name", "Nom", _("le nom entier"), "6e régiment du génie", True, ("name",)),
    Column("branch", "Arme", _("infanterie, cavalerie, artillerie ou génie"), "génie", True, ("branch",)),
    Column(
        "branch_school", "École d’arme", _("l’école et sa ville"), "École du génie, Angers", True, ("branch_school",)
    ),
    Column("garrison", "Garnison", _("la ville"), "Angers", True, ("garrison",)),
    Column("department", "Département", _("son numéro"), "49", True, ("department",)),
    Column("lat", "Latitude", _("en degrés, avec un point ou une virgule"), "47.47", True, ("lat",)),
    Column("lon", "Longitude", _("en degrés, négative à l’ouest"), "-0.55", True, ("lon",)),
    Column("capacity", "Places", _("combien de personnes au plus"), "2", also=("capacity",)),
    Column("minimum", "Ouvre à partir de", _("en dessous, personne n’y va"), "0", also=("minimum",)),
    Column("section", "Section", _("80 caractères au plus"), "1re section", also=("section",)),
    Column(
        "supervisor_email",
        "Adresse du chef de section",
        _("celle d’un compte du portail"),
        "",
        also=("supervisor_email", "Chef de section"),
    ),
    Column("starts_on", "Arrivée", _("vide : comme toute la promotion"), "", also=("starts_on",)),
    Column("ends_on", "Départ", _("vide : comme toute la promotion"), "", also=("ends_on",)),
    Column(
        "lodging",
        "Logement",
        _("chambre au quartier ; chambre en ville, trouvée par le régiment ; à trouver soi-même"),
        "Chambre au quartier",
        also=("lodging",),
    ),
    Column("needs_fitness", "Apte sans restriction", _("oui ou non"), "oui", also=("needs_fitness",)),
    Column("needs_licence", "Permis de conduire", _("oui ou non"), "non", also=("needs_licence", "Permis")),
    Column("needs_english", "Anglais à partir de", _("un niveau, de A1 à C2"), "B2", also=("needs_english", "Anglais")),
    Column("within_km", "À moins de (km)", _("une distance depuis le domicile"), "", also=("within_km", "À moins de")),
    Column("conditions", "Autres conditions", _("300 caractères au plus"), "", also=("conditions", "Conditions")),
    Column(
        "reserved", "Places gardées", _("combien de places vont d’abord à certaines personnes"), "0", also=("reserved",)
    ),
    Column(
        "reserved_for",
        "Gardées pour",
        _("apte sans restriction, permis de conduire, anglais ou à proximité"),
        "",
        also=("reserved_for",),
    ),
)
HEADERS = tuple(column.header for column in COLUMNS)
REQUIRED = tuple(column.header for column in COLUMNS if column.is_required)
# It stands in the public lists of regiments, says nothing of a post, and is read over.
READ_OVER = "confidence"
BY_HEADER = {column.header: column for column in COLUMNS}


def plain(text: str) -> str:
    """Letters and figures only, without accents nor capitals: how two headers or two words are compared."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())


_KNOWN = {plain(name): column.header for column in COLUMNS for name in (column.header, *column.also)}


def headers(row: Sequence[str]) -> list[str]:
    """The header of the file as the export would write it; what is not known stays as it was typed."""
    return [_KNOWN.get(plain(typed), typed) for typed in row]
