"""The admin's page of like items, and what the editor asks while a question is written."""

from itertools import zip_longest

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from questionbank import markup
from questionbank.comparing import difference
from questionbank.duplicates import deciding
from questionbank.duplicates.finding import like, with_rows
from questionbank.duplicates.tasks import look_for_duplicates
from questionbank.formats.html import from_plain
from questionbank.formats.items import Item as PlainItem
from questionbank.formats.items import Option
from questionbank.models import Item, ItemVersion, LikePair
from questionbank.refusals import Refused

N_PAIRS = 20
MAX_WRITTEN = 4_000
N_WARNINGS = 5


class _Restricted(PermissionRequiredMixin):
    permission_required = "questionbank.change_item"

    def handle_no_permission(self):
        raise PermissionDenied


class DuplicatesView(_Restricted, WagtailAdminTemplateMixin, TemplateView):
    template_name = "questionbank/duplicates.html"
    page_title = gettext_lazy("Like items")
    header_icon = "copy"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": reverse("duplicates"), "label": self.page_title}]

    def get_context_data(self, **kwargs):
        show = "done" if self.request.GET.get("show") == "done" else "open"
        pairs = LikePair.objects.select_related("decided_by").prefetch_related(
            *(Prefetch(side, _items()) for side in ("first", "second"))
        )
        if show == "done":
            pairs = pairs.exclude(decision="").order_by("-decided_at", "pk")
        else:
            pairs = pairs.filter(decision="")
        paginator = Paginator(pairs, N_PAIRS)
        page = paginator.get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "show": show,
            "pairs": page,
            "elided_page_range": paginator.get_elided_page_range(page.number),
            "rows": [_shown(pair, self.request.user) for pair in page],
            "edit_url": Item.snippet_viewset.get_url_name("edit"),
        }


def _items():
    is_published = Exists(ItemVersion.objects.filter(item=OuterRef("pk")))
    return with_rows(Item.objects.annotate(was_published=is_published))


def _shown(pair, user):
    lines = zip_longest(_lines(pair.first), _lines(pair.second), fillvalue="")
    first, second = zip(*(difference(*texts) for texts in lines), strict=True)
    return {
        "pair": pair,
        "percent": int(pair.likeness * 100),
        "is_same": pair.likeness == 1,
        "sides": [_side(pair.first, first, pair.second, user),
                  _side(pair.second, second, pair.first, user)],
    }  # fmt: skip


def _side(item, lines, other, user):
    goes = not other.was_published and not other.live
    verb = "delete" if goes else "publish"
    return {
        "item": item,
        "lines": lines,
        "may_keep": user.has_perm(f"questionbank.{verb}_item"),
        "goes": other if goes else None,
    }


def _lines(item):
    """The stem, then what stands beside it, keys marked."""
    plain = item.plain
    lines = [markup.plain(plain.stem)]
    lines += [
        f"{'✓' if option.is_key else '　'} {markup.plain(option.text)}" for option in plain.options
    ]
    if plain.is_true is not None:
        lines.append("✓ 正确" if plain.is_true else "✓ 错误")
    lines += [f"✓ {'；'.join(accepted)}" for accepted in plain.blanks]
    lines += [f"{markup.plain(p.left)} — {markup.plain(p.right)}" for p in plain.pairs]
    lines += [f"{n}. {markup.plain(step)}" for n, step in enumerate(plain.sequence, start=1)]
    lines += [f"（{n}）{markup.plain(part.stem)}" for n, part in enumerate(plain.items, start=1)]
    return lines


class FindView(_Restricted, View):
    """Starts a search in the background."""

    http_method_names = ["get", "post"]

    def get(self, request):
        return redirect("duplicates")

    def post(self, request):
        look_for_duplicates.enqueue()
        messages.success(
            request,
            _("The bank is being searched. New pairs appear here within a minute: reload then."),
        )
        return redirect("duplicates")


class DecideView(_Restricted, View):
    http_method_names = ["post"]

    def post(self, request, pk):
        pair = get_object_or_404(LikePair.objects.select_related("first", "second"), pk=pk)
        try:
            said = self.decide(pair, request.POST.get("choice", ""))
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            if said:
                messages.success(request, said)
        address = reverse("duplicates")
        return redirect(f"{address}?show=done" if request.POST.get("show") == "done" else address)

    def decide(self, pair, choice):
        """Return what was done, in words."""
        user, now = self.request.user, timezone.now()
        if choice == "again":
            deciding.decide_again(pair, user=user)
            return _("%(first)s and %(second)s wait for a decision again.") % {
                "first": pair.first, "second": pair.second,
            }  # fmt: skip
        if choice == "both":
            deciding.keep_both(pair, user=user, now=now)
            return _("Kept as two questions.")
        kept = {str(item.pk): item for item in (pair.first, pair.second)}.get(choice)
        if kept is None:
            return ""
        other = pair.second if kept == pair.first else pair.first
        goes, code = deciding.is_only_draft(other), other.code
        carried = deciding.merge(pair, kept, user=user, now=now)
        done = _("%(kept)s is kept, the draft %(other)s is deleted.") if goes else _(
            "%(kept)s is kept, %(other)s is retired."
        )  # fmt: skip
        said = [done % {"kept": kept.code, "other": code}]
        if carried:
            said.append(
                _("Carried over into a draft of %(kept)s, for review: %(carried)s.")
                % {"kept": kept.code, "carried": carried}
            )
        return " ".join(said)


class LikeView(_Restricted, View):
    """Which items are like the question in the editor: JSON, asked while it's written."""

    http_method_names = ["post"]

    def post(self, request):
        stem = request.POST.get("stem", "")[:MAX_WRITTEN]
        options = [text[:MAX_WRITTEN] for text in request.POST.getlist("option")[:20]]
        but = request.POST.get("item", "")
        plain = PlainItem(
            "single", from_plain(stem), options=tuple(Option(from_plain(text)) for text in options)
        )
        found = like(plain, but=int(but) if but.isdecimal() else None)
        edit_url = Item.snippet_viewset.get_url_name("edit")
        return JsonResponse(
            {
                "heading": ngettext(
                    "A question like this is in the bank already.",
                    "Questions like this are in the bank already.",
                    len(found),
                ),
                "items": [
                    {
                        "code": item.code,
                        "stem": markup.plain(item.plain.stem)[:80],
                        "percent": int(share * 100),
                        "url": reverse(edit_url, args=[item.pk]),
                    }
                    for item, share in found[:N_WARNINGS]
                ],
            }
        )
