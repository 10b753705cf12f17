"""The people of the portal: find them, invite them, change their role, let them go."""

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import login
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.journal.moves import Refusal
from portal.people.models import Invitation, Role, User
from portal.web.actions import people as actions
from portal.web.doors import Data, SignedIn, door, permit, public_door
from portal.web.forms.people import AcceptForm, InviteForm, RoleForm, SearchForm

A_PAGE = 25
KEEPERS = (Role.MANAGER, Role.ADMINISTRATOR)


@door(*KEEPERS, data=Data.PEOPLE)
def people(request: SignedIn) -> HttpResponse:
    """Everybody, found by name, address or role, and the invitations still open."""
    form = SearchForm(request.GET)
    page = Paginator(_found(request.user, form), A_PAGE).get_page(request.GET.get("page"))
    open_invitations = Invitation.objects.visible_to(request.user).open(timezone.now()).select_related("invited_by")
    context = {"search": form, "page": page, "invitations": list(open_invitations[:A_PAGE])}
    return render(request, "portal/people.html", context)


@door(*KEEPERS, data=Data.PEOPLE, methods=("GET", "POST"))
def invite(request: SignedIn) -> HttpResponse:
    form = InviteForm(request.POST or None, grants=request.user.grants)
    if form.is_valid():
        try:
            invitation = actions.invite(by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("L’invitation part pour %(email)s.") % {"email": invitation.email})
            return redirect("people")
    return render(
        request,
        "portal/invite.html",
        {"form": form, "heading": _("Inviter une personne"), "words": _("Envoyer l’invitation")},
    )


@door(*KEEPERS, data=Data.PEOPLE, methods=("POST",))
def revoke(request: SignedIn, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk)
    permit(request.user, "people.manage", invitation)
    actions.revoke(invitation=invitation, by=request.user, at=timezone.now())
    messages.success(request, _("L’invitation de %(email)s est retirée.") % {"email": invitation.email})
    return redirect("people")


@door(*KEEPERS, data=Data.PEOPLE, methods=("GET", "POST"))
def person(request: SignedIn, pk: int) -> HttpResponse:
    """One person, and their role to change."""
    somebody = get_object_or_404(_protected(User.objects.visible_to(request.user)), pk=pk)
    form = RoleForm(request.POST or None, grants=request.user.grants, initial={"role": somebody.role})
    if request.method == "POST":
        permit(request.user, "people.manage", somebody)
        if form.is_valid():
            actions.change_role(person=somebody, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Le rôle est changé."))
            return redirect("person", pk)
    may_manage = request.user.has_perm("people.manage", somebody)
    return render(request, "portal/person.html", {"somebody": somebody, "form": form, "may_manage": may_manage})


@door(*KEEPERS, data=Data.PEOPLE, methods=("POST",))
def deactivate(request: SignedIn, pk: int) -> HttpResponse:
    somebody = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    permit(request.user, "people.manage", somebody)
    actions.deactivate(person=somebody, by=request.user, at=timezone.now())
    messages.success(request, _("Le compte de %(name)s est fermé.") % {"name": somebody})
    return redirect("person", pk)


@door(*KEEPERS, data=Data.PEOPLE, methods=("POST",))
def reactivate(request: SignedIn, pk: int) -> HttpResponse:
    somebody = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    permit(request.user, "people.manage", somebody)
    actions.reactivate(person=somebody, by=request.user, at=timezone.now())
    messages.success(request, _("Le compte de %(name)s est de nouveau ouvert.") % {"name": somebody})
    return redirect("person", pk)


@never_cache
@public_door(methods=("GET", "POST"))
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Opening the link shows the invitation; only sending the form uses it."""
    at = timezone.now()
    found = Invitation.objects.open(at).filter(fingerprint=Invitation.fingerprint_of(key)).first()
    if found is None:
        return render(request, "portal/invitation_closed.html", status=404)
    form = AcceptForm(request.POST or None, email=found.email)
    if form.is_valid():
        somebody = actions.accept(invitation=found, at=at, **form.cleaned_data)
        login(request, somebody, backend="allauth.account.auth_backends.AuthenticationBackend")
        return redirect("start")
    context = {"invitation": found, "form": form, "heading": _("Bienvenue sur Galon"), "words": _("Entrer")}
    return render(request, "portal/invitation.html", context)


def _found(user: User, form: SearchForm) -> QuerySet[User]:
    rows = _protected(User.objects.visible_to(user))
    if not form.is_valid():
        return rows
    for word in form.cleaned_data["q"].split():
        rows = rows.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word))
    role = form.cleaned_data["role"]
    return rows.filter(role=role) if role else rows


def _protected(rows: QuerySet[User]) -> QuerySet[User]:
    """With the word whether each has a second factor."""
    return rows.annotate(is_protected=Exists(Authenticator.objects.filter(user=OuterRef("pk"))))
