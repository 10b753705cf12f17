"""Say which words are not translated, or not collected since they changed. Needs gettext."""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import polib

HERE = Path(__file__).resolve().parent.parent


def main() -> int:
    faults = [fault for language in ("fr", "en") for fault in incomplete(language)] + stale()
    print("\n".join(faults[:40]) or "Toutes les phrases sont traduites.")
    return 1 if faults else 0


def incomplete(language: str) -> list[str]:
    words = polib.pofile(str(HERE / "locale" / language / "LC_MESSAGES" / "django.po"))
    wrong = [e for e in words if not e.obsolete and (not e.translated() or e.fuzzy)]
    # The extractor copies an escape as it is written: the sentence would never be found.
    escaped = [e for e in words if not e.obsolete and "\\u" in e.msgid]
    return [f"{language} : {e.msgid[:90]!r}" for e in (*wrong, *escaped)]


def stale() -> list[str]:
    """Words found in the code today and absent from the catalogues; the tree is left as it was."""
    with TemporaryDirectory() as kept:
        shutil.copytree(HERE / "locale", kept, dirs_exist_ok=True)
        before = {e.msgid for e in polib.pofile(str(Path(kept) / "en" / "LC_MESSAGES" / "django.po"))}
        try:
            collect()
            today = polib.pofile(str(HERE / "locale" / "en" / "LC_MESSAGES" / "django.po"))
            after = {e.msgid for e in today if not e.obsolete}
        finally:
            shutil.copytree(kept, HERE / "locale", dirs_exist_ok=True)
    return [f"à collecter (make messages) : {word[:90]!r}" for word in sorted(after - before)]


def collect() -> None:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from portal.web.management.commands.words import collect as collect_words

    collect_words()


if __name__ == "__main__":
    sys.exit(main())
