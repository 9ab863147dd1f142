"""The certificates' part of my page."""

from certificates.models import Certificate


def section(request):
    """A candidate's own certificates; nothing for somebody who is no candidate."""
    if not hasattr(request.user, "candidate"):
        return None
    certificates = (
        Certificate.objects.owned_by(request.user).select_related("drawing").order_by("-issued_at")
    )
    return "certificates/_desk.html", {"certificates": certificates}
