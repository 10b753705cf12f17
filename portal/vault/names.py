"""The name a person gave to a file, made safe to show, to send in a header and to save anywhere."""

import re
import unicodedata

from portal.vault.refusals import FileRefused

LONGEST = 120
SUFFIXES = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/png": (".png",),
}
# Names that Windows keeps for devices, whatever follows the dot.
DEVICES = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$", re.IGNORECASE)
SUFFIX = re.compile(r"\.[a-z][a-z0-9]{1,4}$", re.IGNORECASE)


def clean_name(given: str, content_type: str) -> str:
    """The last part of the given name, without hidden signs, ending as its content demands."""
    visible = "".join(sign for sign in unicodedata.normalize("NFC", given) if _is_visible(sign))
    base = re.split(r"[/\\]", visible)[-1]
    stem = _without_suffix(re.sub(r'[<>:"|?*;]', "", base).rstrip(". "), content_type)
    stem = stem.lstrip(".=+-@ ").rstrip(". ")[:LONGEST] or "document"
    if DEVICES.match(stem):
        stem = f"document-{stem}"
    return stem + SUFFIXES[content_type][0]


def _is_visible(sign: str) -> bool:
    """Control, formatting (right-to-left override…), surrogate and private signs are dropped."""
    return unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def _without_suffix(name: str, content_type: str) -> str:
    found = SUFFIX.search(name)
    if found is None:
        return name
    if found.group().lower() not in SUFFIXES[content_type]:
        raise FileRefused("mismatch")
    return name[: found.start()]
