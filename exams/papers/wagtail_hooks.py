from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from exams.papers.models import Blueprint, Paper
from exams.papers.permissions import AssembledOnly
from exams.papers.viewsets import ExamsGroup

# Before the viewset asks for the policy.
register_permission_policy(Paper, AssembledOnly(Paper))
register_snippet(ExamsGroup)


@hooks.register("before_delete_snippet")
def keep_what_papers_were_made_of(request, instances):
    """Without this the database would refuse, with an error instead of a reason."""
    used = [item for item in instances if isinstance(item, Blueprint) and item.papers.exists()]
    if not used:
        return None
    messages.error(
        request,
        _("%(blueprints)s: papers were assembled from it, so it is kept.")
        % {"blueprints": ", ".join(map(str, used))},
    )
    return redirect(Blueprint.snippet_viewset.get_url_name("list"))
