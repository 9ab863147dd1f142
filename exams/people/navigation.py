"""What each person's navigation bar and desk show: outer apps register, `people` only draws."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Link:
    """An entry of the navigation bar for those who hold `permission`."""

    label: str
    url_name: str
    permission: str
    order: int


_links = []
_sections = []


def register_link(label, url_name, *, permission, order):
    _links.append(Link(label, url_name, permission, order))
    _links.sort(key=lambda link: link.order)


def register_section(section, *, order):
    """Add a section to the desk (my page).

    `section(request)` returns (template name, context), or None where it has nothing to say to
    this person.
    """
    _sections.append((order, section))
    _sections.sort(key=lambda pair: pair[0])


def sections(request):
    """The desk's sections for this person, as (template name, context) pairs."""
    drawn = (section(request) for _, section in _sections)
    return [pair for pair in drawn if pair is not None]


def role_navigation(request):
    """Context processor: `role_links`, the entries that this person's permissions open."""

    def links():
        user = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            return []
        return [
            {"label": link.label, "url": reverse(link.url_name)}
            for link in _links
            if user.has_perm(link.permission)
        ]

    return {"role_links": links}
