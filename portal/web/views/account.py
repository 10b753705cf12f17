"""One's own account."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal.web.actions.account import describe_oneself
from portal.web.doors import EVERYONE_SIGNED_IN, Data, SignedIn, door
from portal.web.forms.account import AccountForm


@door(*EVERYONE_SIGNED_IN, data=Data.OWN, methods=("GET", "POST"))
def account(request: SignedIn) -> HttpResponse:
    """Who one is here, and what protects the account."""
    user = request.user
    form = AccountForm(request.POST or None, initial={name: getattr(user, name) for name in AccountForm.base_fields})
    if form.is_valid():
        person = describe_oneself(user=user, by=user, at=timezone.now(), **form.cleaned_data)
        with translation.override(person.language):
            messages.success(request, _("Votre compte est à jour."))
        return redirect("account")
    return render(request, "portal/account.html", {"form": form, "protected": is_mfa_enabled(user)})
