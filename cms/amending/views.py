"""The admin's pages of amended articles: the list, the marking, the work on one of them."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.compare import diff_text
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from cms.amending import marking
from cms.amending.forms import OUTCOMES, CheckForm, mark_form
from cms.amending.worklist import groups
from cms.models import Article, ArticleChange, ArticleCheck

N_CHANGES = 25
N_CHECKS = 50


def may_mark(user):
    return user.has_perm("cms.add_articlechange")


def may_check(user):
    return user.has_perm("cms.change_articlecheck")


def mark_url(article=None):
    query = f"?article={article.pk}" if article else ""
    return reverse("article_change_add") + query


class Restricted:
    """For those who hold `permission_required`."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm(self.permission_required):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class _Page(Restricted, WagtailAdminTemplateMixin):
    page_title = gettext_lazy("Amended articles")
    header_icon = "history"
    permission_required = "cms.view_articlechange"

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("article_changes"), "label": _("Amended articles")},
        ]


def shown(request):
    """Which part of a list is asked for: what is open, or what is done."""
    return "done" if request.GET.get("show") == "done" else "open"


class ChangesView(_Page, TemplateView):
    template_name = "cms/amending/changes.html"

    @cached_property
    def header_buttons(self):
        if not may_mark(self.request.user):
            return []
        return [HeaderButton(_("Mark an article as changed"), url=mark_url(), icon_name="plus")]

    def get_context_data(self, **kwargs):
        changes = ArticleChange.objects.select_related("article__statute", "marked_by")
        show = shown(self.request)
        part = changes.with_progress().done() if show == "done" else changes.with_progress().open()
        page = Paginator(part, N_CHANGES).get_page(self.request.GET.get("p"))
        for change in page:
            change.n_done = change.n_checks - change.n_open
        return super().get_context_data(**kwargs) | {
            "show": show,
            "changes": page,
            "n_open": ArticleChange.objects.open().count(),
            "n_done": ArticleChange.objects.done().count(),
            "may_mark": may_mark(self.request.user),
            "mark_url": mark_url(),
        }


class MarkView(_Page, FormView):
    template_name = "cms/amending/mark.html"
    permission_required = "cms.add_articlechange"

    def get_breadcrumbs_items(self):
        here = _("Mark an article as changed")
        return [*super().get_breadcrumbs_items(), {"url": "", "label": here}]

    def get_form_class(self):
        return mark_form()

    def get_initial(self):
        """The article whose page led here, and today."""
        initial = {"effective": timezone.localdate()}
        key = self.request.GET.get("article", "")
        if key.isascii() and key.isdigit():
            initial["article"] = Article.objects.filter(pk=key).first()
        return initial

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"for_user": self.request.user}

    def form_valid(self, form):
        change = marking.mark(form.instance, user=self.request.user, now=timezone.now())
        n_texts = change.checks.count()
        messages.success(
            self.request,
            ngettext(
                "%(article)s is marked as changed. %(n)d text cites it.",
                "%(article)s is marked as changed. %(n)d texts cite it.",
                n_texts,
            )
            % {"article": change, "n": n_texts},
        )
        return redirect("article_change", change.pk)


class ChangeView(_Page, TemplateView):
    template_name = "cms/amending/change.html"

    def dispatch(self, request, *args, pk, **kwargs):
        self.pk = pk
        return super().dispatch(request, *args, pk=pk, **kwargs)

    @cached_property
    def change(self):
        changes = ArticleChange.objects.select_related("article__statute", "marked_by")
        return get_object_or_404(changes.with_progress(), pk=self.pk)

    def get_page_title(self):
        return str(self.change)

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": str(self.change)}]

    def get_context_data(self, **kwargs):
        change = self.change
        show = shown(self.request)
        checks = change.checks.select_related("checked_by")
        part = checks.done() if show == "done" else checks.open()
        page = Paginator(part, N_CHECKS).get_page(self.request.GET.get("p"))
        user = self.request.user
        has_new_text = change.text_now != change.old_text
        return super().get_context_data(**kwargs) | {
            "change": change,
            "show": show,
            "page": page,
            "groups": groups(change, page.object_list, user),
            "n_done": change.n_checks - change.n_open,
            "diff": diff_text(change.old_text, change.text_now).to_html() if has_new_text else "",
            "outcomes": OUTCOMES,
            "may_check": may_check(user),
            "may_withdraw": may_mark(user) and change.n_open == change.n_checks,
        }


class WithdrawView(_Page, TemplateView):
    """Ask once more, then forget the marking."""

    template_name = "cms/amending/withdraw.html"
    permission_required = "cms.add_articlechange"

    def get_breadcrumbs_items(self):
        here = _("Withdraw the marking")
        return [*super().get_breadcrumbs_items(), {"url": "", "label": here}]

    def get_context_data(self, pk, **kwargs):
        changes = ArticleChange.objects.select_related("article__statute")
        change = get_object_or_404(changes.with_progress(), pk=pk)
        return super().get_context_data(**kwargs) | {"change": change}

    def post(self, request, pk):
        change = get_object_or_404(ArticleChange.objects.select_related("article__statute"), pk=pk)
        try:
            marking.withdraw(change, user=request.user)
        except marking.AlreadyChecked as refusal:
            messages.error(request, str(refusal))
            return redirect("article_change", pk)
        messages.success(request, _("%(article)s is no longer marked.") % {"article": change})
        return redirect("article_changes")


class _CheckAction(Restricted, View):
    """A button beside a text; leads back to the place in the list."""

    http_method_names = ["post"]
    permission_required = "cms.change_articlecheck"

    def check_of(self, pk):
        checks = ArticleCheck.objects.select_related("change__article__statute")
        return get_object_or_404(checks, pk=pk)

    def back(self, check, anchor=""):
        query = {"show": shown(self.request)}
        if self.request.GET.get("p", "").isdigit():
            query["p"] = self.request.GET["p"]
        address = reverse("article_change", args=[check.change_id])
        return redirect(f"{address}?{urlencode(query)}{anchor}")


class RecordView(_CheckAction):
    def post(self, request, pk):
        check = self.check_of(pk)
        form = CheckForm(request.POST)
        if not form.is_valid():
            messages.validation_error(request, _("Nothing was saved."), form)
            return self.back(check, f"#check-{check.pk}")
        try:
            marking.record(check, **form.cleaned_data, user=request.user, now=timezone.now())
        except marking.AlreadyChecked as refusal:
            messages.warning(request, str(refusal))
            return self.back(check)
        done = reverse("article_change", args=[check.change_id]) + f"?show=done#check-{check.pk}"
        messages.success(
            request,
            _("%(text)s: %(outcome)s.")
            % {"text": check.label, "outcome": check.get_outcome_display()},
            buttons=[messages.button(done, _("Look at it or undo"))],
        )
        following = check.change.checks.open().filter(pk__gt=check.pk).first()
        return self.back(check, f"#check-{following.pk}" if following else "")


class UndoView(_CheckAction):
    def post(self, request, pk):
        check = self.check_of(pk)
        marking.undo(check, user=request.user)
        messages.success(request, _("%(text)s is to be reviewed again.") % {"text": check.label})
        return self.back(check)
