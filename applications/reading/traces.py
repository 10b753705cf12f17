"""What leads to a person in any text: addresses, numbers and links, as patterns."""

import re

_HOSTS = (
    "linkedin|facebook|fb|instagram|insta|twitter|x|tiktok|snapchat|youtube|github|gitlab|strava|threads|bsky"
    "|mastodon|discord|researchgate|viadeo|behance|linktr"
)
_WAYS = (
    r"rue|avenue|av\.|boulevard|bd|blvd|place|chemin|impasse|allées?|cours|quai|route|square|résidence|faubourg"
    r"|passage|lotissement|ruelle|sentier|esplanade|promenade|montée|venelle|hameau"
)
_OF = (
    r"(?i:de\s+la\s+|de\s+l['’]|du\s+|des\s+|de\s+|d['’]|la\s+|les?\s+|l['’]|aux?\s+|en\s+|sur\s+|sous\s+|lès\s+|à\s+)*"
)
_CAPITAL = "[A-ZÀ-ÖØ-ÞŒ]"
_NAMED = rf"(?:[ \-]{_OF}{_CAPITAL}[\w'’\-]*)*"
_TOWN = rf"\d{{5}}\s+{_CAPITAL}[\w'’\-]*{_NAMED}(?i:\s+cedex(?:\s+\d+)?)?"

EMAIL = re.compile(r"[\w.+\-]+ ?(?:@|\[at\]|\(at\)) ?[\w\-]+(?:\.[\w\-]+)+", re.IGNORECASE)
PHONE = re.compile(
    r"(?<!\w)(?:(?:\+|00)\s?33\s?(?:\(0\)\s?)?[1-9]|0\s?[1-9])(?:[\s.\-/]?\d{2}){4}(?!\w)"
    r"|(?<!\w)(?:\+|00)(?!33)[1-9](?:[\s.\-]?\d){7,13}(?!\w)"
)
# A network's page, or somebody's name there.
NETWORK = re.compile(
    rf"(?<![\w@.])(?:https?://)?(?:[\w\-]+\.)*(?:{_HOSTS})\.(?:com|fr|net|org|app|ee|me|gg|tv|social)(?![\w.])"
    r"(?:/[^\s<>]*[^\s<>.,;:!?)»])?|(?<![\w@.])@\w[\w.]{0,28}\w",
    re.IGNORECASE,
)
LINK = re.compile(r"(?:https?://|www\.)[^\s<>]*[^\s<>.,;:!?)»]", re.IGNORECASE)
# The number alone, after the word that announces it; or a national student number (INE) by its form.
NUMBER = re.compile(
    r"\b(?:n[°ºo]\.?|num[ée]ro|matricule|code|identifiant|login|ine|bea)(?:\s*(?:d[’'e]\s*)?"
    r"(?:[ée]tudiante?|[ée]l[èe]ve|apprenante?|carte|dossier|ine|national|scolaire|[ée]cole|parcoursup))*\s*[:=]?\s*"
    r"(?P<announced>[a-z]{0,4}[\- ]?\d{4,12}[a-z]{0,2})(?!\w)|(?<!\w)(?P<ine>\d{9}[0-9a-z][a-z])(?!\w)",
    re.IGNORECASE,
)
ADDRESS = re.compile(
    rf"(?<!\w)\d{{1,4}}(?:\s?(?i:bis|ter|quater))?\s*,?\s+(?i:{_WAYS})\s+{_OF}[\w'’\-]+{_NAMED}(?:[,\s]+{_TOWN})?"
)
