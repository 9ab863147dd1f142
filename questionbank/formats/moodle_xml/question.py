"""One <question> of a Moodle file: its texts made clean, and what had to be mended. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from questionbank.formats import html
from questionbank.formats.moodle_xml.tagging import from_tags
from questionbank.formats.numbers import to_number, to_points
from questionbank.formats.reasons import NotTaken


@dataclass(frozen=True)
class Answer:
    html: str
    fraction: Decimal
    why: str


class Question:
    """One <question>: its texts made clean, and the codes of what had to be mended."""

    def __init__(self, element, album):
        self.element = element
        self._album = album
        self.asides = []  # what Moodle says to an answer and our kind has no place for
        self.repairs = []

    def text(self, element, *, is_plain=False, is_aside=False):
        """Return the clean HTML of an element's <text>, or nothing.

        is_aside: the question can be answered without it, so a picture may be missing.
        """
        if element is None:
            return ""
        text = element.find("text")
        if text is None:
            return ""
        if len(text):
            raise NotTaken("text_has_tags", tag=text[0].tag[:40])
        raw = (text.text or "").strip()
        form = element.get("format", "").strip() or "html"
        if is_plain or form == "plain_text":
            return html.from_plain(raw)
        if form in ("markdown", "wiki_like"):
            self.repairs.append("markup_as_text")
            return html.from_plain(raw)
        if form == "moodle_auto_format":
            raw = raw.replace("\r\n", "\n").replace("\n", "<br>")
        return self.clean(raw, files_of(element), is_aside=is_aside)

    def clean(self, raw, files=None, *, is_aside=False):
        def image(source):
            try:
                return "media/" + self._album.name_of(source, files or {})
            except NotTaken:
                if not is_aside:
                    raise
                self.repairs.append("image_removed")
                return None

        cleaned, removed = html.clean(raw, image=image)
        if set(removed) - {"img"}:
            self.repairs.append("html_removed")
        return cleaned

    def plain(self, path):
        return " ".join((self.element.findtext(path) or "").split())

    def common(self):
        tags = [(tag.text or "").strip() for tag in self.element.iterfind("tags/tag/text")]
        if any((hint.findtext("text") or "").strip() for hint in self.element.iterfind("hint")):
            self.repairs.append("hints_dropped")
        return {
            "stem": self.text(self.element.find("questiontext")),
            "explanation": self.text(self.element.find("generalfeedback"), is_aside=True),
            "title": self.plain("name/text"),
            "points": self.points(),
            **from_tags([tag for tag in tags if tag]),
        }

    def points(self):
        text = self.plain("defaultgrade")
        if not text:
            return None
        points = to_points(text)
        if points is None:
            self.repairs.append("points_dropped")
        return points

    def answers(self, *, is_plain):
        return [
            Answer(
                self.text(answer, is_plain=is_plain),
                to_percent(answer.get("fraction", "0")),
                self.text(answer.find("feedback"), is_aside=True),
            )
            for answer in self.element.iterfind("answer")
        ]


def files_of(element):
    """Return the base64 text of each <file> beside a text, by name."""
    return {
        file.get("name", ""): file.text or ""
        for file in element.iterfind("file")
        if file.get("encoding", "base64") == "base64"
    }


def to_percent(text):
    fraction = to_number(text)
    if fraction is None or abs(fraction) > 1000:
        raise NotTaken("fraction_unclear", fraction=text[:20])
    return fraction
