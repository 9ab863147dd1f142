"""What the wizard's buttons do; each leads back to the import's page."""

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View
from django.views.generic.base import ContextMixin, TemplateResponseMixin
from wagtail.admin import messages

from cms.models import KnowledgePoint
from questionbank.importing import choosing, committing, reading, receiving, undoing
from questionbank.importing.forms import FormatForm, chosen_mapping, sheet_forms
from questionbank.importing.models import ImportedQuestion
from questionbank.importing.pages import Page, Restricted, columns_context, summary_context
from questionbank.importing.receiving import ImportRefused

_CHOICE, _POINT = "choice-", "point-"


class ColumnsView(Page, TemplateView):
    """Step 2 is answered: the file is read so."""

    http_method_names = ["post"]
    template_name = "questionbank/importing/columns.html"

    def post(self, request, pk):
        item_import = self.item_import
        format_form = FormatForm(request.POST)
        if not format_form.is_valid():
            return self._again(format_form=format_form)
        format_name = format_form.cleaned_data["format"]
        mapping = None
        # Another format has other columns: those shown say nothing of it.
        if format_name == item_import.format and receiving.is_table(format_name):
            try:
                sheets = receiving.recognise_columns(item_import)
            except ImportRefused as refusal:
                item_import.failure = str(refusal)
                return self._again(format_form=format_form)
            forms = sheet_forms(sheets, request.POST)
            if [form for form in forms if not form.is_valid()]:  # each of them, to say it all
                return self._again(forms=forms, format_form=format_form)
            mapping = chosen_mapping(forms)
            if mapping == {}:
                item_import.failure = _("No sheet is read. Choose one.")
                return self._again(forms=forms, format_form=format_form)
        try:
            reading.start(item_import, format_name=format_name, mapping=mapping, now=timezone.now())
        except ImportRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("item_import", pk)

    def _again(self, **forms):
        context = self.get_context_data() | columns_context(self.item_import, **forms)
        return self.render_to_response(context, status=422)


class ChoicesView(Restricted, ContextMixin, TemplateResponseMixin, View):
    """What is chosen in the look through: kept at each change, or with the buttons."""

    http_method_names = ["post"]
    template_name = "questionbank/importing/_summary.html"

    def post(self, request, pk):
        try:
            choosing.choose(self.item_import, **_chosen(request.POST))
            if "commit" in request.POST:
                committing.start(self.item_import, now=timezone.now())
                return redirect("item_import", pk)
        except ImportRefused as refusal:
            if request.headers.get("HX-Request") != "true":
                messages.error(request, str(refusal))
        if request.headers.get("HX-Request") == "true":
            self.item_import.refresh_from_db()
            return self.render_to_response(summary_context(self.item_import))
        return redirect(_back(request, pk))


def _back(request, pk):
    """Where in the list the person was."""
    query = request.POST.get("back", "")
    address = redirect("item_import", pk).url
    return f"{address}?{query}" if query and query.isascii() and query.isprintable() else address


def _chosen(data):
    """The arguments of `choosing.choose` from a posted form; what makes no sense is left out."""
    choices, names = {}, {}
    for field, value in data.items():
        if field.startswith(_CHOICE) and field.removeprefix(_CHOICE).isdecimal():
            if value in ImportedQuestion.Choice.values:
                choices[int(field.removeprefix(_CHOICE))] = value
        elif field.startswith(_POINT) and value.isdecimal():
            # Beside the field, hidden: the name may be anything.
            name = data.get(f"name-{field.removeprefix(_POINT)}")
            if name is not None:
                names[name] = int(value)
    points = KnowledgePoint.objects.points().in_bulk(set(names.values()))
    difficulty = data.get("difficulty", "")
    likeness, _colon, choice = data.get("duplicates", "").partition(":")
    is_sensible = likeness in choosing.LIKENESSES and choice in ImportedQuestion.Choice.values
    return {
        "choices": choices,
        "points": {name: points[key] for name, key in names.items() if key in points},
        "difficulty": int(difficulty) if difficulty in set("12345") else None,
        "duplicates": (likeness, choice) if is_sensible else None,
    }


class DiscardView(Restricted, View):
    http_method_names = ["post"]

    def post(self, request, pk):
        try:
            receiving.discard(self.item_import)
        except ImportRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("item_import", pk)
        messages.success(request, _("The upload was discarded. Nothing was written."))
        return redirect("item_imports")


class UndoView(Page, TemplateView):
    """Ask once more, then take back what was written."""

    template_name = "questionbank/importing/undo.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "import": self.item_import,
            "in_the_way": undoing.in_the_way(self.item_import),
        }

    def post(self, request, pk):
        report = self.item_import.report
        try:
            undoing.undo(self.item_import, user=request.user, now=timezone.now())
        except ImportRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("item_import", pk)
        n = report.get("created", 0)
        messages.success(
            request,
            ngettext(
                "Taken back: %(n)d item was deleted.", "Taken back: %(n)d items were deleted.", n
            )
            % {"n": n},
        )
        return redirect("item_import", pk)
