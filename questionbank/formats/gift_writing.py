"""Items -> a GIFT file that Moodle and our own reader take. Pure."""

import re
from decimal import Decimal

from questionbank.formats import html
from questionbank.formats.items import BLANK, Written
from questionbank.formats.writing import Losses, NotWritten, write_each

_SPECIAL = re.compile(r"[\\~=#{}:]")
_BRACKETS = str.maketrans("[]", "（）")
# No place in GIFT for these, whatever the kind.
_UNHELD = ("point", "difficulty", "level", "cites", "points")


def write(items):
    """Return the `Written` of items as GIFT, in UTF-8."""
    losses = Losses("GIFT")
    return Written("\n".join(_Writer(losses).texts(items)).encode(), tuple(losses.found))


class _Writer:
    def __init__(self, losses):
        self.losses = losses
        self.category = ""

    def texts(self, items):
        return write_each(items, self.losses, self._text)

    def _text(self, item):
        write_answers = getattr(self, f"_{item.kind}", None)
        if write_answers is None:
            raise NotWritten("kind_unsupported")
        before, after = self.losses.vital(item.stem), ""
        if not html.to_plain(before.replace(BLANK, "")):
            raise NotWritten("text_unsupported")
        if item.kind == "fill_in":
            before, after = self._around_blank(item, before)
        answers = write_answers(item)
        explanation = _escaped(self.losses.without_pictures(item.explanation, "解析"))
        if explanation:
            answers += f"\n\t####{_guarded(explanation)}"
        self.losses.fields(item, *_UNHELD)
        # Only now, when nothing more can be refused: a category counts for what follows it.
        head = self._category(item) + _marks(item) + _title(item)
        return f"{head}[html]{_escaped(before)}{{{answers}}}{_escaped(after)}\n"

    def _category(self, item):
        if item.category == self.category:
            return ""
        self.category = item.category
        return f"$CATEGORY: {html.one_line(item.category) or 'top'}\n\n"

    def _around_blank(self, item, stem):
        if len(item.blanks) != 1 or stem.count(BLANK) != 1:
            raise NotWritten("blanks_unsupported")
        # Other underscores would be read as the blank.
        before, after = (
            part.replace("_", "&#95;").replace("＿", "&#65343;") for part in stem.split(BLANK)
        )
        return before, after

    # Answers of each kind

    def _single(self, item):
        if sum(option.is_key for option in item.options) != 1 or len(item.options) < 2:
            raise NotWritten("keys_unsupported")
        return "".join(
            f"\n\t{'=' if option.is_key else '~'}{self._option(option)}" for option in item.options
        )

    def _multiple(self, item):
        n_keys = sum(option.is_key for option in item.options)
        if n_keys < 2:
            raise NotWritten("keys_unsupported")
        share = f"{Decimal(100) / n_keys:.5f}".rstrip("0").rstrip(".")
        return "".join(
            f"\n\t~%{share if option.is_key else -100}%{self._option(option, is_weighed=True)}"
            for option in item.options
        )

    def _option(self, option, is_weighed=False):
        text = _escaped(self.losses.vital(option.text))
        if not text:
            raise NotWritten("text_unsupported")
        if text.startswith("%") and not is_weighed:
            # Else it could be read as a weight.
            text = f"%{100 if option.is_key else 0}%{text}"
        why = _escaped(self.losses.without_pictures(option.why, "选项说明"))
        return _guarded(text) + (f"#{_guarded(why)}" if why else "")

    def _true_false(self, item):
        if item.is_true is None:
            raise NotWritten("keys_unsupported")
        word = "TRUE" if item.is_true else "FALSE"
        why = _escaped(self.losses.without_pictures(item.why, "说明"))
        if why and item.is_true:
            self.losses.fields(item, "why")
        return f"{word}#{_guarded(why)}" if why and not item.is_true else word

    def _fill_in(self, item):
        if not item.blanks[0]:
            raise NotWritten("keys_unsupported")
        return "".join(f"\n\t={self._accepted(text)}" for text in item.blanks[0])

    def _accepted(self, text):
        plain = self.losses.plain(text, "答案")
        if "->" in plain:
            raise NotWritten("arrow_unsupported")
        if not plain:
            raise NotWritten("text_unsupported")
        plain = _escaped(plain.replace("*", "\\*"))
        return f"%100%{plain}" if plain.startswith("%") else _guarded(plain)

    def _matching(self, item):
        if len(item.pairs) < 2:
            raise NotWritten("keys_unsupported")
        lines = []
        for pair in item.pairs:
            left = _escaped(self.losses.vital(pair.left))
            if not left:
                raise NotWritten("text_unsupported")
            lines.append(f"\n\t={_guarded(left)} -> {self._right(pair.right)}")
        return "".join(lines + [f"\n\t= -> {self._right(text)}" for text in item.distractors])

    def _right(self, text):
        plain = _escaped(self.losses.plain(text, "右侧选项"))
        if not plain:
            raise NotWritten("text_unsupported")
        return plain

    def _short_answer(self, item):
        self.losses.fields(item, "model_answer", "rubric")
        return ""


def _escaped(text):
    return _SPECIAL.sub(r"\\\g<0>", text).replace("\n", "\\n")


def _guarded(text):
    """Text that begins like a marker of format gets one of its own."""
    return f"[html]{text}" if text.startswith("[") else text


def _marks(item):
    if not item.tags:
        return ""
    return (
        "// "
        + " ".join(f"[tag:{html.one_line(tag).translate(_BRACKETS)}]" for tag in item.tags)
        + "\n"
    )


def _title(item):
    title = _escaped(html.one_line(item.title))
    return f"::{title}::" if title else ""
