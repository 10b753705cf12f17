"""Letters to everybody, for those who answer for them: what waits, what left, what failed and why."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.outbox.models import Delivery, Letter, Relay
from portal.outbox.oversight import followed_by
from portal.outbox.resend import resend as resend_letter
from portal.outbox.words import kinds, title_of
from portal.people.models import Role
from portal.web.doors import Data, SignedIn, door

NEWEST = 1000  # a page that is as quick with a hundred thousand letters; older ones are found by searching
UNFINISHED = (Delivery.PENDING, Delivery.LEASED, Delivery.UNKNOWN, Delivery.HELD, Delivery.DEAD)


@door(Role.MANAGER, Role.ADMINISTRATOR, data=Data.LETTERS)
def outbox(request: SignedIn) -> HttpResponse:
    """The letters of everybody, filtered by state, kind and person; never their words."""
    letters = _filtered(followed_by(request.user), request.GET.dict()).select_related("to").annotate(resent=_resent())
    page = Paginator(letters[:NEWEST], 50).get_page(request.GET.get("page"))
    rows = [(letter, _title(letter.kind)) for letter in page.object_list]
    context = {"page": page, "rows": rows, "counts": _counts(), "relay": Relay.objects.first(), "now": timezone.now()}
    return render(request, "portal/outbox.html", context | _choices() | {"chosen": request.GET})


@door(Role.MANAGER, Role.ADMINISTRATOR, data=Data.LETTERS, methods=("POST",))
def resend(request: SignedIn, pk: int) -> HttpResponse:
    """Promise again a letter that was not delivered."""
    again = resend_letter(
        letter=get_object_or_404(followed_by(request.user), pk=pk), by=request.user, at=timezone.now()
    )
    messages.success(request, _("La lettre repart vers %(address)s.") % {"address": again.address})
    return redirect("outbox")


def _filtered(letters: QuerySet[Letter], asked: dict[str, str]) -> QuerySet[Letter]:
    if asked.get("state") in Delivery.values:
        letters = letters.filter(delivery=asked["state"])
    if asked.get("kind") in kinds():
        letters = letters.filter(kind=asked["kind"])
    for word in asked.get("q", "").replace("\0", "").split()[:5]:
        named = Q(to__first_name__icontains=word) | Q(to__last_name__icontains=word)
        letters = letters.filter(Q(address__icontains=word) | named)
    return letters


def _resent() -> Exists:
    key = Concat(Value("again-"), Cast(OuterRef("pk"), CharField()))
    return Exists(Letter.objects.filter(key=key))


def _counts() -> dict[str, int]:
    """Only what is not finished is counted: few rows, whatever the years behind."""
    found = Letter.objects.filter(delivery__in=UNFINISHED).order_by().values_list("delivery").annotate(Count("pk"))
    counts = dict(found)
    return {str(state.label): counts[state] for state in UNFINISHED if state in counts}


def _choices() -> dict[str, object]:
    titles = sorted((_title(kind), kind) for kind in kinds())
    return {"states": Delivery.choices, "kinds": [(kind, title) for title, kind in titles]}


def _title(kind: str) -> str:
    return title_of(kind, get_language() or "fr")
