"""Certificates as PDF, A4 across, for print and archive (PDF/A-3u), each with its QR code."""

import hashlib
import html
import logging
import unicodedata
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from weasyprint import CSS, HTML
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from certificates.dates import chinese_date
from certificates.fonts import FontMissing, TypeCase
from certificates.graphics import draw_on
from certificates.models import Certificate, Drawing

logger = logging.getLogger(__name__)

# The fonts are cut once a batch (0.7 s), whose pages are held in memory.
BATCH = 500
STYLESHEET = Path(__file__).parent / "templates" / "certificates" / "pdf.css"
# Most ems that the sentence may have at each size (pdf.css); longer ones take the last.
SIZES = [(88, "large"), (132, "medium"), (182, "small")]
SMALLEST = "smallest"


@dataclass
class Tally:
    n_drawn: int = 0
    n_problems: int = 0


def draw_all(certificates, *, progress=None):
    """Draw those of `certificates` that aren't yet drawn; return a `Tally`.

    Parameters
    ----------
    certificates : queryset or list of Certificate
    progress : callable, optional
        Called with (number done, number of all) after each.

    Raises
    ------
    FontMissing
        No certificate can be drawn on this machine; each gets the reason as its problem.
    """
    keys = [certificate.pk for certificate in certificates]
    tally = Tally()
    # A problem is stored for HR: in the language of the site, whoever's request this is.
    with translation.override(settings.LANGUAGE_CODE):
        for start in range(0, len(keys), BATCH):
            batch = Certificate.objects.not_drawn().filter(pk__in=keys[start : start + BATCH])
            for n_done in _draw_batch(list(batch), tally):
                if progress is not None:
                    progress(start + n_done, len(keys))
    return tally


def draw_missing(*, progress=None):
    """Draw whatever a crash left undrawn, of all exams; return a `Tally`."""
    return draw_all(Certificate.objects.not_drawn(), progress=progress)


def _draw_batch(certificates, tally):
    """Draw a batch, adding to `tally`; yields how many are done, after each."""
    if not certificates:
        return
    pages = [(certificate, page(certificate)) for certificate in certificates]
    characters = set().union(*(_characters(source) for _, source in pages))
    try:
        type_case = TypeCase(characters)
    except FontMissing as error:
        for certificate in certificates:
            _record(certificate, problem=str(error))
        raise
    with type_case:
        press = Press(type_case)
        for n_done, (certificate, source) in enumerate(pages, start=1):
            _draw(certificate, source, press, tally)
            yield n_done


def _draw(certificate, source, press, tally):
    # Another worker may have been quicker: its PDF stands, and this time is saved.
    if Drawing.objects.filter(certificate=certificate).exists():
        return
    if lacking := _characters(source) & press.missing:
        if _record(certificate, problem=_lacking_message(lacking)):
            tally.n_problems += 1
        return
    try:
        pdf = press.print(source, verification_address(certificate))
    except Exception:
        # One page that can't be set mustn't keep the others from being drawn.
        logger.exception("certificate %s can't be drawn", certificate.number)
        problem = _("Drawing failed; the server's log says why. Report it, then draw again.")
        tally.n_problems += _record(certificate, problem=problem)
        return
    tally.n_drawn += _record(certificate, pdf=pdf)


class Press:
    """WeasyPrint with fonts and stylesheet parsed once; `print` may be called many times."""

    def __init__(self, type_case):
        self.missing = type_case.missing
        self._fonts = FontConfiguration()
        self._styles = [
            CSS(string=type_case.css, font_config=self._fonts),
            CSS(filename=STYLESHEET, font_config=self._fonts),
        ]
        # PDF/A names its colours; WeasyPrint's own way leaves a file open for each document.
        self._colours = {"--srgb": _srgb()}
        # Whatever a name may contain, a page fetches nothing.
        self._nothing = URLFetcher(allowed_protocols=[])

    def print(self, source, address):
        """Return the PDF (bytes) of a page's HTML, with the QR code of `address`."""
        return HTML(string=source, url_fetcher=self._nothing).write_pdf(
            stylesheets=self._styles,
            font_config=self._fonts,
            pdf_variant="pdf/a-3u",
            color_profiles=self._colours,
            output_intent="--srgb",
            finisher=lambda _document, pdf: draw_on(pdf, address),
        )


def _srgb():
    with (files("weasyprint.pdf") / "sRGB2014.icc").open("rb") as file:
        return ColorProfile(file, "sRGB2014.icc", "relative-colorimetric", ("r", "g", "b"))


def verification_address(certificate):
    return settings.SITE_URL + reverse("certificate-verify", args=[certificate.code])


def page(certificate):
    """The certificate as HTML. It is a Chinese document, whatever language its reader uses."""
    return get_template("certificates/pdf.html").render(
        {
            "certificate": certificate,
            "size": _size(certificate),
            "keeps_together": _ems(certificate.name) <= 14,
            "is_latin": not any(map(_is_wide, certificate.name)),
            "issuer_is_long": _ems(certificate.issuer) > 16,
            "exam_date": chinese_date(certificate.exam_date),
            "issue_date": "".join(chinese_date(certificate.issued_on)),
            "lookup": settings.SITE_URL.split("://")[-1] + reverse("certificate-lookup"),
        }
    )


def _size(certificate):
    fixed = 40  # the words and the date between the four
    parts = (certificate.name, certificate.unit, certificate.exam)
    ems = fixed + sum(map(_ems, parts))
    return next((size for most, size in SIZES if ems <= most), SMALLEST)


def _ems(text):
    """About how wide `text` is set, in ems: Han 1, Latin a little more than half."""
    return sum(1 if _is_wide(character) else 0.6 for character in text)


def _is_wide(character):
    return unicodedata.east_asian_width(character) in "WF"


def _characters(source):
    """The characters that a page's HTML prints, and those of its tags, which do no harm."""
    return set(html.unescape(source)) - {"\n"}


def _lacking_message(lacking):
    named = ", ".join(map(_label, sorted(lacking)[:3]))
    # Private use, unassigned, invisible: no font can help.
    if any(unicodedata.category(c).startswith("C") for c in lacking):
        return _(
            "%(characters)s is no standard character: it has no form of its own. Ask how the "
            "name is written, and which standard character was meant."
        ) % {"characters": named}
    return _(
        "The certificate fonts lack %(characters)s. Have a font file that has it added to "
        "BAIWEN_CERTIFICATE_EXTRA_FONTS on the server, then draw again."
    ) % {"characters": named}


def _label(character):
    """“𫚈” (U+2B688); of what can't be seen, or turns the line around, only the code."""
    code = f"U+{ord(character):04X}"
    is_visible = character.isprintable() or unicodedata.category(character) == "Co"
    return f"“{character}” ({code})" if is_visible else code


def _record(certificate, *, pdf=None, problem=""):
    """Store a PDF or a problem once; return whether this call did it.

    The row's unique key decides between two workers, and the file is written under it: what a
    crash before the commit leaves behind is overwritten by the next.
    """
    drawing = Drawing(certificate=certificate, problem=problem[:300], drawn_at=timezone.now())
    try:
        with transaction.atomic():
            if pdf is None:
                drawing.save()
                return True
            name = f"{certificate.number}.pdf"
            drawing.file.name = drawing.file.field.generate_filename(drawing, name)
            drawing.sha256 = hashlib.sha256(pdf).hexdigest()
            drawing.save()
            drawing.file.storage.delete(drawing.file.name)
            drawing.file.storage.save(drawing.file.name, ContentFile(pdf))
    except IntegrityError:
        return False
    return True
