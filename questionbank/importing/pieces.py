"""What of an import has an address of its own: a question, a picture, the report, the file."""

from types import SimpleNamespace

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from cms.models import Article
from exams.people.export import attachment
from questionbank import showing
from questionbank.formats import xlsx
from questionbank.importing import media, report
from questionbank.importing.listing import plain_of
from questionbank.importing.pages import Restricted
from questionbank.kinds import KINDS
from questionbank.models import ItemCitation


class TemplateFileView(Restricted, View):
    http_method_names = ["get"]

    def get(self, request):
        return attachment(xlsx.template(), _("question template") + ".xlsx")


class QuestionView(Restricted, TemplateView):
    """One question in full, as the candidate sees it, and below it what is right and why."""

    template_name = "questionbank/preview.html"

    def get_context_data(self, pk, number, **kwargs):
        row = get_object_or_404(self.item_import.questions.acceptable(), number=number)
        plain = plain_of(row)
        keys = {article for article, _paragraph, _item in row.citations}
        articles = Article.objects.select_related("statute").in_bulk(keys)
        cited = [
            ItemCitation(article=articles[key], paragraph=paragraph, item=part)
            for key, paragraph, part in row.citations
            if key in articles
        ]
        item = SimpleNamespace(
            get_kind_display=KINDS[plain.kind].label, citations=SimpleNamespace(all=cited)
        )

        def address(name):
            return reverse("item_import_picture", args=[pk, name])

        return {"item": item, "with_key": True, **showing.preview(plain, address)}


class PictureView(Restricted, View):
    """A picture that isn't in the bank yet: for those who may see the import."""

    http_method_names = ["get"]

    def get(self, request, pk, name):
        try:
            data = media.load(self.item_import, name)
        except FileNotFoundError as error:
            raise Http404 from error
        suffix = name.rpartition(".")[2].replace("jpg", "jpeg")
        return HttpResponse(
            data,
            content_type=f"image/{suffix}",
            headers={"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=3600"},
        )


class ReportFileView(Restricted, View):
    http_method_names = ["get"]

    def get(self, request, pk):
        return attachment(report.workbook(self.item_import), _("import report") + f"-{pk}.xlsx")


class OriginalView(Restricted, View):
    """The very file that was uploaded."""

    http_method_names = ["get"]

    def get(self, request, pk):
        response = FileResponse(
            self.item_import.file.open(),
            as_attachment=True,
            filename=self.item_import.file_name,
            content_type="application/octet-stream",
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response
