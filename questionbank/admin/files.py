"""Files in and out of the list: buttons in its head, and the page that exports what it shows."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button, HeaderButton

from questionbank import exporting
from questionbank.formats.registry import FORMATS, WRITABLE
from questionbank.models import Item

N_LOSSES = 200


def import_button(request):
    """For the head of the list; None for those who write no items."""
    if not request.user.has_perm("questionbank.add_item"):
        return None
    return HeaderButton(_("Import"), url=reverse("item_imports"), icon_name="upload", priority=200)


def export_button(request):
    """For the head of the list: what it shows, or will once filtered otherwise."""
    return Button(_("Export"), url=address(request.GET), icon_name="download", priority=80)


def address(query=None):
    """Return the address that exports what the list finds for a query (a `QueryDict`)."""
    kept = query.copy() if query is not None else None
    for name in ("p", "format", "download", "_w_filter_fragment"):
        if kept:
            kept.pop(name, None)
    text = kept.urlencode() if kept else ""
    return f"{reverse('item_export')}{'?' if text else ''}{text}"


class ExportView(WagtailAdminTemplateMixin, TemplateView):
    """Choose a format; see what it can't hold; download."""

    http_method_names = ["get"]
    template_name = "questionbank/admin/export.html"
    page_title = gettext_lazy("Export questions")
    header_icon = "download"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("questionbank.view_item"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        items = reverse(Item.snippet_viewset.get_url_name("list"))
        return [
            *self.breadcrumbs_items,
            {"url": items, "label": Item._meta.verbose_name_plural},
            {"url": "", "label": _("Export questions")},
        ]

    @cached_property
    def items(self):
        # The list has a button that leads here.
        from questionbank.admin.listing import found

        return found(self.request).order_by("code")

    @cached_property
    def format_name(self):
        name = self.request.GET.get("format", "")
        return name if name in WRITABLE else ""

    def get(self, request, *args, **kwargs):
        if self.format_name and "download" in request.GET:
            return exporting.response(self.items, self.format_name)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs) | {
            "n_items": self.items.count(),
            "formats": exporting.formats(),
            "format_name": self.format_name,
        }
        if self.format_name:
            plain, written = exporting.write(self.items, self.format_name)
            lost = exporting.losses(plain, written)
            context |= {
                "format_label": FORMATS[self.format_name].NAME,
                "losses": lost[:N_LOSSES],
                "n_losses": len(lost),
            }
        return context
