"""One post as everybody reads it who may choose it, open it or follow it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from rules.permissions import has_perm

from cohorts import lifecycle
from cohorts.models import Placement, Post
from cohorts.post_facts import facts_of
from cohorts.views.placing.map import drawn, garrison
from portal.people.models import Role, User
from portal.web.doors import Data, SignedIn, door


@door(Role.TRAINEE, Role.LIAISON, Role.MANAGER, data=Data.FOLLOW_UP)
def post_page(request: SignedIn, pk: int) -> HttpResponse:
    """Where, when, with whom and on what conditions; the section leader's name only to those it concerns."""
    visible = Post.objects.visible_to(request.user).with_taken()
    post = get_object_or_404(visible.select_related("regiment", "cohort", "supervisor").distinct(), pk=pk)
    is_mine = _is_mine(request.user, post)
    names_supervisor = is_mine or request.user.role != Role.TRAINEE
    told = _("Carte de France : %(where)s.") % {"where": post.regiment.garrison}
    page = {
        "post": post,
        "facts": facts_of(post, names_supervisor=names_supervisor),
        "names_supervisor": names_supervisor,
        "is_mine": is_mine,
        "taken": post.taken,
        "shows_taken": post.cohort.state != lifecycle.Cohort.PREPARING,
        "map": drawn([garrison(post.regiment, is_ringed=True)], told=told),
        "may_change": has_perm("cohorts.change_posts", request.user, post),
        **_way_back(request.user, post),
    }
    return render(request, "cohorts/posts/post.html", page)


def _is_mine(user: User, post: Post) -> bool:
    return user.role == Role.TRAINEE and Placement.objects.filter(post=post, trainee__person=user).exists()


def _way_back(user: User, post: Post) -> dict[str, str]:
    if user.role == Role.TRAINEE:
        return {"back": reverse("cohorts:my_wishes"), "back_words": _("Mes vœux")}
    return {"back": f"{reverse('cohorts:posts')}?cohort={post.cohort_id}", "back_words": _("Postes")}
