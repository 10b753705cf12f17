"""Why a rule cannot run on the inputs as they are, in one sentence for those who can change them."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from cohorts.models import Post
from cohorts.placement import errors


def impossible(error: errors.InvalidPlacement, posts: Mapping[int, Post]) -> str:
    """Word one named error; a post is named by its regiment."""
    post = posts.get(error.facts.get("post", 0))
    where = {"post": post.regiment.short_name if post else _("un poste")}
    match error:
        case errors.LockOverCapacity():
            return _("Un poste ou une arme a plus de réservations que de places.")
        case errors.LockUnfit():
            return _("%(post)s est réservé d’avance à une personne à qui ce poste est fermé.") % where
        case errors.GroupsNotNested():
            return _("Deux groupes limités ont des postes en commun sans que l’un contienne l’autre.")
        case errors.LocksBelowMinimum():
            return _("Des réservations ouvrent un poste qui ne peut pas réunir son minimum.")
        case errors.MinimumAboveCapacity():
            return _("%(post)s demande plus de personnes qu’il n’a de places.") % where
        case errors.ReservedOverCapacity():
            return _("%(post)s garde plus de places qu’il n’en a.") % where
        case errors.ReservesNotKept():
            words = _("%(post)s garde des places pour certaines personnes, ce que cette règle ne sait pas faire.")
            return words % where
        case errors.ReservesInGroup():
            words = _("%(post)s garde des places dans un groupe limité : rien ne dit qui la limite doit écarter.")
            return words % where
        case errors.OrdersInGroup():
            return _("Des régiments d’un même groupe limité ont chacun leur ordre : rien ne dit qui la limite écarte.")
        case _:
            return _("Les vœux, les postes ou les réservations se contredisent.")
