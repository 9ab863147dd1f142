"""The papers of a sitting as PDF, A4 upright, in the look of the pages."""

from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.utils import translation
from django.utils.text import get_valid_filename
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

STYLESHEET = Path(__file__).parent / "templates" / "sittings" / "pdf" / "records.css"


def house_language():
    """A paper is in the language of the house, whatever language its reader uses."""
    return translation.override(settings.LANGUAGE_CODE)


def pdf(template, context):
    """Return the PDF (bytes) of a template: text through and through, nothing is fetched."""
    fonts = FontConfiguration()
    source = get_template(template).render(context)
    # Whatever a name or a note may contain, a page fetches nothing.
    return HTML(string=source, url_fetcher=URLFetcher(allowed_protocols=[])).write_pdf(
        stylesheets=[CSS(filename=STYLESHEET, font_config=fonts)], font_config=fonts
    )


def file_name(*parts):
    """A file's name of these parts, whatever they contain."""
    return get_valid_filename("-".join(part for part in parts if part)) + ".pdf"
