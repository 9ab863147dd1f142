"""Many certificates in one .zip, written while it is sent: memory for one at a time."""

import re
import zipfile

from django.utils.timezone import localtime
from django.utils.translation import gettext as _


def stream_zip(certificates):
    """Yield the bytes of a .zip of the PDFs of `certificates` (a queryset of drawn ones)."""
    sink = _Sink()
    lost = []
    # Stored, not deflated: PDFs are compressed already.
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for certificate in certificates.select_related("drawing").iterator(chunk_size=200):
            try:
                with certificate.drawing.file.open("rb") as file:
                    pdf = file.read()
            except FileNotFoundError:
                lost.append(certificate.number)
                continue
            moment = localtime(certificate.issued_at).timetuple()[:6]
            archive.writestr(zipfile.ZipInfo(entry_name(certificate), moment), pdf)
            yield sink.take()
        if lost:
            note = _("These certificates have lost their files; restore them from the backup:")
            archive.writestr("README.txt", "\ufeff" + "\r\n".join([note, *lost]))
    yield sink.take()


def entry_name(certificate):
    """QH-2026-M-000179-4 张建华.pdf, without what a file name can't bear."""
    return (
        re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", f"{certificate.number} {certificate.name}") + ".pdf"
    )


class _Sink:
    """A file for ZipFile that can't be sought, only written to and emptied."""

    def __init__(self):
        self._parts = []

    def write(self, data):
        self._parts.append(bytes(data))
        return len(data)

    def flush(self):
        pass

    def take(self):
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken
