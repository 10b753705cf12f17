"""Why a file is not kept, in sentences that say what to do next."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.journal.moves import Refusal

SENTENCES: dict[str, Promise] = {
    "empty": _("Ce fichier est vide. Vérifiez-le sur votre appareil, puis choisissez-le de nouveau."),
    "size": _("Ce fichier pèse plus de %(megabytes)s Mo. Enregistrez une copie plus légère, puis choisissez-la."),
    "type": _("Ce type de fichier n’est pas accepté. Enregistrez votre document en PDF, ou en image JPEG ou PNG."),
    "photo": _("Cette photo est au format HEIC ou WebP. Enregistrez-la en JPEG ou en PNG, puis choisissez-la."),
    "office": _("Ce fichier est un document bureautique ou une archive. Exportez le document en PDF."),
    "mismatch": _("La fin du nom de ce fichier ne correspond pas à son contenu. Renommez-le, ou exportez-le en PDF."),
    "mixed": _("Ce fichier mélange deux formats. Imprimez le document en PDF, puis choisissez ce nouveau fichier."),
    "damaged": _("Ce fichier est incomplet ou abîmé. Ouvrez-le, enregistrez-le de nouveau, puis choisissez-le."),
    "encrypted": _("Ce PDF est protégé par un mot de passe. Enregistrez une copie sans protection."),
    "active": _("Ce PDF contient un programme ou une action automatique. Imprimez-le en PDF pour les retirer."),
    "embedded": _("Ce PDF contient d’autres fichiers ou un média. Imprimez-le en PDF pour les retirer."),
    "form": _("Ce PDF est un formulaire dynamique. Imprimez-le en PDF pour n’en garder que les pages."),
    "pages": _("Ce PDF a plus de %(pages)s pages. Gardez les pages utiles, puis choisissez ce nouveau fichier."),
    "pixels": _("Cette image compte plus de %(megapixels)s millions de points. Réduisez ses dimensions."),
    "heavy": _("Ce fichier est trop complexe pour être vérifié. Imprimez-le en PDF, ou réduisez-le."),
    "infected": _("Ce fichier contient un code signalé comme dangereux. Il n’a pas été gardé."),
    "room": _("Nous ne pouvons pas ranger de fichier en ce moment. Votre dossier est intact : réessayez plus tard."),
}


class FileRefused(Refusal):
    """A file that does not pass the gate; `reason` is its short name for the journal."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(str(SENTENCES[reason]) % _limits())


class FileUnreadable(Refusal):
    """A kept file whose bytes are gone or no longer those that were given."""


def _limits() -> dict[str, int]:
    return {
        "megabytes": settings.UPLOAD_MAX_BYTES // (1024 * 1024),
        "pages": settings.UPLOAD_MAX_PAGES,
        "megapixels": settings.UPLOAD_MAX_PIXELS // 1_000_000,
    }
