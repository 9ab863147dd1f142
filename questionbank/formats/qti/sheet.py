"""One item while it is read: its texts made clean, and what had to be mended. Pure."""

from questionbank.formats import html
from questionbank.formats.reasons import NotTaken

CHOICE_GAP = "（　　）"  # where a choice's stem is left open, as papers print it


class Sheet:
    """Cleans the texts of one item and collects codes of repairs.

    image : callable
        From the src of a picture to "media/NAME"; raises `NotTaken` where it can't be shown.
    asides: what another system says to an answer and our kind has no place for, as HTML.
    """

    def __init__(self, image):
        self._image = image
        self.repairs = []
        self.asides = []

    def clean(self, raw, *, is_aside=False):
        """Return clean HTML. is_aside: the question stands without it, its pictures may fail."""

        def image(source):
            try:
                return self._image(source)
            except NotTaken:
                if not is_aside:
                    raise
                self.repairs.append("image_removed")
                return None

        cleaned, removed = html.clean(raw, image=image)
        if set(removed) - {"img"}:
            self.repairs.append("html_removed")
        return cleaned

    def explanation(self, told=""):
        """Return the explanation, with the asides after it."""
        if self.asides:
            self.repairs.append("feedback_moved")
        asides, self.asides = self.asides, []
        return "<br>".join(dict.fromkeys(filter(None, [told, *asides])))


def number_sign(number):
    """How a gap is marked that something is dropped on: （1）."""
    return f"（{number}）"
