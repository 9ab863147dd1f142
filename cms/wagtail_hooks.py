from wagtail.snippets.models import register_snippet

from cms.viewsets import LawViewSetGroup

register_snippet(LawViewSetGroup)
