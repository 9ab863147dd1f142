from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from exams.people.models import Candidate
from exams.people.navigation import sections


@require_GET
@login_required
def desk(request):
    """My page: who I am, and whatever the other apps have for me."""
    candidate = Candidate.objects.filter(user=request.user).select_related("unit").first()
    drawn = [render_to_string(name, context, request) for name, context in sections(request)]
    return render(request, "people/desk.html", {"candidate": candidate, "sections": drawn})
