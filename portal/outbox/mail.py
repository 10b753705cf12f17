"""A letter as a mail: one recipient, a constant Message-ID, text and page."""

from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse

from portal.outbox.models import Category, Letter
from portal.outbox.words import html, render, whole
from portal.people.models import User

UNSUBSCRIBE = "portal.outbox.unsubscribe"


def mail_of(letter: Letter) -> EmailMultiAlternatives:
    words = render(letter)
    leave = unsubscribe_url(letter.to) if letter.to and letter.category == Category.OPTIONAL else ""
    text = words.body if words.url in words.body else f"{words.body}\n{words.url}\n"
    mail = EmailMultiAlternatives(words.subject, text, to=[letter.address], headers=_headers(letter, leave))
    mail.attach_alternative(html(letter, words, unsubscribe=leave), "text/html")
    return mail


def unsubscribe_url(person: User) -> str:
    """Works signed out, from any mail program, and says nothing about the person."""
    return whole(reverse("unsubscribe", args=[signing.dumps(person.pk, salt=UNSUBSCRIBE)]))


def _headers(letter: Letter, leave: str) -> dict[str, str]:
    headers = {"Message-ID": letter.message_id, "Auto-Submitted": "auto-generated"}
    if leave:
        headers |= {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return headers
