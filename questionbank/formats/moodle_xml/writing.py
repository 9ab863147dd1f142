"""Plain items written as a Moodle XML file. Pure.

What isn't a field of Moodle's goes into tags (`tagging`), from which we read it back.
"""

import re
from decimal import Decimal
from html import escape, unescape
from types import MappingProxyType
from urllib.parse import quote

from questionbank.formats import html
from questionbank.formats.items import BLANK, Refused, Written
from questionbank.formats.moodle_xml import cloze
from questionbank.formats.moodle_xml.pictures import PLACE, encode
from questionbank.formats.moodle_xml.tagging import MAX_TAG, to_tags
from questionbank.formats.reasons import NotTaken, refused

NAME = "Moodle XML"

_PICTURE = re.compile(r'(<img src=")media/([^"]+)"')
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MAX_TITLE = 255  # Moodle cuts what is longer
_MAX_NAME = 60  # of a question without a title, named by its stem


def write(items, media=MappingProxyType({})):
    """Return the file of `items`; whoever can't be written is told among the losses."""
    parts, losses, category = [], [], ""
    for number, item in enumerate(items, start=1):
        writer = _Writer(media, f"第 {number} 题")
        try:
            question = writer.question(item)
        except NotTaken as error:
            losses.append(error.at(writer.where))
            continue
        losses += writer.losses
        if item.category != category:
            category = item.category
            parts.append(_category(category))
        parts.append(question)
    text = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "".join(parts) + "</quiz>\n"
    return Written(text.encode(), tuple(losses))


def _category(category):
    path = _CONTROLS.sub("", f"$course$/top/{category}".rstrip("/"))
    return f'<question type="category">\n<category>{_plain_text(path)}</category>\n</question>\n'


def _plain_text(text):
    return f"<text>{escape(text, quote=False)}</text>"


