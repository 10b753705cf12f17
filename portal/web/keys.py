"""The forms that name a passkey, in the words of our pages."""

from typing import Any

from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django.utils.translation import gettext_lazy as _


class AddKey(AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Nom de la clé")
        self.fields["name"].help_text = _("Pour la reconnaître : « Mon téléphone », « Clé du bureau ».")
        self.fields["passwordless"].label = _("Me connecter avec cette clé seule, sans mot de passe")
        self.fields["passwordless"].help_text = _("La clé demandera alors votre empreinte, votre visage ou son code.")


class EditKey(EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Nom de la clé")