class _Writer:
    """Writes one question and collects its losses."""

    def __init__(self, media, where):
        self._media = media
        self.where = where
        self.losses: list[Refused] = []

    def question(self, item):
        write_kind = _KINDS.get(item.kind)
        if write_kind is None:
            raise NotTaken("kind_unsupported", format=NAME)
        if not item.stem:
            raise NotTaken("item_incomplete", place="题干")
        kind, stem, body = write_kind(self, item)
        name = " ".join(item.title.split())[:_MAX_TITLE]
        name = name or html.to_plain(item.stem).replace("\n", " ")[:_MAX_NAME]
        tags = to_tags(item)
        self.losses += [
            refused(self.where, "tag_too_long", tag=tag, limit=MAX_TAG, format=NAME)
            for tag in tags
            if len(tag) > MAX_TAG
        ]
        if item.rubric:
            lost = {"format": NAME, "fields": "评分标准"}
            self.losses.append(refused(self.where, "fields_lost", **lost))
        points = "" if item.points is None else f"<defaultgrade>{item.points:f}</defaultgrade>\n"
        question = (
            f'<question type="{kind}">\n'
            f"<name>{_plain_text(name)}</name>\n"
            f"{self._html('questiontext', stem)}{self._html('generalfeedback', item.explanation)}"
            f"{points}<penalty>0</penalty>\n<hidden>0</hidden>\n{body}"
        )
        if tags:
            written = "".join(f"<tag>{_plain_text(tag)}</tag>" for tag in tags)
            question += f"<tags>{written}</tags>\n"
        allowed = _CONTROLS.sub("", question)
        if allowed != question:
            self.losses.append(refused(self.where, "signs_lost", format=NAME))
        return allowed + "</question>\n"

    # Parts

    def _html(self, tag, text, attributes="", inner=""):
        """An element with <text> and the <file> of each picture that the text shows."""
        files = {}

        def place(match):
            name = unescape(match[2])
            if name not in self._media:
                raise NotTaken("image_missing", image=name)
            files[name] = self._media[name]
            return f'{match[1]}{PLACE}{quote(name)}"'

        text = _PICTURE.sub(place, text)
        if "<" in text or "&" in text:
            text = "<![CDATA[" + text.replace("]]>", "]]&gt;") + "]]>"
        written = "".join(
            f'<file name="{escape(name)}" path="/" encoding="base64">{encode(data)}</file>'
            for name, data in files.items()
        )
        return f'<{tag}{attributes} format="html"><text>{text}</text>{written}{inner}</{tag}>\n'

    def _plain(self, text, place):
        """The text of a field that takes no marks; a picture there can't be done without."""
        if "<img" in text:
            raise NotTaken("image_unsupported", format=f"{NAME} {place}")
        plain = html.to_plain(text)
        if not plain:
            raise NotTaken("item_incomplete", place=place)
        if html.from_plain(plain) != text:
            self.losses.append(refused(self.where, "markup_lost", format=NAME, place=place))
        return plain

    def _answer(self, text, fraction, why, *, is_html=False):
        attributes = f' fraction="{fraction}"'
        feedback = self._html("feedback", why) if why else ""
        if is_html:
            return self._html("answer", text, attributes, inner=feedback)
        return (
            f'<answer{attributes} format="moodle_auto_format">{_plain_text(text)}{feedback}'
            "</answer>\n"
        )

    # Kinds: the type in Moodle, the stem, what else the question holds

    def _choice(self, item):
        n_keys = sum(option.is_key for option in item.options)
        is_single = item.kind == "single"
        if len(item.options) < 2 or not all(option.text for option in item.options):
            raise NotTaken("item_incomplete", place="选项")
        if n_keys != 1 if is_single else n_keys < 2:
            raise NotTaken("item_incomplete", place="正确选项")
        # A wrong option takes all away: else Moodle gives all points to whoever marks everything.
        share = f"{Decimal(100) / n_keys:.7g}"
        right, wrong = ("100", "0") if is_single else (share, "-100")
        options = "".join(
            self._answer(option.text, right if option.is_key else wrong, option.why, is_html=True)
            for option in item.options
        )
        single = "true" if is_single else "false"
        return (
            "multichoice",
            item.stem,
            f"<single>{single}</single>\n<shuffleanswers>true</shuffleanswers>\n"
            f"<answernumbering>ABCD</answernumbering>\n{options}",
        )

    def _true_false(self, item):
        if item.is_true is None:
            raise NotTaken("item_incomplete", place="答案")
        answers = "".join(
            self._answer(
                "true" if truth else "false",
                "100" if truth == item.is_true else "0",
                "" if truth == item.is_true else item.why,
            )
            for truth in (True, False)
        )
        return "truefalse", item.stem, answers

    def _fill_in(self, item):
        if not item.blanks or not all(item.blanks) or item.stem.count(BLANK) != len(item.blanks):
            raise NotTaken("blanks_count")
        blanks = [
            # To Moodle a bare * is any text.
            [self._plain(text, "填空题的答案").replace("*", "\\*") for text in texts]
            for texts in item.blanks
        ]
        if len(blanks) == 1:
            answers = "".join(self._answer(text, "100", "") for text in blanks[0])
            return "shortanswer", item.stem, f"<usecase>0</usecase>\n{answers}"
        if item.points is not None and item.points != len(blanks):
            points = f"{item.points:f}"
            self.losses.append(refused(self.where, "points_by_blank", format=NAME, points=points))
        pieces = [cloze.protect(piece) for piece in item.stem.split(BLANK)]
        gaps = [cloze.gap([html.from_plain(text) for text in texts]) for texts in blanks]
        stem = pieces[0] + "".join(map("".join, zip(gaps, pieces[1:], strict=True)))
        return "cloze", stem, ""

    def _matching(self, item):
        if len(item.pairs) < 2 or not all(pair.left for pair in item.pairs):
            raise NotTaken("item_incomplete", place="配对")
        rows = [
            *((pair.left, pair.right) for pair in item.pairs),
            *(("", right) for right in item.distractors),
        ]
        place = "匹配题的右侧"
        subquestions = "".join(
            self._html(
                "subquestion",
                left,
                inner=f"<answer>{_plain_text(self._plain(right, place))}</answer>",
            )
            for left, right in rows
        )
        return "matching", item.stem, f"<shuffleanswers>true</shuffleanswers>\n{subquestions}"

    def _short_answer(self, item):
        model_answer = self._html("graderinfo", item.model_answer) if item.model_answer else ""
        return (
            "essay",
            item.stem,
            "<responseformat>editor</responseformat>\n<responserequired>1</responserequired>\n"
            f"<responsefieldlines>15</responsefieldlines>\n<attachments>0</attachments>\n"
            f"<attachmentsrequired>0</attachmentsrequired>\n{model_answer}",
        )


_KINDS = {
    "single": _Writer._choice,
    "multiple": _Writer._choice,
    "true_false": _Writer._true_false,
    "fill_in": _Writer._fill_in,
    "matching": _Writer._matching,
    "short_answer": _Writer._short_answer,
}
